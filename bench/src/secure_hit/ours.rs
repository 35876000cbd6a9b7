//! The ways into what this crate has sealed.

use cachekit::{CacheKit, CacheRegion, CachekitError, cachekit};

use super::{CAPACITY, Contestant, MASTER_KEY, Parts, Patient, TENANT, awaited, keys, runtime};

#[derive(CacheRegion)]
#[cache(crate = "::cachekit", namespace = "patients", key = "by-id:{clinic}:{id}", value = Patient, ttl = "5m", secure)]
struct PatientById<'a> {
    clinic: &'a str,
    id: u64,
}

impl<'a> PatientById<'a> {
    fn of(parts: &'a Parts) -> Self {
        Self { clinic: &parts.clinic, id: parts.id }
    }
}

#[cachekit(crate = "::cachekit", namespace = "fn-patients", key = "by-id:{clinic}:{id}", ttl = "5m", secure)]
async fn patient(cache: &CacheKit, clinic: &str, id: u64) -> Result<Patient, CachekitError> {
    let _ = clinic;
    Ok(Patient::of(id))
}

pub(super) fn all() -> Vec<Contestant> {
    let (strings, regions, functions) = (client(), client(), client());
    let present = regions.clone();
    runtime().block_on(async {
        for parts in &keys() {
            let value = Patient::of(parts.id);
            strings.secure().expect("keys").set(&parts.text(), &value).await.expect("an entry");
            regions.entry(&PatientById::of(parts)).set(value).await.expect("an entry");
            patient(&functions, &parts.clinic, parts.id).await.expect("a value");
        }
    });
    vec![
        awaited!("SecureCache::get, formatted keys", strings, |parts| {
            let secure = strings.secure().expect("keys");
            secure.get::<Patient>(&parts.text()).await.expect("a client").expect("a hit")
        }),
        awaited!("secure region, entry().get()", regions, |parts| {
            regions.entry(&PatientById::of(parts)).get().await.expect("a client").expect("a hit")
        }),
        awaited!("secure region, get_if_present()", present, |parts| {
            present.get_if_present(&PatientById::of(parts)).expect("a hit")
        }),
        awaited!("#[cachekit(secure)] fn", functions, |parts| {
            patient(&functions, &parts.clinic, parts.id).await.expect("a hit")
        }),
    ]
}

fn client() -> CacheKit {
    CacheKit::in_memory()
        .l1_capacity(CAPACITY)
        .encryption(MASTER_KEY, TENANT)
        .and_then(cachekit::CacheKitBuilder::build)
        .expect("a client")
}

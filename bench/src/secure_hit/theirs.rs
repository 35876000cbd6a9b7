//! The published crate, and the cipher by itself.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use published::backend::{Backend, HealthStatus};
use published::{BackendError, CacheKit, CachekitError};

use super::{CAPACITY, Contestant, KEYS, MASTER_KEY_BYTES, Patient, TENANT, awaited, keys, runtime};

pub(super) fn all() -> Vec<Contestant> {
    let (strings, functions) = (client(), client());
    runtime().block_on(async {
        for parts in &keys() {
            let secure = strings.secure_cache().expect("keys");
            secure.set(&parts.text(), &Patient::of(parts.id)).await.expect("an entry");
            function::patient(&functions, parts.clinic.clone(), parts.id).await.expect("a value");
        }
    });
    vec![
        awaited!("cachekit-rs 0.13.1, SecureCache::get, formatted keys", strings, |parts| {
            let secure = strings.secure_cache().expect("keys");
            secure.get::<Patient>(&parts.text()).await.expect("a client").expect("a hit")
        }),
        awaited!("cachekit-rs 0.13.1, #[cachekit(secure)] fn", functions, |parts| {
            function::patient(&functions, parts.clinic.clone(), parts.id).await.expect("a hit")
        }),
    ]
}

/// What no hit can do without: a message of this size is opened.
pub(super) fn cipher() -> Contestant {
    let key = UnboundKey::new(&AES_256_GCM, &MASTER_KEY_BYTES).expect("a key of its length");
    let (key, aad) = (LessSafeKey::new(key), [3; 72]);
    let nonce = || Nonce::assume_unique_for_key([7; 12]);
    let mut sealed = vec![7; 30];
    key.seal_in_place_append_tag(nonce(), Aad::from(aad), &mut sealed).expect("a sealed message");
    Contestant::new("  of it: aws-lc-rs opens 30 bytes in place", KEYS, move || {
        for _ in 0..KEYS {
            let mut message = [0; 46];
            message.copy_from_slice(&sealed);
            black_box(key.open_in_place(nonce(), Aad::from(black_box(aad)), &mut message).expect("its tag"));
        }
    })
}

/// The macro names the crate as `cachekit`, which here is the one that is developed.
mod function {
    use published::{self as cachekit, cachekit};

    use super::{CacheKit, CachekitError, Patient};

    #[cachekit(client = cache, ttl = 300, interop = "patient", namespace = "patients", secure)]
    pub(super) async fn patient(cache: &CacheKit, clinic: String, id: u64) -> Result<Patient, CachekitError> {
        let _ = &clinic;
        Ok(Patient::of(id))
    }
}

fn client() -> CacheKit {
    CacheKit::builder()
        .backend(Arc::new(Nowhere))
        .l1_capacity(CAPACITY)
        .default_ttl(Duration::from_mins(5))
        .encryption_from_bytes(&MASTER_KEY_BYTES, TENANT)
        .and_then(published::CacheKitBuilder::build)
        .expect("a client")
}

/// Takes everything and holds nothing, so that what is found is found in L1.
struct Nowhere;

#[async_trait]
impl Backend for Nowhere {
    async fn get(&self, _key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        Ok(None)
    }

    async fn set(&self, _key: &str, _value: Vec<u8>, _ttl: Option<Duration>) -> Result<(), BackendError> {
        Ok(())
    }

    async fn delete(&self, _key: &str) -> Result<bool, BackendError> {
        Ok(false)
    }

    async fn exists(&self, _key: &str) -> Result<bool, BackendError> {
        Ok(false)
    }

    async fn health(&self) -> Result<HealthStatus, BackendError> {
        Ok(HealthStatus {
            is_healthy: true,
            latency_ms: 0.0,
            backend_type: "nowhere".to_owned(),
            details: HashMap::new(),
        })
    }
}

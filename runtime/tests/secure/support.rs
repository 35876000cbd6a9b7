//! What the tests of encryption share.

use std::sync::Arc;

use cachekit::backend::Backend as _;
use cachekit::backend::memory::MemoryBackend;
use cachekit::prelude::*;
use serde::{Deserialize, Serialize};

/// Master keys, in hex.
pub(crate) const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
pub(crate) const OTHER_KEY: &str = "1111111111111111111111111111111111111111111111111111111111111111";

/// What must never be seen outside of the process.
pub(crate) const NUMBER: &str = "123-45-6789";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
pub(crate) struct Patient {
    pub(crate) id: u64,
    #[cache(sensitive)]
    pub(crate) number: String,
}

pub(crate) fn patient(id: u64) -> Patient {
    Patient { id, number: NUMBER.to_owned() }
}

#[derive(CacheRegion)]
#[cache(namespace = "patients", key = "by-id:{clinic}:{id}", value = Patient, ttl = "5m", secure)]
pub(crate) struct PatientById<'a> {
    pub(crate) clinic: &'a str,
    pub(crate) id: u64,
}

/// Found by what nobody may read in a key.
#[derive(CacheRegion)]
#[cache(namespace = "patients", key = "by-number:{number}", value = Patient, ttl = "5m", secure)]
pub(crate) struct PatientByNumber<'a> {
    #[cache(sensitive)]
    pub(crate) number: &'a str,
}

pub(crate) const ID: PatientById<'static> = PatientById { clinic: "north", id: 42 };

/// One backend that several clients share, and that the test can look into.
#[derive(Clone, Default)]
pub(crate) struct Store(pub(crate) Arc<MemoryBackend>);

impl Store {
    pub(crate) fn client(&self) -> CacheKitBuilder {
        CacheKit::builder().backend(self.0.clone())
    }

    /// A client for the tenant `acme` that sees every change of the backend.
    pub(crate) fn sealed(&self) -> CacheKit {
        self.client().no_l1().encryption(KEY, "acme").unwrap().build().unwrap()
    }

    pub(crate) async fn bytes(&self, key: &str) -> Option<Vec<u8>> {
        self.0.get(key).await.unwrap()
    }

    pub(crate) async fn put(&self, key: &str, bytes: Vec<u8>) {
        self.0.set(key, bytes, None).await.unwrap();
    }
}

pub(crate) fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// A loader that must not be asked.
pub(crate) async fn never_loaded() -> Result<Patient, std::io::Error> {
    unreachable!("the loader ran")
}

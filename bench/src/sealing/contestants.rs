//! Who seals.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use cachekit::backend::{Backend, HealthStatus};
use cachekit::encryption::EncryptionLayer;
use cachekit::error::BackendError;
use cachekit::{CacheKit, CacheRegion};

use crate::harness::Contestant;

const MASTER_KEY: [u8; 32] = [0x2a; 32];
const TENANT: &str = "acme";
const KEY: &str = "documents:by-id:acme:100042";

pub(super) fn of(len: usize) -> Vec<Contestant> {
    let value: Arc<str> = "x".repeat(len).into();
    vec![
        out_of_place(&value),
        by_copy(&value),
        in_place(&value),
        layer(&value),
        published(&value),
        region(&value),
    ]
}

/// The bare cipher, with associated data of the length that ours has.
struct Cipher {
    key: LessSafeKey,
    aad: Vec<u8>,
}

impl Cipher {
    fn new() -> Self {
        let aad = EncryptionLayer::new(&MASTER_KEY, TENANT).expect("keys").build_aad(KEY, false);
        let key = UnboundKey::new(&AES_256_GCM, &MASTER_KEY).expect("a key of its length");
        Self { key: LessSafeKey::new(key), aad }
    }

    /// Twelve bytes of the operating system's, twice: to be kept, and to be used.
    fn nonce() -> ([u8; 12], Nonce) {
        let mut bytes = [0; 12];
        getrandom::fill(&mut bytes).expect("randomness");
        (bytes, Nonce::assume_unique_for_key(bytes))
    }

    fn aad(&self) -> Aad<&[u8]> {
        Aad::from(&self.aad)
    }
}

fn out_of_place(value: &Arc<str>) -> Contestant {
    let (cipher, value) = (Cipher::new(), Arc::clone(value));
    Contestant::new("aws-lc-rs, into a Vec of its own", 1, move || {
        let (bytes, nonce) = Cipher::nonce();
        let mut message = vec![0; 12 + value.len() + 16];
        let (start, rest) = message.split_at_mut(12);
        start.copy_from_slice(&bytes);
        let (ciphertext, tag) = rest.split_at_mut(value.len());
        cipher
            .key
            .seal_out_of_place_scatter(nonce, cipher.aad(), value.as_bytes(), ciphertext, &[], tag)
            .expect("a message");
        black_box(message);
    })
}

fn by_copy(value: &Arc<str>) -> Contestant {
    let (cipher, value) = (Cipher::new(), Arc::clone(value));
    Contestant::new("aws-lc-rs, in a copy", 1, move || {
        let (bytes, nonce) = Cipher::nonce();
        let mut message = Vec::with_capacity(12 + value.len() + 16);
        message.extend(bytes);
        message.extend_from_slice(value.as_bytes());
        let tag = cipher.key.seal_in_place_separate_tag(nonce, cipher.aad(), &mut message[12..]);
        message.extend_from_slice(tag.expect("a message").as_ref());
        black_box(message);
    })
}

/// The plaintext is gone then, so this is less than anybody can use: it shows what the cipher costs.
fn in_place(value: &Arc<str>) -> Contestant {
    let (cipher, mut message) = (Cipher::new(), value.as_bytes().to_vec());
    Contestant::new("aws-lc-rs, in place, nothing kept", 1, move || {
        let (_, nonce) = Cipher::nonce();
        let tag = cipher.key.seal_in_place_separate_tag(nonce, cipher.aad(), &mut message);
        let _ = black_box(tag.expect("a message"));
    })
}

fn layer(value: &Arc<str>) -> Contestant {
    let (layer, value) = (EncryptionLayer::new(&MASTER_KEY, TENANT).expect("keys"), Arc::clone(value));
    Contestant::new("EncryptionLayer::encrypt", 1, move || {
        black_box(layer.encrypt(value.as_bytes(), KEY).expect("a message"));
    })
}

fn published(value: &Arc<str>) -> Contestant {
    let layer = published::EncryptionLayer::new(&MASTER_KEY, TENANT).expect("keys");
    let value = Arc::clone(value);
    Contestant::new("cachekit-rs 0.13.1, EncryptionLayer::encrypt", 1, move || {
        black_box(layer.encrypt(value.as_bytes(), KEY).expect("a message"));
    })
}

#[derive(CacheRegion)]
#[cache(crate = "::cachekit", namespace = "documents", key = "by-id:{owner}:{id}", value = String, ttl = "5m", secure)]
struct DocumentById<'a> {
    owner: &'a str,
    id: u64,
}

fn region(value: &Arc<str>) -> Contestant {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let cache = CacheKit::builder()
        .backend(Arc::new(Nowhere))
        .no_l1()
        .encryption_from_bytes(&MASTER_KEY, TENANT)
        .and_then(cachekit::CacheKitBuilder::build)
        .expect("a client");
    let value = Arc::new(value.to_string());
    Contestant::new("secure region, entry().set() on no backend", 1, move || {
        let key = DocumentById { owner: "acme", id: 100_042 };
        runtime.block_on(cache.entry(&key).set(Arc::clone(&value))).expect("an entry");
    })
}

/// Takes everything and holds nothing.
struct Nowhere;

#[async_trait]
impl Backend for Nowhere {
    async fn get(&self, _key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        Ok(None)
    }

    async fn set(&self, _key: &str, value: Vec<u8>, _ttl: Option<Duration>) -> Result<(), BackendError> {
        black_box(value);
        Ok(())
    }

    async fn delete(&self, _key: &str) -> Result<bool, BackendError> {
        Ok(false)
    }

    async fn exists(&self, _key: &str) -> Result<bool, BackendError> {
        Ok(false)
    }

    async fn health(&self) -> Result<HealthStatus, BackendError> {
        Ok(HealthStatus::healthy("nowhere"))
    }
}

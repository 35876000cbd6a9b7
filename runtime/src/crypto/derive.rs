//! From a master key to the keys of one tenant: HKDF-SHA256 as the cachekit protocol has it.

use blake2::Blake2bMac;
use blake2::digest::consts::U32;
use blake2::digest::{FixedOutput, KeyInit, Update};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::MasterKey;
use super::cipher::{Aead, Cipher, KEY_LEN};
use super::stack;

/// What a derived key is for. Keys of different domains say nothing about each other.
#[derive(Debug, Clone, Copy)]
pub(super) enum Domain {
    /// Sealing and opening.
    Encryption,
    /// Hiding sensitive parts of storage keys.
    CacheKeys,
}

impl Domain {
    const fn name(self) -> &'static str {
        match self {
            Self::Encryption => "encryption",
            Self::CacheKeys => "cache_keys",
        }
    }
}

/// What one tenant needs of one master key.
pub(super) struct DerivedKeys {
    /// AES-256 under the encryption key, which is not kept otherwise.
    pub(super) cipher: Cipher,
    /// Which encryption key that is; it tells nothing about the key.
    pub(super) fingerprint: [u8; 16],
    cache_keys: DerivedKey,
}

/// Gone from memory when it is dropped; boxed, so that moving it leaves no copy behind.
#[derive(Default)]
pub(super) struct DerivedKey(Box<Zeroizing<[u8; KEY_LEN]>>);

impl DerivedKey {
    pub(super) fn bytes(&self) -> &[u8; KEY_LEN] {
        &self.0
    }
}

impl DerivedKeys {
    pub(super) fn new(master: &MasterKey, tenant: &str) -> Self {
        let keys = Self::on_stack(master, tenant);
        stack::scrub();
        keys
    }

    #[inline(never)]
    fn on_stack(master: &MasterKey, tenant: &str) -> Self {
        let encryption = derive(master, Domain::Encryption, tenant);
        Self {
            cipher: Cipher::new(encryption.bytes()),
            fingerprint: fingerprint(encryption.bytes()),
            cache_keys: derive(master, Domain::CacheKeys, tenant),
        }
    }

    /// Blake2b-256 of the text, keyed: who does not have the key can neither compute nor guess it.
    pub(super) fn blind(&self, text: &[u8]) -> [u8; 32] {
        let digest = keyed_hash(self.cache_keys.bytes(), text);
        stack::scrub();
        digest
    }
}

pub(super) fn derive(master: &MasterKey, domain: Domain, tenant: &str) -> DerivedKey {
    let mut key = DerivedKey::default();
    Hkdf::<Sha256>::new(Some(&salt(domain, tenant)), master.bytes())
        .expand(domain.name().as_bytes(), &mut **key.0)
        .expect("HKDF-SHA256 gives up to 8160 bytes, and 32 are asked for");
    key
}

/// The lengths keep domain and tenant apart.
pub(super) fn salt(domain: Domain, tenant: &str) -> Vec<u8> {
    let domain = domain.name().as_bytes();
    // Domains have some ten bytes, and tenants at most 255.
    let tenant_len = u16::try_from(tenant.len()).unwrap_or(u16::MAX);
    let domain_len = u8::try_from(domain.len()).unwrap_or(u8::MAX);
    [b"cachekit_v1_", &[domain_len][..], domain, &tenant_len.to_be_bytes(), tenant.as_bytes()].concat()
}

pub(super) fn fingerprint(key: &[u8; KEY_LEN]) -> [u8; 16] {
    let digest = Sha256::new().chain_update(b"key_fingerprint_v1").chain_update(key).finalize();
    let mut fingerprint = [0; 16];
    fingerprint.copy_from_slice(&digest[..16]);
    fingerprint
}

#[inline(never)]
fn keyed_hash(key: &[u8; KEY_LEN], text: &[u8]) -> [u8; 32] {
    Blake2bMac::<U32>::new_from_slice(key)
        .expect("Blake2b takes keys of up to 64 bytes")
        .chain(text)
        .finalize_fixed()
        .into()
}

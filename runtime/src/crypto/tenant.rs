//! The keys of one tenant, ready for use.

use std::fmt;

use super::MasterKey;
use super::binding::{BeforeKey, BehindKey, Binding};
use super::bound::Bound;
use super::cipher::{Cipher, NONCE_LEN};
use super::derive::DerivedKeys;
use super::{region, seal};
use crate::error::EncryptionError;

/// The format of values of the string API and of interop regions, in what they are bound to.
const VALUE_FORMAT: &str = "msgpack";
/// The format of sealed frames. The header that is bound with it has the version of the rest.
const REGION_FORMAT: &str = "region/1";

/// What one tenant seals and opens with: of the current master key, and of previous ones to open with.
///
/// It never changes, and can be shared between threads and inherited by forked processes.
pub(crate) struct TenantKeys {
    tenant: Box<str>,
    current: OneKey,
    previous: Vec<OneKey>,
    /// What every message is bound to, and what values are besides.
    before_key: BeforeKey,
    behind_key_of_values: BehindKey,
}

/// What a tenant has of one master key.
struct OneKey {
    derived: DerivedKeys,
    /// How its sealed frames begin.
    header: [u8; region::HEADER_LEN],
    behind_key_of_regions: BehindKey,
}

impl OneKey {
    fn derive(master: &MasterKey, tenant: &str) -> Self {
        let derived = DerivedKeys::new(master, tenant);
        let [a, b, c, d, ..] = derived.fingerprint;
        let header = region::header([a, b, c, d]);
        let behind_key_of_regions = BehindKey::new(REGION_FORMAT, false, Some(&region::hex(header)));
        Self { derived, header, behind_key_of_regions }
    }

    #[inline]
    fn cipher(&self) -> &Cipher {
        &self.derived.cipher
    }
}

impl TenantKeys {
    /// The bytes of a sealed value before its ciphertext.
    pub(crate) const VALUE_ROOM: usize = NONCE_LEN;
    /// The bytes of a sealed frame before its ciphertext.
    pub(crate) const REGION_ROOM: usize = region::HEADER_LEN + NONCE_LEN;

    pub(super) fn derive(current: &MasterKey, previous: &[MasterKey], tenant: &str) -> Self {
        Self {
            tenant: tenant.into(),
            current: OneKey::derive(current, tenant),
            previous: previous.iter().map(|master| OneKey::derive(master, tenant)).collect(),
            before_key: BeforeKey::new(tenant),
            behind_key_of_values: BehindKey::new(VALUE_FORMAT, false, None),
        }
    }

    pub(crate) fn tenant(&self) -> &str {
        &self.tenant
    }

    /// Which encryption key seals. It may be shown: it tells nothing about the key.
    #[cfg(test)]
    pub(crate) fn fingerprint(&self) -> [u8; 16] {
        self.current.derived.fingerprint
    }

    /// Seals a value of the string API or of an interop region, for this storage key only.
    pub(crate) fn seal_value(&self, key: &str, plaintext: &[u8]) -> Result<Vec<u8>, EncryptionError> {
        seal::seal(self.current.cipher(), &self.value_binding(key), plaintext)
    }

    /// Seals a value in its place, for this storage key only. It has [`VALUE_ROOM`](Self::VALUE_ROOM) before it.
    pub(crate) fn seal_value_in_place(&self, key: &str, bytes: Vec<u8>) -> Result<Vec<u8>, EncryptionError> {
        seal::seal_in_place(self.current.cipher(), &self.value_binding(key), &[], bytes)
    }

    /// Opens what [`seal_value`](Self::seal_value), or another SDK, sealed for this storage key.
    pub(crate) fn open_value(&self, key: &str, sealed: &[u8]) -> Result<Vec<u8>, EncryptionError> {
        seal::open(self.keys().map(OneKey::cipher), &self.value_binding(key), sealed)
    }

    /// As [`open_value`](Self::open_value), for `work` to look at.
    pub(crate) fn with_opened_value<R>(
        &self,
        key: &str,
        sealed: &[u8],
        work: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, EncryptionError> {
        let binding = self.value_binding(key);
        seal::check_binding(&binding)?;
        binding.with_bytes(|aad| seal::open_for(self.keys().map(OneKey::cipher), aad, sealed, work))
    }

    /// Seals the frame of a typed region in its place, for this storage key only. It has
    /// [`REGION_ROOM`](Self::REGION_ROOM) before it.
    pub(crate) fn seal_region_in_place(&self, key: &str, bytes: Vec<u8>) -> Result<Vec<u8>, EncryptionError> {
        let binding = self.region_binding(key.as_bytes(), &self.current);
        seal::seal_in_place(self.current.cipher(), &binding, &self.current.header, bytes)
    }

    /// Seals the frame of a typed region, for this storage key only.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn seal_region(&self, key: &str, frame: &[u8]) -> Result<Vec<u8>, EncryptionError> {
        self.seal_region_in_place(key, [&[0; Self::REGION_ROOM], frame].concat())
    }

    /// Opens what [`seal_region_in_place`](Self::seal_region_in_place) sealed for this storage key, for `work` to look
    /// at.
    pub(crate) fn with_opened_region<R>(
        &self,
        key: &[u8],
        sealed: &[u8],
        work: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, EncryptionError> {
        let (header, body) = region::split(sealed)?;
        // Keys of one id are bound alike.
        let one = self.named_by(header).next().ok_or(EncryptionError::UnknownKey)?;
        self.region_binding(key, one).with_bytes(|aad| {
            let ciphers = self.named_by(header).map(OneKey::cipher);
            seal::open_for(ciphers, aad, body, work)
        })
    }

    /// A sealed frame with what it is bound to under this storage key.
    pub(crate) fn bind_region(&self, key: &[u8], sealed: &[u8]) -> Result<Bound, EncryptionError> {
        let (header, _) = region::split(sealed)?;
        let one = self.named_by(header).next().ok_or(EncryptionError::UnknownKey)?;
        Bound::new(&self.region_binding(key, one), sealed)
    }

    /// As [`with_opened_region`](Self::with_opened_region), of a frame that has its binding with it.
    #[inline]
    pub(crate) fn with_opened_bound_region<R>(
        &self,
        bound: &Bound,
        work: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, EncryptionError> {
        let (aad, sealed) = bound.parts();
        let (header, body) = region::split(sealed)?;
        let mut named = self.named_by(header).map(OneKey::cipher).peekable();
        named.peek().ok_or(EncryptionError::UnknownKey)?;
        seal::open_for(named, aad, body, work)
    }

    /// A sealed value with what it is bound to under this storage key.
    pub(crate) fn bind_value(&self, key: &str, sealed: &[u8]) -> Result<Bound, EncryptionError> {
        Bound::new(&self.value_binding(key), sealed)
    }

    /// As [`with_opened_value`](Self::with_opened_value), of a value that has its binding with it.
    pub(crate) fn with_opened_bound_value<R>(
        &self,
        bound: &Bound,
        work: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, EncryptionError> {
        let (aad, sealed) = bound.parts();
        seal::open_for(self.keys().map(OneKey::cipher), aad, sealed, work)
    }

    /// As [`with_opened_region`](Self::with_opened_region), into memory.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn open_region(&self, key: &str, sealed: &[u8]) -> Result<Vec<u8>, EncryptionError> {
        self.with_opened_region(key.as_bytes(), sealed, <[u8]>::to_vec)
    }

    /// The key that an entry names by its full fingerprint. The name binds: no other key is tried for such an entry.
    #[cfg(any(test, feature = "python"))]
    pub(crate) fn by_fingerprint(&self, fingerprint: &[u8; 16]) -> Result<NamedKey<'_>, EncryptionError> {
        let one = self.keys().find(|one| one.derived.fingerprint == *fingerprint);
        Ok(NamedKey { tenant: self, keys: &one.ok_or(EncryptionError::UnknownKey)?.derived })
    }

    /// What values of this storage key are bound to, as bytes.
    pub(crate) fn value_aad(&self, key: &str, compressed: bool) -> Vec<u8> {
        Binding { behind: &BehindKey::new(VALUE_FORMAT, compressed, None), ..self.value_binding(key) }
            .to_vec()
    }

    /// A text of a storage key that nobody without the master key can compute or guess.
    pub(crate) fn blind(&self, text: &[u8]) -> [u8; 32] {
        self.current.derived.blind(text)
    }

    /// How many previous keys there are.
    pub(crate) fn previous_blinds(&self) -> usize {
        self.previous.len()
    }

    /// What [`blind`](Self::blind) gave while the previous key of this index was the current one.
    ///
    /// # Panics
    ///
    /// There are no more than [`previous_blinds`](Self::previous_blinds).
    pub(crate) fn blind_with_previous(&self, index: usize, text: &[u8]) -> [u8; 32] {
        self.previous[index].derived.blind(text)
    }

    /// The current keys first: most entries are theirs.
    #[inline]
    fn keys(&self) -> impl Iterator<Item = &OneKey> {
        std::iter::once(&self.current).chain(&self.previous)
    }

    /// The keys that a header may mean: four bytes can be those of several.
    #[inline]
    fn named_by<'a>(&'a self, header: &'a [u8; region::HEADER_LEN]) -> impl Iterator<Item = &'a OneKey> {
        self.keys().filter(|one| one.header == *header)
    }

    fn value_binding<'a>(&'a self, key: &'a str) -> Binding<'a> {
        Binding { before: &self.before_key, key: key.as_bytes(), behind: &self.behind_key_of_values }
    }

    fn region_binding<'a>(&'a self, key: &'a [u8], one: &'a OneKey) -> Binding<'a> {
        Binding { before: &self.before_key, key, behind: &one.behind_key_of_regions }
    }
}

impl fmt::Debug for TenantKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantKeys")
            .field("tenant", &self.tenant)
            .field("previous", &self.previous.len())
            .finish_non_exhaustive()
    }
}

/// One key of a tenant: what an entry of the Python SDK is opened with, whose metadata names the key.
#[cfg(any(test, feature = "python"))]
pub(crate) struct NamedKey<'a> {
    tenant: &'a TenantKeys,
    keys: &'a DerivedKeys,
}

#[cfg(any(test, feature = "python"))]
impl NamedKey<'_> {
    /// Opens `nonce | ciphertext | tag` that was sealed for this storage key with these words of metadata.
    pub(crate) fn open(
        &self,
        key: &str,
        format: &str,
        compressed: bool,
        original_type: Option<&str>,
        sealed: &[u8],
    ) -> Result<Vec<u8>, EncryptionError> {
        let behind = BehindKey::new(format, compressed, original_type.map(str::as_bytes));
        let binding = Binding { before: &self.tenant.before_key, key: key.as_bytes(), behind: &behind };
        seal::open([&self.keys.cipher], &binding, sealed)
    }
}

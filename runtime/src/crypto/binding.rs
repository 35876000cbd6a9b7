//! What a ciphertext is bound to: the associated data of the cachekit protocol, version 3.
//!
//! `0x03`, then each component with its length before it, as a big-endian `u32`: tenant, storage key, format, whether
//! the payload is compressed, and for some writers a fifth. The lengths keep the components apart: `ab` and `c` are not
//! `a` and `bc`.
//!
//! Of all of them only the storage key changes from one entry to the next. So what stands before and behind it is
//! written once for all entries, and three pieces are put together; what L1 keeps has them together ([`Bound`]).
//!
//! [`Bound`]: super::Bound

use std::ops::Range;

const VERSION: u8 = 3;

/// The associated data of one message.
#[derive(Clone, Copy)]
pub(super) struct Binding<'a> {
    pub(super) before: &'a BeforeKey,
    /// The whole storage key, with the client's namespace.
    pub(super) key: &'a [u8],
    pub(super) behind: &'a BehindKey,
}

/// Version and tenant.
pub(super) struct BeforeKey(Box<[u8]>);

/// Format, compression and what else there is.
pub(super) struct BehindKey(Box<[u8]>);

impl BeforeKey {
    pub(super) fn new(tenant: &str) -> Self {
        let mut bytes = vec![VERSION];
        push(&mut bytes, tenant.as_bytes());
        Self(bytes.into())
    }
}

impl BehindKey {
    /// The fifth component is what the format adds: the type that Python calls `original_type`, the header of a sealed
    /// frame.
    pub(super) fn new(format: &str, compressed: bool, fifth: Option<&[u8]>) -> Self {
        let compressed = if compressed { "True" } else { "False" };
        let mut bytes = Vec::new();
        for component in [format.as_bytes(), compressed.as_bytes()].into_iter().chain(fifth) {
            push(&mut bytes, component);
        }
        Self(bytes.into())
    }
}

fn push(bytes: &mut Vec<u8>, component: &[u8]) {
    bytes.extend_from_slice(&length(component));
    bytes.extend_from_slice(component);
}

/// A component of 4 GiB is refused before anything is sealed or opened.
fn length(component: &[u8]) -> [u8; 4] {
    u32::try_from(component.len()).unwrap_or(u32::MAX).to_be_bytes()
}

/// Room on the stack for what most entries are bound to: it is cleared at every hit.
const SHORT: usize = 128;
/// Room for a storage key of a region, a tenant of the greatest length and the rest.
const LONG: usize = 576;

impl Binding<'_> {
    /// Hands the bytes to `work`; they take no memory, unless the string API has a very long key.
    #[inline]
    pub(super) fn with_bytes<R>(&self, work: impl FnOnce(&[u8]) -> R) -> R {
        let len = self.len();
        if len <= SHORT {
            work(self.write(&mut [0; SHORT]))
        } else if len <= LONG {
            work(self.write(&mut [0; LONG]))
        } else {
            work(&self.to_vec())
        }
    }

    pub(super) fn to_vec(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len());
        self.write_to(&mut bytes);
        bytes
    }

    /// Appends the bytes.
    pub(super) fn write_to(&self, bytes: &mut Vec<u8>) {
        for piece in [&self.before.0, &length(self.key)[..], self.key, &self.behind.0] {
            bytes.extend_from_slice(piece);
        }
    }

    /// Where the key stands among the bytes.
    pub(super) fn place_of_key(&self) -> Range<usize> {
        let start = self.before.0.len() + 4;
        start..start + self.key.len()
    }

    pub(super) fn len(&self) -> usize {
        self.before.0.len() + 4 + self.key.len() + self.behind.0.len()
    }

    #[inline]
    fn write<'b>(&self, room: &'b mut [u8]) -> &'b [u8] {
        let mut end = 0;
        for piece in [&self.before.0, &length(self.key)[..], self.key, &self.behind.0] {
            let start = end;
            end += piece.len();
            room[start..end].copy_from_slice(piece);
        }
        &room[..end]
    }
}

//! What a ciphertext is bound to: the associated data of the cachekit protocol, version 3.
//!
//! `0x03`, then each component with its length before it, as a big-endian `u32`: tenant, storage key, format, whether
//! the payload is compressed, and for some writers a fifth. The lengths keep the components apart: `ab` and `c` are not
//! `a` and `bc`.

/// The components of the associated data, in order.
#[derive(Clone, Copy)]
pub(super) struct Binding<'a> {
    pub(super) tenant: &'a str,
    /// The whole storage key, with the client's namespace.
    pub(super) key: &'a str,
    pub(super) format: &'a str,
    pub(super) compressed: bool,
    /// What the format adds: the type that Python calls `original_type`, the header of a sealed frame.
    pub(super) fifth: Option<&'a [u8]>,
}

/// Room on the stack: enough for a storage key of a region, a tenant of the greatest length and the rest.
const ON_STACK: usize = 576;

impl Binding<'_> {
    /// Hands the bytes to `work`; they take no memory, unless the string API has a very long key.
    pub(super) fn with_bytes<R>(&self, work: impl FnOnce(&[u8]) -> R) -> R {
        let len = self.len();
        if len > ON_STACK {
            return work(&self.to_vec());
        }
        let mut bytes = [0; ON_STACK];
        let mut at = 0;
        self.each_piece(|piece| {
            bytes[at..at + piece.len()].copy_from_slice(piece);
            at += piece.len();
        });
        work(&bytes[..len])
    }

    pub(super) fn to_vec(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len());
        self.each_piece(|piece| bytes.extend_from_slice(piece));
        bytes
    }

    fn len(&self) -> usize {
        let mut len = 0;
        self.each_piece(|piece| len += piece.len());
        len
    }

    fn each_piece(&self, mut piece: impl FnMut(&[u8])) {
        piece(&[3]);
        let compressed = if self.compressed { "True" } else { "False" };
        let first = [self.tenant, self.key, self.format, compressed].map(str::as_bytes);
        for component in first.into_iter().chain(self.fifth) {
            // A component of 4 GiB is refused before anything is sealed or opened.
            let len = u32::try_from(component.len()).unwrap_or(u32::MAX);
            piece(&len.to_be_bytes());
            piece(component);
        }
    }
}

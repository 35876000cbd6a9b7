//! A sealed message with what it is bound to: for a store in which it is opened again and again.

use std::ops::Range;

use super::binding::Binding;
use super::seal::check_binding;
use crate::error::EncryptionError;

/// The associated data of a message, and the message, in one piece of memory: to open it, nothing is put together.
///
/// It says itself for which key it is, so whoever looks for a key asks it: what it answers is what the tag covers.
pub(crate) struct Bound {
    pub(super) bytes: Box<[u8]>,
    key: Range<usize>,
    message_at: usize,
}

impl Bound {
    pub(super) fn new(binding: &Binding<'_>, message: &[u8]) -> Result<Self, EncryptionError> {
        check_binding(binding)?;
        let mut bytes = Vec::with_capacity(binding.len() + message.len());
        binding.write_to(&mut bytes);
        let message_at = bytes.len();
        bytes.extend_from_slice(message);
        Ok(Self { bytes: bytes.into(), key: binding.place_of_key(), message_at })
    }

    /// The storage key.
    #[inline]
    pub(crate) fn key(&self) -> &[u8] {
        self.bytes.get(self.key.clone()).unwrap_or_default()
    }

    /// How many bytes it takes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The associated data, and the message.
    #[inline]
    pub(super) fn parts(&self) -> (&[u8], &[u8]) {
        self.bytes.split_at(self.message_at)
    }
}

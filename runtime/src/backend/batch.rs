//! Entries of a batch.

use std::fmt;
use std::time::Duration;

/// One entry of [`Backend::set_many`](super::Backend::set_many).
#[derive(Clone, PartialEq, Eq)]
pub struct SetEntry<'a> {
    /// The storage key.
    pub key: &'a str,
    /// The bytes to store.
    pub value: Vec<u8>,
    /// Their lifetime; `None`: until they are deleted.
    pub ttl: Option<Duration>,
}

/// Without the bytes: they are the user's.
impl fmt::Debug for SetEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetEntry")
            .field("key", &self.key)
            .field("len", &self.value.len())
            .field("ttl", &self.ttl)
            .finish()
    }
}

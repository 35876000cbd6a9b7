//! Entries of a batch.

use std::fmt;
use std::time::Duration;

use futures_util::future::join_all;

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

/// How many calls of a batch are under way at one time, where the backend has no better way to do them.
const AT_ONCE: usize = 16;

/// The answers of many calls, in their order.
pub(super) async fn some_at_a_time<F: Future>(calls: Vec<F>) -> Vec<F::Output> {
    let mut answers = Vec::with_capacity(calls.len());
    let mut calls = calls.into_iter();
    while calls.len() > 0 {
        answers.append(&mut join_all(calls.by_ref().take(AT_ONCE)).await);
    }
    answers
}

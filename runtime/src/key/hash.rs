//! The hash by which L1 finds a key.
//!
//! It runs over the segments one by one, so it can be taken from the typed parts of a key without writing the key
//! down, and just as well from a storage key that came in as text (a delete by another API, an invalidation by
//! another process).

use std::hash::{BuildHasher, Hasher};

use foldhash::SharedSeed;
use foldhash::fast::{FoldHasher, RandomState};

/// The secret of one client: keys are chosen by users, so their hashes must not be foreseeable.
#[derive(Clone)]
pub(crate) struct KeySeed(KeyHasher);

impl KeySeed {
    #[inline]
    pub(crate) fn hasher(&self) -> KeyHasher {
        self.0
    }
}

impl Default for KeySeed {
    fn default() -> Self {
        // The hash of nothing is what the state begins with.
        Self(KeyHasher {
            state: RandomState::default().build_hasher().finish(),
            seed: SharedSeed::global_random(),
        })
    }
}

/// The hash of the segments so far.
///
/// Each segment takes one step of foldhash. Its own hasher collects numbers until it has 16 bytes of them, and
/// remembers how many it has; a word of state is quicker to copy and to go on from.
#[derive(Clone, Copy)]
pub(crate) struct KeyHasher {
    state: u64,
    seed: &'static SharedSeed,
}

impl KeyHasher {
    /// Takes in one segment, as it is written.
    #[expect(clippy::inline_always, reason = "measured: part of every hit, and several calls of it in each")]
    #[inline(always)]
    pub(crate) fn segment(&mut self, text: &[u8]) {
        match canonical_uint(text) {
            Some(value) => self.uint(value),
            None => self.step(|hasher| hasher.write(text)),
        }
    }

    /// Takes in the segment that `value` is written as, without writing it.
    #[inline]
    pub(crate) fn uint(&mut self, value: u64) {
        self.step(|hasher| hasher.write_u128(u128::from(value)));
    }

    #[inline]
    pub(crate) fn finish(&self) -> u64 {
        self.state
    }

    #[inline]
    fn step(&mut self, take: impl FnOnce(&mut FoldHasher<'static>)) {
        let mut hasher = FoldHasher::with_seed(self.state, self.seed);
        take(&mut hasher);
        self.state = hasher.finish();
    }
}

/// The number that `text` is the only decimal text of.
#[inline]
fn canonical_uint(text: &[u8]) -> Option<u64> {
    if !text.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    parse_uint(text)
}

#[inline(never)]
fn parse_uint(text: &[u8]) -> Option<u64> {
    if text.len() > 1 && text[0] == b'0' || text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u64, |value, &byte| {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

//! How long an entry may still be served: a pure function of the entry, the reader's policy and the time.

use super::{FOREVER_MS, Header};

/// What is left of an entry's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remaining {
    /// Nothing: a miss.
    Expired,
    /// This many milliseconds, at least one.
    For(u64),
    /// All of it: the entry has no end.
    Forever,
}

impl Header {
    /// What is left of the entry's life at `now`, for a reader whose region gives entries `region_ttl_ms` (`None`: no
    /// end).
    ///
    /// The shorter of the writer's and the reader's lifetimes counts, so that a shorter ttl in a new release holds for
    /// entries of the old one too. A creation time in the future (a writer whose clock is ahead) is taken for now: the
    /// entry lives at most one lifetime from each look at it, never longer for a larger lie.
    #[inline]
    pub(crate) fn remaining(&self, now_unix_ms: u64, region_ttl_ms: Option<u64>) -> Remaining {
        let lifetime = self.fresh_for_ms.min(region_ttl_ms.unwrap_or(FOREVER_MS));
        if lifetime == FOREVER_MS {
            return Remaining::Forever;
        }
        let age = now_unix_ms.saturating_sub(self.created_unix_ms);
        match lifetime.saturating_sub(age) {
            0 => Remaining::Expired,
            left => Remaining::For(left),
        }
    }
}

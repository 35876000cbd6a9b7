//! How long an entry is fresh, how long after that it is served stale, and when it is gone.
//!
//! ```text
//! stored ───────── fresh_until ───────── evict_at
//!         fresh                  stale             gone
//! ```
//!
//! Both times are whole seconds of the server's clock, counted from the second in which the entry was stored: that is
//! how the service keeps them, so an entry may live up to a second less than it was given.

use axum::http::HeaderMap;

use super::headers::{OLD_TTL, STALE_TTL, TTL, single};

/// 30 days, in seconds: the most that lifetime and stale window may be together.
pub const MAX_TTL_S: u64 = 2_592_000;

/// The lifetime that a write asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    ttl_s: u64,
    stale_s: u64,
}

/// The lifetime of a stored entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// Until it is deleted or replaced.
    Endless,
    /// Until `fresh_until_s + stale_s`, in seconds since the Unix epoch.
    Bounded {
        /// When it is fresh no longer.
        fresh_until_s: u64,
        /// For how many seconds after that it is served stale.
        stale_s: u64,
    },
}

/// What an entry is at a given time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// To be served, and to be kept by clients for so many seconds; without a number, for as long as they like.
    Fresh {
        /// Whole seconds, rounded down.
        for_s: Option<u64>,
    },
    /// To be served with the label `stale`, and to be kept by nobody.
    Stale,
    /// To be served no longer.
    Gone,
}

/// Why a lifetime is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// Not a whole number of seconds from 1 to 30 days.
    #[error("a lifetime is a whole number of seconds from 1 to {MAX_TTL_S}")]
    Ttl,
    /// Not a whole number of seconds below 30 days.
    #[error("`X-CacheKit-Stale-TTL` is a whole number of seconds from 0 to {}", MAX_TTL_S - 1)]
    StaleTtl,
    /// A stale window after no end.
    #[error("`X-CacheKit-Stale-TTL` needs `X-CacheKit-TTL` in the same request")]
    StaleWithoutTtl,
    /// Both together are more than 30 days.
    #[error("lifetime and stale window are more than {MAX_TTL_S} seconds together")]
    Together,
}

impl Term {
    /// A lifetime and a stale window, both in seconds.
    ///
    /// # Errors
    /// Where one of them, or both together, are out of range.
    pub fn new(ttl_s: u64, stale_s: u64) -> Result<Self, TermError> {
        if !(1..=MAX_TTL_S).contains(&ttl_s) {
            return Err(TermError::Ttl);
        }
        if stale_s >= MAX_TTL_S {
            return Err(TermError::StaleTtl);
        }
        if ttl_s + stale_s > MAX_TTL_S {
            return Err(TermError::Together);
        }
        Ok(Self { ttl_s, stale_s })
    }

    /// What the headers of a write ask for; `None` is no expiry.
    ///
    /// # Errors
    /// As of [`Term::new`], for values that are no numbers, and for a stale window without a lifetime.
    pub fn of_headers(headers: &HeaderMap) -> Result<Option<Self>, TermError> {
        let ttl = single(headers, TTL).or_else(|| single(headers, OLD_TTL));
        let stale = single(headers, STALE_TTL);
        let ttl_s = ttl.map(|ttl| seconds(ttl).ok_or(TermError::Ttl)).transpose()?;
        let stale_s = stale.map(|stale| seconds(stale).ok_or(TermError::StaleTtl)).transpose()?;
        match (ttl_s, stale_s) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(TermError::StaleWithoutTtl),
            (Some(ttl_s), stale_s) => Self::new(ttl_s, stale_s.unwrap_or(0)).map(Some),
        }
    }
}

impl Lifetime {
    /// The lifetime of an entry that is stored now.
    pub fn begin(term: Option<Term>, now_ms: u64) -> Self {
        match term {
            None => Self::Endless,
            Some(Term { ttl_s, stale_s }) => Self::Bounded { fresh_until_s: now_ms / 1000 + ttl_s, stale_s },
        }
    }

    /// What an entry with this lifetime is now.
    pub fn freshness(self, now_ms: u64) -> Freshness {
        let Self::Bounded { fresh_until_s, .. } = self else { return Freshness::Fresh { for_s: None } };
        let fresh_ms = fresh_until_s.saturating_mul(1000).saturating_sub(now_ms);
        if fresh_ms > 0 {
            Freshness::Fresh { for_s: Some(fresh_ms / 1000) }
        } else if self.evict_at_s().is_some_and(|evict_at_s| now_ms / 1000 < evict_at_s) {
            Freshness::Stale
        } else {
            Freshness::Gone
        }
    }

    /// Whole seconds until it is gone, rounded up; `None` is no expiry.
    pub fn left_s(self, now_ms: u64) -> Option<u64> {
        Some(self.evict_at_s()?.saturating_sub(now_ms / 1000))
    }

    /// The same entry with a new lifetime from now on, and the stale window it had.
    ///
    /// # Errors
    /// As of [`Term::new`].
    pub fn renewed(self, ttl_s: u64, now_ms: u64) -> Result<Self, TermError> {
        let stale_s = match self {
            Self::Endless => 0,
            Self::Bounded { stale_s, .. } => stale_s,
        };
        Ok(Self::begin(Some(Term::new(ttl_s, stale_s)?), now_ms))
    }

    fn evict_at_s(self) -> Option<u64> {
        match self {
            Self::Endless => None,
            Self::Bounded { fresh_until_s, stale_s } => Some(fresh_until_s.saturating_add(stale_s)),
        }
    }
}

/// Digits only: `u64::from_str` takes a sign.
fn seconds(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_000_000_400;

    #[test]
    fn an_entry_is_fresh_then_stale_then_gone() {
        let entry = Lifetime::begin(Some(Term::new(10, 5).unwrap()), NOW_MS);
        for (after_ms, freshness, left_s) in [
            (0, Freshness::Fresh { for_s: Some(9) }, 15),
            (8600, Freshness::Fresh { for_s: Some(1) }, 6),
            (8601, Freshness::Fresh { for_s: Some(0) }, 6),
            (9599, Freshness::Fresh { for_s: Some(0) }, 6),
            (9600, Freshness::Stale, 5),
            (14_599, Freshness::Stale, 1),
            (14_600, Freshness::Gone, 0),
            (u64::MAX - NOW_MS, Freshness::Gone, 0),
        ] {
            assert_eq!(entry.freshness(NOW_MS + after_ms), freshness, "after {after_ms} ms");
            assert_eq!(entry.left_s(NOW_MS + after_ms), Some(left_s), "after {after_ms} ms");
        }
    }

    #[test]
    fn an_entry_without_a_lifetime_stays_fresh() {
        let entry = Lifetime::begin(None, NOW_MS);
        assert_eq!(entry.freshness(u64::MAX), Freshness::Fresh { for_s: None });
        assert_eq!(entry.left_s(u64::MAX), None);
    }

    #[test]
    fn a_renewal_keeps_the_stale_window() {
        let entry = Lifetime::begin(Some(Term::new(10, 5).unwrap()), NOW_MS);
        assert_eq!(entry.renewed(20, NOW_MS), Ok(Lifetime::begin(Some(Term::new(20, 5).unwrap()), NOW_MS)));
        assert_eq!(entry.renewed(MAX_TTL_S - 4, NOW_MS), Err(TermError::Together));
        assert_eq!(entry.renewed(0, NOW_MS), Err(TermError::Ttl));
        let bounded = Lifetime::Endless.renewed(20, NOW_MS);
        assert_eq!(bounded, Ok(Lifetime::begin(Some(Term::new(20, 0).unwrap()), NOW_MS)));
    }
}

//! How long copies of an entry may be served.

use std::fmt;
use std::time::Duration;

/// What [`Backend::get_with_freshness`](super::Backend::get_with_freshness) has found.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fetched {
    /// The bytes of the entry.
    pub bytes: Vec<u8>,
    /// How long a copy of them may be served.
    pub fresh_for: FreshFor,
}

impl Fetched {
    /// Bytes, and how long a copy of them may be served.
    pub fn new(bytes: Vec<u8>, fresh_for: FreshFor) -> Self {
        Self { bytes, fresh_for }
    }
}

/// Without the bytes: they are the user's.
impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetched")
            .field("len", &self.bytes.len())
            .field("fresh_for", &self.fresh_for)
            .finish_non_exhaustive()
    }
}

/// How long a copy of an entry may be served without asking the backend again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreshFor {
    /// The backend does not say: the reader's own limits are all there is.
    Unknown,
    /// At most that long from now on. Zero: no copy may be kept.
    AtMost(Duration),
}

impl FreshFor {
    /// Bytes that the backend served past their freshness: no copy of them may be kept.
    pub const STALE: Self = Self::AtMost(Duration::ZERO);

    /// How long a reader that would keep a copy for `local` may keep it; `None` when it may not keep one at all.
    pub fn cap(self, local: Duration) -> Option<Duration> {
        let capped = match self {
            Self::Unknown => local,
            Self::AtMost(limit) => local.min(limit),
        };
        (!capped.is_zero()).then_some(capped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_lives_as_long_as_both_sides_allow() {
        let [short, long] = [Duration::from_secs(5), Duration::from_secs(30)];
        assert_eq!(FreshFor::Unknown.cap(long), Some(long));
        assert_eq!(FreshFor::AtMost(short).cap(long), Some(short));
        assert_eq!(FreshFor::AtMost(long).cap(short), Some(short));
        assert_eq!(FreshFor::STALE.cap(long), None);
        assert_eq!(FreshFor::Unknown.cap(Duration::ZERO), None);
    }

    #[test]
    fn values_are_not_shown() {
        let fetched = Fetched::new(b"123-45-6789".to_vec(), FreshFor::Unknown);
        assert_eq!(format!("{fetched:?}"), "Fetched { len: 11, fresh_for: Unknown, .. }");
    }
}

//! Lifetimes as the server counts them: in whole seconds, 30 days at most.

use std::time::Duration;

use crate::error::BackendError;

/// 30 days.
pub(super) const MAX_SECONDS: u64 = 2_592_000;

/// `ttl` in whole seconds. What is finer is rounded up, so that an entry is never short of what it was given.
///
/// # Errors
/// Permanent for no lifetime at all, and for more than 30 days.
pub(super) fn whole_seconds(ttl: Duration) -> Result<u64, BackendError> {
    if ttl.is_zero() {
        return Err(BackendError::permanent("a lifetime of zero; delete the entry instead"));
    }
    if ttl > Duration::from_secs(MAX_SECONDS) {
        return Err(BackendError::permanent(
            "cachekit.io keeps entries for 30 days at most; give a shorter lifetime",
        ));
    }
    Ok(ttl.as_secs() + u64::from(ttl.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_seconds_are_rounded_up() {
        let day = Duration::from_secs(86_400);
        let table = [
            (Duration::from_nanos(1), 1),
            (Duration::from_millis(999), 1),
            (Duration::from_secs(1), 1),
            (Duration::from_millis(1001), 2),
            (Duration::new(2_591_999, 1), MAX_SECONDS),
            (day * 30, MAX_SECONDS),
        ];
        for (ttl, seconds) in table {
            assert_eq!(whole_seconds(ttl).ok(), Some(seconds), "{ttl:?}");
        }
        for ttl in [Duration::ZERO, day * 30 + Duration::from_nanos(1), Duration::MAX] {
            assert!(whole_seconds(ttl).is_err(), "{ttl:?}");
        }
    }
}

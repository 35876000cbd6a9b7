//! The time in tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A clock that only moves when a test says so.
///
/// Clones share the same hands. See `CacheKit::test`.
#[derive(Debug, Clone)]
pub struct ManualClock {
    hands: Arc<Hands>,
}

#[derive(Debug)]
struct Hands {
    monotonic_ms: AtomicU64,
    unix_ms: AtomicU64,
}

impl ManualClock {
    /// A clock that stands at `unix_ms` milliseconds since the Unix epoch.
    pub fn at_unix_ms(unix_ms: u64) -> Self {
        Self { hands: Arc::new(Hands { monotonic_ms: AtomicU64::new(1), unix_ms: AtomicU64::new(unix_ms) }) }
    }

    /// Lets `by` pass. Fractions of a millisecond are dropped.
    pub fn advance(&self, by: Duration) {
        self.hands.monotonic_ms.fetch_add(whole_ms(by), Ordering::SeqCst);
        self.hands.unix_ms.fetch_add(whole_ms(by), Ordering::SeqCst);
    }

    /// Lets `by` pass on the wall only, and a millisecond everywhere, as a machine does that was asleep.
    pub fn sleep_machine(&self, by: Duration) {
        self.advance(Duration::from_millis(1));
        self.hands.unix_ms.fetch_add(whole_ms(by), Ordering::SeqCst);
    }

    /// Puts the wall clock back by `by`, as a correction of the system time does, after another millisecond.
    pub fn set_back(&self, by: Duration) {
        self.advance(Duration::from_millis(1));
        self.hands.unix_ms.fetch_sub(whole_ms(by), Ordering::SeqCst);
    }

    /// Milliseconds since the Unix epoch on this clock.
    pub fn unix_ms(&self) -> u64 {
        self.hands.unix_ms.load(Ordering::SeqCst)
    }

    pub(super) fn monotonic_ms(&self) -> u64 {
        self.hands.monotonic_ms.load(Ordering::SeqCst)
    }
}

impl Default for ManualClock {
    /// Stands at 2024-01-01T00:00:00Z.
    fn default() -> Self {
        Self::at_unix_ms(1_704_067_200_000)
    }
}

fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

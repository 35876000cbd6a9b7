//! The server's time: the system's, or one that only a test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// What the server reads the time from.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since the Unix epoch.
    fn unix_ms(&self) -> u64;
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn unix_ms(&self) -> u64 {
        let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        whole_ms(since_epoch)
    }
}

/// A clock that stands still until it is moved. Clones show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock {
    unix_ms: Arc<AtomicU64>,
}

impl ManualClock {
    /// A clock that shows a time in milliseconds since the Unix epoch.
    pub fn at(unix_ms: u64) -> Self {
        Self { unix_ms: Arc::new(AtomicU64::new(unix_ms)) }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.unix_ms.fetch_add(whole_ms(by), Ordering::Relaxed);
    }
}

impl Default for ManualClock {
    /// The start of a second in the year 2026.
    fn default() -> Self {
        Self::at(1_790_000_000_000)
    }
}

impl Clock for ManualClock {
    fn unix_ms(&self) -> u64 {
        self.unix_ms.load(Ordering::Relaxed)
    }
}

fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

//! The time: two readings a client takes, both replaceable in tests.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// A client's source of time.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    source: Source,
    /// Wall time minus monotonic time when it was looked at last, in milliseconds.
    offset_ms: AtomicI64,
    /// The time that the monotonic clock has missed.
    slept_ms: AtomicU64,
}

/// An enum and not a trait object: the hit path reads it, and a predicted branch costs less than a call through a
/// table.
#[derive(Debug, Clone, Default)]
enum Source {
    #[default]
    System,
    #[cfg(any(test, feature = "testing"))]
    Manual(super::ManualClock),
}

/// One reading of a clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// Milliseconds from an arbitrary start. They never go back, and they go on while the machine sleeps.
    pub(crate) ms: u64,
    /// Milliseconds since the Unix epoch. They may jump.
    pub(crate) unix_ms: u64,
}

/// The timeline begins so late that everything that can be in a cache was made after its zero.
const START_MS: u64 = 1 << 42;

/// Coarse clocks tick every few milliseconds, not at the same time; a sleep is longer than this.
const TOLERANCE_MS: u64 = 1000;

impl Clock {
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn manual(clock: &super::ManualClock) -> Self {
        Self { source: Source::Manual(clock.clone()), ..Self::default() }
    }

    /// The time now.
    ///
    /// Lifetimes run on a monotonic clock, which nobody can set but which stands still while the machine is
    /// suspended. So where the wall clock has got ahead of it, the difference is added.
    #[inline]
    pub(crate) fn now(&self) -> Moment {
        let (monotonic_ms, unix_ms) = self.source.read();
        let offset_ms = unix_ms.wrapping_sub(monotonic_ms).cast_signed();
        if offset_ms.abs_diff(self.offset_ms.load(Ordering::Relaxed)) > TOLERANCE_MS {
            self.wall_has_jumped(offset_ms);
        }
        Moment { ms: START_MS + monotonic_ms + self.slept_ms.load(Ordering::Relaxed), unix_ms }
    }

    /// Milliseconds on the client's timeline: see [`Moment::ms`].
    pub(crate) fn ms(&self) -> u64 {
        self.now().ms
    }

    #[cold]
    fn wall_has_jumped(&self, offset_ms: i64) {
        let before = self.offset_ms.swap(offset_ms, Ordering::Relaxed);
        // At first there is nothing to compare with; and a wall clock that is set back has missed nothing.
        if before != 0 && offset_ms > before {
            self.slept_ms.fetch_add(offset_ms.abs_diff(before), Ordering::Relaxed);
        }
    }
}

impl Clone for Clock {
    /// Another clock on the same source.
    fn clone(&self) -> Self {
        Self { source: self.source.clone(), ..Self::default() }
    }
}

impl Source {
    #[inline]
    fn read(&self) -> (u64, u64) {
        match self {
            Self::System => (system::monotonic_ms(), system::unix_ms()),
            #[cfg(any(test, feature = "testing"))]
            Self::Manual(clock) => (clock.monotonic_ms(), clock.unix_ms()),
        }
    }
}

/// Linux has clocks that are read from a page of memory, without a system call and without the counter of the
/// processor: 3 to 4 ns instead of 20, for a resolution of 1 to 4 ms.
#[cfg(target_os = "linux")]
mod system {
    use rustix::time::{ClockId, Timespec, clock_gettime};

    #[inline]
    pub(super) fn monotonic_ms() -> u64 {
        milliseconds(clock_gettime(ClockId::MonotonicCoarse))
    }

    #[inline]
    pub(super) fn unix_ms() -> u64 {
        milliseconds(clock_gettime(ClockId::RealtimeCoarse))
    }

    #[inline]
    fn milliseconds(at: Timespec) -> u64 {
        let seconds = u64::try_from(at.tv_sec).unwrap_or(0);
        let nanos = u64::try_from(at.tv_nsec).unwrap_or(0);
        seconds * 1000 + nanos / 1_000_000
    }
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the system's clocks")]
mod system {
    use std::sync::OnceLock;
    use std::time::Duration;

    #[cfg(not(target_arch = "wasm32"))]
    use std::time::{Instant, SystemTime};
    #[cfg(target_arch = "wasm32")]
    use web_time::{Instant, SystemTime};

    #[inline]
    pub(super) fn monotonic_ms() -> u64 {
        static START: OnceLock<Instant> = OnceLock::new();
        whole_ms(START.get_or_init(Instant::now).elapsed())
    }

    #[inline]
    pub(super) fn unix_ms() -> u64 {
        let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        whole_ms(since_epoch.unwrap_or(Duration::ZERO))
    }

    fn whole_ms(duration: Duration) -> u64 {
        u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
    }
}

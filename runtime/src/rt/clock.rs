//! The time: two readings a client takes, both replaceable in tests.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// A client's source of time.
#[derive(Debug)]
pub(crate) struct Clock {
    source: Source,
    /// The monotonic time when the wall clock was looked at last, in milliseconds; [`NEVER`] at first.
    looked_at_ms: AtomicU64,
    /// Held by the one that looks at the wall clock.
    looking: Mutex<()>,
    /// Wall time minus monotonic time at that moment.
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

/// No time of a monotonic clock.
const NEVER: u64 = u64::MAX;

/// The timeline begins so late that everything that can be in a cache was made after its zero.
const START_MS: u64 = 1 << 42;

/// Coarse clocks tick every few milliseconds, not at the same time; a sleep is longer than this.
const TOLERANCE_MS: i64 = 1000;

/// Longer than it takes to read a clock, and shorter than what is taken for a sleep.
const PAUSE_MS: u64 = 100;

impl Clock {
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn manual(clock: &super::ManualClock) -> Self {
        Self::on(Source::Manual(clock.clone()))
    }

    /// The time now.
    ///
    /// Lifetimes run on a monotonic clock, which nobody can set but which stands still while the machine is
    /// suspended. So where the wall clock has got ahead of it, the difference is added. The wall clock is looked at
    /// once a tick of the other, since two readings cost twice as much as one.
    #[inline]
    pub(crate) fn now(&self) -> Moment {
        let monotonic_ms = self.source.monotonic_ms();
        if monotonic_ms != self.looked_at_ms.load(Ordering::Acquire) {
            self.look_at_the_wall();
        }
        Moment {
            ms: START_MS + monotonic_ms + self.slept_ms.load(Ordering::Relaxed),
            unix_ms: monotonic_ms.saturating_add_signed(self.offset_ms.load(Ordering::Relaxed)),
        }
    }

    /// Milliseconds on the client's timeline: see [`Moment::ms`].
    pub(crate) fn ms(&self) -> u64 {
        self.now().ms
    }

    #[cold]
    fn look_at_the_wall(&self) {
        let first = self.looked_at_ms.load(Ordering::Acquire) == NEVER;
        let looking = if first {
            // Nobody goes on without a first look.
            Some(self.looking.lock().unwrap_or_else(PoisonError::into_inner))
        } else {
            self.looking.try_lock().ok()
        };
        let Some(_looking) = looking else { return };
        let monotonic_ms = self.source.monotonic_ms();
        let offset_ms = self.source.unix_ms().wrapping_sub(monotonic_ms).cast_signed();
        // A thread that was kept waiting between the two readings would take its wait for a sleep of the machine.
        if !first && self.source.monotonic_ms().saturating_sub(monotonic_ms) > PAUSE_MS {
            return;
        }
        let before = self.offset_ms.swap(offset_ms, Ordering::Relaxed);
        let missed_ms = offset_ms.saturating_sub(before);
        // At first there is nothing to compare with; and a wall clock that is set back has missed nothing.
        if self.looked_at_ms.load(Ordering::Relaxed) != NEVER && missed_ms > TOLERANCE_MS {
            self.slept_ms.fetch_add(missed_ms.unsigned_abs(), Ordering::Relaxed);
        }
        self.looked_at_ms.store(monotonic_ms, Ordering::Release);
    }

    fn on(source: Source) -> Self {
        Self {
            source,
            looked_at_ms: AtomicU64::new(NEVER),
            looking: Mutex::new(()),
            offset_ms: AtomicI64::new(0),
            slept_ms: AtomicU64::new(0),
        }
    }
}

impl Default for Clock {
    /// The system's clocks.
    fn default() -> Self {
        Self::on(Source::default())
    }
}

impl Clone for Clock {
    /// Another clock on the same source.
    fn clone(&self) -> Self {
        Self::on(self.source.clone())
    }
}

impl Source {
    #[inline]
    fn monotonic_ms(&self) -> u64 {
        match self {
            Self::System => system::monotonic_ms(),
            #[cfg(any(test, feature = "testing"))]
            Self::Manual(clock) => clock.monotonic_ms(),
        }
    }

    fn unix_ms(&self) -> u64 {
        match self {
            Self::System => system::unix_ms(),
            #[cfg(any(test, feature = "testing"))]
            Self::Manual(clock) => clock.unix_ms(),
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
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(clippy::disallowed_methods, reason = "this is the one place that reads the system's clocks")
)]
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

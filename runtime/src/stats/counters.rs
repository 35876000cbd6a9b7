//! Counters that cost next to nothing.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use super::{RegionStats, StringStats};

/// A count. Relaxed: it orders nothing and is exact once all that count are done.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn one(&self) {
        self.add(1);
    }

    pub(crate) fn add(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A count that every hit of every thread takes part in: threads count in cells of their own, so that they do not
/// pass one cache line around.
#[derive(Default)]
pub(crate) struct HotCounter([Line; CELLS]);

/// A power of two; more threads than that share cells.
const CELLS: usize = 8;

/// Two cache lines, since processors fetch lines in pairs.
#[derive(Default)]
#[repr(align(128))]
struct Line(AtomicU64);

impl HotCounter {
    #[inline]
    pub(crate) fn one(&self) {
        self.0[this_thread() % CELLS].0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.iter().map(|cell| cell.0.load(Ordering::Relaxed)).sum()
    }
}

/// A number of this thread.
#[inline]
fn this_thread() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static NUMBER: Cell<usize> = const { Cell::new(usize::MAX) };
    }
    NUMBER.with(|number| {
        if number.get() == usize::MAX {
            number.set(NEXT.fetch_add(1, Ordering::Relaxed));
        }
        number.get()
    })
}

/// The counters of one region, or of the string API.
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) l1_hits: HotCounter,
    pub(crate) l2_hits: Counter,
    pub(crate) misses: Counter,
    pub(crate) loads: Counter,
    pub(crate) load_failures: Counter,
    pub(crate) load_ms: Counter,
    pub(crate) shared_loads: Counter,
    pub(crate) remote_loads: Counter,
    pub(crate) writes: Counter,
    pub(crate) deletes: Counter,
    pub(crate) backend_errors: Counter,
    pub(crate) unreadable: Counter,
    pub(crate) not_stored: Counter,
    pub(crate) fenced: Counter,
    pub(crate) downgrades: Counter,
    pub(crate) refused: Counter,
}

impl Counters {
    /// The counts now, without the names and gauges.
    pub(crate) fn region(&self) -> RegionStats {
        RegionStats {
            l1_hits: self.l1_hits.get(),
            l2_hits: self.l2_hits.get(),
            misses: self.misses.get(),
            loads: self.loads.get(),
            load_failures: self.load_failures.get(),
            load_time: Duration::from_millis(self.load_ms.get()),
            shared_loads: self.shared_loads.get(),
            remote_loads: self.remote_loads.get(),
            writes: self.writes.get(),
            deletes: self.deletes.get(),
            backend_errors: self.backend_errors.get(),
            unreadable: self.unreadable.get(),
            not_stored: self.not_stored.get(),
            fenced: self.fenced.get(),
            downgrades: self.downgrades.get(),
            refused: self.refused.get(),
            ..RegionStats::default()
        }
    }

    /// The counts now, without the gauges.
    pub(crate) fn strings(&self) -> StringStats {
        StringStats {
            l1_hits: self.l1_hits.get(),
            l2_hits: self.l2_hits.get(),
            misses: self.misses.get(),
            writes: self.writes.get(),
            deletes: self.deletes.get(),
            backend_errors: self.backend_errors.get(),
            refused: self.refused.get(),
            ..StringStats::default()
        }
    }
}

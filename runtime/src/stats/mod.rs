//! What a client counts.

mod counters;

pub(crate) use counters::{Counter, Counters};

use std::time::Duration;

/// What a client has done since it was built. See [`CacheKit::stats`](crate::CacheKit::stats).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Stats {
    /// Every region that was used, in the order of first use.
    pub regions: Vec<RegionStats>,
    /// The string API: `get`, `set`, `delete` and `exists` by string key.
    pub strings: StringStats,
    /// Definitions that were refused, because they claim keys of another one. One line each, as the error says it.
    pub conflicts: Vec<String>,
    /// Writes that are on their way to the backend or wait for an earlier one of the same key.
    pub writes_in_flight: usize,
    /// What the backend tells of changes by others; `None` unless the client was built with
    /// [`Coherence::Push`](crate::Coherence::Push).
    pub coherence: Option<CoherenceStats>,
}

/// What a client was told of changes in the backend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CoherenceStats {
    /// Whether every change is told now. While it is not, L1 keeps entries for 30 seconds at most.
    pub is_live: bool,
    /// Changes that were told, those that this client made included.
    pub changes: u64,
    /// How often changes may have been missed, so that L1 was emptied.
    pub losses: u64,
}

impl Stats {
    /// The counts of the region with this name; the first, where two regions of different namespaces share it.
    pub fn region(&self, name: &str) -> Option<&RegionStats> {
        self.regions.iter().find(|region| region.name == name)
    }
}

/// What one region of one client has done.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct RegionStats {
    /// The region's name.
    pub name: &'static str,
    /// The region's namespace.
    pub namespace: &'static str,
    /// The region's key pattern.
    pub pattern: &'static str,
    /// Reads answered in this process.
    pub l1_hits: u64,
    /// Reads answered by the backend.
    pub l2_hits: u64,
    /// Reads that found nothing.
    pub misses: u64,
    /// Loaders that were run.
    pub loads: u64,
    /// Loaders that failed.
    pub load_failures: u64,
    /// The time spent in loaders, all together.
    pub load_time: Duration,
    /// Calls that waited for the load of another.
    pub shared_loads: u64,
    /// Misses that another process loaded meanwhile, so that this one had only to wait.
    pub remote_loads: u64,
    /// Writes acknowledged by the backend, after a load or by `set`.
    pub writes: u64,
    /// Deletes acknowledged by the backend.
    pub deletes: u64,
    /// Backend calls that failed.
    pub backend_errors: u64,
    /// Entries that could not be read (another value type, frame or codec, damaged bytes) and counted as misses.
    pub unreadable: u64,
    /// Loaded values that were not stored, because they could not be encoded or exceed the payload limit.
    pub not_stored: u64,
    /// Loaded values that were not kept, because the key was written while they were loaded or was in doubt.
    pub fenced: u64,
    /// Intact entries of a secure region that were not sealed: written before it was made secure, or by somebody
    /// without the key. They are counted as unreadable too, and never served.
    pub downgrades: u64,
    /// Entries of a secure region that the tenant's keys could not open. Never served.
    pub refused: u64,
    /// Entries in L1 now.
    pub l1_entries: usize,
    /// Loads under way now.
    pub loads_in_flight: usize,
}

/// What the string API of one client has done.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct StringStats {
    /// Reads answered in this process.
    pub l1_hits: u64,
    /// Reads answered by the backend.
    pub l2_hits: u64,
    /// Reads that found nothing.
    pub misses: u64,
    /// Writes acknowledged by the backend.
    pub writes: u64,
    /// Deletes acknowledged by the backend.
    pub deletes: u64,
    /// Backend calls that failed.
    pub backend_errors: u64,
    /// Entries that [`SecureCache`](crate::SecureCache) could not open with the tenant's keys. Never served.
    pub refused: u64,
    /// Entries in L1 now.
    pub l1_entries: usize,
}

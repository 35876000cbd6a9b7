//! What the cache did in this run, in numbers.

use std::time::Duration;

use cachekit::stats::{RegionStats, Stats};
use serde::{Serialize, Serializer};

use crate::tally::{RegionTally, SampleKey, Tally};

/// The run as the cache saw it.
#[derive(Debug, Serialize)]
pub(crate) struct Usage {
    pub(crate) state: State,
    /// Loaders that ran.
    pub(crate) loads: u64,
    /// Keys whose values an earlier run has left.
    pub(crate) found: u64,
    #[serde(rename = "saved_seconds", serialize_with = "seconds")]
    pub(crate) saved: Duration,
    #[serde(rename = "elapsed_seconds", serialize_with = "seconds")]
    pub(crate) elapsed: Duration,
    pub(crate) regions: Vec<RegionUsage>,
    /// One key of each region.
    pub(crate) samples: Vec<SampleKey>,
}

/// How much of the run came from an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Cold,
    PartlyWarm,
    Warm,
}

/// One region: the counters of the client, and the times that its values carry.
#[derive(Debug, Default, Serialize)]
pub(crate) struct RegionUsage {
    pub(crate) name: &'static str,
    /// Different keys that were asked for.
    pub(crate) keys: u64,
    /// Those of them whose values an earlier run has left.
    pub(crate) found_keys: u64,
    pub(crate) l1_hits: u64,
    pub(crate) l2_hits: u64,
    pub(crate) shared_loads: u64,
    pub(crate) misses: u64,
    pub(crate) loads: u64,
    /// Entries that were damaged or of another type.
    pub(crate) unreadable: u64,
    /// Values that could not be kept, and calls of the backend that failed.
    pub(crate) failures: u64,
    #[serde(rename = "spent_seconds", serialize_with = "seconds")]
    pub(crate) spent: Duration,
    #[serde(rename = "saved_seconds", serialize_with = "seconds")]
    pub(crate) saved: Duration,
}

impl Usage {
    pub(crate) fn new(counted: &Stats, tally: &Tally, elapsed: Duration) -> Self {
        let used = tally.regions.iter();
        let regions: Vec<_> = used
            .clone()
            .filter_map(|used| Some(RegionUsage::new(counted.region(used.name)?, used)))
            .collect();
        let loads = regions.iter().map(|region| region.loads).sum();
        let found = regions.iter().map(|region| region.found_keys).sum();
        let state = match (loads, found) {
            (0, _) => State::Warm,
            (_, 0) => State::Cold,
            _ => State::PartlyWarm,
        };
        let saved = regions.iter().map(|region| region.saved).sum();
        let samples = used.map(|used| used.sample.clone()).collect();
        Self { state, loads, found, saved, elapsed, regions, samples }
    }

    /// The time that loaders worked, all together.
    pub(crate) fn spent(&self) -> Duration {
        self.regions.iter().map(|region| region.spent).sum()
    }

    /// Entries that were damaged or of another type.
    pub(crate) fn unreadable(&self) -> u64 {
        self.regions.iter().map(|region| region.unreadable).sum()
    }

    /// Values that could not be kept, and calls of the backend that failed.
    pub(crate) fn failures(&self) -> u64 {
        self.regions.iter().map(|region| region.failures).sum()
    }
}

impl RegionUsage {
    fn new(counted: &RegionStats, used: &RegionTally) -> Self {
        Self {
            name: counted.name,
            keys: used.keys() as u64,
            found_keys: used.found_keys() as u64,
            l1_hits: counted.l1_hits,
            l2_hits: counted.l2_hits,
            shared_loads: counted.shared_loads,
            misses: counted.misses,
            loads: counted.loads,
            unreadable: counted.unreadable,
            failures: counted.backend_errors + counted.not_stored,
            spent: used.spent,
            saved: used.saved,
        }
    }
}

fn seconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}

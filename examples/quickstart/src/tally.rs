//! What the cache was asked for in this run, by region.

use std::collections::BTreeMap;
use std::time::Duration;

use cachekit::{CacheRegion, Cached, KeyParseError, Source};
use serde::Serialize;

/// Whether a value had to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Found,
    Made,
}

impl Origin {
    pub(crate) fn of<V>(value: &Cached<V>) -> Self {
        match Cached::source(value) {
            Source::Loader => Self::Made,
            // In the process, in the directory, or from a load that was under way for another file.
            _ => Self::Found,
        }
    }
}

/// What was asked for, region by region in the order of first use.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) regions: Vec<RegionTally>,
}

#[derive(Debug)]
pub(crate) struct RegionTally {
    pub(crate) name: &'static str,
    /// Each key, and whether its value was made in this run; then it is no news that it is found later on.
    keys: BTreeMap<String, Origin>,
    /// The time it took to make the values that were made.
    pub(crate) spent: Duration,
    /// The time it once took to make those that were found.
    pub(crate) saved: Duration,
    /// The first key, read back.
    pub(crate) sample: SampleKey,
}

/// A storage key and what it says.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SampleKey {
    pub(crate) key: String,
    pub(crate) parts: Vec<(&'static str, String)>,
    pub(crate) meaning: String,
}

impl Tally {
    /// Notes that the value under `key` was asked for; making it takes `cost`, or took it when it was made.
    pub(crate) fn note<R: CacheRegion>(
        &mut self,
        key: &str,
        cost: Duration,
        origin: Origin,
        meaning: impl FnOnce() -> String,
    ) -> Result<(), KeyParseError> {
        let region = self.region::<R>(key, meaning)?;
        let known = region.keys.entry(key.to_owned()).or_insert(origin);
        match origin {
            Origin::Found => region.saved += cost,
            Origin::Made => {
                region.spent += cost;
                *known = Origin::Made;
            }
        }
        Ok(())
    }

    fn region<R: CacheRegion>(
        &mut self,
        key: &str,
        meaning: impl FnOnce() -> String,
    ) -> Result<&mut RegionTally, KeyParseError> {
        let name = R::schema().name;
        let known = self.regions.iter().position(|region| region.name == name);
        let index = known.unwrap_or(self.regions.len());
        if known.is_none() {
            let parts =
                R::parse(key)?.parts.into_iter().map(|(part, text)| (part, text.to_string())).collect();
            let sample = SampleKey { key: key.to_owned(), parts, meaning: meaning() };
            let (spent, saved) = (Duration::ZERO, Duration::ZERO);
            self.regions.push(RegionTally { name, keys: BTreeMap::new(), spent, saved, sample });
        }
        Ok(&mut self.regions[index])
    }
}

impl RegionTally {
    /// Different keys that were asked for.
    pub(crate) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Those of them whose values an earlier run has left.
    pub(crate) fn found_keys(&self) -> usize {
        self.keys.values().filter(|&&origin| origin == Origin::Found).count()
    }
}

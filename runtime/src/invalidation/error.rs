//! What an invalidation could not remove.

use std::error::Error as StdError;
use std::fmt;

use super::Invalidation;
use crate::error::CachekitError;

/// An invalidation has not removed all of its entries.
///
/// The others are gone. For those that are left, readers get the old value until its lifetime ends, so it is worth
/// another try:
///
/// ```
/// # use cachekit::{Invalidation, InvalidationError};
/// async fn run_twice(stale: Invalidation) -> Result<(), InvalidationError> {
///     match stale.run().await {
///         Err(error) if error.is_retryable() => error.rest.run().await.map(drop),
///         ran => ran.map(drop),
///     }
/// }
/// ```
///
/// No message holds a key.
#[derive(Debug)]
#[non_exhaustive]
pub struct InvalidationError {
    /// What failed, region by region.
    pub failures: Vec<FailedDeletes>,
    /// How many entries there were and are gone, as far as the backend can tell.
    pub deleted: usize,
    /// What failed, to be run again.
    pub rest: Invalidation,
    /// How many keys there were.
    pub(super) of: usize,
}

/// The keys of one region that an invalidation has not removed.
#[derive(Debug)]
#[non_exhaustive]
pub struct FailedDeletes {
    /// The region's name; `None` for string keys.
    pub region: Option<&'static str>,
    /// How many of its keys failed.
    pub keys: usize,
    /// Why the first of them did.
    pub error: CachekitError,
}

impl InvalidationError {
    /// Whether another run of [`rest`](Self::rest) may get further: the backend failed for a reason that can pass. A key
    /// that cannot be used on the client fails each time.
    pub fn is_retryable(&self) -> bool {
        self.failures
            .iter()
            .any(|failed| matches!(&failed.error, CachekitError::Backend(backend) if backend.is_retryable()))
    }
}

impl FailedDeletes {
    /// Counts a failure.
    pub(super) fn add(failures: &mut Vec<Self>, region: Option<&'static str>, error: CachekitError) {
        match failures.iter_mut().find(|failed| failed.region == region) {
            Some(failed) => failed.keys += 1,
            None => failures.push(Self { region, keys: 1, error }),
        }
    }
}

impl fmt::Display for InvalidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} keys were not invalidated", self.rest.len(), self.of)?;
        for (index, failed) in self.failures.iter().enumerate() {
            f.write_str(if index == 0 { ": " } else { "; " })?;
            failed.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for FailedDeletes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.region {
            Some(region) => write!(f, "{} of `{region}` ({})", self.keys, self.error),
            None => write!(f, "{} by string key ({})", self.keys, self.error),
        }
    }
}

/// The failures' errors are part of the text; this is what lies under the first.
impl StdError for InvalidationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.failures.first().and_then(|failed| failed.error.source())
    }
}

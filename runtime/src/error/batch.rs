//! Some keys of a batch have no answer.

use std::error::Error as StdError;
use std::fmt;

use super::{CachekitError, LoadError};

/// At least one key of a batch failed. The answers of the others are here too.
///
/// With `?` it becomes the failure of the first key that has one, as if the keys had been asked for one after the other.
/// Whoever can do with a part of the answers takes them:
///
/// ```
/// use cachekit::prelude::*;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), CachekitError> {
/// # let cache = CacheKit::in_memory().build()?;
/// cache.set("a", &1).await?;
/// let results = match cache.get_many::<u64>(&["a", ""]).await {
///     Ok(values) => values.into_iter().map(Ok).collect(),
///     Err(error) => error.into_results(),
/// };
/// assert!(matches!(results[0], Ok(Some(1))));
/// assert!(matches!(results[1], Err(CachekitError::InvalidKey(_))));
/// # Ok(())
/// # }
/// ```
pub struct BatchError<T, E = CachekitError> {
    /// At least one is an error.
    results: Vec<Result<T, E>>,
}

impl<T, E> BatchError<T, E> {
    /// Of results with an error among them.
    pub(crate) fn of(results: Vec<Result<T, E>>) -> Self {
        debug_assert!(results.iter().any(Result::is_err), "no key has failed");
        Self { results }
    }

    /// The result of every key, in the order of the keys.
    pub fn results(&self) -> &[Result<T, E>] {
        &self.results
    }

    /// The result of every key, in the order of the keys.
    pub fn into_results(self) -> Vec<Result<T, E>> {
        self.results
    }

    /// The keys that failed, by their place in the batch, and why.
    pub fn failures(&self) -> impl Iterator<Item = (usize, &E)> {
        self.results.iter().enumerate().filter_map(|(at, result)| Some((at, result.as_ref().err()?)))
    }

    fn into_first(self) -> E {
        match self.results.into_iter().find_map(Result::err) {
            Some(first) => first,
            None => unreachable!("it is made of results with an error among them"),
        }
    }
}

/// Without the answers: they are the user's.
impl<T, E: fmt::Debug> fmt::Debug for BatchError<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchError")
            .field("keys", &self.results.len())
            .field("failures", &self.failures().collect::<Vec<_>>())
            .finish()
    }
}

impl<T, E: fmt::Display> fmt::Display for BatchError<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (failed, keys) = (self.failures().count(), self.results.len());
        write!(f, "{failed} of the {keys} keys of a batch failed")?;
        match self.failures().next() {
            Some((at, first)) => write!(f, ", the first of them at place {at}: {first}"),
            None => Ok(()),
        }
    }
}

/// The text has the first failure in it, so what is underneath is what is underneath that one.
impl<T, E: StdError + 'static> StdError for BatchError<T, E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.failures().next().and_then(|(_, first)| first.source())
    }
}

/// The first failure.
impl<T> From<BatchError<T>> for CachekitError {
    fn from(error: BatchError<T>) -> Self {
        error.into_first()
    }
}

/// The first failure.
impl<T, E> From<BatchError<T, LoadError<E>>> for LoadError<E> {
    fn from(error: BatchError<T, LoadError<E>>) -> Self {
        error.into_first()
    }
}

/// The first failure.
impl<T, E> From<BatchError<T>> for LoadError<E> {
    fn from(error: BatchError<T>) -> Self {
        Self::Cache(error.into_first())
    }
}

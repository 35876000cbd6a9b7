//! Why `get_or_load` has no value.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::CachekitError;

/// `get_or_load` has no value to return.
///
/// A cache that is out of order is no reason by itself: then the loader runs and its value is returned.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoadError<E> {
    /// The cache refused the call: see [`CachekitError`] for what to mend.
    Cache(CachekitError),
    /// The loader failed. All callers that waited for the same load share this error.
    Load(Arc<E>),
}

impl<E> LoadError<E> {
    /// The loader's error, if it was the loader that failed.
    pub fn as_load(&self) -> Option<&E> {
        match self {
            Self::Load(error) => Some(error),
            Self::Cache(_) => None,
        }
    }
}

impl<E: fmt::Display> fmt::Display for LoadError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cache(error) => error.fmt(f),
            // With `{:#}`, errors that hold a chain show all of it.
            Self::Load(error) if f.alternate() => write!(f, "the loader failed: {error:#}"),
            Self::Load(error) => write!(f, "the loader failed: {error}"),
        }
    }
}

/// For every error that can be shown, so that `?` takes a `LoadError` of `anyhow::Error` and of `Box<dyn Error + Send +
/// Sync>` too, which are no `Error` themselves. Hence the loader's error is part of the text, and not the source:
/// [`LoadError::as_load`] has it.
impl<E: fmt::Debug + fmt::Display> StdError for LoadError<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Cache(error) => error.source(),
            Self::Load(_) => None,
        }
    }
}

impl<E> From<CachekitError> for LoadError<E> {
    fn from(error: CachekitError) -> Self {
        Self::Cache(error)
    }
}

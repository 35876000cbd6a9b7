//! Why there is no table, and what to do about it.

use std::error::Error as StdError;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use cachekit::{CachekitError, KeyParseError};

/// The run failed as a whole. What is wrong with single files stands in the table instead.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no directory `{}`; check the path", .0.display())]
    NoSuchDirectory(PathBuf),
    #[error("`{}` is a file; name the directory it is in", .0.display())]
    NotADirectory(PathBuf),
    #[error("cannot read the directory `{}`: {source}", .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("no Rust sources in `{}`; name a directory with `.rs` files in it", .0.display())]
    NoSources(PathBuf),
    #[error("found no Rust sources to parse; name a directory: quickstart DIR")]
    NoDefaultSources,
    #[error("cannot use the cache: {0}")]
    Cache(#[from] CachekitError),
    #[error("cannot clear the cache `{}`: {source}; remove the directory by hand", .path.display())]
    Clear { path: PathBuf, source: io::Error },
    #[error("{what}: {source}")]
    Analysis { what: String, source: Box<dyn StdError + Send + Sync> },
    #[error("a storage key does not read back: {0}")]
    Key(#[from] KeyParseError),
    #[error("cannot start threads: {0}; try again with fewer programs running")]
    Runtime(io::Error),
    #[error("cannot print the result: {0}")]
    Output(io::Error),
    #[error("cannot print the result as JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("interrupted; what was parsed until now is kept, the same command goes on from there")]
    Interrupted,
}

impl Error {
    /// An error of a step that makes `what`.
    pub(crate) fn analysis<E: StdError + Send + Sync + 'static>(
        what: impl Into<String>,
    ) -> impl FnOnce(E) -> Self {
        move |source| Self::Analysis { what: what.into(), source: Box::new(source) }
    }

    /// See `--help`.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::NoSuchDirectory(_)
            | Self::NotADirectory(_)
            | Self::NoSources(_)
            | Self::NoDefaultSources => 2,
            Self::Interrupted => 130,
            Self::Unreadable { .. }
            | Self::Cache(_)
            | Self::Clear { .. }
            | Self::Analysis { .. }
            | Self::Key(_)
            | Self::Runtime(_)
            | Self::Output(_)
            | Self::Json(_) => 1,
        })
    }
}

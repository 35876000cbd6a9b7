//! Why the service does not run, and what to do about it.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use cachekit::CachekitError;

use crate::database::OpenError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("cannot open the database `{}`: {source}; name another with `--database`", .path.display())]
    Database { path: PathBuf, source: OpenError },
    #[error("cannot use this cache: {0}; `--help` says where caches can be")]
    Cache(#[from] CachekitError),
    #[error("cannot listen on {address}: {source}; choose another with `--listen`, port 0 is any free one")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot wait for signals: {0}")]
    Signals(io::Error),
}

impl StartError {
    /// See `--help`.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Cache(CachekitError::Config(_)) => 2,
            Self::Database { .. } | Self::Cache(_) | Self::Listen { .. } | Self::Signals(_) => 1,
        })
    }
}

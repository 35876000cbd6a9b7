//! What can go wrong with the database.

use std::io;
use std::sync::Arc;

/// A query or a transaction failed. It can be cloned, so that all who wait for one load share it.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum DatabaseError {
    #[error("the database failed: {0}")]
    Sqlite(Arc<rusqlite::Error>),
    #[error("the query was given up; the service is stopping, or there is a bug in it")]
    Stopped,
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(Arc::new(error))
    }
}

/// The database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("{0}")]
    Directory(#[from] io::Error),
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
}

//! What all requests share.

use cachekit::CacheKit;
use tokio_util::task::TaskTracker;

use crate::database::Database;

/// Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    pub(crate) cache: CacheKit,
    pub(crate) database: Database,
    /// Changes that are under way, and invalidations that have still to get through.
    pub(crate) tasks: TaskTracker,
}

impl Shop {
    pub(crate) fn new(cache: CacheKit, database: Database) -> Self {
        Self { cache, database, tasks: TaskTracker::new() }
    }

    /// Whether the cache has keys to encrypt with.
    pub(crate) fn can_encrypt(&self) -> bool {
        self.cache.secure().is_ok()
    }
}

//! The schema of the cache: what is kept, under which keys, for how long.
//!
//! Each key names exactly what its value follows from. So nothing here is ever invalidated: an edited file has
//! another hash and with it another key, a moved or copied file keeps its entry, and what nobody asks for any more
//! goes at the end of its lifetime. The `v1` stands for the way that values are made from it: whoever changes
//! `report.rs` or `summary.rs` to count differently counts it up. (A change of a value's *type* is noticed
//! without that.)

use std::sync::Arc;

use cachekit::{CacheKit, CacheRegion, cachekit};

use crate::hash::{ContentHash, TreeHash};
use crate::report::{Report, Timed};
use crate::summary::{Member, Place, RankBy, Summary, rank};

/// The report on a file, by the file's text.
#[derive(CacheRegion)]
#[cache(namespace = "quickstart", key = "file:v1:{content}", value = Timed<Report>, ttl = "30d")]
pub(crate) struct FileReport {
    pub(crate) content: ContentHash,
}

/// What the files of a directory contain together, by their names and texts.
#[derive(CacheRegion)]
#[cache(namespace = "quickstart", key = "directory:v1:{members}", value = Timed<Summary>, ttl = "30d")]
pub(crate) struct DirectorySummary {
    pub(crate) members: TreeHash,
}

/// The first places among all files.
///
/// Above a function the attribute is all it takes: callers see a plain `async fn`. `files` is not in the key,
/// because `tree` says the same in 16 bytes.
#[cachekit(namespace = "quickstart", key = "ranking:v1:{tree}:{by}", ttl = "30d", region = RankingKey)]
pub(crate) async fn ranking(
    cache: &CacheKit,
    tree: TreeHash,
    by: RankBy,
    #[cache(skip)] files: &[Member<'_>],
) -> Arc<Timed<Vec<Place>>> {
    Arc::new(Timed::measure(|| rank(files, by)))
}

//! Deletes that are collected now and run later: after a database transaction has committed.

mod error;
mod target;

use std::fmt;

use futures_util::stream::{self, StreamExt as _};

pub use error::{FailedDeletes, InvalidationError};
use target::Target;

use crate::region::CacheRegion;
use crate::{CacheKit, CachekitError};

/// How many deletes are on their way to the backend at one time.
const AT_ONCE: usize = 16;

/// Entries that are to go once what they were made from has changed: see [`CacheKit::invalidation`].
///
/// It owns what it needs, so it can be returned from the function that changes the database, or move into a task.
#[must_use = "an invalidation removes nothing until it is run"]
pub struct Invalidation {
    client: CacheKit,
    targets: Vec<Target>,
}

impl CacheKit {
    /// An invalidation without entries yet: name them inside of a database transaction, where it is known what changes,
    /// and [`run`](Invalidation::run) it after the commit.
    ///
    /// Deleting before the commit is no good in either outcome. A transaction that rolls back would have cost entries
    /// that are right; and one that commits would leave time for somebody to load the old row between the two, which then
    /// stays for its whole lifetime. So nothing is removed before `run`, and one that is dropped costs nothing.
    ///
    /// It is an invalidation of this handle: of a [tenant](Self::for_tenant), it removes the tenant's entries.
    ///
    /// ```
    /// use cachekit::{Invalidation, prelude::*};
    ///
    /// #[derive(CacheRegion)]
    /// #[cache(namespace = "shop", key = "price:{sku}", value = u64, ttl = "5m")]
    /// struct Price<'a> { sku: &'a str }
    ///
    /// #[derive(CacheRegion)]
    /// #[cache(namespace = "shop", key = "list:{category}", value = Vec<String>, ttl = "5m")]
    /// struct List<'a> { category: &'a str }
    ///
    /// /// Part of a transaction; what it returns is for after the commit.
    /// fn set_price(cache: &CacheKit, sku: &str, category: &str) -> Invalidation {
    ///     // … UPDATE …
    ///     cache.invalidation().delete(&Price { sku }).delete(&List { category })
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let cache = CacheKit::in_memory().build()?;
    /// cache.entry(&Price { sku: "tea" }).set(495).await?;
    ///
    /// let stale = set_price(&cache, "tea", "drinks");
    /// // … COMMIT …
    /// assert_eq!(stale.run().await?, 1); // nobody had asked for the list
    /// assert!(cache.entry(&Price { sku: "tea" }).get().await?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn invalidation(&self) -> Invalidation {
        Invalidation { client: self.clone(), targets: Vec::new() }
    }
}

impl Invalidation {
    /// Adds the entry of a region under this key. The key is written out here, so nothing of it is borrowed.
    ///
    /// Regions of all kinds can stand in one invalidation: with sensitive parts (an entry goes under all keys of the
    /// ring), secure and interop ones too. A key that cannot be used on this client is an error of [`run`](Self::run).
    pub fn delete<R: CacheRegion>(mut self, key: &R) -> Self {
        self.targets.push(Target::entry(&self.client, key));
        self
    }

    /// Adds the entries of a region under these keys, as [`delete`](Self::delete) adds one.
    ///
    /// ```
    /// use cachekit::{Invalidation, prelude::*};
    ///
    /// #[derive(CacheRegion)]
    /// #[cache(namespace = "shop", key = "price:{sku}", value = u64, ttl = "5m")]
    /// struct Price<'a> { sku: &'a str }
    ///
    /// /// `changed` is what `UPDATE … RETURNING sku` has returned.
    /// fn stale(cache: &CacheKit, changed: &[String]) -> Invalidation {
    ///     cache.invalidation().delete_many(changed.iter().map(|sku| Price { sku }))
    /// }
    /// # let cache = CacheKit::in_memory().build().unwrap();
    /// # assert_eq!(stale(&cache, &["tea".to_owned(), "jam".to_owned()]).len(), 2);
    /// ```
    pub fn delete_many<R: CacheRegion>(mut self, keys: impl IntoIterator<Item = R>) -> Self {
        self.targets.extend(keys.into_iter().map(|key| Target::entry(&self.client, &key)));
        self
    }

    /// Adds the entry under a string key, as [`CacheKit::delete`] takes it.
    pub fn delete_key(mut self, key: impl Into<String>) -> Self {
        self.targets.push(Target::Text(key.into()));
        self
    }

    /// How many keys were added.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether no key was added, so that there is nothing to run.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Removes all entries, and says how many there were, as far as the backend can tell.
    ///
    /// First all of them leave L1; then they are removed one by one as [`Entry::delete`](crate::Entry::delete) does it,
    /// 16 at a time: a load that is under way is not stored. One that fails keeps no other from being tried.
    ///
    /// When the future is dropped midway, the backend may hold those that it had not come to, and reads take them from
    /// there again until their lifetime ends. Where the caller can go away, as one who waits for an HTTP answer can, run
    /// it in a task of its own: it is `'static`.
    ///
    /// # Errors
    /// [`InvalidationError`] when one of them may still be there. It holds what is left, to be run again.
    pub async fn run(self) -> Result<usize, InvalidationError> {
        let Self { client, targets } = self;
        for target in &targets {
            target.evict(&client);
        }
        let deletes: Vec<_> = targets.iter().enumerate().map(|at| Target::delete(at, &client)).collect();
        let mut answers = stream::iter(deletes).buffer_unordered(AT_ONCE);
        let (mut deleted, mut failed) = (0, Vec::new());
        while let Some((index, answer)) = answers.next().await {
            match answer {
                Ok(there_was_one) => deleted += usize::from(there_was_one),
                Err(error) => failed.push((index, error)),
            }
        }
        drop(answers);
        if failed.is_empty() {
            return Ok(deleted);
        }
        Err(Self { client, targets }.failed(deleted, failed))
    }

    /// What is left of this invalidation, with why, in the order in which the keys were added.
    fn failed(self, deleted: usize, mut failed: Vec<(usize, CachekitError)>) -> InvalidationError {
        let Self { client, targets } = self;
        failed.sort_unstable_by_key(|(index, _)| *index);
        let (of, mut failed) = (targets.len(), failed.into_iter().peekable());
        let (mut rest, mut failures) = (Vec::new(), Vec::new());
        for (index, target) in targets.into_iter().enumerate() {
            if let Some((_, error)) = failed.next_if(|(of, _)| *of == index) {
                FailedDeletes::add(&mut failures, target.region(), error);
                rest.push(target);
            }
        }
        InvalidationError { failures, deleted, of, rest: Self { client, targets: rest } }
    }
}

impl fmt::Debug for Invalidation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invalidation").field("keys", &self.len()).finish_non_exhaustive()
    }
}

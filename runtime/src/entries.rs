//! The entries of a region under many keys.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use foldhash::fast::RandomState;

use crate::CacheKit;
use crate::cached::{Cached, IntoCached};
use crate::client::{
    Access, Answers, Failure, Format, Keyed, Loading, Named, Refusal, Region, Unloaded, Unnamed, check_ttl,
    delete_all, get_missed, set_all,
};
use crate::entry::LoaderError;
use crate::error::{BatchError, CachekitError, LoadError};
use crate::region::CacheRegion;
use crate::rt::MaybeSend;

/// The entries of a region under many keys: see [`CacheKit::entries`](crate::CacheKit::entries).
///
/// Each key has everything that an [`Entry`](crate::Entry) has, and a result of its own; what is shared is the call of
/// the backend and the run of the loader. Results stand in the order of the keys. Keys may be repeated.
///
/// When at least one key fails, the call comes back with a [`BatchError`], which holds the results of all. With `?` it
/// becomes the first failure.
#[must_use = "entries do nothing until they are asked to get, set or delete"]
pub struct Entries<'a, R: CacheRegion> {
    client: &'a CacheKit,
    region: Result<&'a Region<R::Value>, &'a Refusal>,
    keys: &'a [R],
    /// The storage keys; none when the region cannot be used.
    named: Vec<Result<Named, Unnamed>>,
}

impl<'a, R: CacheRegion> Entries<'a, R> {
    pub(crate) fn new(client: &'a CacheKit, keys: &'a [R]) -> Self {
        let format = || Format::of::<R::Codec>(R::FINGERPRINT);
        let region = client.shared().region::<R::Value>(R::DECL, format);
        let named = match region {
            Ok(region) => keys.iter().map(|key| region.name(client, key)).collect(),
            Err(_) => Vec::new(),
        };
        Self { client, region, keys, named }
    }

    /// The storage keys, as backends see them. Empty for one that cannot be used on this client; every other method says
    /// why.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        let named = |at| self.named.get(at).and_then(|named: &Result<Named, Unnamed>| named.as_ref().ok());
        (0..self.keys.len()).map(move |at| named(at).map_or("", |named| named.key.as_str()))
    }

    /// The values, from L1 and, by one call for all that it misses, from the backend.
    ///
    /// `None` as for [`Entry::get`](crate::Entry::get). Dropping the future changes nothing.
    ///
    /// # Errors
    /// A [`BatchError`] when at least one key has an error of those of [`Entry::get`](crate::Entry::get). So an entry
    /// that cannot be opened is an error of its own key alone.
    pub async fn get(&self) -> Result<Vec<Option<Cached<R::Value>>>, BatchError<Option<Cached<R::Value>>>> {
        let mut answers = Answers::of(self.keys.len());
        let missed = self.missed(&mut answers, |error| error);
        if !missed.is_empty() {
            Box::pin(get_missed(&missed, &mut answers)).await;
        }
        answers.into_result()
    }

    /// The values; where there is none, those that `load` comes back with, which are then stored.
    ///
    /// The loader is called with the keys that are in neither L1 nor the backend, each of them once. It comes back with
    /// pairs of a key and its value, in any order: the key one of those that it was given, or one of its own making,
    /// from a row of a database for instance. A key without a pair has no value: `None`, which is given to everybody
    /// that waits and is not stored.
    ///
    /// ```
    /// use cachekit::prelude::*;
    /// # use std::collections::HashMap;
    ///
    /// #[derive(CacheRegion)]
    /// #[cache(namespace = "users", key = "name:{id}", value = String, ttl = "5m")]
    /// struct UserName { id: u64 }
    ///
    /// # struct Database(HashMap<u64, String>);
    /// # impl Database {
    /// #     /// `SELECT id, name FROM users WHERE id = ANY($1)`
    /// #     async fn names(&self, ids: &[u64]) -> Result<Vec<(u64, String)>, std::io::Error> {
    /// #         Ok(ids.iter().filter_map(|id| Some((*id, self.0.get(id)?.clone()))).collect())
    /// #     }
    /// # }
    /// async fn names(cache: &CacheKit, database: &Database, ids: &[u64]) -> Result<Vec<Option<Cached<String>>>, LoadError<std::io::Error>> {
    ///     let keys: Vec<_> = ids.iter().map(|&id| UserName { id }).collect();
    ///     let names = cache.entries(&keys).get_or_load(async |missing| {
    ///         let ids: Vec<_> = missing.iter().map(|key| key.id).collect();
    ///         let rows = database.names(&ids).await?; // … WHERE id = ANY($1)
    ///         Ok(rows.into_iter().map(|(id, name)| (UserName { id }, name)))
    ///     }).await?;
    ///     Ok(names)
    /// }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let database = Database(HashMap::from([(1, "Ada".to_owned())]));
    /// # let cache = CacheKit::in_memory().build()?;
    /// # let names = names(&cache, &database, &[1, 2]).await?;
    /// # assert_eq!(names[0].as_deref().map(String::as_str), Some("Ada"));
    /// # assert!(names[1].is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Callers of this process that miss a key at one time share one load of it, be it a batch's or that of an
    /// [`Entry`](crate::Entry); with leases, processes do too. Keys that others are loading are not given to the
    /// loader: they are waited for, after the loader has run for the rest and its values are stored. Where such a load
    /// is cancelled or cannot be shared, the loader runs again, for those keys. It is given at most 1,000 keys at a
    /// time. When this future is dropped, those that wait for its keys load them.
    ///
    /// A backend that fails does not fail the call, as for [`Entry::get_or_load`](crate::Entry::get_or_load).
    ///
    /// # Errors
    /// A [`BatchError`] when at least one key has an error of those of
    /// [`Entry::get_or_load`](crate::Entry::get_or_load). When the loader fails, every key that it was called with has
    /// its error, and so have the callers that waited for one of them. [`CachekitError::UnaskedKey`] for all of these
    /// keys when it has a value for a key that it was not called with, or two for one; then nothing of it is stored.
    ///
    /// # Panics
    /// When `load` panics in this call. Callers that waited for one of its keys get
    /// [`CachekitError::LoaderPanicked`].
    pub async fn get_or_load<F, Fut, I, K, E>(
        &self,
        mut load: F,
    ) -> Result<Vec<Option<Cached<R::Value>>>, BatchError<Option<Cached<R::Value>>, LoadError<E>>>
    where
        F: FnMut(Vec<&'a R>) -> Fut + MaybeSend,
        Fut: Future<Output = Result<I, E>> + MaybeSend,
        I: IntoIterator<Item = (K, R::Value)>,
        K: Borrow<R>,
        E: LoaderError,
    {
        let mut answers = Answers::of(self.keys.len());
        let missed = self.missed(&mut answers, Failure::Cache);
        if let (false, Ok(region)) = (missed.is_empty(), self.region) {
            let load = |asked: Vec<usize>| {
                let loading = load(asked.iter().map(|&at| &self.keys[at]).collect());
                async move {
                    let pairs = loading.await.map_err(|error| Unloaded::Failed(Arc::new(error)))?;
                    self.in_order(&asked, pairs).ok_or(Unloaded::Unasked)
                }
            };
            let loading = Loading::new(self.client.shared(), region, load, answers);
            answers = Box::pin(loading.run(missed)).await;
        }
        answers.map_err(|failure| failure.into_error(R::DECL.schema().name)).into_result()
    }

    /// Stores a value for each key, for the region's lifetime: in the backend by one call, then in L1.
    ///
    /// The values stand in the order of the keys, and are what [`Entry::set`](crate::Entry::set) takes. Each is stored
    /// or not by itself. Where a key is there twice, its last value is stored. When the future is dropped midway the
    /// backend may hold the old or the new value of each key, and L1 holds none.
    ///
    /// # Errors
    /// A [`BatchError`] when at least one key has an error of those of [`Entry::set`](crate::Entry::set).
    /// [`CachekitError::ValueCount`], before anything is changed, when there are more or fewer values than keys.
    pub async fn set<T: IntoCached<R::Value>>(
        &self,
        values: impl IntoIterator<Item = T>,
    ) -> Result<(), BatchError<()>> {
        self.set_for(values.into_iter().map(IntoCached::into_shared).collect(), None).await
    }

    /// Like [`set`](Self::set), for at most `ttl`, as [`Entry::set_with_ttl`](crate::Entry::set_with_ttl) does.
    ///
    /// # Errors
    /// Those of [`set`](Self::set), and [`CachekitError::InvalidTtl`] for every key when the lifetime is zero or over
    /// ten years.
    pub async fn set_with_ttl<T: IntoCached<R::Value>>(
        &self,
        values: impl IntoIterator<Item = T>,
        ttl: Duration,
    ) -> Result<(), BatchError<()>> {
        self.set_for(values.into_iter().map(IntoCached::into_shared).collect(), Some(ttl)).await
    }

    /// Removes the entries: from L1, then from the backend by one call. Says for each what
    /// [`Entry::delete`](crate::Entry::delete) says; for a key that is there twice, twice the same.
    ///
    /// Loads that are under way are not stored. When the future is dropped midway the backend may or may not hold each
    /// entry, and L1 holds none.
    ///
    /// # Errors
    /// A [`BatchError`] when at least one key has an error of those of [`Entry::delete`](crate::Entry::delete).
    pub async fn delete(&self) -> Result<Vec<bool>, BatchError<bool>> {
        let mut answers = Answers::of(self.keys.len());
        let mut keys = Vec::with_capacity(self.keys.len());
        for at in 0..self.keys.len() {
            match self.access(at) {
                Ok(access) => keys.push(Keyed { at, access }),
                Err(error) => answers.set(at, Err(error)),
            }
        }
        Box::pin(delete_all(self.client.shared(), keys, &mut answers)).await;
        answers.into_result()
    }

    async fn set_for(&self, values: Vec<Arc<R::Value>>, ttl: Option<Duration>) -> Result<(), BatchError<()>> {
        let (keys, given) = (self.keys.len(), values.len());
        if keys != given {
            let refused = |_| Err(CachekitError::ValueCount { keys, values: given });
            return Err(BatchError::of((0..keys.max(given)).map(refused).collect()));
        }
        let mut answers = Answers::of(keys);
        let mut entries = Vec::with_capacity(keys);
        for (at, value) in values.into_iter().enumerate() {
            match ttl.map_or(Ok(()), check_ttl).and_then(|()| self.access(at)) {
                Ok(access) => entries.push((Keyed { at, access }, value)),
                Err(error) => answers.set(at, Err(error)),
            }
        }
        Box::pin(set_all(self.client.shared(), entries, ttl, &mut answers)).await;
        answers.into_result().map(drop)
    }

    fn access(&self, at: usize) -> Result<Access<'_, R::Value>, CachekitError> {
        let region = self.region.map_err(Refusal::to_error)?;
        let Named { key, previous } = self.named[at].as_ref().map_err(Unnamed::to_error)?;
        Ok(Access { shared: self.client.shared(), scope: self.client.scope(), region, key, previous })
    }

    /// The keys that L1 misses; the others are answered.
    fn missed<E>(
        &self,
        answers: &mut Answers<Option<Cached<R::Value>>, E>,
        failed: impl Fn(CachekitError) -> E,
    ) -> Vec<Keyed<'_, R::Value>> {
        let has_l1 = self.client.shared().has_l1();
        let mut missed = Vec::with_capacity(if has_l1 { 0 } else { self.keys.len() });
        for at in 0..self.keys.len() {
            match self.access(at) {
                Ok(access) => match if has_l1 { access.hit() } else { None } {
                    Some(hit) => answers.set(at, Ok(Some(hit))),
                    None => missed.push(Keyed { at, access }),
                },
                Err(error) => answers.set(at, Err(failed(error))),
            }
        }
        missed
    }

    /// The values of pairs in the order of the keys that were asked for; `None` when one is for none of them, or for
    /// one that has a value already.
    fn in_order<K: Borrow<R>>(
        &self,
        asked: &[usize],
        pairs: impl IntoIterator<Item = (K, R::Value)>,
    ) -> Option<Vec<Option<R::Value>>> {
        let region = self.region.ok()?;
        let named = asked.iter().enumerate().filter_map(|(place, &at)| {
            let named = self.named[at].as_ref().ok()?;
            Some((named.key.as_bytes(), place))
        });
        let mut places: HashMap<_, _, RandomState> = named.collect();
        let mut values: Vec<_> = asked.iter().map(|_| None).collect();
        for (key, value) in pairs {
            let named = region.name(self.client, key.borrow()).ok()?;
            let place = places.remove(named.key.as_bytes())?;
            values[place] = Some(value);
        }
        Some(values)
    }
}

impl<R: CacheRegion> fmt::Debug for Entries<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut entries = f.debug_struct("Entries");
        entries.field("keys", &self.keys.len());
        match self.region {
            Ok(region) => entries.field("region", &region.decl.schema().name).finish_non_exhaustive(),
            Err(refusal) => entries.field("refused", refusal).finish_non_exhaustive(),
        }
    }
}

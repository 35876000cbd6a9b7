//! The entry of a region under one key.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use crate::CacheKit;
use crate::cached::{Cached, IntoCached};
use crate::client::{Access, Failure, Loaded, Named, OnPanic, Refusal, Region, Terms, Unnamed, check_ttl};
use crate::error::{CachekitError, LoadError};
use crate::frame::Remaining;
use crate::key::StorageKey;
use crate::rt::MaybeSend;

/// The entry of a region under one key, with a value of type `V`: see [`CacheKit::entry`](crate::CacheKit::entry).
///
/// It borrows the client and nothing else, so it can be kept for later lines.
#[must_use = "an entry does nothing until it is asked to get, set or delete"]
pub struct Entry<'c, V> {
    client: &'c CacheKit,
    region: Result<&'c Region<V>, Refused<'c>>,
    pub(crate) key: StorageKey,
    previous: Box<[StorageKey]>,
}

/// Why an entry cannot be used.
enum Refused<'c> {
    Region(&'c Refusal),
    Key(Box<Unnamed>),
}

/// How long an entry has to live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeLeft {
    /// There is no entry.
    Missing,
    /// So long.
    For(Duration),
    /// Until it is deleted or evicted.
    Forever,
}

impl<'c, V: Send + Sync + 'static> Entry<'c, V> {
    #[inline]
    pub(crate) fn new(client: &'c CacheKit, region: Result<&'c Region<V>, &'c Refusal>) -> Self {
        Self {
            client,
            region: region.map_err(Refused::Region),
            key: region.map_or_else(|_| StorageKey::empty(), |region| region.prefix.start()),
            previous: Box::default(),
        }
    }

    pub(crate) fn keyed(&mut self, named: Result<Named, Unnamed>) {
        match named {
            Ok(Named { key, previous }) => (self.key, self.previous) = (key, previous),
            Err(unnamed) => self.region = Err(Refused::Key(Box::new(unnamed))),
        }
    }

    /// The storage key, as backends see it. Empty when the region cannot be used on this client; every other
    /// method says why.
    pub fn key(&self) -> &str {
        self.key.as_str()
    }

    /// The value, from L1 or the backend.
    ///
    /// `None`: no entry, an expired one, or one that this version of the program cannot read. Dropping the future
    /// changes nothing.
    ///
    /// # Errors
    /// [`CachekitError::Backend`] when L1 has nothing and the backend fails;
    /// [`CachekitError::RegionConflict`] when another definition owns the key; [`CachekitError::InvalidKey`] when the
    /// arguments of an interop region have no interop form. Of a secure region also [`CachekitError::Encryption`] when
    /// the entry was not sealed for this key and tenant (it is not served, and not a miss), and
    /// [`CachekitError::Config`] when the client has no keys.
    pub async fn get(&self) -> Result<Option<Cached<V>>, CachekitError> {
        let access = self.access()?;
        match access.hit() {
            Some(hit) => Ok(Some(hit)),
            None => Box::pin(access.get_from_backend()).await,
        }
    }

    /// The value; on a miss the one that `load` comes back with, which is then stored.
    ///
    /// All callers of this process that miss the key at one time share one load, its value and its error. The
    /// loader runs in the caller that came first: if that one is dropped, the next that waits runs its own, and if
    /// it panics, the others get [`CachekitError::LoaderPanicked`]. A loader that asks for its own key loads again
    /// instead of waiting for itself. A caller that has waited for long (`load_wait` of the builder) loads itself.
    ///
    /// Of several processes on one backend that hands out leases or locks, too, one loads and the others wait for it
    /// (`load_lease` of the builder). With leases, and with Redis and memory that is, a value whose key another process
    /// writes or deletes while it is loaded is returned and not kept.
    ///
    /// A backend that fails does not fail the call: then the loader runs, and its value is kept in L1 alone, of a secure
    /// region nowhere. A secure region with `on_outage = "fail"` does fail, without running the loader.
    ///
    /// # Errors
    /// [`LoadError::Load`] when the loader failed, [`LoadError::Cache`] when another definition owns the key, or
    /// the shared load panicked. Of a secure region also [`LoadError::Cache`] for what [`get`](Self::get) reports: an
    /// entry that cannot be opened is not loaded over, unless the region says `on_tampering = "load"`.
    ///
    /// # Panics
    /// When `load` panics in this call.
    pub async fn get_or_load<F, Fut, E>(&self, load: F) -> Result<Cached<V>, LoadError<E>>
    where
        F: FnOnce() -> Fut + MaybeSend,
        Fut: Future<Output = Result<V, E>> + MaybeSend,
        E: LoaderError,
    {
        let access = self.access()?;
        if let Some(hit) = access.hit() {
            return Ok(hit);
        }
        let load = async move || match load().await {
            Ok(value) => Loaded::Value(Arc::new(value)),
            Err(error) => Loaded::Failed(Arc::new(error)),
        };
        match Box::pin(access.load(Terms::clone_errors(OnPanic::Fail), load)).await {
            Ok(Some(value)) => Ok(value),
            Ok(None) => unreachable!("this loader never says so, and the terms take it from no other"),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// Like [`get_or_load`](Self::get_or_load), for loaders that may find that there is no value. `None` is handed
    /// to everybody that waits and is not stored.
    ///
    /// # Errors
    /// Those of [`get_or_load`](Self::get_or_load).
    ///
    /// # Panics
    /// When `load` panics in this call.
    pub async fn get_or_load_optional<F, Fut, E>(&self, load: F) -> Result<Option<Cached<V>>, LoadError<E>>
    where
        F: FnOnce() -> Fut + MaybeSend,
        Fut: Future<Output = Result<Option<V>, E>> + MaybeSend,
        E: LoaderError,
    {
        let access = self.access()?;
        if let Some(hit) = access.hit() {
            return Ok(Some(hit));
        }
        let load = async move || match load().await {
            Ok(Some(value)) => Loaded::Value(Arc::new(value)),
            Ok(None) => Loaded::Absent,
            Err(error) => Loaded::Failed(Arc::new(error)),
        };
        let loaded = Box::pin(access.load(Terms::clone_errors(OnPanic::Fail).or_absent(), load)).await;
        loaded.map_err(|failure| self.failed(failure))
    }

    /// Stores a value for the region's lifetime: in the backend, then in L1.
    ///
    /// Takes the value, an `Arc` of it, a [`Cached`] one or, where it is `Clone`, a reference. Sets and deletes of
    /// one key by this client reach the backend one after the other. When the future is dropped midway the backend
    /// may hold the old or the new value, and L1 holds none.
    ///
    /// # Errors
    /// [`CachekitError::Serialization`] and [`CachekitError::PayloadTooLarge`] before anything is changed;
    /// [`CachekitError::Backend`] when the backend fails, after which L1 holds nothing for the key;
    /// [`CachekitError::RegionConflict`] when another definition owns the key. Of a secure region also
    /// [`CachekitError::Config`] when the client has no keys. What stands there is not read, so an entry that cannot be
    /// opened is replaced.
    pub async fn set(&self, value: impl IntoCached<V>) -> Result<(), CachekitError> {
        let access = self.access()?;
        access.set(&value.into_shared(), None).await
    }

    /// Like [`set`](Self::set), for at most `ttl`. A lifetime longer than the region's is cut to it, since readers
    /// would not believe it.
    ///
    /// # Errors
    /// Those of [`set`](Self::set), and [`CachekitError::InvalidTtl`] for a lifetime of zero or over ten years.
    pub async fn set_with_ttl(&self, value: impl IntoCached<V>, ttl: Duration) -> Result<(), CachekitError> {
        let access = self.access()?;
        check_ttl(ttl)?;
        access.set(&value.into_shared(), Some(ttl)).await
    }

    /// Removes the entry: from L1, then from the backend. `false` when the backend knows that there was none; cachekit.io
    /// does not tell.
    ///
    /// A load that is under way is not stored. When the future is dropped midway the backend may or may not hold
    /// the entry, and L1 holds none.
    ///
    /// # Errors
    /// [`CachekitError::Backend`] when the backend fails: then the entry may still be there. What stands there is not
    /// read, so an entry that cannot be opened is removed as any other.
    pub async fn delete(&self) -> Result<bool, CachekitError> {
        self.access()?.delete().await
    }

    /// Whether [`get`](Self::get) would find a value now. It costs what `get` costs, since an entry is one only if
    /// it can be read.
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub async fn exists(&self) -> Result<bool, CachekitError> {
        Ok(self.get().await?.is_some())
    }

    /// The lifetime that is left to the entry in the backend.
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub async fn ttl(&self) -> Result<TimeLeft, CachekitError> {
        let remaining = Box::pin(self.access()?.remaining()).await?;
        Ok(match remaining {
            Some(Remaining::For(left)) => TimeLeft::For(Duration::from_millis(left)),
            Some(Remaining::Forever) => TimeLeft::Forever,
            Some(Remaining::Expired) | None => TimeLeft::Missing,
        })
    }

    #[inline]
    fn access(&self) -> Result<Access<'_, V>, CachekitError> {
        let Self { client, key, previous, .. } = self;
        match &self.region {
            Ok(region) => {
                Ok(Access { shared: client.shared(), scope: client.scope(), region, key, previous })
            }
            Err(Refused::Region(refusal)) => Err(refusal.to_error()),
            Err(Refused::Key(unnamed)) => Err(unnamed.to_error()),
        }
    }

    fn region_name(&self) -> &'static str {
        self.region.as_ref().map_or("", |region| region.decl.schema().name)
    }

    fn failed<E>(&self, failure: Failure<Arc<E>>) -> LoadError<E> {
        failure.into_error(self.region_name())
    }
}

impl<V> fmt::Debug for Entry<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut entry = f.debug_struct("Entry");
        match &self.region {
            Ok(region) => entry.field("region", &region.decl.schema().name).finish_non_exhaustive(),
            Err(Refused::Region(refusal)) => entry.field("refused", refusal).finish(),
            Err(Refused::Key(unnamed)) => entry.field("refused", unnamed).finish(),
        }
    }
}

/// An error that callers can share: any type that is `Send`, `Sync` and owns its data.
#[diagnostic::on_unimplemented(
    message = "the error `{Self}` of a loader cannot be shared by the calls that wait for one load",
    label = "needs `Send`, `Sync` and no borrowed data",
    note = "instead of `Box<dyn Error>` use `Box<dyn Error + Send + Sync>` or an error type of your own"
)]
pub trait LoaderError: Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<E: Send + Sync + 'static> LoaderError for E {}

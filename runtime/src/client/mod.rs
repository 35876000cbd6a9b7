//! The client: one handle to the backend, L1 and everything that keeps the two honest.

mod access;
mod backend;
mod builder;
mod load;
mod overwrites;
mod region;
mod registry;
mod strings;
mod write;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use access::Access;
pub use builder::CacheKitBuilder;
pub(crate) use load::{Failure, OnPanic};
pub use load::{Loaded, Terms};
pub(crate) use region::{Format, Refusal, Region};
pub(crate) use strings::check_ttl;

use crate::backend::HealthStatus;
use crate::entry::Entry;
use crate::error::CachekitError;
use crate::fence::Fence;
use crate::key::KeySeed;
use crate::l1::ByteStore;
use crate::region::{CacheRegion, RegionDecl, RegionFields, StoredValue};
use crate::rt::{Clock, Moment};
use crate::stats::{Counters, Stats};
use crate::turns::Turns;
use backend::BoundedBackend;
use registry::Registry;

/// A cache client.
///
/// Cloning is cheap and shares everything: backend, L1, statistics. Build one a process (or one a namespace) and
/// hand clones around.
///
/// ```
/// use cachekit::prelude::*;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), CachekitError> {
/// let cache = CacheKit::in_memory().build()?;
///
/// cache.set("greeting", &"Hello, world!").await?;
/// assert_eq!(cache.get::<String>("greeting").await?.as_deref(), Some("Hello, world!"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct CacheKit {
    shared: Arc<Shared>,
}

/// What all clones of a client share.
pub(crate) struct Shared {
    pub(crate) backend: BoundedBackend,
    pub(crate) clock: Clock,
    pub(crate) fence: Fence,
    pub(crate) turns: Turns,
    namespace: Option<String>,
    limits: Limits,
    seed: KeySeed,
    registry: Registry,
    bytes: ByteStore,
    strings: Counters,
    #[cfg(feature = "l1")]
    budget: Arc<crate::l1::Budget>,
}

/// Numbers a client was built with.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Of `set` in the string API.
    pub(crate) default_ttl: Duration,
    /// Of one encoded value, in bytes.
    pub(crate) max_payload: usize,
    /// Of one entry in L1, where neither region nor entry say less.
    pub(crate) l1_ttl: Duration,
    /// Entries of one L1 store; 0: no L1.
    #[cfg(feature = "l1")]
    pub(crate) l1_capacity: usize,
    /// How long a caller waits for another one's load before it loads itself.
    pub(crate) load_wait: Duration,
}

impl CacheKit {
    /// The entry of a region under this key: the place to read, load, set and delete it.
    ///
    /// The key is written out here, so the entry borrows the client and nothing else. Nothing is read yet.
    ///
    /// ```
    /// use cachekit::prelude::*;
    /// # use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Serialize, Deserialize, CacheValue)]
    /// struct User { id: u64, email: String }
    ///
    /// #[derive(CacheRegion)]
    /// #[cache(namespace = "users", key = "profile:{tenant}:{id}", value = User, ttl = "5m")]
    /// struct UserProfile<'a> { tenant: &'a str, id: u64 }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), CachekitError> {
    /// let cache = CacheKit::in_memory().build()?;
    /// let profile = cache.entry(&UserProfile { tenant: "acme", id: 42 });
    /// assert_eq!(profile.key(), "users:profile:acme:42");
    /// assert!(profile.get().await?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn entry<R: CacheRegion>(&self, key: &R) -> Entry<'_, R::Value> {
        let region = self.shared.region::<R::Value>(R::DECL, || Format::of::<R::Codec>(R::FINGERPRINT));
        let mut entry = Entry::new(&self.shared, region);
        if let Ok(region) = region {
            region.prefix.write_to(&mut entry.key, &RegionFields(key));
        }
        entry
    }

    /// Asks the backend how it is.
    ///
    /// # Errors
    /// [`CachekitError::Backend`] when it does not answer.
    pub async fn health(&self) -> Result<HealthStatus, CachekitError> {
        Ok(self.shared.backend.health().await?)
    }

    /// What this client has done since it was built, region by region.
    pub fn stats(&self) -> Stats {
        let mut strings = self.shared.strings.strings();
        strings.l1_entries = self.shared.bytes.len();
        Stats {
            regions: self.shared.registry.stats(),
            strings,
            conflicts: self.shared.registry.conflicts(),
            writes_in_flight: self.shared.turns.len(),
        }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }
}

impl Shared {
    /// The region of a declaration on this client, set up at its first use.
    #[inline]
    pub(crate) fn region<V: StoredValue>(
        &self,
        decl: &'static RegionDecl,
        format: impl FnOnce() -> Format<V>,
    ) -> Result<&Region<V>, &Refusal> {
        match self.registry.find(decl) {
            Some(found) => found,
            None => {
                self.registry.open(decl, self.namespace.as_deref(), || Region::open(self, decl, format()))
            }
        }
    }

    #[inline]
    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Takes the key out of whichever store of L1 has it.
    pub(crate) fn evict(&self, storage_key: &str) {
        self.bytes.remove(storage_key);
        self.registry.evict(storage_key);
    }
}

impl fmt::Debug for CacheKit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheKit")
            .field("namespace", &self.shared.namespace)
            .field("limits", &self.shared.limits)
            .finish_non_exhaustive()
    }
}

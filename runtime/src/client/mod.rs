//! The client: one handle to the backend, L1 and everything that keeps the two honest.

mod access;
mod backend;
mod batch;
mod boxed;
mod builder;
mod by_string;
mod claim;
mod coherence;
mod configured;
mod connect;
#[cfg(feature = "encryption")]
mod encryption;
#[cfg(not(feature = "encryption"))]
#[path = "keys_disabled.rs"]
mod keys;
mod l1_entry;
mod load;
mod naming;
mod overwrites;
mod region;
mod registry;
mod scope;
mod sealed;
#[cfg(feature = "encryption")]
mod secure;
mod stored;
mod strings;
mod write;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use access::Access;
pub(crate) use batch::{Answers, Keyed, Loading, Unloaded, delete_all, get_missed, set_all};
pub use builder::CacheKitBuilder;
pub(crate) use by_string::check_ttl;
pub use coherence::Coherence;
pub(crate) use load::{Failure, OnPanic};
pub use load::{Loaded, Terms};
pub(crate) use naming::{Named, Unnamed};
pub(crate) use region::{Refusal, Region};
pub(crate) use scope::Scope;
#[cfg(feature = "encryption")]
pub use secure::SecureCache;
pub(crate) use stored::Format;

use crate::backend::{HealthStatus, L1Stats, L1StatsSource};
use crate::cached::Cached;
#[cfg(feature = "encryption")]
use crate::crypto::{Bound, Keyring, TenantKeys};
use crate::entries::Entries;
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
use coherence::News;
#[cfg(not(feature = "encryption"))]
use keys::{Bound, Keyring, TenantKeys};
use registry::Registry;
use scope::Tenants;

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
    /// `None`: the client itself.
    tenant: Option<Arc<Scope>>,
}

/// What all clones of a client share.
pub(crate) struct Shared {
    pub(crate) backend: BoundedBackend,
    pub(crate) clock: Clock,
    pub(crate) fence: Fence,
    pub(crate) turns: Turns,
    pub(crate) news: News,
    namespace: Option<String>,
    /// Of the client itself.
    home: Scope,
    keyring: Option<Keyring>,
    tenants: Tenants,
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
    /// Whether there is an L1 at all.
    pub(crate) has_l1: bool,
    /// Entries of one L1 store; 0: no L1.
    #[cfg(feature = "l1")]
    pub(crate) l1_capacity: usize,
    /// How long a caller waits for another one's load before it loads itself.
    pub(crate) load_wait: Duration,
    /// How long the right to load a key is held before it is renewed; `None`: no load asks for it.
    pub(crate) load_lease: Option<Duration>,
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
        let mut entry = Entry::new(self, region);
        if let Ok(region) = region {
            if self.is_home() && region.is_plainly_keyed() {
                region.prefix.write_on(&mut entry.key, &RegionFields(key));
            } else {
                entry.keyed(region.name_key(self, key));
            }
        }
        entry
    }

    /// The entries of a region under these keys: the place to read, load, set and delete all of them at once.
    ///
    /// The keys are written out here. Nothing is read yet.
    ///
    /// ```
    /// use cachekit::prelude::*;
    ///
    /// #[derive(CacheRegion)]
    /// #[cache(namespace = "prices", key = "{sku}", value = u64, ttl = "5m")]
    /// struct Price<'a> { sku: &'a str }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), CachekitError> {
    /// let cache = CacheKit::in_memory().build()?;
    /// let keys = ["a-1", "a-2", "a-3"].map(|sku| Price { sku });
    ///
    /// cache.entries(&keys[..2]).set([1_999, 2_499]).await?;
    /// let prices = cache.entries(&keys).get().await?;
    /// assert_eq!(prices[1].as_deref(), Some(&2_499));
    /// assert!(prices[2].is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn entries<'a, R: CacheRegion>(&'a self, keys: &'a [R]) -> Entries<'a, R> {
        Entries::new(self, keys)
    }

    /// The value under this key, if this process has it: without waiting, and without asking the backend.
    ///
    /// The quickest way to a hit, for code that cannot wait or can do without: no future, and no key that is
    /// kept. A value that is not here is not counted as a miss.
    ///
    /// ```
    /// use cachekit::prelude::*;
    ///
    /// #[derive(CacheRegion)]
    /// #[cache(namespace = "prices", key = "{sku}", value = u64, ttl = "5m")]
    /// struct Price<'a> { sku: &'a str }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), CachekitError> {
    /// let cache = CacheKit::in_memory().build()?;
    /// assert_eq!(cache.get_if_present(&Price { sku: "a-1" }), None);
    ///
    /// cache.entry(&Price { sku: "a-1" }).set(1_999).await?;
    /// assert_eq!(cache.get_if_present(&Price { sku: "a-1" }).as_deref(), Some(&1_999));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// `None` also where the region cannot be used on this client; every method of its [`entry`](Self::entry) says why.
    #[inline]
    pub fn get_if_present<R: CacheRegion>(&self, key: &R) -> Option<Cached<R::Value>> {
        let shared = &*self.shared;
        let format = || Format::of::<R::Codec>(R::FINGERPRINT);
        let region = shared.region::<R::Value>(R::DECL, format).ok()?;
        if !(self.is_home() && region.is_plainly_keyed()) {
            return self.get_if_named(region, key);
        }
        if let Ok(hit) = region.hit_by_parts(shared, &RegionFields(key)) {
            return hit;
        }
        let key = region.prefix.write(&RegionFields(key));
        Access { shared, scope: self.scope(), region, key: &key, previous: &[] }.hit()
    }

    #[inline(never)]
    fn get_if_named<R: CacheRegion>(&self, region: &Region<R::Value>, key: &R) -> Option<Cached<R::Value>> {
        let Named { key, previous } = region.name_key(self, key).ok()?;
        let (shared, scope) = (&*self.shared, self.scope());
        Access { shared, scope, region, key: &key, previous: &previous }.hit()
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
            coherence: self.shared.news.stats(),
        }
    }

    #[inline]
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
            None => self.registry.open(decl, self, || Region::open(self, decl, format())),
        }
    }

    /// Whether anything is kept in this process.
    pub(crate) fn has_l1(&self) -> bool {
        self.limits.has_l1
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

/// All reads of the client, for backends that tell their server how many requests L1 has spared it.
impl L1StatsSource for Shared {
    fn l1_stats(&self) -> Option<L1Stats> {
        let [l1_hits, l2_hits, misses] = self.registry.reads();
        Some(L1Stats {
            l1_hits: l1_hits + self.strings.l1_hits.get(),
            l2_hits: l2_hits + self.strings.l2_hits.get(),
            misses: misses + self.strings.misses.get(),
            l1_enabled: self.limits.has_l1,
        })
    }
}

impl fmt::Debug for CacheKit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheKit")
            .field("namespace", &self.shared.namespace)
            .field("tenant", &self.scope().tenant)
            .field("limits", &self.shared.limits)
            .finish_non_exhaustive()
    }
}

//! Putting a client together.

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::backend::BoundedBackend;
use super::coherence::{Coherence, News, UNTOLD_L1_TTL, watch};
use super::registry::Registry;
use super::scope::{Scope, Tenants, tenant_keys};
use super::{CacheKit, Limits, Shared};
use crate::backend::memory::MemoryBackend;
use crate::backend::{Backend, L1StatsSource};
use crate::error::CachekitError;
use crate::fence::Fence;
use crate::key::{KeyScope, KeySeed};
use crate::l1::ByteStore;
#[cfg(feature = "l1")]
use crate::l1::TypedStore;
use crate::rt::Clock;
use crate::stats::Counters;
use crate::turns::Turns;

/// What a backend is reached with and how much of it is kept in the process.
///
/// Every setting has a default; only the backend has to be chosen. Wrong settings are reported by
/// [`build`](Self::build).
#[must_use = "a builder does nothing until `build`"]
pub struct CacheKitBuilder {
    backend: Chosen,
    namespace: Option<String>,
    #[cfg(feature = "encryption")]
    pub(super) encryption: super::encryption::Encryption,
    default_ttl: Duration,
    max_payload_bytes: usize,
    backend_timeout: Duration,
    load_wait: Duration,
    load_lease: Option<Duration>,
    coherence: Coherence,
    #[cfg(feature = "l1")]
    l1: L1Settings,
    clock: Clock,
    #[cfg(any(test, feature = "testing"))]
    is_unfenced: bool,
}

/// Which backend.
enum Chosen {
    Nothing,
    /// One of this process's own: nobody else can change its entries, so L1 may keep them for their full lifetime.
    OwnMemory,
    Given(Arc<dyn Backend>),
    #[cfg(all(feature = "file", not(target_arch = "wasm32")))]
    Failed(CachekitError),
}

#[cfg(feature = "l1")]
struct L1Settings {
    capacity: usize,
    max_bytes: u64,
    ttl: Option<Duration>,
}

/// A shorter one would run out on the way to its server.
const SHORTEST_LEASE: Duration = Duration::from_millis(10);

/// The lifetime of `set`, as in the other cachekit SDKs.
const DEFAULT_TTL: Duration = Duration::from_secs(300);
/// The largest value, as in the other cachekit SDKs.
const DEFAULT_MAX_PAYLOAD: usize = 5 * 1024 * 1024;
/// The entries of one store of L1, as in the other cachekit SDKs.
#[cfg(feature = "l1")]
const DEFAULT_L1_CAPACITY: usize = 1000;
/// The bytes of all stores of L1.
#[cfg(feature = "l1")]
const DEFAULT_L1_BYTES: u64 = 256 * 1024 * 1024;

impl CacheKit {
    /// A builder without a backend.
    pub fn builder() -> CacheKitBuilder {
        CacheKitBuilder::default()
    }

    /// A client on a backend in this process's memory: nothing is shared, nothing survives.
    pub fn in_memory() -> CacheKitBuilder {
        CacheKitBuilder { backend: Chosen::OwnMemory, ..CacheKitBuilder::default() }
    }

    /// A client on a directory of this machine, shared by all processes that name it. The directory is made, for
    /// its owner only, if it is not there.
    #[cfg(all(feature = "file", not(target_arch = "wasm32")))]
    pub fn file(directory: impl Into<std::path::PathBuf>) -> CacheKitBuilder {
        let backend = match crate::backend::file::FileBackend::open(directory) {
            Ok(backend) => Chosen::Given(Arc::new(backend)),
            Err(error) => Chosen::Failed(error.into()),
        };
        CacheKitBuilder { backend, ..CacheKitBuilder::default() }
    }
}

impl CacheKitBuilder {
    /// The backend. Replaces one chosen before.
    pub fn backend(mut self, backend: Arc<dyn Backend>) -> Self {
        self.backend = Chosen::Given(backend);
        self
    }

    /// A name that all keys of this client begin with, so that several programs can share a backend. Default: none.
    ///
    /// For use with regions it has to match `[a-z0-9][a-z0-9_-]{0,63}`, and entries of a client with another one say
    /// so ([`CachekitError::Config`]); the string API takes up to 255 printable ASCII characters, as far as keys of the
    /// backend can have them ([`Backend::check_prefix`]).
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// The lifetime of values that the string API sets without one. Default: 300 seconds. Regions have their own.
    pub fn default_ttl(mut self, ttl: Duration) -> Self {
        self.default_ttl = ttl;
        self
    }

    /// The largest encoded value that is stored or read. Default: 5 MiB.
    pub fn max_payload_bytes(mut self, bytes: usize) -> Self {
        self.max_payload_bytes = bytes;
        self
    }

    /// How long a call of the backend may take. Default: 5 seconds. Needs a tokio runtime with a timer, as
    /// `#[tokio::main]` makes one; elsewhere the backend's own limits are all there is.
    pub fn backend_timeout(mut self, timeout: Duration) -> Self {
        self.backend_timeout = timeout;
        self
    }

    /// How long a call waits for another one's load of the same key before it loads itself. Default: 30 seconds.
    /// Needs a tokio runtime with a timer, as [`backend_timeout`](Self::backend_timeout) does; elsewhere a call waits
    /// for as long as the load takes.
    pub fn load_wait(mut self, wait: Duration) -> Self {
        self.load_wait = wait;
        self
    }

    /// How long this process may load a key before the others stop to wait for it, unless it is still there and
    /// prolongs that time, which it does every third of it. Default: 5 seconds.
    ///
    /// Of all processes that miss a key, one loads it, where the backend hands out leases or locks (Redis, memory,
    /// cachekit.io); the others ask every quarter of a second whether it is done, for as long as
    /// [`load_wait`](Self::load_wait) says. A process that dies while it loads keeps them waiting for this long. Needs
    /// a tokio runtime with a timer; elsewhere nobody waits.
    pub fn load_lease(mut self, lease: Duration) -> Self {
        self.load_lease = Some(lease);
        self
    }

    /// Every process loads what it misses: no lease or lock is asked for, which saves a miss a round trip. Then what was
    /// loaded before another process deleted the key can be stored after that.
    pub fn no_load_lease(mut self) -> Self {
        self.load_lease = None;
        self
    }

    /// How many entries L1 keeps: for each region that does not say its own number, and for the string API.
    /// Default: 1,000.
    #[cfg(feature = "l1")]
    pub fn l1_capacity(mut self, entries: usize) -> Self {
        self.l1.capacity = entries;
        self
    }

    /// How many bytes all of L1 keeps, by the encoded size of keys and values, in equal shares for the regions in
    /// use and the string API. What was held before a further region came into use keeps its larger share until it
    /// goes. Default: 256 MiB.
    #[cfg(feature = "l1")]
    pub fn l1_max_bytes(mut self, bytes: u64) -> Self {
        self.l1.max_bytes = bytes;
        self
    }

    /// How long L1 keeps an entry at the most, where a region does not say so itself. Default: its full lifetime on
    /// a backend of this process, else 30 seconds, which then bounds how stale a read can be.
    #[cfg(feature = "l1")]
    pub fn l1_ttl(mut self, ttl: Duration) -> Self {
        self.l1.ttl = Some(ttl);
        self
    }

    /// How L1 learns of changes that others make in the backend. Default: [`Coherence::Ttl`].
    ///
    /// ```no_run
    /// use cachekit::Coherence;
    /// use cachekit::prelude::*;
    ///
    /// # #[cfg(feature = "redis")]
    /// # async fn example() -> Result<(), CachekitError> {
    /// let cache = CacheKit::connect("redis://localhost")?.coherence(Coherence::Push).build()?;
    /// # Ok(())
    /// # }
    /// # fn main() {}
    /// ```
    #[cfg(feature = "l1")]
    pub fn coherence(mut self, coherence: Coherence) -> Self {
        self.coherence = coherence;
        self
    }

    /// No L1: every read goes to the backend.
    #[cfg(feature = "l1")]
    pub fn no_l1(mut self) -> Self {
        self.l1.capacity = 0;
        self
    }

    /// The clock that lifetimes are measured with, for tests.
    #[cfg(any(test, feature = "testing"))]
    pub fn clock(mut self, clock: &crate::rt::ManualClock) -> Self {
        self.clock = Clock::manual(clock);
        self
    }

    /// L1 takes values that are older than the last write of their key: for tests that have to notice it.
    #[doc(hidden)]
    #[cfg(any(test, feature = "testing"))]
    pub fn unfenced(mut self) -> Self {
        self.is_unfenced = true;
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`CachekitError::Config`] when no backend was chosen, a setting cannot work, or the backend takes no keys with
    /// such a namespace, and whatever kept the backend from opening. [`CachekitError::Backend`] when it cannot tell of changes here: outside of a tokio runtime.
    pub fn build(self) -> Result<CacheKit, CachekitError> {
        self.check()?;
        let is_ours_alone = matches!(self.backend, Chosen::OwnMemory);
        let is_told = self.coherence == Coherence::Push;
        let trusted = if is_ours_alone || is_told { Duration::MAX } else { UNTOLD_L1_TTL };
        #[cfg(feature = "l1")]
        let l1_ttl = self.l1.ttl.unwrap_or(trusted);
        #[cfg(not(feature = "l1"))]
        let l1_ttl = trusted;
        let backend: Arc<dyn Backend> = match self.backend {
            Chosen::Given(backend) => backend,
            Chosen::OwnMemory => Arc::new(MemoryBackend::with_clock(self.clock.clone())),
            #[cfg(all(feature = "file", not(target_arch = "wasm32")))]
            Chosen::Failed(error) => return Err(error),
            Chosen::Nothing => {
                return Err(CachekitError::Config(
                    "no backend; begin with `CacheKit::in_memory()`, or call `backend(…)`".to_owned(),
                ));
            }
        };
        if let Some(namespace) = &self.namespace {
            backend.check_prefix(&format!("{namespace}::")).map_err(|error| {
                CachekitError::Config(format!("the namespace cannot begin a key: {}", error.message))
            })?;
        }
        #[cfg(feature = "l1")]
        let budget = Arc::new(crate::l1::Budget::new(self.l1.max_bytes));
        #[cfg(feature = "encryption")]
        let (keyring, tenant) = self.encryption.keyring()?;
        #[cfg(not(feature = "encryption"))]
        let (keyring, tenant) = (None, String::new());
        let home = Scope {
            key: KeyScope::of_client(self.namespace.as_deref()),
            tenant: None,
            keys: tenant_keys(keyring.as_ref(), &tenant)?,
        };
        #[cfg(any(test, feature = "testing"))]
        let fence = if self.is_unfenced { Fence::broken() } else { Fence::new() };
        #[cfg(not(any(test, feature = "testing")))]
        let fence = Fence::new();
        let shared = Shared {
            home,
            keyring,
            tenants: Tenants::default(),
            backend: BoundedBackend::new(backend, self.backend_timeout),
            clock: self.clock,
            fence,
            turns: Turns::of(1),
            news: News::new(self.coherence),
            namespace: self.namespace,
            limits: Limits {
                default_ttl: self.default_ttl,
                max_payload: self.max_payload_bytes,
                l1_ttl,
                #[cfg(feature = "l1")]
                has_l1: self.l1.capacity > 0,
                #[cfg(not(feature = "l1"))]
                has_l1: false,
                #[cfg(feature = "l1")]
                l1_capacity: self.l1.capacity,
                load_wait: self.load_wait,
                load_lease: self.load_lease.filter(|_| !is_ours_alone),
            },
            seed: KeySeed::default(),
            registry: Registry::new(),
            #[cfg(all(feature = "l1", not(target_arch = "wasm32")))]
            bytes: ByteStore::new(self.l1.capacity, Arc::clone(&budget)),
            #[cfg(not(all(feature = "l1", not(target_arch = "wasm32"))))]
            bytes: ByteStore,
            strings: Counters::default(),
            #[cfg(feature = "l1")]
            budget,
        };
        let shared = Arc::new(shared);
        let counts: Weak<dyn L1StatsSource> = Arc::downgrade(&shared) as Weak<dyn L1StatsSource>;
        shared.backend.observe_client(counts);
        watch(&shared)?;
        Ok(CacheKit { shared, tenant: None })
    }

    fn check(&self) -> Result<(), CachekitError> {
        if let Some(namespace) = &self.namespace {
            let printable = namespace.bytes().all(|byte| (0x20..=0x7E).contains(&byte));
            if namespace.is_empty() || namespace.len() > 255 || !printable {
                return Err(CachekitError::Config(
                    "the namespace has to be 1 to 255 printable ASCII characters".to_owned(),
                ));
            }
        }
        if self.default_ttl < Duration::from_millis(1) || self.default_ttl > super::by_string::MAX_TTL {
            return Err(CachekitError::Config(
                "`default_ttl` has to be between 1 ms and ten years".to_owned(),
            ));
        }
        if self.max_payload_bytes == 0 {
            return Err(CachekitError::Config(
                "`max_payload_bytes` of zero would refuse every value".to_owned(),
            ));
        }
        if self.load_lease.is_some_and(|lease| lease < SHORTEST_LEASE) {
            return Err(CachekitError::Config(
                "`load_lease` has to be 10 ms at least, or `no_load_lease()`".to_owned(),
            ));
        }
        if self.backend_timeout.is_zero() {
            return Err(CachekitError::Config("`backend_timeout` of zero would fail every call".to_owned()));
        }
        Ok(())
    }
}

#[cfg(feature = "l1")]
impl Shared {
    /// The store of one region, for the capacity that the region or the client says.
    pub(super) fn typed_store<V>(&self, capacity: Option<usize>) -> TypedStore<V> {
        // A client without L1 has none for regions that want one either.
        let capacity =
            if self.limits.l1_capacity == 0 { 0 } else { capacity.unwrap_or(self.limits.l1_capacity) };
        TypedStore::new(capacity, Arc::clone(&self.budget))
    }
}

impl Default for CacheKitBuilder {
    fn default() -> Self {
        Self {
            backend: Chosen::Nothing,
            namespace: None,
            #[cfg(feature = "encryption")]
            encryption: super::encryption::Encryption::default(),
            default_ttl: DEFAULT_TTL,
            max_payload_bytes: DEFAULT_MAX_PAYLOAD,
            backend_timeout: Duration::from_secs(5),
            load_wait: Duration::from_secs(30),
            load_lease: Some(Duration::from_secs(5)),
            coherence: Coherence::default(),
            #[cfg(feature = "l1")]
            l1: L1Settings { capacity: DEFAULT_L1_CAPACITY, max_bytes: DEFAULT_L1_BYTES, ttl: None },
            clock: Clock::default(),
            #[cfg(any(test, feature = "testing"))]
            is_unfenced: false,
        }
    }
}

impl fmt::Debug for CacheKitBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheKitBuilder")
            .field("namespace", &self.namespace)
            .field("default_ttl", &self.default_ttl)
            .field("max_payload_bytes", &self.max_payload_bytes)
            .finish_non_exhaustive()
    }
}

//! A region on a client: its prefix, its store in L1, its flights and its counters.

use std::any::{Any, type_name};
use std::sync::Arc;
use std::time::Duration;

use cachekit_schema::hash::{mix, of_str};
use cachekit_schema::region::{Layout, RegionSchema};

use super::naming::is_plainly_keyed;
use super::overwrites::Overwrites;
use super::scope::NO_KEYS;
use super::stored::Format;
use super::{Bound, Shared};
use crate::cached::Cached;
use crate::error::{CachekitError, Claim, RegionConflict};
use crate::flight::FlightTable;
use crate::frame::Remaining;
use crate::key::{KeyFields, Prefix};
use crate::l1::TypedStore;
use crate::region::RegionDecl;
use crate::stats::{Counters, RegionStats};
use crate::turns::Turns;

/// One region on one client.
pub(crate) struct Region<V> {
    pub(crate) decl: &'static RegionDecl,
    pub(crate) prefix: Prefix,
    /// Values; of a secure region none.
    pub(crate) l1: TypedStore<V>,
    /// Of a secure region: what the backend holds.
    pub(crate) sealed_l1: TypedStore<Bound>,
    pub(crate) flights: FlightTable<Outcome<V>>,
    pub(crate) counters: Counters,
    pub(crate) overwrites: Overwrites,
    /// Of callers that cannot take the outcome of a shared load.
    pub(crate) lone_loads: Turns,
    pub(super) format: Format<V>,
    pub(super) plainly_keyed: bool,
    /// Whether a backend that tells of changes tells of this region's.
    pub(super) is_watched: bool,
    /// No entry of this region stays in L1 for longer, in milliseconds.
    l1_ttl_ms: u64,
    pub(super) max_payload: usize,
}

/// A key that cannot be found by its parts: one with escapes, or one that is hashed.
pub(crate) struct Unwritten;

/// How many callers may load one key on their own at a time.
const LONE_LOADS: usize = 8;

/// What a flight lands with.
pub(crate) enum Outcome<V> {
    /// A value, loaded or found.
    Value(Cached<V>),
    /// The loader said that there is none.
    Absent,
    /// The loader failed; its error, if it can be shared.
    Failed(Option<Arc<dyn Any + Send + Sync>>),
    /// The loader panicked.
    Panicked,
}

impl<V> Region<V> {
    pub(crate) fn open(client: &Shared, decl: &'static RegionDecl, mut format: Format<V>) -> Self {
        let schema = decl.schema();
        if schema.generic_value && schema.version.is_some() {
            // A version stands for the type as it is written, and that is the same for all that a parameter can be.
            format.fingerprint = mix(format.fingerprint, of_str(type_name::<V>()));
        }
        let own_l1_ttl = schema.l1_ttl_ms.unwrap_or(u64::MAX);
        let client_l1_ttl = millis(client.limits.l1_ttl);
        let l1_ttl_ms = if schema.l1_ttl_ms.is_some() { own_l1_ttl } else { client_l1_ttl };
        Self {
            decl,
            prefix: Prefix::new(&client.key_scope_of(schema), schema, &client.seed),
            l1: store(client, schema, !schema.secure),
            sealed_l1: store(client, schema, schema.secure),
            flights: FlightTable::new(),
            counters: Counters::default(),
            overwrites: Overwrites::default(),
            lone_loads: Turns::of(LONE_LOADS),
            format,
            plainly_keyed: is_plainly_keyed(schema),
            is_watched: client.namespace.is_none() || matches!(schema.layout, Layout::Native),
            l1_ttl_ms: l1_ttl_ms.min(schema.ttl_ms.unwrap_or(u64::MAX)),
            max_payload: client.limits.max_payload,
        }
    }

    /// The value in L1 under the key of these parts, for a client's own keys; `Err` when the key has to be written
    /// to be looked for.
    #[expect(clippy::inline_always, reason = "a call costs a tenth of a hit")]
    #[inline(always)]
    pub(crate) fn hit_by_parts(
        &self,
        shared: &Shared,
        fields: &impl KeyFields,
    ) -> Result<Option<Cached<V>>, Unwritten> {
        let hash = self.prefix.hash(fields).ok_or(Unwritten)?;
        if self.is_secure() {
            return Ok(self.sealed_hit_by_parts(shared, fields, hash));
        }
        let hit = self.l1.get_by_parts(&self.prefix, fields, hash, shared.now().ms);
        if hit.is_some() {
            self.counters.l1_hits.one();
        }
        Ok(hit)
    }

    /// The lifetime of an entry in the backend.
    pub(crate) fn ttl(&self) -> Option<Duration> {
        self.decl.schema().ttl_ms.map(Duration::from_millis)
    }

    /// How long an entry with so much lifetime may stay in L1, in milliseconds.
    pub(crate) fn l1_lifetime_ms(&self, remaining: Remaining) -> u64 {
        match remaining {
            Remaining::Expired => 0,
            Remaining::For(left) => left.min(self.l1_ttl_ms),
            Remaining::Forever => self.l1_ttl_ms,
        }
    }
}

/// The store of a region, or one that never holds anything.
#[cfg(feature = "l1")]
fn store<V>(client: &Shared, schema: &RegionSchema, used: bool) -> TypedStore<V> {
    client.typed_store(if used { schema.l1_capacity } else { Some(0) })
}

#[cfg(not(feature = "l1"))]
fn store<V>(_client: &Shared, _schema: &RegionSchema, _used: bool) -> TypedStore<V> {
    TypedStore::disabled()
}

impl<V> Clone for Outcome<V> {
    fn clone(&self) -> Self {
        match self {
            Self::Value(value) => Self::Value(value.clone()),
            Self::Absent => Self::Absent,
            Self::Failed(error) => Self::Failed(error.clone()),
            Self::Panicked => Self::Panicked,
        }
    }
}

/// A region as the client sees it, whatever it stores.
pub(super) trait AnyRegion: Send + Sync {
    fn owns(&self, storage_key: &str) -> bool;
    fn evict(&self, storage_key: &str);
    /// Leaves nothing in L1, and lets nobody join a load that is under way.
    fn clear(&self);
    /// Reads answered by L1, by the backend, and not at all.
    fn reads(&self) -> [u64; 3];
    fn stats(&self) -> RegionStats;
}

impl<V: Send + Sync> AnyRegion for Region<V> {
    fn owns(&self, storage_key: &str) -> bool {
        self.prefix.owns(storage_key)
    }

    fn evict(&self, storage_key: &str) {
        if let Some(hash) = self.prefix.hash_text(storage_key) {
            self.l1.remove(storage_key.as_bytes(), hash);
            self.sealed_l1.remove(storage_key.as_bytes(), hash);
        }
        self.flights.forget(storage_key);
    }

    fn clear(&self) {
        self.l1.clear();
        self.sealed_l1.clear();
        self.flights.forget_all();
    }

    fn reads(&self) -> [u64; 3] {
        let counters = &self.counters;
        [counters.l1_hits.get(), counters.l2_hits.get(), counters.misses.get()]
    }

    fn stats(&self) -> RegionStats {
        let schema = self.decl.schema();
        RegionStats {
            name: schema.name,
            namespace: schema.namespace,
            pattern: schema.pattern,
            l1_entries: self.l1.len() + self.sealed_l1.len(),
            loads_in_flight: self.flights.len(),
            ..self.counters.region()
        }
    }
}

/// Why a region cannot be used on a client.
#[derive(Debug, Clone)]
pub(crate) enum Refusal {
    Conflict(Box<RegionConflict>),
    ClientNamespace(String),
    /// It is secure, and the client has no keys.
    NoKeys(&'static str),
}

impl Refusal {
    pub(super) fn conflict<V>(first: Claim, second: &'static RegionDecl) -> Self {
        let second = Claim::new(second.schema(), type_name::<V>());
        Self::Conflict(Box::new(RegionConflict { first, second }))
    }

    pub(crate) fn to_error(&self) -> CachekitError {
        match self {
            Self::Conflict(conflict) => CachekitError::RegionConflict(conflict.clone()),
            Self::ClientNamespace(reason) => CachekitError::Config(reason.clone()),
            Self::NoKeys(region) => {
                CachekitError::Config(format!("the region `{region}` is secure, and {NO_KEYS}"))
            }
        }
    }
}

pub(crate) fn millis(duration: Duration) -> u64 {
    // Rounded up: a lifetime that was asked for is one.
    u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}

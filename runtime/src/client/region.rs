//! A region on a client: its prefix, its store in L1, its flights and its counters.

use std::any::{Any, type_name};
use std::sync::Arc;
use std::time::Duration;

use super::Shared;
use super::overwrites::Overwrites;
use cachekit_schema::hash::{mix, of_str};

use crate::cached::Cached;
use crate::codec::{Codec, CodecError};
use crate::error::{CachekitError, Claim, RegionConflict};
use crate::flight::FlightTable;
use crate::frame::{self, Header, Remaining};
use crate::key::Prefix;
use crate::l1::TypedStore;
use crate::region::RegionDecl;
use crate::stats::{Counters, RegionStats};
use crate::turns::Turns;

/// One region on one client.
pub(crate) struct Region<V> {
    pub(crate) decl: &'static RegionDecl,
    pub(crate) prefix: Prefix,
    pub(crate) l1: TypedStore<V>,
    pub(crate) flights: FlightTable<Outcome<V>>,
    pub(crate) counters: Counters,
    pub(crate) overwrites: Overwrites,
    /// Of callers that cannot take the outcome of a shared load.
    pub(crate) lone_loads: Turns,
    format: Format<V>,
    /// No entry of this region stays in L1 for longer, in milliseconds.
    l1_ttl_ms: u64,
    max_payload: usize,
}

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

/// How the values of a region become bytes.
pub(crate) struct Format<V> {
    codec: u8,
    fingerprint: u64,
    encode: fn(&V) -> Result<Vec<u8>, CodecError>,
    decode: fn(&[u8]) -> Result<V, CodecError>,
}

/// What a stored entry turned out to be.
pub(crate) enum Opened<V> {
    Value {
        value: V,
        created_unix_ms: u64,
        remaining: Remaining,
    },
    Expired,
    /// Not an entry of this region's present schema, or damaged.
    Unreadable,
}

impl<V: crate::region::StoredValue> Format<V> {
    pub(crate) fn of<C: Codec>(fingerprint: u64) -> Self {
        Self { codec: C::ID, fingerprint, encode: C::encode::<V>, decode: C::decode::<V> }
    }
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
            prefix: Prefix::new(client.namespace.as_deref(), schema, &client.seed),
            #[cfg(feature = "l1")]
            l1: client.typed_store(schema.l1_capacity),
            #[cfg(not(feature = "l1"))]
            l1: TypedStore::disabled(),
            flights: FlightTable::new(),
            counters: Counters::default(),
            overwrites: Overwrites::default(),
            lone_loads: Turns::of(LONE_LOADS),
            format,
            l1_ttl_ms: l1_ttl_ms.min(schema.ttl_ms.unwrap_or(u64::MAX)),
            max_payload: client.limits.max_payload,
        }
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

    /// The bytes to store for a value under `key`.
    pub(crate) fn seal(
        &self,
        key: &str,
        value: &V,
        now_unix_ms: u64,
        ttl: Option<Duration>,
    ) -> Result<Vec<u8>, CachekitError> {
        let payload =
            (self.format.encode)(value).map_err(|error| CachekitError::Serialization(error.to_string()))?;
        if payload.len() > self.max_payload {
            return Err(CachekitError::PayloadTooLarge { size: payload.len(), limit: self.max_payload });
        }
        let header = Header {
            codec: self.format.codec,
            fingerprint: self.format.fingerprint,
            created_unix_ms: now_unix_ms,
            fresh_for_ms: ttl.map_or(u64::MAX, millis),
            stale_for_ms: 0,
        };
        frame::encode(&header, key, &payload).map_err(|error| CachekitError::Serialization(error.to_string()))
    }

    /// Reads the bytes stored under `key`: of this region's present schema, intact and alive.
    pub(crate) fn open_entry(&self, key: &str, bytes: &[u8], now_unix_ms: u64) -> Opened<V> {
        if bytes.len() > self.max_payload.saturating_add(frame::HEADER_LEN) {
            return Opened::Unreadable;
        }
        let Ok((header, payload)) = frame::decode(key, bytes) else { return Opened::Unreadable };
        if header.codec != self.format.codec || header.fingerprint != self.format.fingerprint {
            return Opened::Unreadable;
        }
        let remaining = header.remaining(now_unix_ms, self.decl.schema().ttl_ms);
        if matches!(remaining, Remaining::Expired) {
            return Opened::Expired;
        }
        match (self.format.decode)(payload) {
            Ok(value) => {
                Opened::Value { value, created_unix_ms: header.created_unix_ms.min(now_unix_ms), remaining }
            }
            Err(_) => Opened::Unreadable,
        }
    }
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
    fn stats(&self) -> RegionStats;
}

impl<V: Send + Sync> AnyRegion for Region<V> {
    fn owns(&self, storage_key: &str) -> bool {
        self.prefix.owns(storage_key)
    }

    fn evict(&self, storage_key: &str) {
        if let Some(hash) = self.prefix.hash_text(storage_key) {
            self.l1.remove(storage_key, hash);
        }
        self.flights.forget(storage_key);
    }

    fn stats(&self) -> RegionStats {
        let schema = self.decl.schema();
        RegionStats {
            name: schema.name,
            namespace: schema.namespace,
            pattern: schema.pattern,
            l1_entries: self.l1.len(),
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
        }
    }
}

pub(crate) fn millis(duration: Duration) -> u64 {
    // Rounded up: a lifetime that was asked for is one.
    u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}

//! What the backend holds of a region: from a value to stored bytes, and back.
//!
//! | region | bytes |
//! |---|---|
//! | plain | a frame ([`crate::frame`]) around the encoded value |
//! | secure | the frame, sealed for the tenant and the key |
//! | interop | the encoded value |
//! | interop, secure | the encoded value, sealed as the other SDKs do |

use std::sync::Arc;
use std::time::Duration;

use cachekit_schema::region::Layout;

use super::TenantKeys;
use super::region::{Region, millis};
use crate::codec::{Codec, CodecError};
use crate::error::{CachekitError, EncryptionError};
use crate::frame::{self, FrameError, Header, Remaining};
use crate::key::StorageKey;
use crate::secret::writing;

/// How the values of a region become bytes.
pub(crate) struct Format<V> {
    codec: u8,
    pub(super) fingerprint: u64,
    encode: fn(&V, &mut Vec<u8>) -> Result<(), CodecError>,
    decode: fn(&[u8]) -> Result<V, CodecError>,
}

impl<V: crate::region::StoredValue> Format<V> {
    pub(crate) fn of<C: Codec>(fingerprint: u64) -> Self {
        Self { codec: C::ID, fingerprint, encode: C::encode_to::<V>, decode: C::decode::<V> }
    }
}

/// What a stored entry turned out to be.
pub(crate) enum Opened<V> {
    Value {
        value: Arc<V>,
        created_unix_ms: u64,
        remaining: Remaining,
    },
    Expired,
    /// Not an entry of this region's present schema, or damaged.
    Unreadable,
    /// An intact entry that is not sealed, though the region is: it was written before the region was made secure,
    /// or by somebody without the key.
    Downgraded,
    /// It cannot be opened with the tenant's keys: not what this program sealed for this key.
    Refused(EncryptionError),
}

/// Room for the payload to begin with, and for the tag behind it.
const MOST_PAYLOADS: usize = 128;

/// Sealing adds this much: nonce and tag, and the header of a sealed frame.
const SEAL_LEN: usize = 12 + 16 + 7;

impl<V> Region<V> {
    pub(crate) fn is_secure(&self) -> bool {
        self.decl.schema().secure
    }

    /// The bytes to store for a value under `key`: encoded, framed and sealed in one piece of memory.
    pub(crate) fn seal(
        &self,
        keys: Option<&TenantKeys>,
        key: &str,
        value: &V,
        now_unix_ms: u64,
        ttl: Option<Duration>,
    ) -> Result<Vec<u8>, CachekitError> {
        let schema = self.decl.schema();
        let native = matches!(schema.layout, Layout::Native);
        let outer_room = match keys {
            None => 0,
            Some(_) if native => TenantKeys::REGION_ROOM,
            Some(_) => TenantKeys::VALUE_ROOM,
        };
        let room = outer_room + if native { frame::HEADER_LEN } else { 0 };
        let mut bytes = Vec::with_capacity(room + MOST_PAYLOADS);
        bytes.resize(room, 0);
        writing(keys.is_some(), || (self.format.encode)(value, &mut bytes))
            .map_err(CachekitError::Serialization)?;
        let size = bytes.len() - room;
        if size > self.max_payload {
            return Err(CachekitError::PayloadTooLarge { size, limit: self.max_payload });
        }
        if native {
            let header = Header {
                codec: self.format.codec,
                fingerprint: self.format.fingerprint,
                created_unix_ms: now_unix_ms,
                fresh_for_ms: ttl.map_or(u64::MAX, millis),
                stale_for_ms: 0,
            };
            frame::write(&header, key, &mut bytes[outer_room..])
                .map_err(|error| CachekitError::Serialization(error.to_string()))?;
        }
        Ok(match keys {
            None => bytes,
            Some(keys) if native => keys.seal_region_in_place(key, bytes)?,
            Some(keys) => keys.seal_value_in_place(key, bytes)?,
        })
    }

    /// Reads the bytes stored under `key`: of this region's present schema, intact and alive.
    pub(crate) fn open_entry(
        &self,
        keys: Option<&TenantKeys>,
        key: &StorageKey,
        bytes: &[u8],
        now_unix_ms: u64,
    ) -> Opened<V> {
        if bytes.len() > self.max_payload.saturating_add(frame::HEADER_LEN + SEAL_LEN) {
            return Opened::Unreadable;
        }
        match (self.decl.schema().layout, keys) {
            (Layout::Interop { .. }, None) => self.open_bare(bytes, now_unix_ms),
            (Layout::Interop { .. }, Some(keys)) => keys
                .with_opened_value(key.as_str(), bytes, |payload| self.open_bare(payload, now_unix_ms))
                .unwrap_or_else(Opened::Refused),
            (Layout::Native, None) => self.open_frame(frame::decode(key.as_bytes(), bytes), now_unix_ms),
            (Layout::Native, Some(keys)) => self.open_sealed(keys, key, bytes, now_unix_ms),
        }
    }

    fn open_sealed(&self, keys: &TenantKeys, key: &StorageKey, bytes: &[u8], now_unix_ms: u64) -> Opened<V> {
        let opened = keys.with_opened_region(key.as_bytes(), bytes, |frame| {
            self.open_frame(frame::decode_authentic(frame), now_unix_ms)
        });
        match opened {
            Ok(opened) => opened,
            Err(EncryptionError::NotSealed) if frame::decode(key.as_bytes(), bytes).is_ok() => {
                Opened::Downgraded
            }
            Err(error) => Opened::Refused(error),
        }
    }

    #[inline]
    pub(super) fn open_frame(
        &self,
        frame: Result<(Header, &[u8]), FrameError>,
        now_unix_ms: u64,
    ) -> Opened<V> {
        let Ok((header, payload)) = frame else { return Opened::Unreadable };
        if header.codec != self.format.codec || header.fingerprint != self.format.fingerprint {
            return Opened::Unreadable;
        }
        let remaining = header.remaining(now_unix_ms, self.decl.schema().ttl_ms);
        if matches!(remaining, Remaining::Expired) {
            return Opened::Expired;
        }
        match (self.format.decode)(payload) {
            Ok(value) => {
                let value = Arc::new(value);
                Opened::Value { value, created_unix_ms: header.created_unix_ms.min(now_unix_ms), remaining }
            }
            Err(_) => Opened::Unreadable,
        }
    }

    /// A value by itself: when it was made and how long it lives, only the backend knows.
    pub(super) fn open_bare(&self, bytes: &[u8], now_unix_ms: u64) -> Opened<V> {
        match (self.format.decode)(bytes) {
            Ok(value) => {
                let value = Arc::new(value);
                let remaining = self.decl.schema().ttl_ms.map_or(Remaining::Forever, Remaining::For);
                Opened::Value { value, created_unix_ms: now_unix_ms, remaining }
            }
            Err(_) => Opened::Unreadable,
        }
    }
}

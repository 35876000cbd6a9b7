//! One key of one region on one client: reading, writing and deleting its entry.

use std::sync::Arc;
use std::time::Duration;

use cachekit_schema::region::{Layout, OnTampering};

use super::claim::Claim;
use super::l1_entry::L1Entry;
use super::region::{Region, millis};
use super::scope::Scope;
use super::stored::Opened;
use super::write::{Filled, L1Place as _, NewEntry};
use super::{Shared, TenantKeys};
use crate::backend::{self, FreshFor};
use crate::cached::{Cached, Source};
use crate::error::{BackendError, CachekitError, EncryptionError};
use crate::fence::{Generation, Place};
use crate::frame::Remaining;
use crate::key::StorageKey;
use crate::rt::Moment;

/// A key with everything it takes to serve it.
pub(crate) struct Access<'a, V> {
    pub(crate) shared: &'a Shared,
    pub(crate) scope: &'a Scope,
    pub(crate) region: &'a Region<V>,
    pub(crate) key: &'a StorageKey,
    /// The same key as it was written with earlier master keys, where a part of it is sensitive.
    pub(crate) previous: &'a [StorageKey],
}

impl<V> Clone for Access<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

/// References, whatever the value is.
impl<V> Copy for Access<'_, V> {}

/// What the backend says when it is asked for a key.
pub(super) type Answer = Result<Option<backend::Fetched>, BackendError>;

/// A key's generation before the backend was asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) place: Place,
    pub(super) generation: Generation,
}

impl Shared {
    /// Looks at a key's generation before the backend is asked for it; `None` where no L1 could be filled with the
    /// answer.
    pub(super) fn observe(&self, key: &str) -> Option<Seen> {
        self.limits.has_l1.then(|| {
            let place = self.fence.place(key);
            Seen { place, generation: self.fence.observe(place) }
        })
    }
}

/// What the backend had.
pub(crate) enum Fetched<V> {
    Found {
        value: Cached<V>,
        remaining: Remaining,
    },
    /// Nothing, or an entry that is over, whose bytes are still there.
    Missing {
        held: Option<Vec<u8>>,
    },
    /// An entry, but none that this region can read. The bytes are those of the present key.
    Unreadable {
        held: Option<Vec<u8>>,
    },
    /// An entry that was not sealed for this key: neither served nor taken for a miss.
    Refused(EncryptionError),
    Failed(BackendError),
}

impl<V> Fetched<V> {
    /// Whether a loader has to answer, and its value can be stored.
    pub(crate) fn is_miss(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::Unreadable { .. })
    }

    /// Whether an earlier key has to be asked too.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::Missing { .. })
    }

    /// Takes in what stands under an earlier key, where nothing was found so far.
    pub(super) fn complete(&mut self, previous: Self) {
        let Self::Missing { held } = self else { return };
        match previous {
            Self::Missing { .. } => {}
            // Those are not the bytes of the present key.
            Self::Unreadable { .. } => *self = Self::Unreadable { held: held.take() },
            Self::Found { .. } | Self::Refused(_) | Self::Failed(_) => *self = previous,
        }
    }

    /// What stands under the present key and is of no use.
    pub(crate) fn held(&self) -> Option<&[u8]> {
        match self {
            Self::Missing { held } | Self::Unreadable { held } => held.as_deref(),
            Self::Found { .. } | Self::Refused(_) | Self::Failed(_) => None,
        }
    }
}

impl<'a, V> Access<'a, V> {
    pub(crate) fn key(&self) -> &'a str {
        self.key.as_str()
    }

    pub(crate) fn place(&self) -> Place {
        self.shared.fence.place(self.key())
    }

    /// The value, if L1 has it.
    #[inline]
    pub(crate) fn hit(&self) -> Option<Cached<V>> {
        if self.region.is_secure() {
            return self.region.sealed_hit(self.shared, self.keys()?, self.key, self.previous);
        }
        let hit = self.region.l1.get(self.key.as_bytes(), self.key.hash(), self.shared.now().ms)?;
        self.region.counters.l1_hits.one();
        Some(hit)
    }

    /// The value, if the backend has it: for reads that have no loader.
    pub(crate) async fn get_from_backend(&self) -> Result<Option<Cached<V>>, CachekitError> {
        self.without_loader(self.fetch().await)
    }

    /// What a read that has no loader makes of what the backend had.
    pub(super) fn without_loader(&self, fetched: Fetched<V>) -> Result<Option<Cached<V>>, CachekitError> {
        match fetched {
            Fetched::Found { value, .. } => {
                self.region.counters.l2_hits.one();
                Ok(Some(value))
            }
            Fetched::Missing { .. } | Fetched::Unreadable { .. } => {
                self.region.counters.misses.one();
                Ok(None)
            }
            Fetched::Refused(error) => Err(error.into()),
            Fetched::Failed(error) => Err(error.into()),
        }
    }

    /// What is left to the entry in the backend; `None` when there is none.
    pub(crate) async fn remaining(&self) -> Result<Option<Remaining>, CachekitError> {
        match self.fetch().await {
            Fetched::Found { remaining, .. } => Ok(Some(remaining)),
            Fetched::Missing { .. } | Fetched::Unreadable { .. } => Ok(None),
            Fetched::Refused(error) => Err(error.into()),
            Fetched::Failed(error) => Err(error.into()),
        }
    }

    /// Asks the backend, and puts what it has into L1.
    pub(crate) async fn fetch(&self) -> Fetched<V> {
        let fetched = self.fetch_key(self.key).await;
        if self.previous.is_empty() || !fetched.is_missing() {
            return fetched;
        }
        Box::pin(self.fetch_previous(fetched)).await
    }

    /// Goes on with the earlier keys, until one of them has something.
    async fn fetch_previous(&self, mut fetched: Fetched<V>) -> Fetched<V> {
        for previous in self.previous {
            if !fetched.is_missing() {
                break;
            }
            fetched.complete(self.fetch_key(previous).await);
        }
        fetched
    }

    async fn fetch_key(&self, key: &StorageKey) -> Fetched<V> {
        let seen = self.shared.observe(key.as_str());
        let answer = self.shared.backend.get(key.as_str()).await;
        self.fetched(key, answer, seen).await
    }

    /// What an answer of the backend means. What is in it also goes into L1 unless the key was written since `seen`.
    pub(super) async fn fetched(&self, key: &StorageKey, answer: Answer, seen: Option<Seen>) -> Fetched<V> {
        let now = self.shared.now();
        let left = match (&answer, self.region.decl.schema().layout) {
            // An interop entry does not say itself how long it lives.
            (Ok(Some(found)), Layout::Interop { .. }) => {
                Some(Box::pin(self.shared.time_left(key.as_str(), found.fresh_for)).await)
            }
            _ => None,
        };
        self.opened(key, answer, seen, now, left)
    }

    /// As [`fetched`](Self::fetched), for an entry that says itself how long it lives, or has so much `left`.
    pub(super) fn opened(
        &self,
        key: &StorageKey,
        answer: Answer,
        seen: Option<Seen>,
        now: Moment,
        left: Option<Duration>,
    ) -> Fetched<V> {
        let backend::Fetched { bytes, fresh_for } = match answer {
            Ok(Some(found)) => found,
            Ok(None) => return Fetched::Missing { held: None },
            Err(error) => {
                self.region.counters.backend_errors.one();
                return Fetched::Failed(error);
            }
        };
        match self.region.open_entry(self.keys(), key, &bytes, now.unix_ms) {
            Opened::Value { value, created_unix_ms, remaining } => {
                let remaining = at_most(remaining, left);
                let age_ms = now.unix_ms.saturating_sub(created_unix_ms);
                if let (Some(seen), Some(in_l1)) = (seen, in_l1(remaining, fresh_for)) {
                    let entry = self.l1_entry(key, &value, now, age_ms, in_l1, &bytes);
                    self.shared.fence.fill(seen.place, seen.generation, now.ms, || entry.insert());
                }
                Fetched::Found { value: Cached::new(value, Source::L2, age_ms), remaining }
            }
            Opened::Expired => Fetched::Missing { held: Some(bytes) },
            Opened::Unreadable => self.unreadable(bytes),
            Opened::Downgraded => {
                self.region.counters.downgrades.one();
                self.unreadable(bytes)
            }
            Opened::Refused(error) => {
                self.region.counters.refused.one();
                match self.region.decl.schema().on_tampering {
                    OnTampering::Fail => Fetched::Refused(error),
                    OnTampering::Load => self.unreadable(bytes),
                }
            }
        }
    }

    fn unreadable(&self, bytes: Vec<u8>) -> Fetched<V> {
        self.region.counters.unreadable.one();
        Fetched::Unreadable { held: Some(bytes) }
    }

    /// Whether a value that is loaded now may go to the backend.
    pub(crate) fn may_overwrite(&self, fetched: &Fetched<V>, now_ms: u64) -> bool {
        match fetched {
            Fetched::Missing { .. } | Fetched::Found { .. } => true,
            Fetched::Failed(_) | Fetched::Refused(_) => false,
            Fetched::Unreadable { .. } => self.region.overwrites.may(self.key.hash(), now_ms),
        }
    }

    /// Stores a value for the region's lifetime, or for `ttl` where that is shorter or the region has none.
    pub(crate) async fn set(&self, value: &Arc<V>, ttl: Option<Duration>) -> Result<(), CachekitError> {
        let written = self.shared.write_through(self.new_entry(value, ttl)?).await;
        self.count(&written, &self.region.counters.writes);
        written?;
        self.delete_previous().await?;
        Ok(())
    }

    /// The entry of a value that is to be stored for so long.
    pub(super) fn new_entry(
        &self,
        value: &Arc<V>,
        ttl: Option<Duration>,
    ) -> Result<NewEntry<'a, L1Entry<'a, V>>, CachekitError> {
        let ttl = match (ttl, self.region.ttl()) {
            (Some(asked), Some(own)) => Some(asked.min(own)),
            (asked, own) => asked.or(own),
        };
        let now = self.shared.now();
        let bytes = self.region.seal(self.keys(), self.key(), value, now.unix_ms, ttl)?;
        let l1 = self.l1_entry(self.key, value, now, 0, lifetime(ttl), &bytes);
        Ok(NewEntry { key: self.key(), bytes, ttl, l1 })
    }

    /// Removes the entry from L1 alone; what was read of it before is not filled in.
    pub(crate) fn evict(&self) {
        for key in std::iter::once(self.key).chain(self.previous) {
            let place = self.shared.fence.place(key.as_str());
            self.shared.fence.advance(place, || self.l1_key(key).evict());
        }
    }

    /// Removes the entry from L1 and from the backend.
    pub(crate) async fn delete(&self) -> Result<bool, CachekitError> {
        let deleted = self.shared.delete_through(self.key(), &self.l1_key(self.key)).await;
        self.count(&deleted, &self.region.counters.deletes);
        let deleted = deleted?;
        Ok(self.delete_previous().await? || deleted)
    }

    /// Removes what was written under earlier master keys: it must not outlive what is written or deleted now.
    async fn delete_previous(&self) -> Result<bool, BackendError> {
        let mut any = false;
        for previous in self.previous {
            let deleted = self.shared.delete_through(previous.as_str(), &self.l1_key(previous)).await;
            if deleted.is_err() {
                self.region.counters.backend_errors.one();
            }
            any |= deleted?;
        }
        Ok(any)
    }

    /// Keeps a value that was loaded after L1 and the backend missed.
    ///
    /// A backend that could not be read, or gave no claim, is not written either: the value goes to L1 alone, and a
    /// secure one nowhere.
    /// What cannot be stored is counted and not an error: the caller has the value.
    ///
    /// # Errors
    /// When a secure value cannot be sealed.
    pub(crate) async fn keep(
        &self,
        value: &Arc<V>,
        seen: Generation,
        fetched: &Fetched<V>,
        claim: &mut Claim,
    ) -> Result<(), EncryptionError> {
        let now = self.shared.now();
        let counters = &self.region.counters;
        let ttl = self.region.ttl();
        let bytes = match self.region.seal(self.keys(), self.key(), value, now.unix_ms, ttl) {
            Ok(bytes) => bytes,
            Err(CachekitError::Encryption(error)) => return Err(error),
            Err(_) => {
                counters.not_stored.one();
                return Ok(());
            }
        };
        let entry = self.l1_entry(self.key, value, now, 0, lifetime(ttl), &bytes);
        if !self.may_overwrite(fetched, now.ms) || !claim.may_store() {
            let wanted = !entry.only_if_stored();
            if wanted && !self.shared.fence.fill(self.place(), seen, now.ms, || entry.insert_alone()) {
                counters.fenced.one();
            }
            return Ok(());
        }
        let store = claim.store(&self.shared.backend, self.key(), fetched.held(), bytes, ttl);
        match self.shared.fill_through(self.key(), seen, store, &entry).await {
            Ok(Filled::Stored) => {
                counters.writes.one();
                if matches!(fetched, Fetched::Unreadable { .. }) {
                    self.region.overwrites.done(self.key.hash(), now.ms, ttl.map_or(u64::MAX, millis));
                }
            }
            Ok(Filled::Superseded) => counters.fenced.one(),
            Err(_) => counters.backend_errors.one(),
        }
        Ok(())
    }

    /// What this region's entries are sealed with: nothing, where it is not secure.
    pub(super) fn keys(&self) -> Option<&TenantKeys> {
        // A secure region on a client without keys is refused when it is opened.
        self.scope.keys.as_ref().filter(|_| self.region.is_secure())
    }

    pub(super) fn count<T>(&self, answer: &Result<T, BackendError>, acknowledged: &crate::stats::Counter) {
        match answer {
            Ok(_) => acknowledged.one(),
            Err(_) => self.region.counters.backend_errors.one(),
        }
    }
}

fn lifetime(ttl: Option<Duration>) -> Remaining {
    ttl.map_or(Remaining::Forever, |ttl| Remaining::For(millis(ttl)))
}

/// What is left of a lifetime of which no more than so much is left.
fn at_most(remaining: Remaining, left: Option<Duration>) -> Remaining {
    match (remaining, left.map(millis)) {
        (Remaining::Expired, _) | (_, None) => remaining,
        (Remaining::For(most), Some(left)) => Remaining::For(left.min(most)),
        (Remaining::Forever, Some(left)) => Remaining::For(left),
    }
}

/// How long L1 may keep a copy; `None`: not at all.
fn in_l1(remaining: Remaining, fresh_for: FreshFor) -> Option<Remaining> {
    match (remaining, fresh_for) {
        (_, FreshFor::Unknown) => Some(remaining),
        (Remaining::Expired, _) => None,
        (Remaining::For(left), _) => {
            fresh_for.cap(Duration::from_millis(left)).map(|left| Remaining::For(millis(left)))
        }
        (Remaining::Forever, FreshFor::AtMost(most)) => {
            (!most.is_zero()).then(|| Remaining::For(millis(most)))
        }
    }
}

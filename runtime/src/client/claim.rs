//! Which process loads: the claim of a key that all processes on one backend miss.
//!
//! Where the backend hands out leases, the one who has the lease of the key loads and fills it; the others wait and ask
//! again. Where it has only locks, the one who holds the key's lock does, and the fill is not checked. Nobody waits
//! for ever: leases and locks run out, and patience does. Then a load does without; where there are leases, its value
//! is stored nowhere, since nothing would tell it from one that another process has overwritten or deleted meanwhile.

use std::convert::Infallible;
use std::future::{Future, pending, poll_fn};
use std::pin::{Pin, pin};
use std::time::Duration;

use cachekit_schema::budget::LOCK_SUFFIX;
use futures_util::future::join_all;

use super::access::{Access, Fetched, Seen};
use super::backend::BoundedBackend;
use super::region::millis;
use crate::backend::{self, FreshFor, Lease, LeasingBackend, LockableBackend};
use crate::error::BackendError;
use crate::fence::Generation;
use crate::rt::{self, Patience};

/// How long between two questions whether the other process is done.
const POLL: Duration = Duration::from_millis(250);

/// The shortest pause, for a lease that is about to run out.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);

/// An entry that changes again and again, and never into one that can be read, is loaded without a lease.
const MAX_CHANGES: usize = 3;

/// What came of one question for the right.
pub(super) enum Asked<V> {
    /// The load can go on, with the right or without it, and with what the backend has now.
    Answered(Claim, Fetched<V>),
    /// Another process has the right, for so long if nobody prolongs it.
    Held(Duration, Fetched<V>),
}

/// What a load may do.
pub(crate) enum Claim {
    /// It holds the right of its key.
    Held(Right),
    /// There is none, or nobody asked for it.
    Free,
    /// There is one, and it could not be had.
    Without,
}

/// A lease or a lock that is held. Dropped without having been given back, it is given back in the background.
pub(crate) struct Right {
    by: By,
    backend: BoundedBackend,
    /// What is leased or locked.
    name: String,
    token: String,
    lifetime: Duration,
    is_held: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Lease,
    Lock,
}

impl<V> Access<'_, V> {
    /// Claims the key after a miss. Comes back with what the backend has now, which may be the value that another
    /// process has loaded meanwhile. `seen` becomes the generation before that was read.
    ///
    /// A backend that cannot answer costs the claim and nothing more.
    pub(crate) async fn claim(&self, fetched: Fetched<V>, seen: &mut Generation) -> (Claim, Fetched<V>) {
        let patience = Patience::new(self.shared.limits.load_wait);
        let mut asked = self.ask_claim(fetched, seen).await;
        loop {
            let (left, mut fetched) = match asked {
                Asked::Answered(claim, fetched) => return (claim, fetched),
                Asked::Held(left, fetched) => (left, fetched),
            };
            if !pause(left, patience).await {
                return (self.unclaimed(), fetched);
            }
            if self.shared.backend.leasing().is_none() {
                // A lock says nothing of the key: whoever had it may have filled it.
                *seen = self.shared.fence.observe(self.place());
                fetched = self.fetch().await;
                if !fetched.is_miss() {
                    return self.found_remotely(fetched);
                }
            }
            asked = self.ask_claim(fetched, seen).await;
        }
    }

    /// Asks for the right of the key once, after a miss, and does not wait for it.
    pub(super) async fn ask_claim(&self, fetched: Fetched<V>, seen: &mut Generation) -> Asked<V> {
        let backend = &self.shared.backend;
        let now = self.shared.now().ms;
        let free = |fetched| Asked::Answered(Claim::Free, fetched);
        let Some(lifetime) = self.shared.limits.load_lease else { return free(fetched) };
        if !self.may_overwrite(&fetched, now) {
            // Its value stays in this process, so there is nothing to wait for.
            return free(fetched);
        }
        match (backend.leasing(), backend.lockable()) {
            (Some(leasing), _) => self.ask_lease(leasing, fetched, seen, lifetime).await,
            (None, Some(lockable)) => self.ask_lock(lockable, fetched, seen, lifetime).await,
            (None, None) => free(fetched),
        }
    }

    /// As [`claim`](Self::claim), without waiting for another process, and for leases alone.
    pub(super) async fn claim_at_once(
        &self,
        fetched: Fetched<V>,
        seen: &mut Generation,
    ) -> (Claim, Fetched<V>) {
        if self.shared.backend.leasing().is_none() {
            return (Claim::Free, fetched);
        }
        match self.ask_claim(fetched, seen).await {
            Asked::Answered(claim, fetched) => (claim, fetched),
            Asked::Held(_, fetched) => (Claim::Without, fetched),
        }
    }

    async fn ask_lease(
        &self,
        leasing: &dyn LeasingBackend,
        mut fetched: Fetched<V>,
        seen: &mut Generation,
        lifetime: Duration,
    ) -> Asked<V> {
        let backend = &self.shared.backend;
        for _ in 0..MAX_CHANGES {
            let place = self.place();
            let observed = self.shared.fence.observe(place);
            let lease = leasing.lease(self.key(), fetched.held(), lifetime);
            match backend.bounded("lease", lease).await {
                Ok(Lease::Taken(token)) => {
                    *seen = observed;
                    let right = self.right(By::Lease, self.key().to_owned(), token, lifetime);
                    return Asked::Answered(right, fetched);
                }
                Ok(Lease::Held(left)) => return Asked::Held(left, fetched),
                Ok(Lease::Changed(bytes)) => {
                    *seen = observed;
                    let found = backend::Fetched::new(bytes, FreshFor::Unknown);
                    let seen = Seen { place, generation: observed };
                    fetched = self.fetched(self.key, Ok(Some(found)), Some(seen)).await;
                    if !fetched.is_miss() {
                        let (none, found) = self.found_remotely(fetched);
                        return Asked::Answered(none, found);
                    }
                }
                Err(_) => {
                    self.region.counters.backend_errors.one();
                    break;
                }
            }
        }
        Asked::Answered(Claim::Without, fetched)
    }

    async fn ask_lock(
        &self,
        lockable: &dyn LockableBackend,
        fetched: Fetched<V>,
        seen: &mut Generation,
        lifetime: Duration,
    ) -> Asked<V> {
        // Not the key's own lock, which is for users.
        let name = format!("{}{LOCK_SUFFIX}", self.key());
        let lock = lockable.acquire_lock(&name, millis(lifetime));
        let claim = match self.shared.backend.bounded("lock", lock).await {
            Ok(Some(token)) => self.right(By::Lock, name, token, lifetime),
            Ok(None) => return Asked::Held(Duration::MAX, fetched),
            Err(_) => {
                self.region.counters.backend_errors.one();
                return Asked::Answered(Claim::Free, fetched);
            }
        };
        // Whoever had it before may have filled the key.
        *seen = self.shared.fence.observe(self.place());
        let fetched = self.fetch().await;
        if fetched.is_miss() {
            return Asked::Answered(claim, fetched);
        }
        claim.give_back().await;
        let (none, found) = self.found_remotely(fetched);
        Asked::Answered(none, found)
    }

    /// What came up while the right was asked for.
    pub(super) fn found_remotely(&self, fetched: Fetched<V>) -> (Claim, Fetched<V>) {
        if let Fetched::Found { .. } = fetched {
            self.region.counters.remote_loads.one();
        }
        (Claim::Free, fetched)
    }

    /// The claim of a load whose patience is over.
    fn unclaimed(&self) -> Claim {
        if self.shared.backend.leasing().is_some() { Claim::Without } else { Claim::Free }
    }

    fn right(&self, by: By, name: String, token: String, lifetime: Duration) -> Claim {
        let backend = self.shared.backend.clone();
        Claim::Held(Right { by, backend, name, token, lifetime, is_held: true })
    }
}

/// Waits before the next question; `false` when there is no more patience, or no timer to wait with.
async fn pause(left: Duration, patience: Patience) -> bool {
    let pause = pause_of(left, patience);
    !pause.is_zero() && rt::sleep(pause).await
}

/// How long until the next question, for a right that is held for so long; zero when there is no more patience.
pub(super) fn pause_of(left: Duration, patience: Patience) -> Duration {
    left.clamp(SHORTEST_PAUSE, POLL).min(patience.left())
}

/// Runs a load, and holds the rights of its keys for as long as it takes.
pub(super) async fn hold<'c, T>(
    claims: impl IntoIterator<Item = &'c Claim>,
    load: impl Future<Output = T>,
) -> T {
    let renewals: Vec<_> = claims.into_iter().filter_map(Claim::right).map(Right::renew).collect();
    if renewals.is_empty() {
        return load.await;
    }
    let mut load = pin!(load);
    let mut renewals = join_all(renewals);
    poll_fn(|context| {
        let loaded = load.as_mut().poll(context);
        if loaded.is_pending() {
            // They go on until they are dropped.
            let _ = Pin::new(&mut renewals).poll(context);
        }
        loaded
    })
    .await
}

impl Claim {
    /// Whether the load's value may go to the backend.
    pub(crate) fn may_store(&self) -> bool {
        !matches!(self, Self::Without)
    }

    fn right(&self) -> Option<&Right> {
        match self {
            Self::Held(right) => Some(right),
            Self::Free | Self::Without => None,
        }
    }

    /// Stores a loaded value and gives the right back. `false`: the key was written by another process meanwhile, and
    /// nothing is stored. `held` is what the key held when the load began.
    pub(crate) async fn store(
        &mut self,
        backend: &BoundedBackend,
        key: &str,
        held: Option<&[u8]>,
        bytes: Vec<u8>,
        ttl: Option<Duration>,
    ) -> Result<bool, BackendError> {
        let stored = match (self.right(), backend.leasing(), backend.conditional()) {
            (Some(Right { by: By::Lease, token, .. }), Some(leasing), _) => {
                backend.bounded("fill", leasing.fill(key, held, bytes, ttl, token)).await
            }
            (_, _, Some(conditional)) => {
                backend.bounded("set", conditional.compare_and_set(key, held, bytes, ttl)).await
            }
            _ => backend.set(key, bytes, ttl).await.map(|()| true),
        };
        if stored.is_ok()
            && let Self::Held(right) = self
            && right.by == By::Lease
        {
            // With the fill, or it was not ours any more.
            right.is_held = false;
        }
        stored
    }

    /// Gives the right back without a value. What cannot be given back runs out.
    pub(crate) async fn give_back(mut self) {
        if let Self::Held(right) = &mut self
            && right.is_held
        {
            let release = right.release();
            right.is_held = false;
            release.await;
        }
    }
}

impl Right {
    /// Prolongs it again and again, for as long as this is polled.
    async fn renew(&self) -> Infallible {
        while rt::sleep(self.lifetime / 3).await {
            let renewed = match (self.by, self.backend.leasing(), self.backend.lockable()) {
                (By::Lease, Some(leasing), _) => {
                    let renewal = leasing.renew_lease(&self.name, &self.token, self.lifetime);
                    self.backend.bounded("renew", renewal).await
                }
                (By::Lock, _, Some(lockable)) => {
                    let renewal = lockable.renew_lock(&self.name, &self.token, millis(self.lifetime));
                    self.backend.bounded("renew", renewal).await
                }
                _ => Ok(false),
            };
            // One that failed is tried again in time.
            if let Ok(false) = renewed {
                break;
            }
        }
        pending().await
    }

    fn release(&self) -> impl Future<Output = ()> + Send + 'static {
        let (by, backend) = (self.by, self.backend.clone());
        let (name, token) = (self.name.clone(), self.token.clone());
        async move {
            // Nobody can do anything about a failure.
            let _ = match (by, backend.leasing(), backend.lockable()) {
                (By::Lease, Some(leasing), _) => {
                    backend.bounded("release", leasing.release_lease(&name, &token)).await
                }
                (By::Lock, _, Some(lockable)) => {
                    backend.bounded("release", lockable.release_lock(&name, &token)).await
                }
                _ => Ok(false),
            };
        }
    }
}

impl Drop for Right {
    fn drop(&mut self) {
        if self.is_held {
            // Where nothing can be spawned, it runs out.
            rt::spawn(self.release());
        }
    }
}

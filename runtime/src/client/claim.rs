//! Which process loads: the claim of a key that all processes on one backend miss.
//!
//! Where the backend hands out leases, the one who has the lease of the key loads and fills it; the others wait and ask
//! again. Where it has only locks, the one who holds the key's lock does, and the fill is not checked. Nobody waits
//! for ever: leases and locks run out, and patience does. Then a load does without; where there are leases, its value
//! is stored nowhere, since nothing would tell it from one that another process has overwritten or deleted meanwhile.

use std::convert::Infallible;
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use cachekit_schema::budget::LOCK_SUFFIX;

use super::access::{Access, Fetched};
use super::backend::BoundedBackend;
use super::region::millis;
use crate::backend::{self, FreshFor, Lease};
use crate::error::BackendError;
use crate::fence::Generation;
use crate::rt::{self, Patience};

/// How long between two questions whether the other process is done.
const POLL: Duration = Duration::from_millis(250);

/// The shortest pause, for a lease that is about to run out.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);

/// An entry that changes again and again, and never into one that can be read, is loaded without a lease.
const MAX_CHANGES: usize = 3;

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
        let backend = &self.shared.backend;
        let now = self.shared.now().ms;
        let Some(lifetime) = self.shared.limits.load_lease else { return (Claim::Free, fetched) };
        if !self.may_overwrite(&fetched, now) {
            // Its value stays in this process, so there is nothing to wait for.
            return (Claim::Free, fetched);
        }
        let patience = Patience::new(self.shared.limits.load_wait);
        let claimed = match (backend.leasing(), backend.lockable()) {
            (Some(_), _) => self.claim_lease(fetched, seen, lifetime, patience).await,
            (None, Some(_)) => self.claim_lock(fetched, seen, lifetime, patience).await,
            (None, None) => return (Claim::Free, fetched),
        };
        if let (_, Fetched::Found { .. }) = &claimed {
            self.region.counters.remote_loads.one();
        }
        claimed
    }

    /// As [`claim`](Self::claim), without waiting for another process, and for leases alone.
    pub(crate) async fn claim_at_once(
        &self,
        fetched: Fetched<V>,
        seen: &mut Generation,
    ) -> (Claim, Fetched<V>) {
        match (self.shared.limits.load_lease, self.shared.backend.leasing()) {
            (Some(lifetime), Some(_)) if self.may_overwrite(&fetched, self.shared.now().ms) => {
                self.claim_lease(fetched, seen, lifetime, Patience::new(Duration::ZERO)).await
            }
            _ => (Claim::Free, fetched),
        }
    }

    async fn claim_lease(
        &self,
        mut fetched: Fetched<V>,
        seen: &mut Generation,
        lifetime: Duration,
        patience: Patience,
    ) -> (Claim, Fetched<V>) {
        let backend = &self.shared.backend;
        let mut changes = 0;
        while let Some(leasing) = backend.leasing() {
            let observed = self.shared.fence.observe(self.place());
            let lease = leasing.lease(self.key(), fetched.held(), lifetime);
            match backend.bounded("lease", lease).await {
                Ok(Lease::Taken(token)) => {
                    *seen = observed;
                    return (self.right(By::Lease, self.key().to_owned(), token, lifetime), fetched);
                }
                Ok(Lease::Held(left)) => {
                    if !pause(left, patience).await {
                        break;
                    }
                }
                Ok(Lease::Changed(bytes)) => {
                    *seen = observed;
                    let bytes = backend::Fetched::new(bytes, FreshFor::Unknown);
                    fetched = self.open_fetched(self.key, bytes, observed).await;
                    changes += 1;
                    if !fetched.is_miss() || changes == MAX_CHANGES {
                        break;
                    }
                }
                Err(_) => {
                    self.region.counters.backend_errors.one();
                    break;
                }
            }
        }
        (Claim::Without, fetched)
    }

    async fn claim_lock(
        &self,
        mut fetched: Fetched<V>,
        seen: &mut Generation,
        lifetime: Duration,
        patience: Patience,
    ) -> (Claim, Fetched<V>) {
        let backend = &self.shared.backend;
        // Not the key's own lock, which is for users.
        let name = format!("{}{LOCK_SUFFIX}", self.key());
        while let Some(lockable) = backend.lockable() {
            let claim = match backend.bounded("lock", lockable.acquire_lock(&name, millis(lifetime))).await {
                Ok(Some(token)) => self.right(By::Lock, name.clone(), token, lifetime),
                Ok(None) if pause(Duration::MAX, patience).await => Claim::Free,
                Ok(None) => break,
                Err(_) => {
                    self.region.counters.backend_errors.one();
                    break;
                }
            };
            // Whoever had the lock may have filled the key.
            *seen = self.shared.fence.observe(self.place());
            fetched = self.fetch().await;
            if !fetched.is_miss() {
                claim.give_back().await;
                return (Claim::Free, fetched);
            }
            if let Claim::Held(_) = claim {
                return (claim, fetched);
            }
        }
        (Claim::Free, fetched)
    }

    fn right(&self, by: By, name: String, token: String, lifetime: Duration) -> Claim {
        let backend = self.shared.backend.clone();
        Claim::Held(Right { by, backend, name, token, lifetime, is_held: true })
    }
}

/// Waits before the next question; `false` when there is no more patience, or no timer to wait with.
async fn pause(left: Duration, patience: Patience) -> bool {
    let pause = left.clamp(SHORTEST_PAUSE, POLL).min(patience.left());
    !pause.is_zero() && rt::sleep(pause).await
}

impl Claim {
    /// Whether the load's value may go to the backend.
    pub(crate) fn may_store(&self) -> bool {
        !matches!(self, Self::Without)
    }

    /// Runs a load, and holds the right for as long as it takes.
    pub(crate) async fn hold<T>(&self, load: impl Future<Output = T>) -> T {
        let Self::Held(right) = self else { return load.await };
        let mut load = pin!(load);
        let mut renewal = Box::pin(right.renew());
        poll_fn(|context| {
            let loaded = load.as_mut().poll(context);
            if loaded.is_pending() {
                let Poll::Pending = renewal.as_mut().poll(context);
            }
            loaded
        })
        .await
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
        let stored = match (&*self, backend.leasing(), backend.conditional()) {
            (Self::Held(Right { by: By::Lease, token, .. }), Some(leasing), _) => {
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

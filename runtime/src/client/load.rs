//! The read path with a loader: L1, then the backend, then the loader, and one caller at a time for each key.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::resume_unwind;
use std::sync::Arc;

use cachekit_schema::region::OnOutage;

use super::access::{Access, Fetched};
use super::boxed::boxed;
use super::claim::Claim;
use super::region::Outcome;
use crate::cached::{Cached, Source};
use crate::error::CachekitError;
use crate::flight::{Leader, Role, drive};
use crate::rt::{self, Patience};

/// What a loader came back with.
#[doc(hidden)]
#[derive(Debug)]
pub enum Loaded<V, E> {
    /// A value.
    Value(Arc<V>),
    /// There is no value; nothing is stored.
    Absent,
    /// An error.
    Failed(E),
}

/// Why a load has no value for its caller.
pub(crate) enum Failure<E> {
    Load(E),
    /// A secure region can neither serve nor load.
    Cache(CachekitError),
    /// The loader that this caller waited for panicked.
    Panicked,
}

/// What a caller can take from the load of another.
#[doc(hidden)]
pub struct Terms<E> {
    /// How it gets to know the error; `None`: it cannot, and runs its own loader.
    share: Option<ShareFns<E>>,
    on_panic: OnPanic,
    /// Whether it can do with the answer that there is no value.
    takes_absent: bool,
}

struct ShareFns<E> {
    share: fn(&E) -> Arc<dyn Any + Send + Sync>,
    receive: fn(&(dyn Any + Send + Sync)) -> Option<E>,
}

/// What a caller does whose shared load panicked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OnPanic {
    /// Say so.
    Fail,
    /// Compete for the next load, once: for callers whose error type cannot say so.
    LoadOnce,
}

impl<E> fmt::Debug for Terms<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terms")
            .field("shares_errors", &self.share.is_some())
            .field("on_panic", &self.on_panic)
            .field("takes_absent", &self.takes_absent)
            .finish()
    }
}

impl<E> Terms<E> {
    /// Every caller gets a clone of the error.
    pub(crate) fn clone_errors(on_panic: OnPanic) -> Self
    where
        E: Clone + Send + Sync + 'static,
    {
        let share = ShareFns {
            share: |error: &E| Arc::new(error.clone()) as Arc<dyn Any + Send + Sync>,
            receive: |error| error.downcast_ref::<E>().cloned(),
        };
        Self { share: Some(share), on_panic, takes_absent: false }
    }

    /// The error cannot be shared: every caller runs its own loader.
    pub(crate) fn own_errors(on_panic: OnPanic) -> Self {
        Self { share: None, on_panic, takes_absent: false }
    }

    /// That there is no value is an answer too.
    pub(crate) fn or_absent(self) -> Self {
        Self { takes_absent: true, ..self }
    }

    fn share(&self, error: &E) -> Option<Arc<dyn Any + Send + Sync>> {
        self.share.as_ref().map(|fns| (fns.share)(error))
    }

    fn receive(&self, error: Option<&(dyn Any + Send + Sync)>) -> Option<E> {
        (self.share.as_ref()?.receive)(error?)
    }
}

impl<V> Access<'_, V> {
    /// The value after L1 has missed: found, loaded by this call, or loaded by another one for which this one
    /// waits. `None` when a loader says that there is none, and only on terms that take it.
    ///
    /// Dropped while it loads: the next caller that waits loads. A backend that fails costs the load and nothing
    /// more.
    pub(crate) async fn load<E, F, Fut>(
        &self,
        terms: Terms<E>,
        loader: F,
    ) -> Result<Option<Cached<V>>, Failure<E>>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Loaded<V, E>>,
    {
        let patience = Patience::new(self.shared.limits.load_wait);
        let mut shared_panics = 0;
        loop {
            let waiter = match self.region.flights.join(self.key()) {
                Role::Lead(leader) => return boxed(|| self.lead(leader, &terms, loader)).await,
                Role::Reenter => return boxed(|| self.load_inside(loader)).await,
                Role::Wait(waiter) => waiter,
            };
            match rt::timeout(patience.left(), waiter.outcome()).await {
                // The one that leads was cancelled: compete.
                Ok(None) => {}
                Ok(Some(Outcome::Value(value))) => {
                    self.region.counters.shared_loads.one();
                    return Ok(Some(value.with_source(Source::SharedLoad)));
                }
                Ok(Some(Outcome::Absent)) if !terms.takes_absent => {
                    return boxed(|| self.load_alone(loader)).await;
                }
                Ok(Some(Outcome::Absent)) => {
                    self.region.counters.shared_loads.one();
                    return Ok(None);
                }
                Ok(Some(Outcome::Failed(error))) => match terms.receive(error.as_deref()) {
                    Some(error) => return Err(Failure::Load(error)),
                    None => return boxed(|| self.load_alone(loader)).await,
                },
                Ok(Some(Outcome::Panicked)) => {
                    shared_panics += 1;
                    if matches!(terms.on_panic, OnPanic::Fail) || shared_panics > 1 {
                        return Err(Failure::Panicked);
                    }
                }
                // The load hangs; the one that leads it may hang for ever.
                Err(rt::Elapsed) => return boxed(|| self.load_alone(loader)).await,
            }
        }
    }

    /// Loads for all that wait.
    async fn lead<E, F, Fut>(
        &self,
        leader: Leader<'_, Outcome<V>>,
        terms: &Terms<E>,
        loader: F,
    ) -> Result<Option<Cached<V>>, Failure<E>>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Loaded<V, E>>,
    {
        // Another flight may have landed between our miss and our lead.
        if let Some(hit) = self.hit() {
            leader.land(Outcome::Value(hit.clone()));
            return Ok(Some(hit));
        }
        // Before the first await: whatever is written from here on is newer than what we bring.
        let mut seen = self.shared.fence.observe(self.place());
        let mut fetched = boxed(|| self.fetch()).await;
        let mut claim = Claim::Free;
        if fetched.is_miss() {
            (claim, fetched) = boxed(|| self.claim(fetched, &mut seen)).await;
        }
        if let Fetched::Found { value, .. } = &fetched {
            self.region.counters.l2_hits.one();
            leader.land(Outcome::Value(value.clone()));
            return Ok(Some(value.clone()));
        }
        let fetched = match self.may_load(fetched) {
            Ok(fetched) => fetched,
            Err(error) => {
                // Those that wait have to see for themselves: this error cannot be shared.
                leader.land(Outcome::Failed(None));
                return Err(Failure::Cache(error));
            }
        };
        self.region.counters.misses.one();
        let loaded = boxed(|| drive(leader.id(), claim.hold(self.timed(loader)))).await;
        let mut kept = Ok(());
        if let Ok(Loaded::Value(value)) = &loaded {
            kept = boxed(|| self.keep(value, seen, &fetched, &mut claim)).await;
        }
        // Before anybody is told, so that whoever asks next does not wait for it.
        boxed(|| claim.give_back()).await;
        match loaded {
            Ok(Loaded::Value(value)) => {
                if let Err(error) = kept {
                    leader.land(Outcome::Failed(None));
                    return Err(Failure::Cache(error.into()));
                }
                let value = Cached::new(value, Source::Loader, 0);
                leader.land(Outcome::Value(value.clone()));
                Ok(Some(value))
            }
            Ok(Loaded::Absent) => {
                leader.land(Outcome::Absent);
                Ok(None)
            }
            Ok(Loaded::Failed(error)) => {
                leader.land(Outcome::Failed(terms.share(&error)));
                Err(Failure::Load(error))
            }
            Err(panic) => {
                self.region.counters.load_failures.one();
                leader.land(Outcome::Panicked);
                resume_unwind(panic)
            }
        }
    }

    /// Loads for this caller, beside a few others of the key at most: after a load whose outcome it cannot take, or that hangs.
    async fn load_alone<E, F, Fut>(&self, loader: F) -> Result<Option<Cached<V>>, Failure<E>>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Loaded<V, E>>,
    {
        // Who has waited for long enough goes on without a turn: the others may hang.
        let _turn = rt::timeout(self.shared.limits.load_wait, self.region.lone_loads.take(self.key())).await;
        if let Some(hit) = self.hit() {
            return Ok(Some(hit));
        }
        let mut seen = self.shared.fence.observe(self.place());
        let mut fetched = self.fetch().await;
        let mut claim = Claim::Free;
        if fetched.is_miss() {
            (claim, fetched) = self.claim_at_once(fetched, &mut seen).await;
        }
        if let Fetched::Found { value, .. } = fetched {
            self.region.counters.l2_hits.one();
            return Ok(Some(value));
        }
        let fetched = self.may_load(fetched).map_err(Failure::Cache)?;
        let loaded = claim.hold(self.timed(loader)).await;
        let mut kept = Ok(());
        if let Loaded::Value(value) = &loaded {
            kept = self.keep(value, seen, &fetched, &mut claim).await;
        }
        claim.give_back().await;
        kept.map_err(|error| Failure::Cache(error.into()))?;
        Self::answer(loaded)
    }

    /// Loads for a call from inside the loader of this very key. The outer load keeps its own value.
    async fn load_inside<E, F, Fut>(&self, loader: F) -> Result<Option<Cached<V>>, Failure<E>>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Loaded<V, E>>,
    {
        Self::answer(self.timed(loader).await)
    }

    /// Whether a loader may answer for what the backend said.
    fn may_load(&self, fetched: Fetched<V>) -> Result<Fetched<V>, CachekitError> {
        let schema = self.region.decl.schema();
        match fetched {
            Fetched::Refused(error) => Err(error.into()),
            Fetched::Failed(error) if schema.secure && schema.on_outage == OnOutage::Fail => {
                Err(error.into())
            }
            fetched => Ok(fetched),
        }
    }

    fn answer<E>(loaded: Loaded<V, E>) -> Result<Option<Cached<V>>, Failure<E>> {
        match loaded {
            Loaded::Value(value) => Ok(Some(Cached::new(value, Source::Loader, 0))),
            Loaded::Absent => Ok(None),
            Loaded::Failed(error) => Err(Failure::Load(error)),
        }
    }

    /// Runs the loader and counts it.
    async fn timed<E, F, Fut>(&self, loader: F) -> Loaded<V, E>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Loaded<V, E>>,
    {
        let counters = &self.region.counters;
        counters.loads.one();
        let begun = self.shared.clock.ms();
        let loaded = loader().await;
        counters.load_ms.add(self.shared.clock.ms().saturating_sub(begun));
        if matches!(loaded, Loaded::Failed(_)) {
            counters.load_failures.one();
        }
        loaded
    }
}

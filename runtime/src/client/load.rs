//! The read path with a loader: L1, then the backend, then the loader, and one caller at a time for each key.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::resume_unwind;
use std::sync::Arc;

use cachekit_schema::region::OnOutage;

use super::Shared;
use super::access::{Access, Fetched};
use super::boxed::boxed;
use super::claim::{Claim, hold};
use super::region::Outcome;
use crate::cached::{Cached, Source};
use crate::error::{CachekitError, LoadError};
use crate::fence::Generation;
use crate::flight::{Leader, Role, drive};
use crate::rt::{self, Patience};
use crate::stats::Counters;

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

/// What comes after the backend and other processes were asked.
pub(super) enum Next<V> {
    Serve(Cached<V>),
    /// A loader has to answer.
    Load(Fetched<V>),
    /// No loader may answer.
    Refuse(CachekitError),
}

/// What the end of another's load is to a caller that waited for it.
pub(super) enum Received<V, E> {
    Answer(Result<Option<Cached<V>>, Failure<E>>),
    /// The one that led was cancelled.
    Cancelled,
    /// It cannot be shared with this caller.
    Unshared,
    Panicked,
}

/// A key that this call leads, from the miss to the landing.
pub(super) struct Led<'a, V> {
    pub(super) access: Access<'a, V>,
    pub(super) leader: Leader<'a, Outcome<V>>,
    pub(super) seen: Generation,
    pub(super) fetched: Fetched<V>,
    pub(super) claim: Claim,
}

impl<'a, V> Access<'a, V> {
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
        let mut patience = None;
        let mut shared_panics = 0;
        loop {
            let waiter = match self.region.flights.join(self.key()) {
                Role::Lead(leader) => return boxed(|| self.lead(leader, &terms, loader)).await,
                Role::Reenter => return boxed(|| self.load_inside(loader)).await,
                Role::Wait(waiter) => waiter,
            };
            let patience = patience.get_or_insert_with(|| Patience::new(self.shared.limits.load_wait));
            let Ok(outcome) = rt::timeout(patience.left(), waiter.outcome()).await else {
                // The load hangs; the one that leads it may hang for ever.
                return boxed(|| self.load_alone(loader)).await;
            };
            match self.received(outcome, &terms) {
                Received::Answer(answer) => return answer,
                // Compete.
                Received::Cancelled => {}
                Received::Unshared => return boxed(|| self.load_alone(loader)).await,
                Received::Panicked => {
                    shared_panics += 1;
                    if matches!(terms.on_panic, OnPanic::Fail) || shared_panics > 1 {
                        return Err(Failure::Panicked);
                    }
                }
            }
        }
    }

    /// What a flight landed with, for a caller that waited; `None`: its leader left without an outcome.
    pub(super) fn received<E>(&self, outcome: Option<Outcome<V>>, terms: &Terms<E>) -> Received<V, E> {
        match outcome {
            None => Received::Cancelled,
            Some(Outcome::Value(value)) => {
                self.region.counters.shared_loads.one();
                Received::Answer(Ok(Some(value.with_source(Source::SharedLoad))))
            }
            Some(Outcome::Absent) if !terms.takes_absent => Received::Unshared,
            Some(Outcome::Absent) => {
                self.region.counters.shared_loads.one();
                Received::Answer(Ok(None))
            }
            Some(Outcome::Failed(error)) => match terms.receive(error.as_deref()) {
                Some(error) => Received::Answer(Err(Failure::Load(error))),
                None => Received::Unshared,
            },
            Some(Outcome::Panicked) => Received::Panicked,
        }
    }

    /// Loads for all that wait.
    async fn lead<E, F, Fut>(
        &self,
        leader: Leader<'a, Outcome<V>>,
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
        let fetched = match self.next(fetched) {
            Next::Load(fetched) => fetched,
            Next::Serve(value) => {
                leader.land(Outcome::Value(value.clone()));
                return Ok(Some(value));
            }
            Next::Refuse(error) => {
                // Those that wait have to see for themselves: this error cannot be shared.
                leader.land(Outcome::Failed(None));
                return Err(Failure::Cache(error));
            }
        };
        let led = Led { access: *self, leader, seen, fetched, claim };
        self.region.counters.misses.one();
        let flight = [led.leader.id()];
        let loaded = boxed(|| drive(&flight, hold([&led.claim], self.timed(loader)))).await;
        match loaded {
            Ok(loaded) => boxed(|| led.finish(loaded, terms)).await,
            Err(panic) => {
                self.region.counters.load_failures.one();
                boxed(|| led.end(Outcome::Panicked)).await;
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
        let fetched = match self.next(fetched) {
            Next::Serve(value) => return Ok(Some(value)),
            Next::Load(fetched) => fetched,
            Next::Refuse(error) => return Err(Failure::Cache(error)),
        };
        let loaded = hold([&claim], self.timed(loader)).await;
        let mut kept = Ok(());
        if let Loaded::Value(value) = &loaded {
            kept = self.keep(value, seen, &fetched, &mut claim).await;
        }
        claim.give_back().await;
        kept.map_err(|error| Failure::Cache(error.into()))?;
        loaded.into_answer()
    }

    /// Loads for a call from inside the loader of this very key. The outer load keeps its own value.
    async fn load_inside<E, F, Fut>(&self, loader: F) -> Result<Option<Cached<V>>, Failure<E>>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Loaded<V, E>>,
    {
        self.timed(loader).await.into_answer()
    }

    /// What follows from what the backend said.
    pub(super) fn next(&self, fetched: Fetched<V>) -> Next<V> {
        let schema = self.region.decl.schema();
        match fetched {
            Fetched::Found { value, .. } => {
                self.region.counters.l2_hits.one();
                Next::Serve(value)
            }
            Fetched::Refused(error) => Next::Refuse(error.into()),
            Fetched::Failed(error) if schema.secure && schema.on_outage == OnOutage::Fail => {
                Next::Refuse(error.into())
            }
            fetched => Next::Load(fetched),
        }
    }

    /// Runs the loader and counts it.
    async fn timed<E, F, Fut>(&self, loader: F) -> Loaded<V, E>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Loaded<V, E>>,
    {
        let loaded = timed(self.shared, &self.region.counters, loader).await;
        if matches!(loaded, Loaded::Failed(_)) {
            self.region.counters.load_failures.one();
        }
        loaded
    }
}

impl<V> Led<'_, V> {
    /// Stores what was loaded, and gives it to all that wait.
    pub(super) async fn finish<E>(
        mut self,
        loaded: Loaded<V, E>,
        terms: &Terms<E>,
    ) -> Result<Option<Cached<V>>, Failure<E>> {
        if let Loaded::Value(value) = &loaded {
            let kept = boxed(|| self.access.keep(value, self.seen, &self.fetched, &mut self.claim)).await;
            if let Err(error) = kept {
                self.end(Outcome::Failed(None)).await;
                return Err(Failure::Cache(error.into()));
            }
        }
        let answer = loaded.into_answer();
        self.end(match &answer {
            Ok(Some(value)) => Outcome::Value(value.clone()),
            Ok(None) => Outcome::Absent,
            Err(Failure::Load(error)) => Outcome::Failed(terms.share(error)),
            Err(_) => Outcome::Failed(None),
        })
        .await;
        answer
    }

    /// Gives the claim back, where no fill has, and tells all that wait.
    pub(super) async fn end(self, outcome: Outcome<V>) {
        // Before anybody is told, so that whoever asks next does not wait for it.
        boxed(|| self.claim.give_back()).await;
        self.leader.land(outcome);
    }
}

impl<V, E> Loaded<V, E> {
    pub(super) fn into_answer(self) -> Result<Option<Cached<V>>, Failure<E>> {
        match self {
            Self::Value(value) => Ok(Some(Cached::new(value, Source::Loader, 0))),
            Self::Absent => Ok(None),
            Self::Failed(error) => Err(Failure::Load(error)),
        }
    }
}

impl<E> Failure<Arc<E>> {
    pub(crate) fn into_error(self, region: &'static str) -> LoadError<E> {
        match self {
            Self::Load(error) => LoadError::Load(error),
            Self::Cache(error) => LoadError::Cache(error),
            Self::Panicked => LoadError::Cache(CachekitError::LoaderPanicked { region }),
        }
    }
}

/// Runs a loader and counts its run and its time.
pub(super) async fn timed<Fut: Future>(
    shared: &Shared,
    counters: &Counters,
    loader: impl FnOnce() -> Fut,
) -> Fut::Output {
    counters.loads.one();
    let begun = shared.clock.ms();
    let loaded = loader().await;
    counters.load_ms.add(shared.clock.ms().saturating_sub(begun));
    loaded
}

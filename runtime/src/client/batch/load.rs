//! The read path with a loader for many keys.
//!
//! It is that of one key, which is in `client/load.rs`, in rounds. In a round this call leads every key that nobody else is loading, and
//! lands all that it leads: from the backend, by one call of it, or by one run of the loader. A key whose lease another
//! process has is not waited for: its flight is let go. Only when nothing is led any more are the others waited for, and
//! what then has no answer (its leader was cancelled, its lease is free) goes into the next round.
//!
//! So nobody waits for this call while this call waits for somebody: two batches that overlap, in whatever order, or
//! that have leases of each other's keys, never keep each other waiting.

use std::collections::HashSet;
use std::future::Future;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{FutureExt, join_all};
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::read::fetch;
use super::{Answers, Distinct, Keyed};
use crate::cached::Cached;
use crate::client::boxed::boxed;
use crate::client::claim::{Asked, Claim, hold, pause_of};
use crate::client::load::{Failure, Led, Loaded, Next, Received, Terms, timed};
use crate::client::region::{Outcome, Region};
use crate::client::{OnPanic, Shared};
use crate::error::CachekitError;
use crate::flight::{Leader, Role, drive};
use crate::rt::{self, Patience};

/// So many keys are led at a time: more would overlap so many writes of their own that the fence could not tell whose
/// they were.
const MOST_AT_ONCE: usize = 1000;

/// Why the loader of a batch has no values.
pub(crate) enum Unloaded<E> {
    Failed(E),
    /// A value is for none of the keys that were asked for.
    Unasked,
}

/// The values of the keys at these places, in their order.
type Values<V, E> = Result<Vec<Option<V>>, Unloaded<E>>;

/// A load of many keys of one region.
pub(crate) struct Loading<'a, V, E, F> {
    shared: &'a Shared,
    region: &'a Region<V>,
    terms: Terms<E>,
    /// Takes the places of the keys.
    loader: F,
    answers: Answers<Option<Cached<V>>, Failure<E>>,
    /// Keys that another process is loading.
    set_aside: SetAside<'a, V>,
}

/// Keys that wait for another process, while nothing of them is held.
struct SetAside<'a, V> {
    keys: Vec<Keyed<'a, V>>,
    /// How long until it is asked for them again.
    pause: Duration,
    /// All that ever stood here.
    ever: HashSet<usize>,
}

impl<V> SetAside<'_, V> {
    fn was_here(&self, at: usize) -> bool {
        self.ever.contains(&at)
    }
}

impl<'a, V, E, F, Fut> Loading<'a, V, E, F>
where
    E: Clone + Send + Sync + 'static,
    F: FnMut(Vec<usize>) -> Fut,
    Fut: Future<Output = Values<V, E>>,
{
    pub(crate) fn new(
        shared: &'a Shared,
        region: &'a Region<V>,
        loader: F,
        answers: Answers<Option<Cached<V>>, Failure<E>>,
    ) -> Self {
        let terms = Terms::clone_errors(OnPanic::Fail).or_absent();
        let set_aside = SetAside { keys: Vec::new(), pause: Duration::MAX, ever: HashSet::new() };
        Self { shared, region, terms, loader, answers, set_aside }
    }

    /// Answers for keys that L1 misses.
    ///
    /// Dropped while it loads: those that wait for keys that it leads lead them. A backend that fails costs the load
    /// and nothing more.
    pub(crate) async fn run(mut self, missed: Vec<Keyed<'a, V>>) -> Answers<Option<Cached<V>>, Failure<E>> {
        let patience = Patience::new(self.shared.limits.load_wait);
        let mut open = missed.clone();
        let mut waiting = FuturesUnordered::new();
        loop {
            let later = open.split_off(open.len().min(MOST_AT_ONCE));
            let (mut led, mut inside) = (Vec::new(), Vec::new());
            for key in open {
                match self.region.flights.join(key.access.key()) {
                    Role::Lead(leader) => led.push((key, leader)),
                    Role::Reenter => inside.push(key),
                    Role::Wait(waiter) => waiting.push(async move { (key, waiter.outcome().await) }),
                }
            }
            open = later;
            boxed(|| self.lead(led)).await;
            open.extend(boxed(|| self.load_inside(inside)).await);
            if !open.is_empty() {
                continue;
            }
            if waiting.is_empty() && self.set_aside.keys.is_empty() {
                return self.answers;
            }
            // From here to the next round this call holds nothing.
            let is_patient = if self.set_aside.keys.is_empty() {
                match rt::timeout(patience.left(), waiting.next()).await {
                    Ok(landed) => {
                        open.extend(landed.and_then(|landed| self.landed(landed)));
                        true
                    }
                    Err(rt::Elapsed) => false,
                }
            } else {
                let pause = pause_of(self.set_aside.pause, patience);
                self.set_aside.pause = Duration::MAX;
                open.append(&mut self.set_aside.keys);
                !pause.is_zero() && rt::sleep(pause).await
            };
            // Whatever has landed meanwhile, so that one round takes all that is free.
            while let Some(Some(landed)) = waiting.next().now_or_never() {
                open.extend(self.landed(landed));
            }
            if !is_patient {
                let late = missed.into_iter().filter(|key| self.answers.is_open(key.at)).collect();
                drop(waiting);
                boxed(|| self.load_alone(late)).await;
                return self.answers;
            }
        }
    }

    /// Takes in what a flight of another caller landed with. Comes back with the key if it has no answer.
    fn landed(&mut self, (key, outcome): (Keyed<'a, V>, Option<Outcome<V>>)) -> Option<Keyed<'a, V>> {
        match key.access.received(outcome, &self.terms) {
            Received::Answer(answer) => self.answers.set(key.at, answer),
            Received::Panicked => self.answers.set(key.at, Err(Failure::Panicked)),
            Received::Cancelled | Received::Unshared => return Some(key),
        }
        None
    }

    /// Loads for all that wait for these keys. Afterwards none of them is led any more.
    async fn lead(&mut self, led: Vec<(Keyed<'a, V>, Leader<'a, Outcome<V>>)>) {
        let (mut keys, mut leaders, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        for (key, leader) in led {
            // Another flight may have landed between our miss and our lead.
            if let Some(hit) = key.access.hit() {
                leader.land(Outcome::Value(hit.clone()));
                self.answers.set(key.at, Ok(Some(hit)));
            } else {
                // Before the first await: whatever is written from here on is newer than what we bring.
                seen.push(self.shared.fence.observe(key.access.place()));
                keys.push(key);
                leaders.push(leader);
            }
        }
        let fetched = fetch(&keys).await;
        let claims = keys.iter().zip(fetched).zip(&mut seen).map(|((key, fetched), seen)| async move {
            if fetched.is_miss() {
                key.access.ask_claim(fetched, seen).await
            } else {
                Asked::Answered(Claim::Free, fetched)
            }
        });
        let claims = join_all(claims).await;
        let mut loads = Vec::new();
        for (((key, leader), seen), asked) in keys.into_iter().zip(leaders).zip(seen).zip(claims) {
            let (claim, fetched) = match asked {
                Asked::Answered(claim, fetched) => (claim, fetched),
                Asked::Held(left, _) => {
                    // Its flight ends here: whoever waits for it in this process asks the other one itself.
                    self.set_aside.ever.insert(key.at);
                    self.set_aside.pause = self.set_aside.pause.min(left);
                    self.set_aside.keys.push(key);
                    continue;
                }
            };
            match key.access.next(fetched) {
                Next::Load(fetched) => {
                    loads.push((key.at, Led { access: key.access, leader, seen, fetched, claim }));
                }
                Next::Serve(value) => {
                    if self.set_aside.was_here(key.at) {
                        self.region.counters.remote_loads.one();
                    }
                    leader.land(Outcome::Value(value.clone()));
                    self.answers.set(key.at, Ok(Some(value)));
                }
                Next::Refuse(error) => {
                    // Those that wait have to see for themselves: this error cannot be shared.
                    leader.land(Outcome::Failed(None));
                    self.answers.set(key.at, Err(Failure::Cache(error)));
                }
            }
        }
        if !loads.is_empty() {
            boxed(|| self.load(loads)).await;
        }
    }

    /// Runs the loader for keys that are led, stores what it brings, and lands all of them.
    async fn load(&mut self, loads: Vec<(usize, Led<'a, V>)>) {
        let Self { shared, region, loader, answers, .. } = self;
        let terms = &self.terms;
        region.counters.misses.add(loads.len() as u64);
        let flights: Vec<_> = loads.iter().map(|(_, led)| led.leader.id()).collect();
        let asked = loads.iter().map(|(at, _)| *at).collect();
        let claims = loads.iter().map(|(_, led)| &led.claim);
        let loading = hold(claims, timed(shared, &region.counters, || loader(asked)));
        let loaded = match boxed(|| drive(&flights, loading)).await {
            Ok(loaded) => loaded,
            Err(panic) => {
                region.counters.load_failures.one();
                join_all(loads.into_iter().map(|(_, led)| led.end(Outcome::Panicked))).await;
                resume_unwind(panic)
            }
        };
        let loaded = each_loaded(region, loads.len(), loaded);
        let finished = loads.into_iter().zip(loaded).map(|((at, led), loaded)| async move {
            match loaded {
                Ok(loaded) => (at, led.finish(loaded, terms).await),
                Err(error) => {
                    led.end(Outcome::Failed(None)).await;
                    (at, Err(Failure::Cache(error)))
                }
            }
        });
        for (at, answer) in join_all(finished).await {
            answers.set(at, answer);
        }
    }

    /// Loads for a call from inside the loader of these very keys. The outer load keeps its own values. Comes back with
    /// the keys that are there once more.
    async fn load_inside(&mut self, keys: Vec<Keyed<'a, V>>) -> Vec<Keyed<'a, V>> {
        let (keys, again) = without_repetitions(&keys);
        if !keys.is_empty() {
            for (key, loaded) in self.load_for(&keys).await {
                self.answers.set(key.at, loaded.and_then(Loaded::into_answer));
            }
        }
        again
    }

    /// Loads for this caller, beside a few others of each key at most, since it has waited for long enough.
    async fn load_alone(&mut self, mut keys: Vec<Keyed<'a, V>>) {
        while !keys.is_empty() {
            let (mut now, again) = without_repetitions(&keys);
            let (shared, region) = (self.shared, self.region);
            let names = now.iter().map(|key| key.access.key());
            // Who has waited for long enough goes on without a turn: the others may hang.
            let _turns = region.lone_loads.take_each(names, shared.limits.load_wait).await;
            now.retain(|key| match key.access.hit() {
                Some(hit) => {
                    self.answers.set(key.at, Ok(Some(hit)));
                    false
                }
                None => true,
            });
            let seen: Vec<_> = now.iter().map(|key| shared.fence.observe(key.access.place())).collect();
            let fetched = now.iter().zip(fetch(&now).await).zip(seen);
            let claims = fetched.map(|((key, fetched), mut seen)| async move {
                let claimed = if fetched.is_miss() {
                    key.access.claim_at_once(fetched, &mut seen).await
                } else {
                    (Claim::Free, fetched)
                };
                (*key, claimed, seen)
            });
            let (mut missed, mut found, mut held) = (Vec::new(), Vec::new(), Vec::new());
            for (key, (claim, fetched), seen) in join_all(claims).await {
                match key.access.next(fetched) {
                    Next::Load(fetched) => {
                        missed.push(key);
                        found.push((fetched, seen));
                        held.push(claim);
                    }
                    Next::Serve(value) => self.answers.set(key.at, Ok(Some(value))),
                    Next::Refuse(error) => self.answers.set(key.at, Err(Failure::Cache(error))),
                }
            }
            let loaded =
                if missed.is_empty() { Vec::new() } else { hold(&held, self.load_for(&missed)).await };
            let loaded = loaded.into_iter().zip(found).zip(held);
            let kept = loaded.map(|(((key, loaded), (fetched, seen)), mut claim)| async move {
                let kept = match &loaded {
                    Ok(Loaded::Value(value)) => key.access.keep(value, seen, &fetched, &mut claim).await,
                    _ => Ok(()),
                };
                claim.give_back().await;
                let kept = kept.map_err(|error| Failure::Cache(error.into()));
                (key.at, kept.and_then(|()| loaded.and_then(Loaded::into_answer)))
            });
            for (at, answer) in join_all(kept).await {
                self.answers.set(at, answer);
            }
            keys = again;
        }
    }

    /// Runs the loader for keys that nobody else waits for.
    async fn load_for(
        &mut self,
        keys: &[Keyed<'a, V>],
    ) -> Vec<(Keyed<'a, V>, Result<Loaded<V, E>, Failure<E>>)> {
        let asked = keys.iter().map(|key| key.at).collect();
        let loaded = timed(self.shared, &self.region.counters, || (self.loader)(asked)).await;
        let loaded = each_loaded(self.region, keys.len(), loaded);
        keys.iter().copied().zip(loaded).map(|(key, loaded)| (key, loaded.map_err(Failure::Cache))).collect()
    }
}

/// What one run of a loader is for each of its keys.
fn each_loaded<V, E: Clone>(
    region: &Region<V>,
    keys: usize,
    loaded: Values<V, E>,
) -> Vec<Result<Loaded<V, E>, CachekitError>> {
    if loaded.is_err() {
        region.counters.load_failures.one();
    }
    match loaded {
        Ok(values) => values
            .into_iter()
            .map(|value| Ok(value.map_or(Loaded::Absent, |value| Loaded::Value(Arc::new(value)))))
            .collect(),
        Err(Unloaded::Failed(error)) => (0..keys).map(|_| Ok(Loaded::Failed(error.clone()))).collect(),
        Err(Unloaded::Unasked) => {
            let region = region.decl.schema().name;
            (0..keys).map(|_| Err(CachekitError::UnaskedKey { region })).collect()
        }
    }
}

/// Every key once, sorted, and those that are there once more.
fn without_repetitions<'a, V>(keys: &[Keyed<'a, V>]) -> (Vec<Keyed<'a, V>>, Vec<Keyed<'a, V>>) {
    let names: Vec<_> = keys.iter().map(|key| key.access.key()).collect();
    let chosen = Distinct::of(&names).chosen;
    let mut is_chosen = vec![false; keys.len()];
    for &place in &chosen {
        is_chosen[place] = true;
    }
    let again = keys.iter().zip(is_chosen).filter(|(_, is_chosen)| !is_chosen).map(|(key, _)| *key).collect();
    (chosen.into_iter().map(|place| keys[place]).collect(), again)
}

//! Writes, deletes and loads that overlap: nothing older than the last acknowledged write stays in L1.
//!
//! Every test drives a backend whose calls it holds, so each order of events happens exactly as written.

use std::sync::Arc;

use cachekit::prelude::*;
use cachekit::{ManualClock, Source};
use tokio::task::JoinHandle;

use crate::support::held::{Fate, HeldBackend, Operation};
use crate::support::{KEY, User, user};

/// A client on a held backend.
struct Bench {
    cache: CacheKit,
    backend: HeldBackend,
    clock: ManualClock,
}

impl Bench {
    fn new() -> Self {
        let (backend, clock) = (HeldBackend::default(), ManualClock::default());
        let cache = CacheKit::builder().backend(Arc::new(backend.clone())).clock(&clock).build().unwrap();
        Self { cache, backend, clock }
    }

    /// With an entry in the backend that L1 does not know.
    async fn with_entry(name: &str) -> Self {
        let bench = Self::new();
        let other =
            CacheKit::builder().backend(Arc::new(bench.backend.clone())).clock(&bench.clock).build().unwrap();
        other.entry(&KEY).set(user(42, name)).await.unwrap();
        bench
    }

    fn set(&self, name: &str) -> JoinHandle<Result<(), CachekitError>> {
        let (cache, value) = (self.cache.clone(), user(42, name));
        tokio::spawn(async move { cache.entry(&KEY).set(value).await })
    }

    fn delete(&self) -> JoinHandle<Result<bool, CachekitError>> {
        let cache = self.cache.clone();
        tokio::spawn(async move { cache.entry(&KEY).delete().await })
    }

    fn get(&self) -> JoinHandle<Option<User>> {
        let cache = self.cache.clone();
        tokio::spawn(async move { cache.entry(&KEY).get().await.unwrap().map(|value| (*value).clone()) })
    }

    fn load(&self, name: &str) -> JoinHandle<User> {
        let (cache, value) = (self.cache.clone(), user(42, name));
        tokio::spawn(async move {
            let loaded =
                cache.entry(&KEY).get_or_load(|| async { Ok::<_, std::io::Error>(value) }).await.unwrap();
            (*loaded).clone()
        })
    }

    /// What L1 holds, without asking the backend.
    async fn l1(&self) -> Option<String> {
        self.backend.hold();
        let read = self.get();
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        if read.is_finished() {
            self.backend.open();
            return read.await.unwrap().map(|user| user.name);
        }
        read.abort();
        let _ = read.await;
        self.backend.open();
        None
    }

    /// What another process would read.
    async fn l2(&self) -> Option<String> {
        let other =
            CacheKit::builder().backend(Arc::new(self.backend.clone())).clock(&self.clock).build().unwrap();
        other.entry(&KEY).get().await.unwrap().map(|user| user.name.clone())
    }

    /// After quiescence: both hold the last acknowledged write, or L1 holds nothing.
    async fn assert_last(&self, acknowledged: Option<&str>) {
        let l1 = self.l1().await;
        assert_eq!(self.l2().await.as_deref(), acknowledged);
        assert!(
            l1.is_none() || l1.as_deref() == acknowledged,
            "L1 holds {l1:?}, acknowledged was {acknowledged:?}"
        );
    }
}

async fn yield_often() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_set_reaches_l2_then_l1() {
    let bench = Bench::new();
    bench.backend.hold();
    let set = bench.set("new");
    let call = bench.backend.take(0).await;
    assert!(matches!(call.operation, Operation::Set(..)));
    assert!(!set.is_finished());
    call.release(Fate::Done);
    set.await.unwrap().unwrap();
    assert_eq!(bench.l1().await.as_deref(), Some("new"));
    bench.assert_last(Some("new")).await;
}

#[tokio::test]
async fn sets_of_one_key_reach_the_backend_one_by_one() {
    let bench = Bench::new();
    bench.backend.hold();
    let first = bench.set("first");
    let call = bench.backend.take(0).await;
    let second = bench.set("second");
    yield_often().await;
    assert_eq!(bench.backend.waiting(), 0, "the second waits for its turn");
    call.release(Fate::Done);
    first.await.unwrap().unwrap();
    bench.backend.take(0).await.release(Fate::Done);
    second.await.unwrap().unwrap();
    bench.assert_last(Some("second")).await;
}

#[tokio::test]
async fn a_read_of_the_old_value_that_comes_back_after_a_set_is_not_kept() {
    let bench = Bench::with_entry("old").await;
    bench.backend.hold();
    let read = bench.get();
    let old_read = bench.backend.take(0).await;
    let set = bench.set("new");
    bench.backend.take(0).await.release(Fate::Done);
    set.await.unwrap().unwrap();
    old_read.release(Fate::Done);
    assert_eq!(read.await.unwrap().unwrap().name, "old", "the read began before the set");
    assert_eq!(bench.l1().await.as_deref(), Some("new"));
    bench.assert_last(Some("new")).await;
}

#[tokio::test]
async fn a_read_of_the_old_value_that_begins_during_a_set_is_not_kept() {
    let bench = Bench::with_entry("old").await;
    bench.backend.hold();
    let set = bench.set("new");
    let write = bench.backend.take(0).await;
    let read = bench.get();
    let old_read = bench.backend.take(0).await;
    write.release(Fate::Done);
    set.await.unwrap().unwrap();
    old_read.release(Fate::Done);
    assert_eq!(read.await.unwrap().unwrap().name, "old");
    bench.assert_last(Some("new")).await;
}

#[tokio::test]
async fn a_load_that_began_before_a_delete_is_not_stored() {
    let bench = Bench::new();
    bench.backend.hold();
    let load = bench.load("from before the delete");
    let read = bench.backend.take(0).await;
    let delete = bench.delete();
    bench.backend.take(0).await.release(Fate::Done);
    delete.await.unwrap().unwrap();
    read.release(Fate::Done);
    assert_eq!(load.await.unwrap().name, "from before the delete");
    bench.assert_last(None).await;
    assert_eq!(bench.cache.stats().region("UserById").unwrap().fenced, 1);
}

#[tokio::test]
async fn a_delete_during_the_write_of_a_load_wins() {
    let bench = Bench::new();
    bench.backend.hold();
    let load = bench.load("loaded");
    bench.backend.take(0).await.release(Fate::Done);
    let write = bench.backend.take(0).await;
    assert!(matches!(write.operation, Operation::Set(..)));
    let delete = bench.delete();
    yield_often().await;
    write.release(Fate::Done);
    load.await.unwrap();
    bench.backend.take(0).await.release(Fate::Done);
    delete.await.unwrap().unwrap();
    bench.assert_last(None).await;
}

#[tokio::test]
async fn a_set_during_the_write_of_a_load_wins() {
    let bench = Bench::new();
    bench.backend.hold();
    let load = bench.load("loaded");
    bench.backend.take(0).await.release(Fate::Done);
    let write = bench.backend.take(0).await;
    let set = bench.set("set");
    yield_often().await;
    write.release(Fate::Done);
    load.await.unwrap();
    bench.backend.take(0).await.release(Fate::Done);
    set.await.unwrap().unwrap();
    bench.assert_last(Some("set")).await;
}

/// All orders of a set and a delete, each answered in one of three ways.
#[tokio::test]
async fn set_and_delete_in_every_order_and_with_every_outcome() {
    for set_first in [true, false] {
        for first_fate in [Fate::Done, Fate::TimedOut, Fate::Refused] {
            for second_fate in [Fate::Done, Fate::TimedOut, Fate::Refused] {
                for late in [false, true] {
                    set_and_delete(set_first, first_fate, second_fate, late).await;
                }
            }
        }
    }
}

async fn set_and_delete(set_first: bool, first_fate: Fate, second_fate: Fate, late: bool) {
    let bench = Bench::new();
    bench.set("before").await.unwrap().unwrap();
    let mut acknowledged = Some("before");
    bench.backend.hold();
    let mut outstanding = Vec::new();
    for (is_set, fate) in [(set_first, first_fate), (!set_first, second_fate)] {
        let done = if is_set {
            let set = bench.set("after");
            let call = bench.backend.take(0).await;
            outstanding.push((fate, call.operation.clone()));
            call.release(fate);
            set.await.unwrap().is_ok()
        } else {
            let delete = bench.delete();
            let call = bench.backend.take(0).await;
            outstanding.push((fate, call.operation.clone()));
            call.release(fate);
            delete.await.unwrap().is_ok()
        };
        assert_eq!(done, fate == Fate::Done);
        if done {
            acknowledged = is_set.then_some("after");
        }
    }
    bench.backend.open();
    let in_doubt = [first_fate, second_fate].contains(&Fate::TimedOut);
    if late {
        // What was answered with a timeout happens all the same, after everything else.
        for (_, operation) in outstanding.iter().filter(|(fate, _)| *fate == Fate::TimedOut) {
            bench.backend.apply(operation);
        }
    }
    let case = format!("set first: {set_first}, {first_fate:?} then {second_fate:?}, late: {late}");
    let l1 = bench.l1().await;
    if in_doubt {
        assert_eq!(l1, None, "{case}");
    } else {
        assert_eq!(bench.l2().await.as_deref(), acknowledged, "{case}");
        assert!(l1.is_none() || l1.as_deref() == acknowledged, "{case}: L1 holds {l1:?}");
    }
}

/// The order that cannot be held, as the documentation names it: a write without an answer lands after a later one
/// that was acknowledged. L1 holds nothing while that is to be expected; afterwards it follows the backend.
#[tokio::test]
async fn a_set_that_timed_out_and_lands_later_than_a_newer_one() {
    let bench = Bench::new();
    bench.backend.hold();
    let lost = bench.set("lost");
    let call = bench.backend.take(0).await;
    let lost_write = call.operation.clone();
    call.release(Fate::TimedOut);
    assert!(lost.await.unwrap().is_err());
    let newer = bench.set("newer");
    bench.backend.take(0).await.release(Fate::Done);
    newer.await.unwrap().unwrap();
    bench.backend.open();
    assert_eq!(bench.l1().await, None, "the key is in doubt");
    bench.backend.apply(&lost_write);
    assert_eq!(bench.get().await.unwrap().unwrap().name, "lost");
    assert_eq!(bench.l1().await, None, "the key is still in doubt");
    bench.clock.advance(std::time::Duration::from_secs(11));
    assert_eq!(bench.get().await.unwrap().unwrap().name, "lost", "L1 follows the backend");
    assert_eq!(bench.l1().await.as_deref(), Some("lost"));
}

#[tokio::test]
async fn dropping_a_set_or_a_delete_midway_leaves_nothing_in_l1() {
    for delete in [false, true] {
        let bench = Bench::new();
        bench.set("before").await.unwrap().unwrap();
        bench.backend.hold();
        if delete {
            let dropped = bench.delete();
            let _call = bench.backend.take(0).await;
            dropped.abort();
            assert!(dropped.await.unwrap_err().is_cancelled());
        } else {
            let dropped = bench.set("never acknowledged");
            let _call = bench.backend.take(0).await;
            dropped.abort();
            assert!(dropped.await.unwrap_err().is_cancelled());
        }
        bench.backend.open();
        assert_eq!(bench.l1().await, None);
        assert_eq!(bench.cache.stats().writes_in_flight, 0);
    }
}

#[tokio::test]
async fn a_write_that_waits_for_its_turn_can_be_dropped() {
    let bench = Bench::new();
    bench.backend.hold();
    let first = bench.set("first");
    let call = bench.backend.take(0).await;
    let second = bench.set("second");
    yield_often().await;
    second.abort();
    let _ = second.await;
    call.release(Fate::Done);
    first.await.unwrap().unwrap();
    bench.backend.open();
    assert_eq!(bench.cache.stats().writes_in_flight, 0);
    assert_eq!(bench.l2().await.as_deref(), Some("first"));
}

#[tokio::test]
async fn a_value_written_by_this_client_is_read_from_l1() {
    let bench = Bench::new();
    bench.set("new").await.unwrap().unwrap();
    let read = bench.cache.entry(&KEY).get().await.unwrap().unwrap();
    assert_eq!(Cached::source(&read), Source::L1);
    assert_eq!(bench.backend.gets(), 0);
}

//! Loads that meet writes, failures of the backend, and each other: what callers that come later get, and how long
//! anybody waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cachekit::backend::Backend as _;
use cachekit::prelude::*;
use cachekit::{ManualClock, Source};
use tokio::sync::{Notify, Semaphore};
use tokio::task::{JoinHandle, JoinSet};

use crate::support::held::{Fate, HeldBackend, Operation};
use crate::support::{KEY, User, UserById, user};

type Loaded = Result<User, std::io::Error>;

/// Begins a load of [`KEY`] that has read `name` and waits for the permit.
async fn begin_load(cache: &CacheKit, name: &'static str, go: &Arc<Semaphore>) -> JoinHandle<String> {
    let begun = Arc::new(Notify::new());
    let load = tokio::spawn({
        let (cache, begun, go) = (cache.clone(), begun.clone(), go.clone());
        async move {
            let load = || async {
                let row = user(42, name);
                begun.notify_one();
                drop(go.acquire().await);
                Loaded::Ok(row)
            };
            cache.entry(&KEY).get_or_load(load).await.unwrap().name.clone()
        }
    });
    begun.notified().await;
    load
}

async fn load(cache: &CacheKit, name: &str) -> Cached<User> {
    cache.entry(&KEY).get_or_load(|| async { Loaded::Ok(user(42, name)) }).await.unwrap()
}

/// A load that never ends.
fn hang(cache: &CacheKit, id: u64) {
    let cache = cache.clone();
    tokio::spawn(async move {
        cache
            .entry(&UserById { tenant: "acme", id })
            .get_or_load(std::future::pending::<Loaded>)
            .await
            .map(drop)
    });
}

#[tokio::test]
async fn a_load_after_an_acknowledged_delete_does_not_join_one_from_before() {
    let cache = CacheKit::in_memory().build().unwrap();
    let go = Arc::new(Semaphore::new(0));
    let before = begin_load(&cache, "old", &go).await;
    cache.entry(&KEY).delete().await.unwrap();
    assert_eq!(load(&cache, "new").await.name, "new");
    go.add_permits(1);
    assert_eq!(before.await.unwrap(), "old", "it began before the delete");
    assert_eq!(cache.entry(&KEY).get().await.unwrap().unwrap().name, "new");
}

#[tokio::test]
async fn a_load_after_an_acknowledged_set_does_not_join_one_from_before() {
    let cache = CacheKit::in_memory().no_l1().build().unwrap();
    let go = Arc::new(Semaphore::new(0));
    let before = begin_load(&cache, "old", &go).await;
    cache.entry(&KEY).set(user(42, "new")).await.unwrap();
    assert_eq!(load(&cache, "never run").await.name, "new");
    go.add_permits(1);
    before.await.unwrap();
}

#[tokio::test]
async fn a_delete_by_string_ends_what_callers_can_join_too() {
    let cache = CacheKit::in_memory().build().unwrap();
    let go = Arc::new(Semaphore::new(0));
    let before = begin_load(&cache, "old", &go).await;
    cache.delete(cache.entry(&KEY).key()).await.unwrap();
    assert_eq!(load(&cache, "new").await.name, "new");
    go.add_permits(1);
    before.await.unwrap();
}

#[tokio::test]
async fn a_load_that_was_overtaken_is_not_counted_as_a_write() {
    let cache = CacheKit::in_memory().build().unwrap();
    let entry = cache.entry(&KEY);
    let deletes_itself = || async {
        cache.entry(&KEY).delete().await.unwrap();
        Loaded::Ok(user(42, "old"))
    };
    entry.get_or_load(deletes_itself).await.unwrap();
    let stats = cache.stats();
    let region = stats.region("UserById").unwrap();
    assert_eq!((region.writes, region.fenced), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_load_that_was_overtaken_does_not_wait_for_the_writes_that_did() {
    let backend = HeldBackend::default();
    let cache = CacheKit::builder().backend(Arc::new(backend.clone())).build().unwrap();
    let begun = tokio::time::Instant::now();
    let overtaken = || async {
        backend.hold();
        for _ in 0..5 {
            let cache = cache.clone();
            tokio::spawn(async move { cache.entry(&KEY).set(user(42, "newer")).await });
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
        Loaded::Ok(user(42, "old"))
    };
    cache.entry(&KEY).get_or_load(overtaken).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_write_waits_for_an_earlier_one_no_longer_than_for_the_backend() {
    let backend = HeldBackend::default();
    backend.hold();
    let timeout = Duration::from_millis(200);
    let cache = CacheKit::builder().backend(Arc::new(backend)).backend_timeout(timeout).build().unwrap();
    let entry = cache.entry(&KEY);
    // Polled once, and then kept: nothing ends it.
    let mut kept = Box::pin(entry.set(user(42, "kept")));
    assert!(futures_poll_once(kept.as_mut()).await.is_none());
    let begun = tokio::time::Instant::now();
    assert!(entry.set(user(42, "next")).await.is_err());
    assert!(entry.delete().await.is_err());
    assert_eq!(begun.elapsed(), 2 * timeout);
}

async fn futures_poll_once<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(match std::pin::Pin::new(&mut future).poll(context) {
            std::task::Poll::Ready(done) => Some(done),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test]
async fn a_loaded_value_is_kept_in_l1_when_the_backend_does_not_take_it() {
    for fate in [Fate::TimedOut, Fate::Refused] {
        let backend = HeldBackend::default();
        let cache = CacheKit::builder().backend(Arc::new(backend.clone())).build().unwrap();
        backend.hold();
        let first = tokio::spawn({
            let cache = cache.clone();
            async move { load(&cache, "loaded").await.name.clone() }
        });
        backend.take(0).await.release(Fate::Done);
        backend.take(0).await.release(fate);
        assert_eq!(first.await.unwrap(), "loaded");
        assert_eq!(Cached::source(&load(&cache, "never run").await), Source::L1, "{fate:?}");
        backend.open();
    }
}

/// One load is slow, another overtakes it: what L1 holds at the end is what the backend holds.
#[tokio::test(start_paused = true)]
async fn loads_that_overtake_each_other_leave_one_value() {
    let backend = HeldBackend::default();
    let shared = Arc::new(backend.clone());
    let cache =
        CacheKit::builder().backend(shared.clone()).load_wait(Duration::from_secs(1)).build().unwrap();
    let go = Arc::new(Semaphore::new(0));
    let slow = begin_load(&cache, "slow", &go).await;
    let quick = tokio::spawn({
        let cache = cache.clone();
        async move { load(&cache, "quick").await.name.clone() }
    });
    assert_eq!(quick.await.unwrap(), "quick", "it has waited for a second");
    go.add_permits(1);
    slow.await.unwrap();
    let other = CacheKit::builder().backend(shared).build().unwrap();
    let l2 = other.entry(&KEY).get().await.unwrap().unwrap();
    assert_eq!(cache.entry(&KEY).get().await.unwrap().unwrap(), l2);
    assert_eq!(l2.name, "quick", "the slow load is the older one");
}

#[tokio::test]
async fn failed_writes_of_other_keys_do_not_switch_l1_off() {
    let backend = HeldBackend::default();
    let cache = CacheKit::builder().backend(Arc::new(backend.clone())).build().unwrap();
    backend.hold();
    let mut writes = JoinSet::new();
    for id in 0..6000 {
        let cache = cache.clone();
        writes
            .spawn(async move { cache.entry(&UserById { tenant: "failing", id }).set(user(id, "x")).await });
    }
    for _ in 0..6000 {
        backend.take(0).await.release(Fate::TimedOut);
    }
    writes.join_all().await;
    backend.open();
    let mut hits = 0;
    for id in 0..500 {
        let entry = cache.entry(&UserById { tenant: "stranger", id });
        entry.get_or_load(|| async { Loaded::Ok(user(id, "x")) }).await.unwrap();
        hits += usize::from(Cached::source(&entry.get().await.unwrap().unwrap()) == Source::L1);
    }
    assert_eq!(hits, 500);
}

#[tokio::test]
async fn a_set_that_was_dropped_before_it_was_sent_leaves_no_doubt() {
    let backend = HeldBackend::default();
    let cache = CacheKit::builder().backend(Arc::new(backend.clone())).build().unwrap();
    backend.hold();
    let set = |name: &'static str| {
        let cache = cache.clone();
        tokio::spawn(async move { cache.entry(&KEY).set(user(42, name)).await })
    };
    let first = set("first");
    let call = backend.take(0).await;
    let dropped = set("dropped");
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    dropped.abort();
    assert!(dropped.await.unwrap_err().is_cancelled());
    call.release(Fate::Done);
    first.await.unwrap().unwrap();
    backend.open();
    cache.entry(&KEY).get().await.unwrap();
    assert_eq!(Cached::source(&cache.entry(&KEY).get().await.unwrap().unwrap()), Source::L1);
}

#[tokio::test(start_paused = true)]
async fn loads_that_hang_keep_no_other_key_waiting() {
    let cache = CacheKit::in_memory().load_wait(Duration::from_secs(1)).build().unwrap();
    for _ in 0..20 {
        hang(&cache, 42);
    }
    tokio::time::sleep(Duration::from_secs(60)).await;
    hang(&cache, 7);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let begun = tokio::time::Instant::now();
    let entry = cache.entry(&UserById { tenant: "acme", id: 7 });
    entry.get_or_load(|| async { Loaded::Ok(user(7, "Ada")) }).await.unwrap();
    assert!(begun.elapsed() <= Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_caller_waits_once_however_many_leaders_give_up() {
    let cache = CacheKit::in_memory().load_wait(Duration::from_secs(1)).build().unwrap();
    for leader in 0..20 {
        let cache = cache.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(leader * 800)).await;
            let entry = cache.entry(&KEY);
            let load = entry.get_or_load(std::future::pending::<Loaded>);
            tokio::time::timeout(Duration::from_millis(900), load).await.map(drop)
        });
    }
    tokio::time::sleep(Duration::from_millis(1)).await;
    let begun = tokio::time::Instant::now();
    load(&cache, "loaded").await;
    assert!(begun.elapsed() <= Duration::from_millis(1100), "{:?}", begun.elapsed());
}

#[derive(Debug)]
struct Unshareable;

/// A node of a tree needs its parent; the source is down.
#[cachekit(ttl = "5m", namespace = "tree")]
async fn node(cache: &CacheKit, id: u64) -> Result<Arc<User>, Unshareable> {
    tokio::time::sleep(Duration::from_millis(10)).await;
    if id >= 100 {
        Box::pin(node(cache, 1)).await?;
    }
    Err(Unshareable)
}

#[tokio::test(start_paused = true)]
async fn nested_loads_with_errors_that_cannot_be_shared_end() {
    let cache = CacheKit::in_memory().build().unwrap();
    let mut callers = JoinSet::new();
    for caller in 0..80 {
        let cache = cache.clone();
        callers.spawn(async move {
            node(&cache, if caller % 2 == 0 { 100 + caller % 10 } else { 1 }).await.is_err()
        });
    }
    let all = tokio::time::timeout(Duration::from_secs(3600), callers.join_all());
    assert!(all.await.expect("they end").into_iter().all(|failed| failed));
}

#[tokio::test(start_paused = true)]
async fn a_load_beside_one_that_hangs_does_not_write_where_nothing_can_be_read() {
    let backend = HeldBackend::default();
    backend.fail_reads(true);
    let shared = Arc::new(backend.clone());
    let cache = CacheKit::builder().backend(shared).load_wait(Duration::from_secs(1)).build().unwrap();
    hang(&cache, 42);
    tokio::time::sleep(Duration::from_millis(1)).await;
    load(&cache, "loaded").await;
    assert_eq!(backend.sets(), 0);
}

#[tokio::test]
async fn an_overwrite_that_was_refused_is_tried_again() {
    let (backend, clock) = (HeldBackend::default(), ManualClock::default());
    let cache = CacheKit::builder().backend(Arc::new(backend.clone())).clock(&clock).build().unwrap();
    let key = cache.entry(&KEY).key().to_owned();
    backend.apply(&Operation::Set(key.clone(), b"damaged".to_vec()));
    backend.hold();
    let first = tokio::spawn({
        let cache = cache.clone();
        async move { load(&cache, "first").await.name.clone() }
    });
    backend.take(0).await.release(Fate::Done);
    backend.take(0).await.release(Fate::Refused);
    first.await.unwrap();
    backend.open();
    clock.advance(Duration::from_secs(31));
    load(&cache, "second").await;
    assert_ne!(backend.get(&key).await.unwrap().unwrap(), b"damaged");
}

#[test]
fn a_runtime_without_timers_will_do() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let runs = AtomicUsize::new(0);
    runtime.block_on(async {
        let cache = CacheKit::in_memory().build().unwrap();
        let load = || async {
            for _ in 0..5 {
                tokio::task::yield_now().await;
            }
            runs.fetch_add(1, Ordering::SeqCst);
            Loaded::Ok(user(42, "Ada"))
        };
        let (first, second) = (cache.entry(&KEY), cache.entry(&KEY));
        let (first, second) = tokio::join!(first.get_or_load(load), second.get_or_load(load));
        assert_eq!(first.unwrap(), second.unwrap());
    });
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

/// Loads of different keys that overlap do not hinder each other, however many there are.
#[tokio::test]
async fn loads_of_many_keys_are_all_stored() {
    let cache = CacheKit::in_memory().l1_capacity(10_000).build().unwrap();
    let mut loads = JoinSet::new();
    for id in 0..3000 {
        let cache = cache.clone();
        loads.spawn(async move {
            let entry = cache.entry(&UserById { tenant: "acme", id });
            let load = || async {
                for _ in 0..id % 7 {
                    tokio::task::yield_now().await;
                }
                Loaded::Ok(user(id, "Ada"))
            };
            entry.get_or_load(load).await.map(drop)
        });
    }
    loads.join_all().await;
    let stats = cache.stats();
    let region = stats.region("UserById").unwrap();
    assert_eq!((region.loads, region.writes, region.fenced), (3000, 3000, 0));
}

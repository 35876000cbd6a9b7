//! Many callers, one load: what each of them gets, and what is left behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::{KEY, User, UserById, user};
use cachekit::prelude::*;
use cachekit::{Cached, Source};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;

const CALLERS: usize = 1000;

/// A loader that counts its runs and waits until the test lets it go.
#[derive(Clone)]
struct SlowSource {
    loads: Arc<AtomicUsize>,
    begun: Arc<Notify>,
    go: Arc<Semaphore>,
}

impl SlowSource {
    fn new() -> Self {
        Self { loads: Arc::default(), begun: Arc::default(), go: Arc::new(Semaphore::new(0)) }
    }

    async fn load(&self) -> User {
        self.loads.fetch_add(1, Ordering::SeqCst);
        self.begun.notify_one();
        drop(self.go.acquire().await.expect("never closed"));
        user(42, "Ada")
    }

    /// Every load, now and later, goes on.
    fn let_go(&self) {
        self.go.add_permits(Semaphore::MAX_PERMITS / 2);
    }

    fn loads(&self) -> usize {
        self.loads.load(Ordering::SeqCst)
    }
}

/// Waits until so many callers of a region wait for a load, which is when the loads in flight are that many or the
/// callers have had their turn.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

fn assert_nothing_left(cache: &CacheKit) {
    let stats = cache.stats();
    assert!(
        stats.regions.iter().all(|region| region.loads_in_flight == 0),
        "a slot was left behind: {stats:?}"
    );
    assert_eq!(stats.writes_in_flight, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_callers_share_one_load() {
    let cache = CacheKit::in_memory().build().unwrap();
    let source = SlowSource::new();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (cache, source) = (cache.clone(), source.clone());
        callers.spawn(async move {
            cache.entry(&KEY).get_or_load(|| async { Ok::<_, std::io::Error>(source.load().await) }).await
        });
    }
    source.begun.notified().await;
    settle().await;
    source.let_go();
    let values = callers.join_all().await;
    assert!(values.iter().all(|value| **value.as_ref().unwrap() == user(42, "Ada")));
    assert_eq!(source.loads(), 1);
    let leads =
        values.iter().filter(|value| Cached::source(value.as_ref().unwrap()) == Source::Loader).count();
    assert_eq!(leads, 1);
    assert_nothing_left(&cache);
}

/// Not `Clone`, and no `From<CachekitError>`.
#[derive(Debug, PartialEq)]
enum OwnError {
    Missing { id: u64 },
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_of_a_failed_load_share_its_error() {
    let cache = CacheKit::in_memory().build().unwrap();
    let loads = Arc::new(AtomicUsize::new(0));
    let go = Arc::new(Semaphore::new(0));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (cache, loads, go) = (cache.clone(), loads.clone(), go.clone());
        callers.spawn(async move {
            let entry = cache.entry(&KEY);
            let load = || async {
                loads.fetch_add(1, Ordering::SeqCst);
                drop(go.acquire().await);
                Err::<User, _>(OwnError::Missing { id: 42 })
            };
            entry.get_or_load(load).await.expect_err("the loader fails")
        });
    }
    while loads.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    settle().await;
    go.add_permits(CALLERS);
    for error in callers.join_all().await {
        assert_eq!(error.as_load(), Some(&OwnError::Missing { id: 42 }));
    }
    assert_nothing_left(&cache);
}

#[derive(Debug, Clone, PartialEq)]
enum CloneError {
    Missing { id: u64 },
}

#[cachekit(ttl = "5m", namespace = "fn-clone")]
async fn fails_clone(cache: &CacheKit, #[cache(skip)] seen: &Failing, id: u64) -> Result<User, CloneError> {
    seen.run().await;
    Err(CloneError::Missing { id })
}

#[cachekit(ttl = "5m", namespace = "fn-own")]
async fn fails_own(cache: &CacheKit, #[cache(skip)] seen: &Failing, id: u64) -> Result<User, OwnError> {
    seen.run().await;
    Err(OwnError::Missing { id })
}

#[derive(Debug)]
struct Opaque(
    #[expect(dead_code, reason = "stands for an error with a cause")]
    Box<dyn std::error::Error + Send + Sync>,
);

/// Shaped like `anyhow::Result`: the error is not in sight of the macro.
type OpaqueResult<T> = Result<T, Opaque>;

#[cachekit(ttl = "5m", namespace = "fn-opaque")]
async fn fails_opaque(cache: &CacheKit, #[cache(skip)] seen: &Failing, id: u64) -> OpaqueResult<User> {
    seen.run().await;
    Err(Opaque(format!("no user {id}").into()))
}

/// Counts the bodies that ran and how many at once.
#[derive(Default)]
struct Failing {
    runs: AtomicUsize,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Failing {
    async fn run(&self) {
        self.runs.fetch_add(1, Ordering::SeqCst);
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        settle().await;
        self.now.fetch_sub(1, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn functions_return_their_own_error_variant() {
    let cache = CacheKit::in_memory().build().unwrap();
    let (clone, own, opaque) =
        (Arc::new(Failing::default()), Arc::new(Failing::default()), Arc::new(Failing::default()));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (cache, clone, own, opaque) = (cache.clone(), clone.clone(), own.clone(), opaque.clone());
        callers.spawn(async move {
            assert_eq!(fails_clone(&cache, &clone, 7).await, Err(CloneError::Missing { id: 7 }));
            assert_eq!(fails_own(&cache, &own, 7).await, Err(OwnError::Missing { id: 7 }));
            assert!(fails_opaque(&cache, &opaque, 7).await.is_err());
        });
    }
    callers.join_all().await;
    // An error that can be cloned is shared; one that cannot is loaded again by each, a few at a time.
    assert!(clone.runs.load(Ordering::SeqCst) < CALLERS);
    assert!(own.most.load(Ordering::SeqCst) <= 9, "{}", own.most.load(Ordering::SeqCst));
    assert!(opaque.most.load(Ordering::SeqCst) <= 9);
    assert_nothing_left(&cache);
}

#[tokio::test]
async fn when_the_leader_is_cancelled_the_next_caller_loads() {
    let cache = CacheKit::in_memory().build().unwrap();
    let source = SlowSource::new();
    let first = tokio::spawn({
        let (cache, source) = (cache.clone(), source.clone());
        async move { cache.entry(&KEY).get_or_load(|| async { Ok::<_, OwnError>(source.load().await) }).await }
    });
    source.begun.notified().await;
    let mut others = JoinSet::new();
    for _ in 0..10 {
        let (cache, source) = (cache.clone(), source.clone());
        others.spawn(async move {
            cache.entry(&KEY).get_or_load(|| async { Ok::<_, OwnError>(source.load().await) }).await
        });
    }
    settle().await;
    first.abort();
    source.begun.notified().await;
    source.let_go();
    assert!(others.join_all().await.iter().all(Result::is_ok));
    assert_eq!(source.loads(), 2);
    assert_nothing_left(&cache);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_loader_panics_the_others_are_told() {
    let cache = CacheKit::in_memory().build().unwrap();
    let loads = Arc::new(AtomicUsize::new(0));
    let go = Arc::new(Semaphore::new(0));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (cache, loads, go) = (cache.clone(), loads.clone(), go.clone());
        callers.spawn(async move {
            let load = || async {
                loads.fetch_add(1, Ordering::SeqCst);
                drop(go.acquire().await);
                panic!("the loader's own panic");
            };
            cache.entry(&KEY).get_or_load::<_, _, OwnError>(load).await.expect_err("nothing was loaded")
        });
    }
    while loads.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    settle().await;
    go.add_permits(CALLERS);
    let mut panicked = 0;
    while let Some(answer) = callers.join_next().await {
        match answer {
            Err(error) => panicked += usize::from(error.is_panic()),
            Ok(error) => assert!(matches!(
                error,
                LoadError::Cache(CachekitError::LoaderPanicked { region: "UserById" })
            )),
        }
    }
    assert_eq!(panicked, loads.load(Ordering::SeqCst));
    assert_nothing_left(&cache);
}

#[cachekit(ttl = "5m", namespace = "fn-panics")]
async fn panics_once(cache: &CacheKit, #[cache(skip)] runs: &AtomicUsize, id: u64) -> Result<User, OwnError> {
    let run = runs.fetch_add(1, Ordering::SeqCst);
    settle().await;
    assert!(run > 0, "the first run panics");
    Ok(user(id, "Ada"))
}

#[tokio::test]
async fn a_function_whose_body_panics_is_loaded_once_more() {
    let cache = CacheKit::in_memory().build().unwrap();
    let runs = Arc::new(AtomicUsize::new(0));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (cache, runs) = (cache.clone(), runs.clone());
        callers.spawn(async move { panics_once(&cache, &runs, 1).await.unwrap() });
    }
    let mut panicked = 0;
    while let Some(answer) = callers.join_next().await {
        panicked += usize::from(answer.is_err());
    }
    assert_eq!(panicked, 1);
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert_nothing_left(&cache);
}

#[tokio::test]
async fn a_loader_that_asks_for_its_own_key_does_not_wait_for_itself() {
    let cache = CacheKit::in_memory().build().unwrap();
    let entry = cache.entry(&KEY);
    let inner = cache.entry(&KEY);
    let outer = entry
        .get_or_load(|| async {
            let inner = inner.get_or_load(|| async { Ok::<_, OwnError>(user(42, "inner")) }).await;
            assert_eq!(*inner.unwrap(), user(42, "inner"));
            Ok::<_, OwnError>(user(42, "outer"))
        })
        .await
        .unwrap();
    assert_eq!(*outer, user(42, "outer"));
    assert_eq!(*entry.get().await.unwrap().unwrap(), user(42, "outer"));
    assert_nothing_left(&cache);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_waits_too_long_loads_itself() {
    let cache = CacheKit::in_memory().load_wait(Duration::from_secs(3)).build().unwrap();
    let hangs = tokio::spawn({
        let cache = cache.clone();
        async move { cache.entry(&KEY).get_or_load(std::future::pending::<Result<User, OwnError>>).await }
    });
    settle().await;
    let value = cache.entry(&KEY).get_or_load(|| async { Ok::<_, OwnError>(user(42, "Ada")) }).await.unwrap();
    assert_eq!(*value, user(42, "Ada"));
    hangs.abort();
    assert!(hangs.await.unwrap_err().is_cancelled());
    assert_nothing_left(&cache);
}

#[tokio::test]
async fn a_value_that_does_not_exist_is_told_to_all_and_not_stored() {
    let cache = CacheKit::in_memory().build().unwrap();
    let entry = cache.entry(&UserById { tenant: "acme", id: 1 });
    let absent = entry.get_or_load_optional(|| async { Ok::<_, OwnError>(None) }).await.unwrap();
    assert!(absent.is_none());
    assert!(!entry.exists().await.unwrap());
}

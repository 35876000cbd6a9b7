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

/// Counts the callers that are about to ask.
#[derive(Clone, Default)]
struct Arrivals(Arc<AtomicUsize>);

impl Arrivals {
    /// What follows, up to the first await that waits, is done by the time that all are there and had their turn.
    fn arrive(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    async fn all(&self, callers: usize) {
        while self.0.load(Ordering::SeqCst) < callers {
            tokio::task::yield_now().await;
        }
        settle().await;
    }
}

/// Lets everybody else have a turn, often.
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
    let arrivals = Arrivals::default();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (cache, source, arrivals) = (cache.clone(), source.clone(), arrivals.clone());
        callers.spawn(async move {
            arrivals.arrive();
            cache.entry(&KEY).get_or_load(|| async { Ok::<_, std::io::Error>(source.load().await) }).await
        });
    }
    arrivals.all(CALLERS).await;
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

impl std::fmt::Display for OwnError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self::Missing { id } = self;
        write!(f, "no user {id}")
    }
}

impl std::error::Error for OwnError {}

#[tokio::test]
async fn callers_of_a_failed_load_share_its_error() {
    let cache = CacheKit::in_memory().build().unwrap();
    let loads = Arc::new(AtomicUsize::new(0));
    let go = Arc::new(Semaphore::new(0));
    let arrivals = Arrivals::default();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (cache, loads, go, arrivals) = (cache.clone(), loads.clone(), go.clone(), arrivals.clone());
        callers.spawn(async move {
            arrivals.arrive();
            let entry = cache.entry(&KEY);
            let load = || async {
                loads.fetch_add(1, Ordering::SeqCst);
                drop(go.acquire().await);
                Err::<User, _>(OwnError::Missing { id: 42 })
            };
            entry.get_or_load(load).await.expect_err("the loader fails")
        });
    }
    arrivals.all(CALLERS).await;
    go.add_permits(CALLERS);
    for error in callers.join_all().await {
        assert_eq!(error.as_load(), Some(&OwnError::Missing { id: 42 }));
    }
    assert_eq!(loads.load(Ordering::SeqCst), 1);
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

/// The error type is not in sight of the macro, and cannot be cloned.
#[cachekit(ttl = "5m", namespace = "fn-anyhow")]
async fn fails_anyhow(cache: &CacheKit, #[cache(skip)] seen: &Failing, id: u64) -> anyhow::Result<User> {
    seen.run().await;
    anyhow::bail!(OwnError::Missing { id })
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
    let (clone, own, anyhow) =
        (Arc::new(Failing::default()), Arc::new(Failing::default()), Arc::new(Failing::default()));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (cache, clone, own, anyhow) = (cache.clone(), clone.clone(), own.clone(), anyhow.clone());
        callers.spawn(async move {
            assert_eq!(fails_clone(&cache, &clone, 7).await, Err(CloneError::Missing { id: 7 }));
            assert_eq!(fails_own(&cache, &own, 7).await, Err(OwnError::Missing { id: 7 }));
            let error = fails_anyhow(&cache, &anyhow, 7).await.unwrap_err();
            assert_eq!(error.downcast_ref(), Some(&OwnError::Missing { id: 7 }));
        });
    }
    callers.join_all().await;
    // An error that can be cloned is shared; one that cannot is loaded again by each, a few at a time.
    assert!(clone.runs.load(Ordering::SeqCst) < CALLERS);
    assert!(own.most.load(Ordering::SeqCst) <= 9, "{}", own.most.load(Ordering::SeqCst));
    assert!(anyhow.most.load(Ordering::SeqCst) <= 9);
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

#[tokio::test]
async fn when_the_loader_panics_the_others_are_told() {
    let cache = CacheKit::in_memory().build().unwrap();
    let loads = Arc::new(AtomicUsize::new(0));
    let go = Arc::new(Semaphore::new(0));
    let arrivals = Arrivals::default();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (cache, loads, go, arrivals) = (cache.clone(), loads.clone(), go.clone(), arrivals.clone());
        callers.spawn(async move {
            arrivals.arrive();
            let load = || async {
                loads.fetch_add(1, Ordering::SeqCst);
                drop(go.acquire().await);
                panic!("the loader's own panic");
            };
            cache.entry(&KEY).get_or_load::<_, _, OwnError>(load).await.expect_err("nothing was loaded")
        });
    }
    arrivals.all(CALLERS).await;
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
    assert_eq!((panicked, loads.load(Ordering::SeqCst)), (1, 1));
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

/// `?` takes the error of a load wherever an `anyhow::Error` or a boxed one is returned.
#[tokio::test]
async fn errors_of_loads_go_on_with_a_question_mark() {
    async fn anyhow(cache: &CacheKit) -> anyhow::Result<Cached<User>> {
        Ok(cache
            .entry(&KEY)
            .get_or_load(|| async { Err(anyhow::anyhow!("down").context("reading")) })
            .await?)
    }
    async fn boxed(cache: &CacheKit) -> Result<Cached<User>, Box<dyn std::error::Error + Send + Sync>> {
        Ok(cache
            .entry(&KEY)
            .get_or_load(|| async { Err(Box::<dyn std::error::Error + Send + Sync>::from("down")) })
            .await?)
    }
    let cache = CacheKit::in_memory().build().unwrap();
    let error = anyhow(&cache).await.unwrap_err();
    let error = error.downcast_ref::<LoadError<anyhow::Error>>().unwrap();
    assert_eq!(
        format!("{error} / {error:#}"),
        "the loader failed: reading / the loader failed: reading: down"
    );
    assert_eq!(boxed(&cache).await.unwrap_err().to_string(), "the loader failed: down");
}

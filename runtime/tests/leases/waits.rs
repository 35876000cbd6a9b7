//! One process loads, the others wait, and nobody waits for the dead for long.

use std::time::Duration;

use cachekit::prelude::*;
use tokio::time::{Instant, sleep};

use crate::support::{Can, KEY, LEASE, Shared, Source, load};

/// Leases and locks differ in what they guard, not in who waits.
const BOTH: [Can; 2] = [Can::Lease, Can::Lock];

#[tokio::test(start_paused = true)]
async fn of_a_thousand_tasks_in_two_processes_one_loads() {
    for can in BOTH {
        let backend = Shared::new(can);
        let (source, caches) = (Source::new(), [backend.client(), backend.client()]);
        let tasks: Vec<_> = (0..1_000).map(|n| source.spawn(&caches[n % 2], "Ada")).collect();
        sleep(Duration::from_millis(600)).await;
        source.let_go();
        for task in tasks {
            assert_eq!(task.await.unwrap(), "Ada");
        }
        assert_eq!(source.loads(), 1, "{can:?}");
        let remote: u64 = caches.iter().map(|cache| cache.stats().regions[0].remote_loads).sum();
        assert_eq!(remote, 1, "the other process waited once for all of its tasks");
    }
}

#[tokio::test(start_paused = true)]
async fn those_that_wait_ask_seldom() {
    for can in BOTH {
        let backend = Shared::new(can);
        let (source, first, second) = (Source::new(), backend.client(), backend.client());
        let loading = source.begin(&first, "Ada").await;
        let questions = |backend: &Shared| backend.count("get") + backend.count("lease");
        let (before, begun) = (questions(&backend), Instant::now());
        let waiting = source.spawn(&second, "Ada");
        sleep(Duration::from_millis(1_900)).await;
        source.let_go();
        assert_eq!((loading.await.unwrap(), waiting.await.unwrap()), ("Ada".to_owned(), "Ada".to_owned()));
        let waited = begun.elapsed().as_millis();
        let asked = (questions(&backend) - before) as u128;
        assert!(asked <= 1 + waited.div_ceil(200), "{can:?}: {asked} questions in {waited} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn a_load_that_takes_longer_than_the_lease_stays_the_only_one() {
    for can in BOTH {
        let backend = Shared::new(can);
        let (source, first, second) = (Source::new(), backend.client(), backend.client());
        let loading = source.begin(&first, "Ada").await;
        let waiting = source.spawn(&second, "Ada");
        sleep(LEASE * 3).await;
        source.let_go();
        assert_eq!((loading.await.unwrap(), waiting.await.unwrap()), ("Ada".to_owned(), "Ada".to_owned()));
        assert_eq!(source.loads(), 1, "{can:?}");
        assert!((8..=10).contains(&backend.count("renew")), "every third of a lease, not more often");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_dies_is_waited_for_as_long_as_the_lease() {
    let backend = Shared::new(Can::Lease);
    backend.lease_and_die().await;
    let begun = Instant::now();
    assert_eq!(load(&backend.client(), "Ada").await, "Ada");
    let waited = begun.elapsed();
    assert!(waited + Duration::from_millis(10) >= LEASE && waited <= LEASE * 6 / 5, "{waited:?}");
    assert!(backend.stored().await.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_load_that_is_dropped_lets_another_process_load_at_once() {
    for can in BOTH {
        let backend = Shared::new(can);
        let (source, first) = (Source::new(), backend.client());
        let loading = source.begin(&first, "never read").await;
        loading.abort();
        assert!(loading.await.is_err());
        sleep(Duration::from_millis(1)).await;
        let begun = Instant::now();
        assert_eq!(load(&backend.client(), "Ada").await, "Ada");
        assert!(begun.elapsed() < Duration::from_millis(10), "{can:?}: {:?}", begun.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_load_without_a_value_lets_another_process_load_at_once() {
    for can in BOTH {
        let backend = Shared::new(can);
        let (first, second) = (backend.client(), backend.client());
        let begun = Instant::now();
        let absent =
            first.entry(&KEY).get_or_load_optional(async || Ok::<_, CachekitError>(None)).await.unwrap();
        assert!(absent.is_none());
        let failed =
            second.entry(&KEY).get_or_load(async || Err(CachekitError::InvalidKey(String::new()))).await;
        assert!(failed.is_err());
        let panicking = tokio::spawn(async move {
            first
                .entry(&KEY)
                .get_or_load(async || -> Result<_, CachekitError> { panic!("expected") })
                .await
                .map(drop)
        });
        assert!(panicking.await.is_err());
        assert_eq!(load(&second, "Ada").await, "Ada");
        assert!(begun.elapsed() < Duration::from_millis(10), "{can:?}: {:?}", begun.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn patience_ends_before_a_load_that_does_not() {
    for can in BOTH {
        let backend = Shared::new(can);
        let source = Source::new();
        let hanging = source.begin(&backend.client(), "never read").await;
        let patient = backend.builder().load_wait(Duration::from_secs(8)).build().unwrap();
        let begun = Instant::now();
        assert_eq!(load(&patient, "Ada").await, "Ada");
        assert_eq!(begun.elapsed().as_secs(), 8, "{can:?}");
        hanging.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn a_backend_that_cannot_answer_costs_the_claim_alone() {
    for can in BOTH {
        let backend = Shared::new(can);
        backend.fail();
        let (source, caches) = (Source::new(), [backend.client(), backend.client()]);
        let loading = [source.begin(&caches[0], "Ada").await, source.begin(&caches[1], "Ada").await];
        source.let_go();
        for loading in loading {
            assert_eq!(loading.await.unwrap(), "Ada");
        }
        assert_eq!(source.loads(), 2);
        // A lock says nothing of writes, so it makes no difference to what is stored whether one is held.
        assert_eq!(backend.stored().await.is_some(), can == Can::Lock, "{can:?}");
        let hit = caches[0].entry(&KEY).get().await.unwrap().unwrap();
        assert_eq!(Cached::source(&hit), cachekit::Source::L1);
        assert!(caches.iter().all(|cache| cache.stats().regions[0].backend_errors > 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_in_the_backend_costs_no_claim() {
    let backend = Shared::new(Can::Lease);
    load(&backend.client(), "Ada").await;
    let leases = backend.count("lease");
    assert_eq!(load(&backend.client(), "never read").await, "Ada");
    assert_eq!(backend.count("lease"), leases);
}

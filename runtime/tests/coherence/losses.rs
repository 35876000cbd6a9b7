//! What a client does that may have missed something.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use cachekit::ManualClock;
use cachekit::backend::Change;
use cachekit::prelude::*;
use tokio::sync::{Notify, Semaphore};

use crate::support::{KEY, Name, Read, Told, found, hit, read, set};

const OTHER: Name = Name { id: 7 };

/// A client that is told of changes, whose L1 has "old" under [`KEY`].
async fn warm() -> (Arc<Told>, CacheKit, ManualClock) {
    let clock = ManualClock::default();
    let backend = Told::new(&clock);
    let cache = backend.client(&clock);
    backend.tell(Change::Live);
    cache.entry(&OTHER).set("new".to_owned()).await.unwrap();
    set(&cache, "old").await;
    assert_eq!(read(&cache).await, found("old"), "the news of its own write has dropped it");
    assert_eq!(read(&cache).await, hit("old"));
    (backend, cache, clock)
}

#[tokio::test]
async fn a_loss_empties_l1() {
    for change in [Change::Lost, Change::Live, Change::All] {
        let (backend, cache, _) = warm().await;
        cache.set("greeting", "old").await.unwrap();
        cache.get::<String>("greeting").await.unwrap();
        backend.remove_unseen("users:name:42").await;
        backend.remove_unseen("greeting").await;
        assert_eq!(read(&cache).await, hit("old"), "nobody knows");
        backend.tell(change);
        assert_eq!(read(&cache).await, Read::Nothing, "{change:?}");
        assert_eq!(cache.get::<String>("greeting").await.unwrap(), None, "{change:?}");
    }
}

#[tokio::test]
async fn until_it_is_told_again_l1_keeps_nothing_for_long() {
    let (backend, cache, clock) = warm().await;
    backend.tell(Change::Lost);
    assert_eq!(read(&cache).await, found("old"));
    assert_eq!(read(&cache).await, hit("old"));
    clock.advance(Duration::from_secs(30));
    assert_eq!(read(&cache).await, found("old"));

    backend.tell(Change::Live);
    assert_eq!(read(&cache).await, found("old"), "what came before is not trusted");
    clock.advance(Duration::from_secs(60));
    assert_eq!(read(&cache).await, hit("old"));
    let told = cache.stats().coherence.unwrap();
    assert!(told.is_live && told.losses == 1, "{told:?}");
}

#[tokio::test]
async fn before_it_is_told_for_the_first_time_l1_keeps_nothing_for_long() {
    let clock = ManualClock::default();
    let cache = Told::new(&clock).client(&clock);
    set(&cache, "old").await;
    read(&cache).await;
    assert_eq!(read(&cache).await, hit("old"));
    clock.advance(Duration::from_secs(30));
    assert_eq!(read(&cache).await, found("old"));
    assert!(!cache.stats().coherence.unwrap().is_live);
}

#[tokio::test]
async fn what_was_loaded_before_the_news_is_not_kept() {
    for change in [Change::Key("users:name:9"), Change::Lost, Change::Live, Change::All] {
        let (backend, cache, _) = warm().await;
        let (begun, go) = (Arc::new(Notify::new()), Arc::new(Semaphore::new(0)));
        let loading = tokio::spawn({
            let (cache, begun, go) = (cache.clone(), begun.clone(), go.clone());
            async move {
                let load = async || {
                    begun.notify_one();
                    drop(go.acquire().await);
                    Ok::<_, CachekitError>("old".to_owned())
                };
                cache.entry(&Name { id: 9 }).get_or_load(load).await.unwrap().to_string()
            }
        });
        begun.notified().await;
        backend.tell(change);
        go.add_permits(1);
        assert_eq!(loading.await.unwrap(), "old");
        assert!(cache.entry(&Name { id: 9 }).get().await.unwrap().is_none(), "{change:?}");
    }
}

#[tokio::test]
async fn a_load_after_the_news_does_not_join_one_from_before() {
    for change in [Change::Key("users:name:9"), Change::Lost, Change::All] {
        let (backend, cache, clock) = warm().await;
        let unleased = backend.builder(&clock).no_load_lease().build().unwrap();
        drop(cache);
        let begun = Arc::new(Notify::new());
        let hanging = tokio::spawn({
            let (cache, begun) = (unleased.clone(), begun.clone());
            async move {
                let load = async || {
                    begun.notify_one();
                    std::future::pending::<Result<String, CachekitError>>().await
                };
                cache.entry(&Name { id: 9 }).get_or_load(load).await.map(drop)
            }
        });
        begun.notified().await;
        backend.tell(change);
        let after = unleased.entry(&Name { id: 9 });
        let after = after.get_or_load(async || Ok::<_, CachekitError>("new".to_owned())).await.unwrap();
        assert_eq!(*after, "new", "{change:?}");
        hanging.abort();
    }
}

/// A delete of what is not there changes nothing, so no backend tells of it.
#[tokio::test]
async fn what_l1_alone_has_does_not_stay_for_long() {
    let clock = ManualClock::default();
    let backend = Told::new(&clock);
    let cache = backend.builder(&clock).no_load_lease().build().unwrap();
    backend.tell(Change::Live);
    for (id, fails) in [(1, &backend.fails_to_get), (2, &backend.fails_to_set)] {
        let key = Name { id };
        fails.store(true, Ordering::SeqCst);
        // A write without an answer keeps its key out of L1 for a while, but not what the very load has brought.
        let load = async || Ok::<_, CachekitError>("old".to_owned());
        cache.entry(&key).get_or_load(load).await.unwrap();
        fails.store(false, Ordering::SeqCst);
        assert_eq!(cache.get_if_present(&key).as_deref().map(String::as_str), Some("old"));
        backend.remove_unseen(cache.entry(&key).key()).await;
        clock.advance(Duration::from_secs(30));
        assert_eq!(cache.get_if_present(&key), None, "{id}");
    }
}

#[tokio::test]
async fn a_change_drops_one_entry_and_costs_one_read() {
    let (backend, cache, _) = warm().await;
    cache.entry(&OTHER).get().await.unwrap();
    let reads = backend.reads();
    backend.tell(Change::Key("users:name:42"));
    assert_eq!(backend.reads(), reads, "the news themselves read nothing");
    assert_eq!(read(&cache).await, found("old"));
    assert_eq!(read(&cache).await, hit("old"));
    cache.entry(&OTHER).get().await.unwrap();
    assert_eq!(backend.reads(), reads + 1);
}

#[tokio::test]
async fn a_shorter_lifetime_in_l1_stays_one() {
    let clock = ManualClock::default();
    let backend = Told::new(&clock);
    let cache = backend.builder(&clock).l1_ttl(Duration::from_secs(10)).build().unwrap();
    backend.tell(Change::Live);
    set(&cache, "old").await;
    read(&cache).await;
    clock.advance(Duration::from_secs(10));
    assert_eq!(read(&cache).await, found("old"));
    assert!(cache.entry(&KEY).exists().await.unwrap());
}

//! Reads, loads and writes of many keys that overlap: nothing older than the last acknowledged write is kept.

use std::time::Duration;

use cachekit::Source as From;
use cachekit::prelude::*;
use futures_util::FutureExt;

use crate::support::{Down, Name, Shelf, Source, assert_nothing_left, ends, keys, loaded, settle, texts};

fn values(names: &[&str]) -> Vec<Option<String>> {
    names.iter().map(|name| Some((*name).to_owned())).collect()
}

#[tokio::test]
async fn writes_while_a_batch_loads_win() {
    let shelf = Shelf::new();
    let (cache, source) = (shelf.client(), Source::held());
    let loading = source.begin(&cache, &[1, 2, 3, 4]).await;
    cache.entry(&Name { id: 1 }).set("new".to_owned()).await.unwrap();
    cache.entries(&keys(&[2])).set(["new".to_owned()]).await.unwrap();
    cache.entries(&keys(&[3])).delete().await.unwrap();
    source.let_go();
    assert_eq!(loading.await.unwrap(), loaded(&[1, 2, 3, 4]), "its caller asked before");
    for cache in [&cache, &shelf.client()] {
        let now = texts(cache.entries(&keys(&[1, 2, 3, 4])).get().await.unwrap());
        assert_eq!(now, [values(&["new", "new"]), vec![None], loaded(&[4])].concat());
    }
    assert_eq!(cache.stats().regions[0].fenced, 3);
    assert_nothing_left(&cache);
}

#[tokio::test]
async fn a_read_that_a_write_has_overtaken_does_not_get_into_l1() {
    let shelf = Shelf::new();
    shelf.client().entries(&keys(&[1, 2])).set(["old", "old"].map(String::from)).await.unwrap();
    shelf.client().set_many(&[("a", "old"), ("b", "old")]).await.unwrap();
    let cache = shelf.client();
    shelf.hold();
    let reads = tokio::spawn({
        let cache = cache.clone();
        async move {
            let (regions, strings) = (keys(&[1, 2]), ["a", "b"]);
            let entries = cache.entries(&regions);
            let (entries, strings) = tokio::join!(entries.get(), cache.get_many::<String>(&strings));
            [texts(entries.unwrap()), strings.unwrap()].concat()
        }
    });
    settle().await;
    cache.entry(&Name { id: 1 }).set("new".to_owned()).await.unwrap();
    cache.set("a", "new").await.unwrap();
    shelf.let_go();
    assert_eq!(reads.await.unwrap(), values(&["old", "old", "old", "old"]));
    let entries = cache.entries(&keys(&[1, 2])).get().await.unwrap();
    assert!(entries.iter().flatten().all(|value| Cached::source(value) == From::L1));
    assert_eq!(texts(entries), values(&["new", "old"]));
    assert_eq!(cache.get_many::<String>(&["a", "b"]).await.unwrap(), values(&["new", "old"]));
}

/// In opposite orders, so that each could hold what the other one wants next.
#[tokio::test(start_paused = true)]
async fn writes_of_many_keys_that_overlap_end_and_leave_one_order() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    let mut writes = Vec::new();
    for round in 0..40 {
        let cache = cache.clone();
        writes.push(tokio::spawn(async move {
            let mut ids = vec![1, 2, 3, 4, 5];
            if round % 2 == 0 {
                ids.reverse();
            }
            if round % 5 == 0 {
                cache.entries(&keys(&ids)).delete().await.map(drop).unwrap();
            } else {
                let values = ids.iter().map(|_| format!("round {round}"));
                cache.entries(&keys(&ids)).set(values).await.unwrap();
            }
        }));
    }
    for write in writes {
        ends(write).await.unwrap();
    }
    let keys = keys(&[1, 2, 3, 4, 5]);
    let (l1, l2) =
        (cache.entries(&keys).get().await.unwrap(), shelf.client().entries(&keys).get().await.unwrap());
    assert_eq!(texts(l1), texts(l2));
    assert_nothing_left(&cache);
}

#[tokio::test]
async fn a_batch_waits_for_earlier_writes_of_its_keys() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    shelf.hold();
    let write = |ids: &'static [u64], name: &'static str| {
        let cache = cache.clone();
        tokio::spawn(async move { cache.entries(&keys(ids)).set(ids.iter().map(|_| name.to_owned())).await })
    };
    let first = write(&[2, 3], "first");
    settle().await;
    let second = write(&[1, 2], "second");
    settle().await;
    assert_eq!(shelf.count("set_many"), 1, "the second waits for its turn");
    shelf.let_go();
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    let now = shelf.client().entries(&keys(&[1, 2, 3])).get().await.unwrap();
    assert_eq!(texts(now), values(&["second", "second", "first"]));
}

/// A key whose earlier write hangs fails alone, and in time.
#[tokio::test(start_paused = true)]
async fn a_turn_that_does_not_come_costs_its_own_key() {
    let shelf = Shelf::new();
    let limit = Duration::from_millis(200);
    let cache = shelf.builder().backend_timeout(limit).build().unwrap();
    shelf.hold();
    let kept = keys(&[2]);
    let kept = cache.entries(&kept);
    // Polled once, and then kept: nothing ends it.
    let mut kept = Box::pin(kept.set(["kept".to_owned()]));
    assert!(kept.as_mut().now_or_never().is_none());
    shelf.let_go();
    let begun = tokio::time::Instant::now();
    let error = cache.entries(&keys(&[3, 2, 1])).set(["c", "b", "a"].map(String::from)).await.unwrap_err();
    assert!(matches!(error.results(), [Ok(()), Err(CachekitError::Backend(error)), Ok(())]
        if error.kind == BackendErrorKind::Timeout));
    assert_eq!(begun.elapsed(), limit);
    assert!(shelf.has(1).await && shelf.has(3).await && !shelf.has(2).await);
}

#[tokio::test]
async fn writes_that_are_dropped_leave_nothing_in_l1() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    let keys = keys(&[1, 2]);
    cache.entries(&keys).set(["old", "old"].map(String::from)).await.unwrap();
    cache.set_many(&[("a", "old"), ("b", "old")]).await.unwrap();
    shelf.hold();
    {
        let entries = cache.entries(&keys);
        let mut regions = Box::pin(entries.set(["new", "new"].map(String::from)));
        let strings = [("a", "new"), ("b", "new")];
        let mut strings = Box::pin(cache.set_many(&strings));
        assert!(regions.as_mut().now_or_never().is_none());
        assert!(strings.as_mut().now_or_never().is_none());
    }
    shelf.let_go();
    for _ in 0..2 {
        // In doubt: L1 takes nothing, and every read asks.
        let entries = cache.entries(&keys).get().await.unwrap();
        assert!(entries.iter().flatten().all(|value| Cached::source(value) == From::L2));
        shelf.calls();
        cache.get_many::<String>(&["a", "b"]).await.unwrap();
        assert_eq!(shelf.calls(), [("get_many", 2)]);
    }
    assert_nothing_left(&cache);
}

#[tokio::test]
async fn a_loader_that_writes_its_own_keys_does_not_undo_it() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    let keys = keys(&[1, 2]);
    let entries = cache.entries(&keys);
    let loading = entries.get_or_load(async |missing| {
        cache.entries(&keys[..1]).delete().await.unwrap();
        cache.set_many(&[("beside", 1)]).await.unwrap();
        Ok::<_, Down>(missing.into_iter().map(|key| (key, "old".to_owned())))
    });
    loading.await.unwrap();
    assert!(!shelf.has(1).await && shelf.has(2).await);
}

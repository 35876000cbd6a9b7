//! Loads of many keys by one caller: what the loader is asked for, and what becomes of what it brings.

use std::collections::HashMap;

use cachekit::Source as From;
use cachekit::prelude::*;

use crate::support::{Down, Name, Shelf, Source, assert_nothing_left, keys, loaded, settle, texts};

#[tokio::test]
async fn the_loader_is_asked_for_what_is_nowhere() {
    let shelf = Shelf::new();
    shelf.client().entries(&keys(&[1, 2])).set(["user 1", "user 2"].map(String::from)).await.unwrap();
    let (cache, source) = (shelf.client(), Source::new());
    cache.entry(&Name { id: 1 }).get().await.unwrap();
    shelf.calls();
    assert_eq!(source.load_all(&cache, &[4, 1, 2, 3]).await, loaded(&[4, 1, 2, 3]));
    assert_eq!(source.asked(), [[4, 3]]);
    assert_eq!(shelf.calls(), [("get_many", 3), ("set", 1), ("set", 1)], "one read of all that L1 misses");
    assert_eq!(source.load_all(&cache, &[4, 1, 2, 3]).await, loaded(&[4, 1, 2, 3]));
    assert_eq!((source.asked().len(), shelf.calls().len()), (0, 0));
    assert_eq!(source.load_all(&shelf.client(), &[3, 4]).await, loaded(&[3, 4]));
    assert_eq!(source.asked().len(), 0, "it was stored");
    let region = cache.stats().regions[0].clone();
    assert_eq!((region.l1_hits, region.l2_hits, region.misses), (5, 2, 2));
    assert_eq!((region.loads, region.writes, region.load_failures), (1, 2, 0));
    assert_nothing_left(&cache);
}

#[tokio::test]
async fn nothing_is_loaded_for_no_keys() {
    let (cache, source) = (Shelf::new().client(), Source::new());
    assert!(source.load(&cache, &[]).await.is_empty());
    assert!(source.asked().is_empty());
}

#[tokio::test]
async fn pairs_name_their_key_by_reference_or_by_value_in_any_order() {
    let (cache, _clock) = CacheKit::test();
    let keys = keys(&[1, 2, 3]);
    let entries = cache.entries(&keys[..2]);
    let by_reference = entries.get_or_load(async |missing| {
        Ok::<_, Down>(missing.into_iter().rev().map(|key| (key, format!("user {}", key.id))))
    });
    assert_eq!(texts(by_reference.await.unwrap()), loaded(&[1, 2]));
    let entries = cache.entries(&keys);
    let by_value = entries.get_or_load(async |missing| {
        assert_eq!(missing, [&Name { id: 3 }]);
        Ok::<_, Down>([(Name { id: 3 }, "user 3".to_owned())])
    });
    let values = by_value.await.unwrap();
    assert_eq!(
        values.iter().flatten().map(Cached::source).collect::<Vec<_>>(),
        [From::L1, From::L1, From::Loader]
    );
    assert_eq!(texts(values), loaded(&[1, 2, 3]));
}

#[tokio::test]
async fn a_key_without_a_pair_has_no_value_and_nothing_is_stored() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    let keys = keys(&[1, 2]);
    for _ in 0..2 {
        let load = async |missing: Vec<&Name>| {
            assert!(missing.iter().any(|key| key.id == 2), "every time");
            let found = missing.into_iter().filter(|key| key.id == 1);
            Ok::<_, Down>(found.map(|key| (Name { id: key.id }, "user 1".to_owned())).collect::<Vec<_>>())
        };
        let values = cache.entries(&keys).get_or_load(load).await.unwrap();
        assert_eq!(texts(values), [Some("user 1".to_owned()), None]);
    }
    assert!(shelf.has(1).await && !shelf.has(2).await);
}

#[tokio::test]
async fn a_value_for_another_key_is_refused_with_all_that_came_with_it() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    let keys = keys(&[1, 2]);
    for wrong in [[1, 3], [1, 1]] {
        let load = async |_| Ok::<_, Down>(wrong.map(|id| (Name { id }, format!("user {id}"))));
        let error = cache.entries(&keys).get_or_load(load).await.unwrap_err();
        let unasked =
            |error: &_| matches!(error, LoadError::Cache(CachekitError::UnaskedKey { region: "Name" }));
        assert!(error.results().iter().all(|result| result.as_ref().is_err_and(unasked)), "{error:?}");
    }
    for id in [1, 2, 3] {
        assert!(!shelf.has(id).await);
    }
    assert_eq!(cache.stats().regions[0].load_failures, 2);
    assert_nothing_left(&cache);
}

#[tokio::test]
async fn keys_are_there_more_than_once() {
    for l1 in [true, false] {
        let shelf = Shelf::new();
        let builder = shelf.builder();
        let cache = if l1 { builder } else { builder.no_l1() }.build().unwrap();
        let source = Source::new();
        let ids = [1, 2, 1, 2, 2];
        assert_eq!(source.load_all(&cache, &ids).await, loaded(&ids));
        assert_eq!(source.asked(), [[1, 2]]);
        let twice = keys(&[7, 7]);
        let entries = cache.entries(&twice);
        let absent = entries.get_or_load(async |missing| {
            assert_eq!(missing.len(), 1);
            Ok::<_, Down>(HashMap::<Name, String>::new())
        });
        assert_eq!(texts(absent.await.unwrap()), [None, None]);
        assert_nothing_left(&cache);
    }
}

#[tokio::test]
async fn a_failed_load_is_the_failure_of_the_keys_that_it_was_for() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    cache.entry(&Name { id: 2 }).set("user 2".to_owned()).await.unwrap();
    let keys = keys(&[1, 2, 3]);
    let failing = async |_| Err::<Vec<(Name, String)>, _>(Down);
    let error = cache.entries(&keys).get_or_load(failing).await.unwrap_err();
    assert!(matches!(error.results(), [Err(one), Ok(Some(_)), Err(three)]
        if one.as_load() == Some(&Down) && three.as_load() == Some(&Down)));
    assert!(matches!(LoadError::from(error), LoadError::Load(error) if *error == Down), "with `?`");
    assert_eq!(cache.stats().regions[0].load_failures, 1);
    assert_nothing_left(&cache);
}

#[tokio::test]
async fn a_panic_goes_on_its_way_and_leaves_nothing_behind() {
    let (cache, source) = (Shelf::new().client(), Source::new());
    for is_late in [false, true] {
        let cache = cache.clone();
        let panicking = tokio::spawn(async move {
            let load = |_: Vec<&Name>| {
                assert!(is_late, "expected");
                async {
                    settle().await;
                    panic!("expected");
                    #[expect(unreachable_code, reason = "it says what the loader would bring")]
                    Ok::<Vec<(Name, String)>, Down>(Vec::new())
                }
            };
            cache.entries(&keys(&[1, 2])).get_or_load(load).await.map(drop)
        });
        assert!(panicking.await.unwrap_err().is_panic());
    }
    assert_nothing_left(&cache);
    assert_eq!(source.load_all(&cache, &[1, 2]).await, loaded(&[1, 2]));
}

#[tokio::test]
async fn a_backend_that_fails_for_some_keys_costs_their_storage_alone() {
    let shelf = Shelf::new();
    let (cache, source) = (shelf.client(), Source::new());
    shelf.break_key("users:name:2");
    assert_eq!(source.load_all(&cache, &[1, 2]).await, loaded(&[1, 2]));
    assert_eq!(source.asked(), [[1, 2]]);
    assert!(shelf.has(1).await && !shelf.has(2).await);
    assert!(cache.get_if_present(&Name { id: 2 }).is_some(), "in L1 it is");
}

#[tokio::test]
async fn more_keys_than_are_loaded_at_a_time() {
    let (cache, source) = (CacheKit::in_memory().l1_capacity(100_000).build().unwrap(), Source::new());
    let ids: Vec<_> = (0..2_500).collect();
    assert_eq!(source.load_all(&cache, &ids).await, loaded(&ids));
    assert_eq!(source.asked().iter().map(Vec::len).collect::<Vec<_>>(), [1_000, 1_000, 500]);
    let region = cache.stats().regions[0].clone();
    assert_eq!((region.writes, region.fenced), (2_500, 0));
}

#[tokio::test]
async fn a_loader_that_asks_for_its_own_keys_loads_again_instead_of_waiting_for_itself() {
    let (cache, source) = (Shelf::new().client(), Source::new());
    let outer = keys(&[1, 2]);
    let inner = [1, 2, 3, 1];
    let entries = cache.entries(&outer);
    let loading = entries.get_or_load(async |missing| {
        let values = source.load_all(&cache, &inner).await;
        assert_eq!(values, loaded(&inner));
        Ok::<_, Down>(missing.into_iter().map(|key| (key, "outer".to_owned())))
    });
    let values = loading.await.unwrap();
    assert_eq!(texts(values), [Some("outer".to_owned()), Some("outer".to_owned())]);
    let mut asked = source.asked();
    asked.sort();
    assert_eq!(asked, [vec![1], vec![1, 2], vec![3]]);
    assert_nothing_left(&cache);
}

#[tokio::test]
async fn futures_are_send() {
    fn is_send<T: Send>(_: &T) {}
    let (cache, _clock) = CacheKit::test();
    let (keys, source) = (keys(&[1]), Source::new());
    let entries = cache.entries(&keys);
    is_send(&entries.get());
    is_send(&entries.set(["a".to_owned()]));
    is_send(&entries.delete());
    is_send(&source.load(&cache, &[1]));
    is_send(&cache.get_many::<u64>(&["k"]));
    is_send(&cache.set_many(&[("k", 1)]));
    is_send(&cache.delete_many(&["k"]));
}

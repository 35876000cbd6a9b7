//! Loads that share keys: each key is loaded once, and nobody waits for somebody who waits for them.

use std::time::Duration;

use cachekit::prelude::*;

use crate::support::{Down, Name, Shelf, Source, assert_nothing_left, ends, keys, loaded, settle, texts};

#[tokio::test(start_paused = true)]
async fn two_batches_share_what_they_have_in_common() {
    for (first, second, rest) in
        [([1, 2, 3], [2, 3, 4], 4), ([1, 2, 3], [4, 3, 2], 4), ([3, 2, 1], [0, 1, 2], 0)]
    {
        let (cache, source) = (Shelf::new().client(), Source::held());
        let one = source.begin(&cache, &first).await;
        let two = source.begin(&cache, &second).await;
        assert_eq!(source.asked(), [first.to_vec(), vec![rest]]);
        source.let_go();
        assert_eq!(ends(one).await.unwrap(), loaded(&first));
        assert_eq!(ends(two).await.unwrap(), loaded(&second));
        assert!(source.asked().is_empty());
        assert_eq!(cache.stats().regions[0].shared_loads, 2);
        assert_nothing_left(&cache);
    }
}

/// Each leads a key that the other one waits for.
#[tokio::test(start_paused = true)]
async fn batches_that_wait_for_each_other_end() {
    let (cache, shelf) = {
        let shelf = Shelf::new();
        (shelf.client(), shelf)
    };
    let source = Source::held();
    // The third one leads a key that is in between, so that the two begin their leads in turns.
    let one = source.begin(&cache, &[1]).await;
    let two = source.begin(&cache, &[2]).await;
    let mixed = [source.spawn(&cache, &[1, 2, 3, 4]), source.spawn(&cache, &[4, 3, 2, 1])];
    settle().await;
    shelf.calls();
    source.let_go();
    for batch in mixed {
        assert_eq!(ends(batch).await.unwrap().len(), 4);
    }
    one.await.unwrap();
    two.await.unwrap();
    let mut asked: Vec<_> = source.asked().into_iter().flatten().collect();
    asked.sort_unstable();
    assert_eq!(asked, [1, 2, 3, 4], "each key once");
    assert_nothing_left(&cache);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_batches_at_once_load_each_key_once() {
    let (cache, source) = (CacheKit::in_memory().build().unwrap(), Source::new());
    let mut batches = Vec::new();
    for round in 0..200_u64 {
        let mut ids: Vec<_> = (0..20).map(|n| (round * 7 + n * 3) % 50).collect();
        if round % 2 == 0 {
            ids.reverse();
        }
        batches.push((source.spawn(&cache, &ids), ids));
    }
    let singles: Vec<_> = (0..50).map(|id| (source.spawn_one(&cache, id), id)).collect();
    for (batch, ids) in batches {
        assert_eq!(ends(batch).await.unwrap(), loaded(&ids));
    }
    for (single, id) in singles {
        assert_eq!(ends(single).await.unwrap(), format!("user {id}"));
    }
    let mut asked: Vec<_> = source.asked().into_iter().flatten().collect();
    asked.sort_unstable();
    assert_eq!(asked, (0..50).collect::<Vec<_>>());
    assert_nothing_left(&cache);
}

#[tokio::test(start_paused = true)]
async fn batches_and_single_callers_wait_for_each_other() {
    let (cache, source) = (Shelf::new().client(), Source::held());
    let single = source.spawn_one(&cache, 2);
    source.begun().await;
    let batch = source.begin(&cache, &[1, 2, 3]).await;
    let others = [source.spawn_one(&cache, 1), source.spawn_one(&cache, 3)];
    settle().await;
    assert_eq!(source.asked(), [vec![2], vec![1, 3]]);
    source.let_go();
    assert_eq!(ends(batch).await.unwrap(), loaded(&[1, 2, 3]));
    assert_eq!(single.await.unwrap(), "user 2");
    for (other, name) in others.into_iter().zip(["user 1", "user 3"]) {
        assert_eq!(ends(other).await.unwrap(), name);
    }
    assert!(source.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_a_batch_has_filled_is_there_for_others_while_it_waits() {
    let (cache, source) = (Shelf::new().client(), Source::held());
    let slow = Source::held();
    let held = slow.begin(&cache, &[2]).await;
    let batch = source.begin(&cache, &[1, 2]).await;
    source.let_go();
    settle().await;
    assert!(!batch.is_finished(), "it waits for the other one");
    assert!(cache.get_if_present(&Name { id: 1 }).is_some());
    assert_eq!(ends(source.spawn_one(&cache, 1)).await.unwrap(), "user 1");
    slow.let_go();
    assert_eq!(ends(batch).await.unwrap(), loaded(&[1, 2]));
    held.await.unwrap();
    assert_eq!(source.asked(), [[1]]);
}

#[tokio::test(start_paused = true)]
async fn the_keys_of_a_cancelled_batch_are_loaded_by_the_next_in_one_run() {
    let (cache, source) = (Shelf::new().client(), Source::held());
    let cancelled = source.begin(&cache, &[1, 2, 3]).await;
    let batch = source.begin(&cache, &[1, 2, 3, 4]).await;
    settle().await;
    cancelled.abort();
    assert!(cancelled.await.unwrap_err().is_cancelled());
    source.let_go();
    assert_eq!(ends(batch).await.unwrap(), loaded(&[1, 2, 3, 4]));
    assert_eq!(source.asked(), [vec![1, 2, 3], vec![4], vec![1, 2, 3]]);
    assert_nothing_left(&cache);
}

#[tokio::test(start_paused = true)]
async fn the_key_of_a_cancelled_batch_is_loaded_by_a_single_caller() {
    let (cache, source) = (Shelf::new().client(), Source::held());
    let cancelled = source.begin(&cache, &[1, 2]).await;
    let single = source.spawn_one(&cache, 2);
    settle().await;
    cancelled.abort();
    source.let_go();
    assert_eq!(ends(single).await.unwrap(), "user 2");
    assert_eq!(source.asked(), [vec![1, 2], vec![2]]);
}

#[tokio::test(start_paused = true)]
async fn those_that_wait_share_the_error() {
    let (cache, source) = (Shelf::new().client(), Source::held());
    let failing = tokio::spawn({
        let (cache, source) = (cache.clone(), source.clone());
        async move {
            let load = async |missing: Vec<&Name>| {
                source.run(missing.iter().map(|key| key.id).collect()).await;
                Err::<Vec<(Name, String)>, _>(Down)
            };
            cache.entries(&keys(&[1, 2])).get_or_load(load).await.unwrap_err().failures().count()
        }
    });
    source.begun().await;
    let batch = {
        let (cache, source) = (cache.clone(), source.clone());
        tokio::spawn(async move { source.load(&cache, &[2, 3]).await })
    };
    let single = tokio::spawn({
        let cache = cache.clone();
        async move {
            let load = async || Ok::<_, Down>("never run".to_owned());
            cache.entry(&Name { id: 1 }).get_or_load(load).await.map(drop)
        }
    });
    settle().await;
    source.let_go();
    assert_eq!(ends(failing).await.unwrap(), 2);
    let results = ends(batch).await.unwrap();
    assert_eq!(results[0].as_ref().unwrap_err().as_load(), Some(&Down));
    assert_eq!(results[1].as_ref().unwrap().as_deref(), Some("user 3"));
    assert_eq!(ends(single).await.unwrap().unwrap_err().as_load(), Some(&Down));
    assert_eq!(source.asked(), [vec![1, 2], vec![3]]);
}

/// Another type of error: the batch has to run its own loader, in one run for all.
#[tokio::test(start_paused = true)]
async fn an_error_that_cannot_be_shared_costs_another_round() {
    #[derive(Debug)]
    struct Other;
    let (cache, source) = (Shelf::new().client(), Source::held());
    let failing = tokio::spawn({
        let (cache, source) = (cache.clone(), source.clone());
        async move {
            let load = async |_| {
                source.run(vec![]).await;
                Err::<Vec<(Name, String)>, _>(Other)
            };
            cache.entries(&keys(&[1, 2])).get_or_load(load).await.is_err()
        }
    });
    source.begun().await;
    let batch = source.begin(&cache, &[1, 2, 3]).await;
    settle().await;
    source.let_go();
    assert!(ends(failing).await.unwrap());
    assert_eq!(ends(batch).await.unwrap(), loaded(&[1, 2, 3]));
    assert_eq!(source.asked(), [vec![], vec![3], vec![1, 2]]);
}

#[tokio::test(start_paused = true)]
async fn those_that_wait_are_told_of_a_panic() {
    let (cache, source) = (Shelf::new().client(), Source::held());
    let panicking = tokio::spawn({
        let (cache, source) = (cache.clone(), source.clone());
        async move {
            let load = async |missing: Vec<&Name>| {
                source.run(vec![]).await;
                assert!(missing.is_empty(), "expected");
                Ok::<Vec<(Name, String)>, Down>(Vec::new())
            };
            cache.entries(&keys(&[1, 2])).get_or_load(load).await.map(drop)
        }
    });
    source.begun().await;
    let (waiting, single) = (
        {
            let (cache, source) = (cache.clone(), source.clone());
            tokio::spawn(async move { source.load(&cache, &[1, 3]).await })
        },
        {
            let cache = cache.clone();
            tokio::spawn(async move {
                let load = async || Ok::<_, Down>("never run".to_owned());
                cache.entry(&Name { id: 2 }).get_or_load(load).await.map(drop)
            })
        },
    );
    settle().await;
    source.let_go();
    assert!(ends(panicking).await.unwrap_err().is_panic());
    let told =
        |error: &_| matches!(error, LoadError::Cache(CachekitError::LoaderPanicked { region: "Name" }));
    let results = ends(waiting).await.unwrap();
    assert!(told(results[0].as_ref().unwrap_err()) && results[1].is_ok());
    assert!(told(&ends(single).await.unwrap().unwrap_err()));
    assert_nothing_left(&cache);
}

/// A batch says that there is no value; a caller that has no word for that loads itself.
#[tokio::test(start_paused = true)]
async fn that_there_is_no_value_is_shared_with_those_who_can_take_it() {
    let (cache, source) = (Shelf::new().client(), Source::held());
    let absent = tokio::spawn({
        let (cache, source) = (cache.clone(), source.clone());
        async move {
            let load = async |_| {
                source.run(vec![]).await;
                Ok::<Vec<(Name, String)>, Down>(Vec::new())
            };
            texts(cache.entries(&keys(&[1, 2])).get_or_load(load).await.unwrap())
        }
    });
    source.begun().await;
    let (batch, single) = (source.spawn(&cache, &[1]), source.spawn_one(&cache, 2));
    settle().await;
    source.let_go();
    assert_eq!(ends(absent).await.unwrap(), [None, None]);
    assert_eq!(ends(batch).await.unwrap(), [None]);
    assert_eq!(ends(single).await.unwrap(), "user 2");
}

#[tokio::test(start_paused = true)]
async fn patience_with_loads_that_hang_ends() {
    let shelf = Shelf::new();
    let cache = shelf.builder().load_wait(Duration::from_secs(8)).build().unwrap();
    let (hanging, source) = (Source::held(), Source::new());
    let hung = hanging.begin(&cache, &[1, 2]).await;
    let begun = tokio::time::Instant::now();
    assert_eq!(source.load_all(&cache, &[2, 3, 1, 2]).await, loaded(&[2, 3, 1, 2]));
    assert_eq!(begun.elapsed().as_secs(), 8);
    assert_eq!(source.asked(), [vec![3], vec![1, 2]]);
    hung.abort();
}

/// The same runtime without timers, where nobody can stop waiting.
#[test]
fn a_runtime_without_timers_will_do() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (cache, source) = (CacheKit::in_memory().build().unwrap(), Source::held());
        let batches = [source.spawn(&cache, &[1, 2, 3]), source.spawn(&cache, &[3, 2, 4])];
        settle().await;
        source.let_go();
        for (batch, ids) in batches.into_iter().zip([[1, 2, 3], [3, 2, 4]]) {
            assert_eq!(batch.await.unwrap(), loaded(&ids));
        }
        assert_eq!(source.asked(), [vec![1, 2, 3], vec![4]]);
    });
}

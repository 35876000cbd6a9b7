//! Loads of many keys in several processes. Clients with one backend stand for the processes.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::support::{Can, Down, LEASE, Name, Shelf, Source, assert_nothing_left, ends, keys, loaded, texts};

const BOTH: [Can; 2] = [Can::Lease, Can::Lock];

#[tokio::test(start_paused = true)]
async fn each_key_is_loaded_by_one_process() {
    for can in BOTH {
        for second in [[2, 3, 4], [4, 3, 2]] {
            let shelf = Shelf::that(can);
            let (source, caches) = (Source::held(), [shelf.client(), shelf.client()]);
            let one = source.begin(&caches[0], &[1, 2, 3]).await;
            let two = source.begin(&caches[1], &second).await;
            assert_eq!(source.asked(), [vec![1, 2, 3], vec![4]], "{can:?}");
            sleep(Duration::from_millis(400)).await;
            source.let_go();
            assert_eq!(ends(one).await.unwrap(), loaded(&[1, 2, 3]));
            assert_eq!(ends(two).await.unwrap(), loaded(&second));
            assert!(source.asked().is_empty());
            assert_eq!(caches[1].stats().regions[0].remote_loads, 2, "{can:?}");
            caches.iter().for_each(assert_nothing_left);
        }
    }
}

/// Each process has a lease that the other one wants: neither waits before its own is filled.
#[tokio::test(start_paused = true)]
async fn processes_that_want_each_others_keys_end() {
    for can in BOTH {
        let shelf = Shelf::that(can);
        let (source, caches) = (Source::held(), [shelf.client(), shelf.client()]);
        let singles = [source.spawn_one(&caches[0], 1), source.spawn_one(&caches[1], 2)];
        sleep(Duration::from_millis(1)).await;
        let batches = [source.spawn(&caches[0], &[1, 2, 3, 4]), source.spawn(&caches[1], &[4, 3, 2, 1])];
        sleep(Duration::from_millis(600)).await;
        let begun = Instant::now();
        source.let_go();
        for (batch, ids) in batches.into_iter().zip([[1, 2, 3, 4], [4, 3, 2, 1]]) {
            assert_eq!(ends(batch).await.unwrap(), loaded(&ids));
        }
        for single in singles {
            ends(single).await.unwrap();
        }
        assert!(begun.elapsed() < Duration::from_secs(1), "{can:?}: {:?}", begun.elapsed());
        let mut asked: Vec<_> = source.asked().into_iter().flatten().collect();
        asked.sort_unstable();
        assert_eq!(asked, [1, 2, 3, 4], "{can:?}: each key once");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_filled_is_there_while_another_process_is_waited_for() {
    let shelf = Shelf::that(Can::Lease);
    shelf.lease_and_die(2).await;
    let (source, cache) = (Source::new(), shelf.client());
    let batch = source.spawn(&cache, &[1, 2, 3]);
    sleep(Duration::from_millis(100)).await;
    assert!(shelf.has(1).await && shelf.has(3).await && !batch.is_finished());
    assert_eq!(cache.stats().regions[0].loads_in_flight, 0, "and nothing is held");
    assert_eq!(ends(batch).await.unwrap(), loaded(&[1, 2, 3]));
}

#[tokio::test(start_paused = true)]
async fn whoever_dies_is_waited_for_as_long_as_the_lease_and_all_keys_are_loaded_in_one_run() {
    let shelf = Shelf::that(Can::Lease);
    for id in [2, 3] {
        shelf.lease_and_die(id).await;
    }
    let (source, begun) = (Source::new(), Instant::now());
    assert_eq!(source.load_all(&shelf.client(), &[1, 2, 3]).await, loaded(&[1, 2, 3]));
    let waited = begun.elapsed();
    assert!(waited + Duration::from_millis(10) >= LEASE && waited <= LEASE * 6 / 5, "{waited:?}");
    assert_eq!(source.asked(), [vec![1], vec![2, 3]]);
    assert!(shelf.has(2).await && shelf.has(3).await);
}

#[tokio::test(start_paused = true)]
async fn those_that_wait_ask_seldom() {
    let shelf = Shelf::that(Can::Lease);
    let (source, first, second) = (Source::held(), shelf.client(), shelf.client());
    let loading = source.begin(&first, &[1, 2]).await;
    shelf.calls();
    let (waiting, begun) = (source.spawn(&second, &[1, 2]), Instant::now());
    sleep(Duration::from_millis(1_900)).await;
    source.let_go();
    assert_eq!(ends(waiting).await.unwrap(), loaded(&[1, 2]));
    let rounds = begun.elapsed().as_millis().div_ceil(200) as usize;
    assert!(shelf.count("get_many") <= rounds && shelf.count("lease") <= 2 * rounds);
    loading.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_load_that_takes_longer_than_the_leases_keeps_them() {
    let shelf = Shelf::that(Can::Lease);
    let (source, first, second) = (Source::held(), shelf.client(), shelf.client());
    let loading = source.begin(&first, &[1, 2]).await;
    let waiting = source.spawn(&second, &[2, 1]);
    sleep(LEASE * 3).await;
    source.let_go();
    assert_eq!(ends(loading).await.unwrap(), loaded(&[1, 2]));
    assert_eq!(ends(waiting).await.unwrap(), loaded(&[2, 1]));
    assert_eq!(source.asked(), [[1, 2]]);
}

#[tokio::test(start_paused = true)]
async fn leases_of_a_batch_that_is_dropped_or_brings_nothing_are_given_back() {
    for can in BOTH {
        let shelf = Shelf::that(can);
        let (source, first) = (Source::held(), shelf.client());
        let dropped = source.begin(&first, &[1, 2]).await;
        dropped.abort();
        assert!(dropped.await.is_err());
        let begun = Instant::now();
        let absent = async |_| Ok::<Vec<(Name, String)>, Down>(Vec::new());
        let failing = async |_| Err::<Vec<(Name, String)>, _>(Down);
        let foreign = async |_| Ok::<_, Down>([(Name { id: 9 }, String::new())]);
        sleep(Duration::from_millis(1)).await;
        assert_eq!(texts(first.entries(&keys(&[1, 2])).get_or_load(absent).await.unwrap()), [None, None]);
        assert!(first.entries(&keys(&[1, 2])).get_or_load(failing).await.is_err());
        assert!(first.entries(&keys(&[1, 2])).get_or_load(foreign).await.is_err());
        let panicking = tokio::spawn(async move {
            let load = |_: Vec<&Name>| -> std::future::Ready<Result<Vec<(Name, String)>, Down>> {
                panic!("expected")
            };
            first.entries(&keys(&[1, 2])).get_or_load(load).await.map(drop)
        });
        assert!(panicking.await.is_err());
        source.let_go();
        assert_eq!(source.load_all(&shelf.client(), &[1, 2]).await, loaded(&[1, 2]));
        assert!(begun.elapsed() < Duration::from_millis(20), "{can:?}: {:?}", begun.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn what_another_process_writes_while_a_batch_loads_stays() {
    let shelf = Shelf::that(Can::Lease);
    let (source, first, second) = (Source::held(), shelf.client(), shelf.client());
    second.entry(&Name { id: 1 }).get().await.unwrap();
    let loading = source.begin(&first, &[1, 2, 3]).await;
    second.entries(&keys(&[1])).delete().await.unwrap();
    second.entries(&keys(&[2])).set(["new".to_owned()]).await.unwrap();
    source.let_go();
    assert_eq!(loading.await.unwrap(), loaded(&[1, 2, 3]), "its caller asked before");
    let now = texts(first.entries(&keys(&[1, 2, 3])).get().await.unwrap());
    assert_eq!(now, [None, Some("new".to_owned()), Some("user 3".to_owned())]);
    assert_eq!(first.stats().regions[0].fenced, 2);
}

#[tokio::test(start_paused = true)]
async fn patience_ends_before_a_load_of_another_process_that_does_not() {
    for can in BOTH {
        let shelf = Shelf::that(can);
        let (hanging, source) = (Source::held(), Source::new());
        let hung = hanging.begin(&shelf.client(), &[1, 2]).await;
        let patient = shelf.builder().load_wait(Duration::from_secs(8)).build().unwrap();
        let begun = Instant::now();
        assert_eq!(source.load_all(&patient, &[1, 2, 3]).await, loaded(&[1, 2, 3]));
        assert_eq!(begun.elapsed().as_secs(), 8, "{can:?}");
        assert_eq!(source.asked(), [vec![3], vec![1, 2]]);
        hung.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn single_callers_of_a_key_that_is_set_aside_get_it_as_soon_as_it_is_there() {
    let shelf = Shelf::that(Can::Lease);
    let (elsewhere, source, cache) = (Source::held(), Source::held(), shelf.client());
    let theirs = elsewhere.begin(&shelf.client(), &[2]).await;
    let batch = source.begin(&cache, &[1, 2]).await;
    let single = source.spawn_one(&cache, 2);
    elsewhere.let_go();
    theirs.await.unwrap();
    assert_eq!(ends(single).await.unwrap(), "user 2", "while the batch still loads");
    assert!(!batch.is_finished());
    source.let_go();
    assert_eq!(ends(batch).await.unwrap(), loaded(&[1, 2]));
    assert_eq!(source.asked(), [[1]]);
}

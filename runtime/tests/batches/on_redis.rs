//! Batches on a real Redis.

use std::sync::Arc;
use std::time::Duration;

use cachekit::backend::redis::RedisBackend;
use cachekit::prelude::*;
use cachekit_test_servers::RedisServer;

use crate::support::{Source, keys, loaded, texts};

fn client(server: &RedisServer) -> CacheKitBuilder {
    let backend = RedisBackend::builder().url(server.url()).build().unwrap();
    CacheKit::builder().backend(Arc::new(backend))
}

/// How often the server has run a command.
fn calls(server: &RedisServer, command: &str) -> u64 {
    let mut connection = redis::Client::open(server.url()).unwrap().get_connection().unwrap();
    let stats: String = redis::cmd("INFO").arg("commandstats").query(&mut connection).unwrap();
    let line = stats.lines().find_map(|line| line.strip_prefix(&format!("cmdstat_{command}:calls=")));
    line.and_then(|line| line.split(',').next()).map_or(0, |calls| calls.parse().unwrap())
}

#[tokio::test]
async fn a_hundred_keys_are_one_mget() {
    let server = RedisServer::start();
    let cache = client(&server).no_l1().build().unwrap();
    let keys = keys(&(0..100).collect::<Vec<_>>());
    let values: Vec<_> = (0..100).map(|id| format!("user {id}")).collect();
    cache.entries(&keys).set(values).await.unwrap();
    assert_eq!(texts(cache.entries(&keys).get().await.unwrap()), loaded(&(0..100).collect::<Vec<_>>()));
    assert_eq!((calls(&server, "mget"), calls(&server, "get")), (1, 0));
    assert!(cache.entries(&keys).delete().await.unwrap().into_iter().all(|was_there| was_there));
    assert!(cache.entries(&keys).get().await.unwrap().iter().all(Option::is_none));
}

/// `MGET` takes it for nothing, so the keys are loaded; what stores the values does not.
#[tokio::test]
async fn a_key_of_another_type_is_loaded_and_stays() {
    let server = RedisServer::start();
    for builder in [client(&server), client(&server).no_load_lease()] {
        let (cache, source) = (builder.build().unwrap(), Source::new());
        server.ask(&["FLUSHALL"]);
        server.ask(&["RPUSH", "users:name:2", "a list"]);
        assert_eq!(source.load_all(&cache, &[1, 2, 3]).await, loaded(&[1, 2, 3]));
        assert_eq!(server.ask(&["TYPE", "users:name:2"]).trim(), "list");
        assert_eq!(server.ask(&["TYPE", "users:name:3"]).trim(), "string");
    }
}

#[tokio::test]
async fn strings_are_those_of_single_calls() {
    let server = RedisServer::start();
    let cache = client(&server).build().unwrap();
    cache.set_many_with_ttl(&[("a", 1), ("b", 2)], Duration::from_secs(60)).await.unwrap();
    let other = client(&server).build().unwrap();
    assert_eq!(other.get::<u64>("b").await.unwrap(), Some(2));
    assert_eq!(other.get_many::<u64>(&["b", "c", "a"]).await.unwrap(), [Some(2), None, Some(1)]);
    assert_eq!(other.delete_many(&["a", "c"]).await.unwrap(), [true, false]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn batches_of_two_clients_load_each_key_once() {
    let server = RedisServer::start();
    let caches = [client(&server).build().unwrap(), client(&server).build().unwrap()];
    let source = Source::held();
    let mut batches = Vec::new();
    for round in 0..40_u64 {
        let mut ids: Vec<_> = (0..20).map(|n| (round * 7 + n * 3) % 50).collect();
        if round % 3 == 0 {
            ids.reverse();
        }
        batches.push((source.spawn(&caches[usize::from(round % 2 == 0)], &ids), ids));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    source.let_go();
    for (batch, ids) in batches {
        let batch =
            tokio::time::timeout(Duration::from_secs(20), batch).await.expect("no batch waits for ever");
        assert_eq!(batch.unwrap(), loaded(&ids));
    }
    let mut asked: Vec<_> = source.asked().into_iter().flatten().collect();
    asked.sort_unstable();
    assert_eq!(asked, (0..50).collect::<Vec<_>>());
}

#[tokio::test]
async fn without_its_server_a_batch_loads_all_and_stores_nothing() {
    let mut server = RedisServer::start();
    let backend = RedisBackend::builder().url(server.url()).connect_timeout(Duration::from_millis(400));
    let cache = CacheKit::builder().backend(Arc::new(backend.build().unwrap())).build().unwrap();
    let source = Source::new();
    assert_eq!(source.load_all(&cache, &[1]).await, loaded(&[1]));
    server.kill();
    assert_eq!(source.load_all(&cache, &[1, 2, 3]).await, loaded(&[1, 2, 3]));
    assert_eq!(source.asked(), [vec![1], vec![2, 3]]);
    let error = cache.entries(&keys(&[1, 7, 8])).get().await.unwrap_err();
    assert_eq!(error.failures().map(|(at, _)| at).collect::<Vec<_>>(), [1, 2]);
}

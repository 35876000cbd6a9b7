//! Real processes on a real Redis.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use cachekit::backend::redis::RedisBackend;
use cachekit::prelude::*;
use cachekit_test_servers::RedisServer;
use redis::FromRedisValue;
use tokio::task::JoinSet;

use crate::support::{KEY, Source};

const URL: &str = "CACHEKIT_TEST_URL";
const LOAD: &str = "CACHEKIT_TEST_LOAD";
const TASKS: usize = 500;
const LEASE: Duration = Duration::from_secs(1);

/// Starts this test binary as another process, whose every load takes so long.
fn process(server: &RedisServer, load: Duration) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::one_process", "--nocapture"])
        .env(URL, server.url())
        .env(LOAD, load.as_millis().to_string())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Not a test by itself: what [`process`] starts.
#[expect(clippy::disallowed_methods, reason = "what this process is to do stands in its environment")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process() {
    let Ok(url) = std::env::var(URL) else { return };
    let load = Duration::from_millis(std::env::var(LOAD).unwrap().parse().unwrap());
    let cache = client(url.clone(), LEASE);
    let counter = redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap();
    let count = |name: &'static str| {
        let mut counter = counter.clone();
        async move { redis::cmd("INCR").arg(name).query_async::<u64>(&mut counter).await.unwrap() }
    };
    count("ready").await;
    while !exists(&counter, "go").await {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let begun = tokio::time::Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let (cache, counted) = (cache.clone(), count("loads"));
        tasks.spawn(async move {
            let loader = async || {
                counted.await;
                tokio::time::sleep(load).await;
                Ok::<_, CachekitError>("Ada".to_owned())
            };
            assert_eq!(*cache.entry(&KEY).get_or_load(loader).await.unwrap(), "Ada");
        });
    }
    tasks.join_all().await;
    let waited = u64::try_from(begun.elapsed().as_millis()).unwrap();
    let mut counter = counter.clone();
    let () = redis::cmd("SET").arg("waited").arg(waited).query_async(&mut counter).await.unwrap();
}

fn client(url: String, lease: Duration) -> CacheKit {
    let backend = RedisBackend::builder().url(url).build().unwrap();
    CacheKit::builder().backend(Arc::new(backend)).load_lease(lease).build().unwrap()
}

async fn exists(connection: &redis::aio::MultiplexedConnection, key: &str) -> bool {
    redis::cmd("EXISTS").arg(key).query_async(&mut connection.clone()).await.unwrap()
}

fn ask<T: FromRedisValue>(server: &RedisServer, words: &[&str]) -> T {
    let mut connection = redis::Client::open(server.url()).unwrap().get_connection().unwrap();
    let mut command = redis::Cmd::new();
    for word in words {
        command.arg(word);
    }
    command.query(&mut connection).unwrap()
}

/// The number that stands under a key.
fn number(server: &RedisServer, key: &str) -> u64 {
    ask::<Option<u64>>(server, &["GET", key]).unwrap_or_default()
}

fn wait_for(server: &RedisServer, key: &str, value: u64) {
    for _ in 0..2_000 {
        if number(server, key) >= value {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("`{key}` does not become {value}");
}

fn go(server: &RedisServer) {
    ask::<()>(server, &["SET", "go", "1"]);
}

/// How often the server was asked these since its counts began.
fn calls(server: &RedisServer, commands: &[&str]) -> u128 {
    let info: String = ask(server, &["INFO", "commandstats"]);
    let of = |command: &&str| {
        let line = info.lines().find_map(|line| line.strip_prefix(&format!("cmdstat_{command}:calls=")));
        line.map_or(0, |line| line.split(',').next().unwrap().parse::<u128>().unwrap())
    };
    commands.iter().map(of).sum()
}

#[test]
fn of_a_thousand_tasks_in_two_processes_one_loads() {
    let server = RedisServer::start();
    let mut processes = [(); 2].map(|()| process(&server, Duration::from_millis(700)));
    wait_for(&server, "ready", 2);
    go(&server);
    for process in &mut processes {
        assert!(process.wait().unwrap().success());
    }
    assert_eq!(number(&server, "loads"), 1);
}

#[test]
fn a_load_that_takes_longer_than_the_lease_stays_the_only_one() {
    let server = RedisServer::start();
    let mut processes = [(); 2].map(|()| process(&server, LEASE * 5 / 2));
    wait_for(&server, "ready", 2);
    go(&server);
    for process in &mut processes {
        assert!(process.wait().unwrap().success());
    }
    assert_eq!(number(&server, "loads"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_wait_ask_seldom() {
    let server = RedisServer::start();
    let (source, cache) = (Source::new(), client(server.url(), Duration::from_secs(60)));
    let loading = source.begin(&cache, "Ada").await;
    let mut processes = [(); 2].map(|()| process(&server, Duration::ZERO));
    wait_for(&server, "ready", 2);
    ask::<()>(&server, &["CONFIG", "RESETSTAT"]);
    go(&server);
    let begun = tokio::time::Instant::now();
    tokio::time::sleep(Duration::from_millis(1_900)).await;
    // All that were asked are theirs: this process does nothing but load.
    let asked = calls(&server, &["get", "evalsha"]);
    let waited = begun.elapsed().as_millis();
    source.let_go();
    assert_eq!(loading.await.unwrap(), "Ada");
    for process in &mut processes {
        assert!(process.wait().unwrap().success());
    }
    assert_eq!(number(&server, "loads"), 0, "they have all waited");
    assert!(asked >= 2 * 5, "{asked} questions: they have hardly begun");
    assert!(asked <= 2 * (1 + waited.div_ceil(200)), "{asked} questions of two processes in {waited} ms");
}

#[test]
fn a_process_that_is_killed_while_it_loads_is_waited_for_no_longer_than_its_lease() {
    let server = RedisServer::start();
    let mut dying = process(&server, Duration::from_secs(60));
    wait_for(&server, "ready", 1);
    go(&server);
    wait_for(&server, "loads", 1);
    let mut other = process(&server, Duration::from_millis(10));
    wait_for(&server, "ready", 2);
    // It holds the lease, and somebody waits for it.
    sleep(Duration::from_millis(300));
    dying.kill().unwrap();
    dying.wait().unwrap();
    assert!(other.wait().unwrap().success());
    assert_eq!(number(&server, "loads"), 2);
    let waited = Duration::from_millis(number(&server, "waited"));
    // From a little before the kill, and with the load of its own.
    assert!(waited <= LEASE * 6 / 5 + Duration::from_millis(300 + 10), "{waited:?}");
}

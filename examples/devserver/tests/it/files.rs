//! Entries in files.

use std::fs;
use std::path::Path;

use devserver::clock::ManualClock;
use devserver::storage::FileStorage;

use crate::support::{Bench, seconds};

async fn start(dir: &Path, clock: &ManualClock) -> Bench {
    Bench::on(FileStorage::open(dir).unwrap(), clock.clone()).await
}

#[tokio::test]
async fn entries_survive_a_restart_and_locks_do_not() {
    let dir = tempfile::tempdir().unwrap();
    let clock = ManualClock::default();
    let bench = start(dir.path(), &clock).await;
    bench.put("endless", b"1", &[]).await;
    bench.put("short", b"2", &[("X-CacheKit-TTL", "10"), ("X-CacheKit-Stale-TTL", "10")]).await;
    bench.put("deleted", b"3", &[]).await;
    bench.request("DELETE", "/v1/cache/deleted").send().await;
    let lock = r#"{"timeout_ms": 60000}"#;
    bench.request("POST", "/v1/cache/endless/lock").json(lock).send().await;
    bench.server.shutdown().await;

    clock.advance(seconds(10));
    let bench = start(dir.path(), &clock).await;
    assert_eq!(bench.get("endless").await.body, b"1");
    let short = bench.get("short").await;
    assert_eq!((&short.body[..], short.header("x-cachekit-freshness")), (&b"2"[..], Some("stale")));
    assert_eq!(bench.get("deleted").await.status, 404);
    let answer = bench.request("POST", "/v1/cache/endless/lock").json(lock).send().await;
    assert!(answer.json()["lock_id"].is_string());
}

#[tokio::test]
async fn renewals_are_kept_too() {
    let dir = tempfile::tempdir().unwrap();
    let clock = ManualClock::default();
    let bench = start(dir.path(), &clock).await;
    bench.put("key", b"value", &[("X-CacheKit-TTL", "10")]).await;
    bench.request("PATCH", "/v1/cache/key/ttl").json(r#"{"ttl": 100}"#).send().await;
    bench.server.shutdown().await;

    let bench = start(dir.path(), &clock).await;
    let ttl = bench.request("GET", "/v1/cache/key/ttl").send().await;
    assert_eq!(ttl.json()["ttl"], 100);
    assert_eq!(bench.get("key").await.body, b"value");
}

#[tokio::test]
async fn names_of_files_say_nothing_about_keys() {
    let dir = tempfile::tempdir().unwrap();
    let bench = start(dir.path(), &ManualClock::default()).await;
    for key in ["users:42", "Users:42", "users.42"] {
        bench.put(key, key.as_bytes(), &[]).await;
    }
    let names: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 3);
    for name in &names {
        let hash = name.strip_suffix(".entry").expect("an entry's name");
        assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    }
}

#[tokio::test]
async fn a_damaged_file_is_no_entry_and_the_next_write_mends_it() {
    let dir = tempfile::tempdir().unwrap();
    let clock = ManualClock::default();
    let bench = start(dir.path(), &clock).await;
    bench.put("key", b"a value of some length", &[("X-CacheKit-TTL", "60")]).await;
    let file = fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&file).unwrap();

    for length in 0..whole.len() {
        fs::write(&file, &whole[..length]).unwrap();
        assert_eq!(bench.get("key").await.status, 404, "{length} bytes of {}", whole.len());
    }
    let mut longer = whole.clone();
    longer.push(0);
    fs::write(&file, longer).unwrap();
    assert_eq!(bench.get("key").await.status, 404, "a byte too many");
    fs::write(&file, &whole).unwrap();
    assert_eq!(bench.get("key").await.status, 200);

    fs::write(&file, b"not ours").unwrap();
    let health = bench.request("GET", "/v1/cache/health").send().await;
    assert_eq!(health.json()["cache_entries"], 0);
    assert_eq!(bench.put("key", b"new", &[]).await.status, 200);
    assert_eq!(bench.get("key").await.body, b"new");
}

#[tokio::test]
async fn half_written_files_of_a_killed_server_are_removed() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("abc.tmp"), b"half").unwrap();
    fs::write(dir.path().join("notes.txt"), b"the user's own").unwrap();
    start(dir.path(), &ManualClock::default()).await;
    assert!(!dir.path().join("abc.tmp").exists());
    assert!(dir.path().join("notes.txt").exists());
}

#[tokio::test]
async fn a_storage_that_fails_is_a_503_that_asks_to_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let bench = start(dir.path(), &ManualClock::default()).await;
    dir.close().unwrap();
    let answer = bench.put("key", b"value", &[]).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    assert_eq!(bench.get("key").await.status, 404, "nothing there is nothing there");
}

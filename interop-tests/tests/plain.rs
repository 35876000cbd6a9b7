//! What one SDK writes without encryption, the others read.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use cachekit::CacheKit;
use cachekit::backend::{Backend, TtlInspectable};
use cachekit_interop_tests::published_sdk;
use cachekit_interop_tests::python::{Entry, Python};
use cachekit_interop_tests::redis_server::RedisServer;
use cachekit_interop_tests::shelf::RedisShelf;
use cachekit_interop_tests::tables::{self, ARGUMENTS, INTEROP_KEY};
use cachekit_interop_tests::value::Value;
use serde::{Deserialize, Serialize};

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// As programs have them: read by one SDK, written by another, by the names of its fields.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct User {
    name: String,
    age: u32,
    tags: Vec<String>,
    f: f64,
}

fn alice() -> User {
    User { name: "alice".to_owned(), age: 30, tags: vec!["a".to_owned(), "b".to_owned()], f: 1.5 }
}

/// Our client on the server, with every read going to Redis.
fn ours(shelf: &RedisShelf) -> CacheKit {
    CacheKit::builder()
        .backend(Arc::new(shelf.clone()))
        .no_l1()
        .build()
        .expect("the settings are the defaults")
}

#[tokio::test]
async fn the_published_sdks_read_each_others_values() {
    let server = RedisServer::start();
    let (shelf, published) =
        (RedisShelf::connect(&server).await, published_sdk::plain(published_sdk::on_redis(&server).await));
    let entry = Entry::of(&server).interop();
    for (what, value) in tables::values() {
        assert_eq!(PYTHON.write(&entry, &ARGUMENTS, &value), Ok(true), "{what}");
        assert_eq!(shelf.keys().await, [INTEROP_KEY]);
        assert_eq!(
            published_sdk::get(&published, INTEROP_KEY).await,
            Ok(Some(value.clone())),
            "{what}, from Python"
        );

        published.set(INTEROP_KEY, &value.to_wire()).await.expect("Redis takes it");
        assert_eq!(PYTHON.read(&entry, &ARGUMENTS), Ok(Some(value)), "{what}, from Rust");
        shelf.delete(INTEROP_KEY).await.expect("Redis deletes it");
    }
}

#[tokio::test]
async fn our_strings_and_pythons_interop_entries_are_one() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let (ours, entry) = (ours(&shelf), Entry::of(&server).interop());
    for (what, value) in tables::values() {
        PYTHON.write(&entry, &ARGUMENTS, &value).expect("Python writes it");
        let found: Option<rmpv::Value> = ours.get(INTEROP_KEY).await.expect("we read it");
        assert_eq!(found.as_ref().and_then(Value::from_wire), Some(value.clone()), "{what}, from Python");

        ours.set(INTEROP_KEY, &value.to_wire()).await.expect("we write it");
        assert_eq!(PYTHON.read(&entry, &ARGUMENTS), Ok(Some(value)), "{what}, from us");
        shelf.delete(INTEROP_KEY).await.expect("Redis deletes it");
    }
}

#[tokio::test]
async fn our_structs_are_pythons_maps() {
    let server = RedisServer::start();
    let (ours, entry) = (ours(&RedisShelf::connect(&server).await), Entry::of(&server).interop());

    ours.set(INTEROP_KEY, &alice()).await.expect("we write it");
    assert_eq!(PYTHON.read(&entry, &ARGUMENTS), Ok(Some(tables::alice())));

    // Python sorts the names, so this is another order of fields than ours.
    ours.delete(INTEROP_KEY).await.expect("Redis deletes it");
    PYTHON.write(&entry, &ARGUMENTS, &tables::alice()).expect("Python writes it");
    assert_eq!(ours.get(INTEROP_KEY).await.expect("we read it"), Some(alice()));
}

#[tokio::test]
async fn our_strings_and_the_published_crates_are_one() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let ours = ours(&shelf);
    let published = published_sdk::plain(published_sdk::on_redis(&server).await);

    for key in ["user:42", "with spaces/and slashes", "ключ", "a"] {
        ours.set(key, &alice()).await.expect("we write it");
        let by_us = shelf.bytes(key).await;
        assert_eq!(published.get(key).await.expect("it reads it"), Some(alice()), "{key}");

        published.set(key, &alice()).await.expect("it writes it");
        assert_eq!(shelf.bytes(key).await, by_us, "the same value is the same bytes");
        assert_eq!(ours.get(key).await.expect("we read it"), Some(alice()), "{key}");

        assert!(ours.delete(key).await.expect("we delete it"));
        assert!(!published.exists(key).await.expect("it looks"), "{key}");
    }
}

#[tokio::test]
async fn a_namespace_is_the_same_prefix() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let ours = CacheKit::builder()
        .backend(Arc::new(shelf.clone()))
        .namespace("users")
        .no_l1()
        .build()
        .expect("a client");
    let published = published_sdk::plain(published_sdk::on_redis(&server).await.namespace("users"));

    ours.set("42", &alice()).await.expect("we write it");
    assert_eq!(shelf.keys().await, ["users:42"]);
    assert_eq!(published.get("42").await.expect("it reads it"), Some(alice()));

    published.set("43", &alice()).await.expect("it writes it");
    assert_eq!(shelf.keys().await, ["users:42", "users:43"]);
    assert_eq!(ours.get("43").await.expect("we read it"), Some(alice()));
}

#[tokio::test]
async fn lifetimes_reach_redis_in_both_directions() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let (ours, published) = (ours(&shelf), published_sdk::plain(published_sdk::on_redis(&server).await));
    let minute = Duration::from_mins(1);

    ours.set_with_ttl("ours", &1, minute).await.expect("we write it");
    published.set_with_ttl("published", &1, minute).await.expect("it writes it");
    for key in ["ours", "published"] {
        let left = shelf.ttl(key).await.expect("Redis knows").expect("it has an end");
        assert!(left <= minute && left > Duration::from_secs(50), "{key}: {left:?}");
    }

    // The lifetime that nobody chose is the same one.
    ours.set("ours", &1).await.expect("we write it");
    published.set("published", &1).await.expect("it writes it");
    for key in ["ours", "published"] {
        let left = shelf.ttl(key).await.expect("Redis knows").expect("it has an end");
        assert!(left <= Duration::from_mins(5) && left > Duration::from_secs(290), "{key}: {left:?}");
    }
}

#[tokio::test]
async fn what_is_too_much_for_one_document_is_read_by_nobody() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let (ours, published) = (ours(&shelf), published_sdk::plain(published_sdk::on_redis(&server).await));

    // The number 42, and one byte more.
    shelf.set(INTEROP_KEY, vec![42, 0], None).await.expect("Redis takes it");
    ours.get::<u32>(INTEROP_KEY).await.expect_err("a document ends where the entry does");
    published.interop_get::<u32>(INTEROP_KEY).await.expect_err("the published crate agrees");
    assert_eq!(PYTHON.read(&Entry::of(&server).interop(), &ARGUMENTS), Ok(None), "a miss in Python");
}

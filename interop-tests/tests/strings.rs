//! Values by string key: our client and the published crate's, and Python's where a key is an interop one.

use std::sync::LazyLock;
use std::time::Duration;

use cachekit::backend::{Backend, TtlInspectable};
use cachekit_interop_tests::master_keys::MasterKeys;
use cachekit_interop_tests::python::{Entry, Python};
use cachekit_interop_tests::shelf::RedisShelf;
use cachekit_interop_tests::tables::{self, ARGUMENTS, INTEROP_KEY};
use cachekit_interop_tests::value::Value;
use cachekit_interop_tests::{ours, published_sdk};
use cachekit_test_servers::RedisServer;
use serde::{Deserialize, Serialize};

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

const KEYS: [&str; 4] = ["user:42", "with spaces/and slashes", "ключ", "a"];

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

#[tokio::test]
async fn our_strings_and_the_published_crates_are_one() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let ours = ours::plain(ours::on_redis(&shelf));
    let published = published_sdk::plain(published_sdk::on_redis(&server).await);

    for key in KEYS {
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
    let ours = ours::plain(ours::on_redis(&shelf).namespace("users"));
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
    let (ours, published) =
        (ours::plain(ours::on_redis(&shelf)), published_sdk::plain(published_sdk::on_redis(&server).await));
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
async fn our_strings_and_pythons_interop_entries_are_one() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let (ours, entry) = (ours::plain(ours::on_redis(&shelf)), Entry::of(&server).interop());
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
    let (ours, entry) =
        (ours::plain(ours::on_redis(&RedisShelf::connect(&server).await)), Entry::of(&server).interop());

    ours.set(INTEROP_KEY, &alice()).await.expect("we write it");
    assert_eq!(PYTHON.read(&entry, &ARGUMENTS), Ok(Some(tables::alice())));

    // Python sorts the names, so this is another order of fields than ours.
    ours.delete(INTEROP_KEY).await.expect("Redis deletes it");
    PYTHON.write(&entry, &ARGUMENTS, &tables::alice()).expect("Python writes it");
    assert_eq!(ours.get(INTEROP_KEY).await.expect("we read it"), Some(alice()));
}

#[tokio::test]
async fn secure_strings_are_opened_in_both_directions() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    for namespace in [None, Some("users")] {
        let clients = Clients::new(&server, &shelf, &MasterKeys::only(1), "acme", namespace).await;
        let (ours, published) = (clients.ours(), clients.published());
        for key in KEYS {
            ours.set(key, &alice()).await.expect("we write it");
            let stored = namespace.map_or(key.to_owned(), |namespace| format!("{namespace}:{key}"));
            assert_eq!(shelf.keys().await, [stored.as_str()]);
            assert_eq!(published.get(key).await.expect("it opens it"), Some(alice()), "{key}");

            let by_us = shelf.bytes(&stored).await;
            published.set(key, &alice()).await.expect("it writes it");
            let by_them = shelf.bytes(&stored).await;
            assert_eq!(by_them.len(), by_us.len(), "the same value, sealed twice");
            assert_ne!(by_them, by_us);
            assert_eq!(ours.get(key).await.expect("we open it"), Some(alice()), "{key}");

            assert!(ours.exists(key).await.expect("we look"));
            assert!(ours.delete(key).await.expect("we delete it"));
            assert!(!published.exists(key).await.expect("it looks"), "{key}");
        }
    }
}

#[tokio::test]
async fn secure_strings_keep_to_their_key_their_namespace_and_their_tenant() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let keys = MasterKeys::only(1);
    let home = Clients::new(&server, &shelf, &keys, "acme", Some("users")).await;
    let elsewhere = [
        ("users:43", Clients::new(&server, &shelf, &keys, "acme", Some("users")).await, "43"),
        ("others:42", Clients::new(&server, &shelf, &keys, "acme", Some("others")).await, "42"),
        ("users:42", Clients::new(&server, &shelf, &keys, "umbrella", Some("users")).await, "42"),
        ("users:42", Clients::new(&server, &shelf, &MasterKeys::only(2), "acme", Some("users")).await, "42"),
    ];
    for by_us in [true, false] {
        if by_us {
            home.ours().set("42", &alice()).await.expect("we write it");
        } else {
            home.published().set("42", &alice()).await.expect("it writes it");
        }
        let sealed = shelf.bytes("users:42").await;
        for (stored, clients, key) in &elsewhere {
            shelf.set(stored, sealed.clone(), None).await.expect("Redis takes it");
            clients.ours().get::<User>(key).await.expect_err("we notice");
            clients.published().get::<User>(key).await.expect_err("the published crate notices");
        }
        assert_eq!(home.ours().get("42").await.expect("we open it"), Some(alice()));
    }
}

#[tokio::test]
async fn secure_strings_outlive_rotations_of_the_key() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let rotated = MasterKeys::only(4).after(3).after(2).after(1);
    let after = Clients::new(&server, &shelf, &rotated, "acme", None).await;
    for generation in 1..=4 {
        let before = Clients::new(&server, &shelf, &MasterKeys::only(generation), "acme", None).await;
        before.ours().set("42", &alice()).await.expect("we write it");
        assert_eq!(after.published().get("42").await.expect("it opens it"), Some(alice()), "{generation}");
        assert_eq!(after.ours().get("42").await.expect("we open it"), Some(alice()), "{generation}");

        before.published().set("42", &alice()).await.expect("it writes it");
        assert_eq!(after.ours().get("42").await.expect("we open it"), Some(alice()), "{generation}");
    }
}

#[tokio::test]
async fn a_layer_without_a_client_opens_what_the_published_one_sealed() {
    let ours = cachekit::EncryptionLayer::new(&[1; 32], "acme").expect("we take the key");
    let published = published::EncryptionLayer::new(&[1; 32], "acme").expect("it takes the key");
    for message in [&b""[..], b"message", &[0xff; 10_000]] {
        let sealed = ours.encrypt(message, "users:42").expect("we seal it");
        assert_eq!(published.decrypt(&sealed, "users:42").expect("it opens it"), message);
        let sealed = published.encrypt(message, "users:42").expect("it seals it");
        assert_eq!(ours.decrypt(&sealed, "users:42").expect("we open it"), message);
    }
    for compressed in [true, false] {
        assert_eq!(ours.build_aad("ключ", compressed), published.build_aad("ключ", compressed));
    }
}

/// A client of each crate with the same settings.
struct Clients {
    ours: cachekit::CacheKit,
    published: published::CacheKit,
}

impl Clients {
    async fn new(
        server: &RedisServer,
        shelf: &RedisShelf,
        keys: &MasterKeys,
        tenant: &str,
        namespace: Option<&str>,
    ) -> Self {
        let (mut ours, mut published) = (ours::on_redis(shelf), published_sdk::on_redis(server).await);
        if let Some(namespace) = namespace {
            (ours, published) = (ours.namespace(namespace), published.namespace(namespace));
        }
        Self {
            ours: ours::secure(ours, keys, tenant),
            published: published_sdk::secure(published, keys, tenant),
        }
    }

    fn ours(&self) -> cachekit::SecureCache<'_> {
        self.ours.secure().expect("it has keys")
    }

    fn published(&self) -> published::SecureCache<'_> {
        self.published.secure_cache().expect("it has keys")
    }
}

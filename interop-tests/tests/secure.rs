//! What one SDK seals, the others open; and nobody else.

use std::sync::LazyLock;

use cachekit::backend::Backend;
use cachekit_interop_tests::master_keys::MasterKeys;
use cachekit_interop_tests::published_sdk;
use cachekit_interop_tests::python::{Entry, Python};
use cachekit_interop_tests::redis_server::RedisServer;
use cachekit_interop_tests::shelf::RedisShelf;
use cachekit_interop_tests::tables::{self, ARGUMENTS, DEPLOYMENT, INTEROP_KEY};

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// The tenant of a Python program that names no deployment.
const NO_DEPLOYMENT: &str = "default";

/// Nonce and tag: what sealing adds to a value.
const SEAL: usize = 12 + 16;

#[tokio::test]
async fn the_published_sdks_open_each_others_values() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let keys = MasterKeys::only(1);
    let published = published_sdk::secure(published_sdk::on_redis(&server).await, &keys, NO_DEPLOYMENT);
    let entry = Entry::of(&server).interop().secure(&keys);

    for (what, value) in tables::values() {
        let plain = PYTHON.encode(&value).expect("Python encodes it");
        assert_eq!(PYTHON.write(&entry, &ARGUMENTS, &value), Ok(true), "{what}");
        let sealed = shelf.bytes(INTEROP_KEY).await;
        assert_eq!(sealed.len(), plain.len() + SEAL, "{what}");
        let found = published_sdk::get(&published, INTEROP_KEY).await;
        assert_eq!(found, Ok(Some(value.clone())), "{what}, from Python");

        published.set(INTEROP_KEY, &value.to_wire()).await.expect("Redis takes it");
        assert_ne!(shelf.bytes(INTEROP_KEY).await, sealed);
        assert_eq!(PYTHON.read(&entry, &ARGUMENTS), Ok(Some(value)), "{what}, from Rust");
        shelf.delete(INTEROP_KEY).await.expect("Redis deletes it");
    }
}

#[tokio::test]
async fn a_deployment_is_a_tenant() {
    let server = RedisServer::start();
    let keys = MasterKeys::only(1);
    let entry = Entry::of(&server).interop().secure(&keys).deployment(DEPLOYMENT);
    assert_eq!(PYTHON.write(&entry, &ARGUMENTS, &tables::alice()), Ok(true));

    let of = async |tenant| {
        let client = published_sdk::secure(published_sdk::on_redis(&server).await, &keys, tenant);
        published_sdk::get(&client, INTEROP_KEY).await
    };
    assert_eq!(of(DEPLOYMENT).await, Ok(Some(tables::alice())));
    of(NO_DEPLOYMENT).await.expect_err("another tenant's key");
}

#[tokio::test]
async fn the_published_sdks_open_nothing_that_was_changed_or_moved() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let keys = MasterKeys::only(1);
    let entry = Entry::of(&server).interop().secure(&keys);
    let published = published_sdk::secure(published_sdk::on_redis(&server).await, &keys, NO_DEPLOYMENT);
    PYTHON.write(&entry, &ARGUMENTS, &tables::alice()).expect("Python writes it");
    let sealed = shelf.bytes(INTEROP_KEY).await;

    for at in [0, 11, 12, sealed.len() - 17, sealed.len() - 16, sealed.len() - 1] {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        shelf.set(INTEROP_KEY, changed, None).await.expect("Redis takes it");
        published_sdk::get(&published, INTEROP_KEY).await.expect_err("the published crate notices");
        PYTHON.read(&entry, &ARGUMENTS).expect_err("Python notices");
    }

    shelf.set("users:get_user:elsewhere", sealed, None).await.expect("Redis takes it");
    published_sdk::get(&published, "users:get_user:elsewhere").await.expect_err("it is sealed for its key");
}

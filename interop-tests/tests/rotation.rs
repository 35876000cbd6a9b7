//! Master keys change while entries stay.

use std::sync::LazyLock;

use cachekit_interop_tests::master_keys::MasterKeys;
use cachekit_interop_tests::published_sdk;
use cachekit_interop_tests::python::{Entry, Python};
use cachekit_interop_tests::redis_server::RedisServer;
use cachekit_interop_tests::tables::{self, ARGUMENTS, INTEROP_KEY};

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// The tenant of a Python program that names no deployment.
const NO_DEPLOYMENT: &str = "default";

/// After three rotations: the fourth key seals, the three before it open.
fn rotated() -> MasterKeys {
    MasterKeys::only(4).after(3).after(2).after(1)
}

#[tokio::test]
async fn the_published_sdks_open_what_the_other_sealed_before_a_rotation() {
    let server = RedisServer::start();
    let rotated_crate =
        published_sdk::secure(published_sdk::on_redis(&server).await, &rotated(), NO_DEPLOYMENT);
    let rotated_entry = Entry::of(&server).interop().secure(&rotated());

    for generation in 1..=4 {
        let keys = MasterKeys::only(generation);
        let old_crate = published_sdk::secure(published_sdk::on_redis(&server).await, &keys, NO_DEPLOYMENT);
        let old_entry = Entry::of(&server).interop().secure(&keys);

        assert_eq!(PYTHON.write(&old_entry, &ARGUMENTS, &tables::alice()), Ok(true));
        let found = published_sdk::get(&rotated_crate, INTEROP_KEY).await;
        assert_eq!(found, Ok(Some(tables::alice())), "sealed by Python with key {generation}");

        old_crate.set(INTEROP_KEY, &tables::alice().to_wire()).await.expect("Redis takes it");
        let found = PYTHON.read(&rotated_entry, &ARGUMENTS);
        assert_eq!(found, Ok(Some(tables::alice())), "sealed by Rust with key {generation}");
        old_crate.delete(INTEROP_KEY).await.expect("Redis deletes it");
    }
}

#[tokio::test]
async fn a_rotation_goes_forward_only() {
    let server = RedisServer::start();
    let old = MasterKeys::only(3);
    let old_crate = published_sdk::secure(published_sdk::on_redis(&server).await, &old, NO_DEPLOYMENT);
    let old_entry = Entry::of(&server).interop().secure(&old);

    PYTHON
        .write(&Entry::of(&server).interop().secure(&rotated()), &ARGUMENTS, &tables::alice())
        .expect("it is written");
    published_sdk::get(&old_crate, INTEROP_KEY).await.expect_err("sealed with the new key");
    PYTHON.read(&old_entry, &ARGUMENTS).expect_err("sealed with the new key");
}

#[tokio::test]
async fn a_key_that_is_no_longer_listed_opens_nothing() {
    let server = RedisServer::start();
    let entry = Entry::of(&server).interop();
    let forgotten = MasterKeys::only(4).after(3).after(2);
    let published = published_sdk::secure(published_sdk::on_redis(&server).await, &forgotten, NO_DEPLOYMENT);

    PYTHON
        .write(&entry.clone().secure(&MasterKeys::only(1)), &ARGUMENTS, &tables::alice())
        .expect("it is written");
    published_sdk::get(&published, INTEROP_KEY).await.expect_err("the key was dropped");
    PYTHON.read(&entry.secure(&forgotten), &ARGUMENTS).expect_err("the key was dropped");
}

//! What Python's default decorators leave in Redis, read by us.

use std::sync::LazyLock;

use cachekit::backend::Backend;
use cachekit::interop::python::{self, AutoKey, EncryptedReadError, PythonError};
use cachekit::{EncryptionError, EncryptionLayer};
use cachekit_interop_tests::exchange::Tenant;
use cachekit_interop_tests::master_keys::MasterKeys;
use cachekit_interop_tests::python::{Entry, Python, Store};
use cachekit_interop_tests::shelf::RedisShelf;
use cachekit_interop_tests::tables::{self, ARGUMENTS, DEPLOYMENT};
use cachekit_interop_tests::wire::Wire;
use cachekit_test_servers::RedisServer;

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// More than any of the values takes.
const LIMIT: usize = 5 << 20;

/// The tenant's prefix, where Python takes the backend from the environment.
const PREFIX: &str = "t:default:";

/// What is before the header: `CK`, the version, the header's length.
const FRAME: usize = 2 + 1 + 4;

type Opened = Result<Wire, EncryptedReadError<EncryptionError>>;

/// The key of the call that Python caches, as a Rust program makes it.
fn key() -> AutoKey<'static> {
    AutoKey::new("app.users", "get_user").namespace("users").arg(42)
}

fn built(key: &AutoKey<'_>) -> String {
    key.build().expect("it has one argument, a number")
}

fn layer(byte: u8, tenant: Tenant) -> EncryptionLayer {
    EncryptionLayer::new(&[byte; 32], tenant.name()).expect("we take the key")
}

fn open(layer: &EncryptionLayer, key: &str, bytes: &[u8]) -> Opened {
    python::read_encrypted(bytes, LIMIT, |entry| layer.decrypt_python(entry, key))
}

#[tokio::test]
async fn plain_entries_are_read_whatever_the_decorator() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let entry = || Entry::of(&server).namespace("users");
    let entries = [
        ("the default decorator", entry(), built(&key())),
        ("minimal", entry().minimal(), built(&key().integrity_checking(false))),
        ("without integrity", entry().without_integrity(), built(&key().integrity_checking(false))),
        ("without an end", entry().forever(), built(&key())),
        ("without a namespace", Entry::of(&server), built(&AutoKey::new("app.users", "get_user").arg(42))),
    ];
    for (what, value) in tables::values() {
        for (decorator, entry, key) in &entries {
            assert_eq!(PYTHON.write(entry, &ARGUMENTS, &value), Ok(true), "{decorator}: {what}");
            let found: Result<Wire, _> = python::read_plain(&shelf.bytes(key).await, LIMIT);
            assert!(found == Ok(Wire(value.clone())), "{decorator}: {what}");
            shelf.delete(key).await.expect("Redis deletes it");
        }
    }
}

#[tokio::test]
async fn an_entry_with_a_key_of_ones_own_is_read_like_any() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let entry = Entry::of(&server).namespace("users").custom_key("u-42");
    PYTHON.write(&entry, &ARGUMENTS, &tables::alice()).expect("Python writes it");
    let keys = shelf.keys().await;
    assert!(keys.len() == 1 && keys[0].ends_with("-users:u-42"), "{keys:?}");
    assert_eq!(python::read_plain(&shelf.bytes(&keys[0]).await, LIMIT), Ok(Wire(tables::alice())));
}

#[tokio::test]
async fn encrypted_entries_are_opened() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let secure = Entry::of(&server).namespace("users").secure(&MasterKeys::only(1));
    let entries =
        [(Tenant::Default, secure.clone()), (Tenant::Deployment, secure.clone().deployment(DEPLOYMENT))];
    let key = built(&key());
    for (what, value) in tables::values() {
        for (tenant, entry) in &entries {
            assert_eq!(PYTHON.write(entry, &ARGUMENTS, &value), Ok(true), "{tenant:?}: {what}");
            let found = open(&layer(1, *tenant), &key, &shelf.bytes(&key).await);
            assert!(found == Ok(Wire(value.clone())), "{tenant:?}: {what}");
            shelf.delete(&key).await.expect("Redis deletes it");
        }
    }
}

#[tokio::test]
async fn entries_of_the_environments_backend_are_read_under_their_prefix() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let partner = Python::start_in(&[("REDIS_URL", &server.url())]);
    let entry = Entry::of(Store::Environment).namespace("users");
    let key = format!("{PREFIX}{}", built(&key()));

    partner.write(&entry, &ARGUMENTS, &tables::alice()).expect("Python writes it");
    assert_eq!(python::read_plain(&shelf.bytes(&key).await, LIMIT), Ok(Wire(tables::alice())));
    shelf.delete(&key).await.expect("Redis deletes it");

    partner
        .write(&entry.secure(&MasterKeys::only(1)), &ARGUMENTS, &tables::alice())
        .expect("Python writes it");
    let bytes = shelf.bytes(&key).await;
    let layer = layer(1, Tenant::Default);
    assert_eq!(open(&layer, &key, &bytes), Ok(Wire(tables::alice())), "the prefix is bound with the rest");
    refused(&open(&layer, key.trim_start_matches(PREFIX), &bytes), EncryptionError::AuthenticationFailed);
}

#[tokio::test]
async fn an_encrypted_entry_is_opened_for_its_tenant_its_key_and_its_place_only() {
    let (key, bytes) = sealed().await;
    let default = layer(1, Tenant::Default);
    refused(&open(&layer(2, Tenant::Default), &key, &bytes), EncryptionError::UnknownKey);
    refused(&open(&layer(1, Tenant::Deployment), &key, &bytes), EncryptionError::UnknownKey);
    refused(&open(&default, "elsewhere", &bytes), EncryptionError::AuthenticationFailed);

    // Where the header says what the additional data say too.
    for (said, instead) in [
        (r#""compressed": true"#, r#""compressed": false"#),
        (r#""original_type": "msgpack""#, r#""original_type": "orjson""#),
        (r#""format": "msgpack""#, r#""format": "orjson""#),
    ] {
        let edited = with_header(&bytes, |header| header.replace(said, instead));
        refused(&open(&default, &key, &edited), EncryptionError::AuthenticationFailed);
    }
    let mut changed = bytes.clone();
    *changed.last_mut().expect("it has bytes") ^= 1;
    refused(&open(&default, &key, &changed), EncryptionError::AuthenticationFailed);
}

#[tokio::test]
async fn an_entry_does_not_choose_whether_it_is_encrypted() {
    let (key, bytes) = sealed().await;
    assert_eq!(python::read_plain::<Wire>(&bytes, LIMIT), Err(PythonError::Encrypted));

    let plain = with_header(&bytes, |header| header.replace(r#""encrypted": true"#, r#""encrypted": false"#));
    let found = open(&layer(1, Tenant::Default), &key, &plain);
    assert_eq!(found, Err(EncryptedReadError::Entry(PythonError::NotEncrypted)));
}

#[tokio::test]
async fn a_damaged_entry_is_never_another_value() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let (entry, key) = (Entry::of(&server).namespace("users"), built(&key()));
    PYTHON.write(&entry, &ARGUMENTS, &tables::alice()).expect("Python writes it");
    let bytes = shelf.bytes(&key).await;

    let alice = Wire(tables::alice());
    let payload = bytes.len() - payload_of(&bytes).len();
    for at in payload..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let ours: Option<Wire> = python::read_plain(&changed, LIMIT).ok();
        shelf.set(&key, changed, None).await.expect("Redis takes it");
        let pythons = PYTHON.read(&entry, &ARGUMENTS).expect("damage is a miss").map(Wire);

        // Some bits mean nothing: Python looks at no name of a format, and LZ4 at no length after the last literals.
        assert!(ours.is_none() || pythons.is_some(), "byte {at}: we are no laxer than Python");
        assert!(ours.iter().chain(&pythons).all(|found| *found == alice), "byte {at}: {ours:?}, {pythons:?}");
    }
}

/// An encrypted entry of the tenant `default`, and its key.
async fn sealed() -> (String, Vec<u8>) {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let entry = Entry::of(&server).namespace("users").secure(&MasterKeys::only(1));
    PYTHON.write(&entry, &ARGUMENTS, &tables::alice()).expect("Python writes it");
    let key = built(&key());
    let bytes = shelf.bytes(&key).await;
    (key, bytes)
}

/// The entry with another header, whose length fits again.
fn with_header(bytes: &[u8], edit: impl FnOnce(&str) -> String) -> Vec<u8> {
    let payload = payload_of(bytes);
    let header = &bytes[FRAME..bytes.len() - payload.len()];
    let header = std::str::from_utf8(header).expect("a header is JSON");
    let edited = edit(header);
    assert_ne!(edited, header, "the edit finds what it is about");
    let length = u32::try_from(edited.len()).expect("a header is short");
    [&bytes[..FRAME - 4], &length.to_be_bytes(), edited.as_bytes(), payload].concat()
}

/// What follows the header.
fn payload_of(bytes: &[u8]) -> &[u8] {
    let length = bytes[..FRAME].last_chunk().expect("a frame ends in the header's length");
    &bytes[FRAME + u32::from_be_bytes(*length) as usize..]
}

fn refused(opened: &Opened, why: EncryptionError) {
    assert_eq!(*opened, Err(EncryptedReadError::Open(why)));
}

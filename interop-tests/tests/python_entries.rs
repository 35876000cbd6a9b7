//! What Python programs leave in Redis, decorator by decorator: keys, frames and lifetimes.

use std::sync::LazyLock;
use std::time::Duration;

use cachekit::backend::{Backend, TtlInspectable};
use cachekit_interop_tests::master_keys::MasterKeys;
use cachekit_interop_tests::python::{Entry, Python, Store};
use cachekit_interop_tests::shelf::RedisShelf;
use cachekit_interop_tests::tables::{self, ARGUMENTS, DEPLOYMENT, INTEROP_KEY, python_entries};
use cachekit_test_servers::RedisServer;
use serde_json::{Value as Json, json};

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// The key of `app.users.get_user(42)` in automatic mode; `1s` and `0s` follow, with and without integrity.
const AUTOMATIC_KEY: &str = "func:app.users.get_user:args:\
                             3870b2ea5735ae639ded9450ef117768db676f037bec636503796c5b81095153";

/// The master key 00, 01, … 1f, whose fingerprints the protocol names.
fn documented_key() -> MasterKeys {
    MasterKeys { current: hex::encode((0..32).collect::<Vec<u8>>()), previous: Vec::new() }
}

#[tokio::test]
async fn python_reads_back_each_of_its_entries() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    for (what, entry) in python_entries(&Store::from(&server), &documented_key()) {
        assert_eq!(PYTHON.write(&entry, &ARGUMENTS, &tables::alice()), Ok(true), "{what}");
        assert_eq!(PYTHON.read(&entry, &ARGUMENTS), Ok(Some(tables::alice())), "{what}");
        empty(&shelf).await;
    }
}

#[tokio::test]
async fn keys_tell_the_function_its_arguments_and_the_kind_of_entry() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    for (what, entry) in python_entries(&Store::from(&server), &documented_key()) {
        PYTHON.write(&entry, &ARGUMENTS, &tables::alice()).expect("Python writes it");
        let expected = match what {
            "minimal" | "without integrity" => format!("ns:users:{AUTOMATIC_KEY}:0s"),
            "a key of one's own" => format!("{}-users:u-42", identity(&shelf.keys().await[0])),
            what if what.contains("interop") => INTEROP_KEY.to_owned(),
            _ => format!("ns:users:{AUTOMATIC_KEY}:1s"),
        };
        assert_eq!(shelf.keys().await, std::slice::from_ref(&expected), "{what}");
        let left = shelf.ttl(&expected).await.expect("Redis knows");
        assert_eq!(left.is_some(), what != "without an end", "{what}");
        assert!(left.is_none_or(|left| left <= Duration::from_mins(5)), "{what}");
        empty(&shelf).await;
    }
}

#[tokio::test]
async fn a_frame_says_how_its_payload_was_made() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let alice = PYTHON.encode(&tables::alice()).expect("Python encodes it");
    for (what, entry) in python_entries(&Store::from(&server), &documented_key()) {
        PYTHON.write(&entry, &ARGUMENTS, &tables::alice()).expect("Python writes it");
        let bytes = shelf.bytes(&shelf.keys().await[0]).await;
        empty(&shelf).await;

        let raw = matches!(what, "minimal" | "without integrity");
        let secure = what.starts_with("secure");
        match frame(&bytes) {
            // Interop entries are bare.
            None if secure => assert_eq!(bytes.len(), 12 + alice.len() + 16, "{what}"),
            None => assert_eq!(bytes, alice, "{what}"),
            Some((header, payload)) => {
                assert_eq!(header, expected_header(!raw, secure, what), "{what}");
                // An envelope is an array of four.
                assert_eq!(
                    payload[0],
                    if raw {
                        0x84
                    } else if secure {
                        payload[0]
                    } else {
                        0x94
                    },
                    "{what}"
                );
            }
        }
        assert_eq!(frame(&bytes).is_none(), what.contains("interop"), "{what}");
    }
}

#[tokio::test]
async fn the_backend_of_the_environment_puts_the_tenant_before_the_key() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let python = Python::start_in(&[("REDIS_URL", &server.url())]);
    let entry = Entry::of(Store::Environment).namespace("users");

    assert_eq!(python.write(&entry, &ARGUMENTS, &tables::alice()), Ok(true));
    let key = format!("t:default:ns:users:{AUTOMATIC_KEY}:1s");
    assert!(shelf.exists(&key).await.expect("Redis looks"), "{:?}", shelf.keys().await);
    assert_eq!(python.read(&entry, &ARGUMENTS), Ok(Some(tables::alice())));
    python
        .write(&Entry::of(Store::Environment).interop(), &ARGUMENTS, &tables::alice())
        .expect_err("an interop key takes no prefix");
}

/// Header and payload of a frame; `None` for bytes that are none.
fn frame(bytes: &[u8]) -> Option<(Json, &[u8])> {
    let rest = bytes.strip_prefix(b"CK\x03")?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (header, payload) = rest.split_at_checked(u32::from_be_bytes(*length).try_into().ok()?)?;
    Some((serde_json::from_slice(header).ok()?, payload))
}

fn expected_header(compressed: bool, secure: bool, what: &str) -> Json {
    let mut metadata = json!({ "format": "msgpack", "encoding": "utf-8", "compressed": compressed, "original_type": "msgpack" });
    if secure {
        let deployment = what.ends_with("deployment");
        let (tenant, fingerprint) = if deployment {
            (DEPLOYMENT, "29a35729dc6180382cac9ed5f4c9935e")
        } else {
            ("default", "1f42496441f47a81c6957e116519f95b")
        };
        metadata["encrypted"] = json!(true);
        metadata["tenant_id"] = json!(tenant);
        metadata["encryption_algorithm"] = json!("AES-256-GCM");
        // The first half of a hash of the tenant's key: both were computed apart from any SDK.
        metadata["key_fingerprint"] = json!(fingerprint);
    }
    json!({ "s": "default", "m": metadata, "v": "2.0" })
}

/// What Python begins a custom key with: a hash of the function's name.
fn identity(key: &str) -> &str {
    let (identity, _) = key.split_once('-').expect("a custom key has an identity");
    assert!(identity.len() == 16 && identity.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
    identity
}

async fn empty(shelf: &RedisShelf) {
    for key in shelf.keys().await {
        shelf.delete(&key).await.expect("Redis deletes it");
    }
}

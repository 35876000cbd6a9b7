//! What one SDK writes without encryption, the others read.

use std::sync::LazyLock;
use std::time::Duration;

use cachekit::backend::TtlInspectable;
use cachekit_interop_tests::exchange::{ALL, Exchange, Sdk};
use cachekit_interop_tests::python::Python;
use cachekit_interop_tests::tables::{self, INTEROP_KEY};
use cachekit_interop_tests::value::Value;
use cachekit_test_servers::RedisServer;

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

#[tokio::test]
async fn everybody_reads_what_anybody_wrote() {
    let server = RedisServer::start();
    let exchange = Exchange::plain(&server, &PYTHON).await;
    for (what, value) in tables::values() {
        for writer in ALL {
            exchange.write(writer, &value).await;
            for reader in ALL {
                let found = exchange.read(reader).await;
                assert!(found == Ok(Some(value.clone())), "{reader:?} of {writer:?}: {what}");
            }
        }
    }
}

#[tokio::test]
async fn what_our_regions_and_functions_write_is_pythons_to_the_byte() {
    let server = RedisServer::start();
    let exchange = Exchange::plain(&server, &PYTHON).await;
    for (what, value) in tables::values() {
        exchange.write(Sdk::Python, &value).await;
        let bytes = exchange.bytes().await;
        for writer in [Sdk::OurRegions, Sdk::OurFunctions] {
            exchange.write(writer, &value).await;
            assert!(exchange.bytes().await == bytes, "{writer:?}: {what}");
        }
    }
}

#[tokio::test]
async fn everybody_gives_an_entry_the_lifetime_that_was_asked() {
    let server = RedisServer::start();
    let exchange = Exchange::plain(&server, &PYTHON).await;
    for writer in ALL {
        exchange.write(writer, &tables::alice()).await;
        let left = exchange.shelf.ttl(INTEROP_KEY).await.expect("Redis knows").expect("it has an end");
        assert!(left <= Duration::from_mins(5) && left > Duration::from_secs(280), "{writer:?}: {left:?}");
    }
}

#[tokio::test]
async fn nobody_finds_what_nobody_wrote() {
    let server = RedisServer::start();
    let exchange = Exchange::plain(&server, &PYTHON).await;
    for reader in ALL {
        assert_eq!(exchange.read(reader).await, Ok(None), "{reader:?}");
    }
    assert!(exchange.shelf.keys().await.is_empty(), "and nobody writes what nobody had");
}

#[tokio::test]
async fn what_is_not_exactly_one_document_is_read_by_nobody() {
    let server = RedisServer::start();
    let exchange = Exchange::plain(&server, &PYTHON).await;
    exchange.write(Sdk::Python, &tables::alice()).await;
    let alice = exchange.bytes().await;

    let more = [&alice[..], &[0xc0]].concat();
    let less = alice[..alice.len() - 1].to_vec();
    for bytes in [more, less, Vec::new(), vec![0xc1]] {
        exchange.put(bytes.clone()).await;
        exchange.read(Sdk::Published).await.expect_err("the published crate fails");
        for reader in [Sdk::OurRegions, Sdk::OurFunctions, Sdk::Python] {
            assert_eq!(exchange.read(reader).await, Ok(None), "a miss for {reader:?}: {bytes:?}");
        }
    }
}

#[tokio::test]
async fn maps_are_read_in_any_order() {
    let server = RedisServer::start();
    let exchange = Exchange::plain(&server, &PYTHON).await;
    exchange.put(b"\x82\xa1b\x02\xa1a\x01".to_vec()).await;
    for reader in ALL {
        let expected = Value::map([("a", Value::Int(1)), ("b", Value::Int(2))]);
        assert_eq!(exchange.read(reader).await, Ok(Some(expected)), "{reader:?}");
    }
}

//! Master keys change while entries stay.

use std::sync::LazyLock;

use cachekit_interop_tests::exchange::{ALL, Exchange, Tenant};
use cachekit_interop_tests::master_keys::MasterKeys;
use cachekit_interop_tests::python::Python;
use cachekit_interop_tests::tables;
use cachekit_test_servers::RedisServer;

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// After three rotations: the fourth key seals, the three before it open.
fn rotated() -> MasterKeys {
    MasterKeys::only(4).after(3).after(2).after(1)
}

async fn with(server: &RedisServer, keys: &MasterKeys) -> Exchange {
    Exchange::secure(server, &PYTHON, keys, Tenant::Default).await
}

#[tokio::test]
async fn everybody_opens_what_anybody_sealed_before_a_rotation() {
    let server = RedisServer::start();
    let after = with(&server, &rotated()).await;
    for generation in 1..=4 {
        let before = with(&server, &MasterKeys::only(generation)).await;
        for writer in ALL {
            before.write(writer, &tables::alice()).await;
            for reader in ALL {
                let found = after.read(reader).await;
                assert_eq!(
                    found,
                    Ok(Some(tables::alice())),
                    "{reader:?} of {writer:?} with key {generation}"
                );
            }
        }
    }
}

#[tokio::test]
async fn everybody_seals_with_the_present_key() {
    let server = RedisServer::start();
    let (before, after) = (with(&server, &MasterKeys::only(3)).await, with(&server, &rotated()).await);
    let present = with(&server, &MasterKeys::only(4)).await;
    for writer in ALL {
        after.write(writer, &tables::alice()).await;
        for reader in ALL {
            assert_eq!(present.read(reader).await, Ok(Some(tables::alice())), "{reader:?} of {writer:?}");
            before.read(reader).await.expect_err("sealed with a later key");
        }
    }
}

#[tokio::test]
async fn a_key_that_is_no_longer_listed_opens_nothing() {
    let server = RedisServer::start();
    let first = with(&server, &MasterKeys::only(1)).await;
    let forgotten = with(&server, &MasterKeys::only(4).after(3).after(2)).await;
    for writer in ALL {
        first.write(writer, &tables::alice()).await;
        for reader in ALL {
            forgotten.read(reader).await.expect_err("the key was dropped");
        }
    }
}

#[tokio::test]
async fn what_is_written_anew_needs_the_old_key_no_more() {
    let server = RedisServer::start();
    let (before, after) = (with(&server, &MasterKeys::only(3)).await, with(&server, &rotated()).await);
    let present = with(&server, &MasterKeys::only(4)).await;
    for writer in ALL {
        before.write(writer, &tables::alice()).await;
        for reader in ALL {
            let value = after.read(reader).await.expect("it opens").expect("it is there");
            after.write(reader, &value).await;
            assert_eq!(present.read(writer).await, Ok(Some(tables::alice())), "{reader:?}, {writer:?}");
            before.write(writer, &tables::alice()).await;
        }
    }
}

//! What one SDK seals, the others open; and nobody else.

use std::sync::LazyLock;

use cachekit::backend::Backend;
use cachekit_interop_tests::exchange::{ALL, Exchange, Found, Sdk, Tenant};
use cachekit_interop_tests::master_keys::MasterKeys;
use cachekit_interop_tests::ours::{self, GetUserSecurely};
use cachekit_interop_tests::python::Python;
use cachekit_interop_tests::{published_sdk, tables};
use cachekit_test_servers::RedisServer;

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// Nonce and tag: what sealing adds to a value.
const SEAL: usize = 12 + 16;

#[tokio::test]
async fn everybody_opens_what_anybody_sealed() {
    let server = RedisServer::start();
    for tenant in [Tenant::Default, Tenant::Deployment] {
        let exchange = Exchange::secure(&server, &PYTHON, &MasterKeys::only(1), tenant).await;
        for (what, value) in tables::values() {
            let plain = PYTHON.encode(&value).expect("Python encodes it");
            for writer in ALL {
                exchange.write(writer, &value).await;
                assert_eq!(exchange.bytes().await.len(), plain.len() + SEAL, "{writer:?}: {what}");
                for reader in ALL {
                    let found = exchange.read(reader).await;
                    assert!(found == Ok(Some(value.clone())), "{reader:?} of {writer:?}: {what}");
                }
            }
        }
    }
}

#[tokio::test]
async fn nobody_opens_the_entry_of_another_tenant_or_key() {
    let server = RedisServer::start();
    let of = async |keys: &MasterKeys, tenant| Exchange::secure(&server, &PYTHON, keys, tenant).await;
    let ours = of(&MasterKeys::only(1), Tenant::Default).await;
    let others =
        [of(&MasterKeys::only(1), Tenant::Deployment).await, of(&MasterKeys::only(2), Tenant::Default).await];
    for writer in ALL {
        ours.write(writer, &tables::alice()).await;
        for reader in ALL {
            for other in &others {
                refused(reader, &other.read(reader).await);
            }
            assert_eq!(ours.read(reader).await, Ok(Some(tables::alice())), "a refusal leaves the entry");
        }
    }
}

#[tokio::test]
async fn nobody_opens_what_was_changed() {
    let server = RedisServer::start();
    let exchange = Exchange::secure(&server, &PYTHON, &MasterKeys::only(1), Tenant::Default).await;
    for writer in ALL {
        exchange.write(writer, &tables::alice()).await;
        let sealed = exchange.bytes().await;
        let changed = [0, 11, 12, sealed.len() - 17, sealed.len() - 16, sealed.len() - 1].map(|at| {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            changed
        });
        let cut = [&sealed[..SEAL - 1], &sealed[..SEAL], &sealed[..sealed.len() - 1]].map(<[u8]>::to_vec);
        for bytes in changed.into_iter().chain(cut) {
            exchange.put(bytes).await;
            for reader in ALL {
                refused(reader, &exchange.read(reader).await);
            }
        }
    }
}

#[tokio::test]
async fn nobody_opens_what_was_sealed_for_another_key_of_the_store() {
    let server = RedisServer::start();
    let keys = MasterKeys::only(1);
    let exchange = Exchange::secure(&server, &PYTHON, &keys, Tenant::Default).await;
    let cache = ours::secure(ours::on_redis(&exchange.shelf), &keys, Tenant::Default.name());
    let published =
        published_sdk::secure(published_sdk::on_redis(&server).await, &keys, Tenant::Default.name());
    let elsewhere = cache.entry(&GetUserSecurely { id: 43 });
    for writer in ALL {
        exchange.write(writer, &tables::alice()).await;
        let sealed = exchange.bytes().await;
        exchange.shelf.set(elsewhere.key(), sealed, None).await.expect("Redis takes it");
        elsewhere.get().await.expect_err("sealed for the user 42");
        published_sdk::get(&published, elsewhere.key()).await.expect_err("the published crate agrees");
        elsewhere.delete().await.expect("Redis deletes it");
    }
}

#[tokio::test]
async fn nobody_takes_a_value_that_is_not_sealed() {
    let server = RedisServer::start();
    let plain = Exchange::plain(&server, &PYTHON).await;
    let secure = Exchange::secure(&server, &PYTHON, &MasterKeys::only(1), Tenant::Default).await;
    for writer in ALL {
        plain.write(writer, &tables::alice()).await;
        for reader in ALL {
            refused(reader, &secure.read(reader).await);
        }
    }
}

#[tokio::test]
async fn one_value_is_never_sealed_to_the_same_bytes() {
    let server = RedisServer::start();
    let exchange = Exchange::secure(&server, &PYTHON, &MasterKeys::only(1), Tenant::Default).await;
    let mut nonces = Vec::new();
    for writer in [Sdk::OurRegions, Sdk::OurFunctions, Sdk::OurRegions, Sdk::Published, Sdk::Python] {
        exchange.write(writer, &tables::alice()).await;
        let nonce = exchange.bytes().await[..12].to_vec();
        assert!(!nonces.contains(&nonce), "{writer:?} repeats a nonce");
        nonces.push(nonce);
    }
}

/// A reader that is refused has an error, and not a miss, after which it would overwrite the entry.
fn refused(reader: Sdk, found: &Found) {
    assert!(found.is_err(), "{reader:?} opened it: {found:?}");
}

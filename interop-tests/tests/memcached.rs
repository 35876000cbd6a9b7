//! The same memcached servers, two SDKs: keys, bytes, lifetimes, and which of several servers has a key are the same.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::LazyLock;
use std::time::Duration;

use cachekit::CacheKit;
use cachekit::backend::memcached::MemcachedBackend;
use cachekit::backend::{Backend, TtlInspectable};
use cachekit_interop_tests::exchange::Tenant;
use cachekit_interop_tests::master_keys::MasterKeys;
use cachekit_interop_tests::ours::{self, GetUser, GetUserSecurely};
use cachekit_interop_tests::python::{Entry, Python, Store};
use cachekit_interop_tests::tables::{self, ARGUMENTS};
use cachekit_interop_tests::wire::Wire;
use cachekit_test_servers::MemcachedServer;

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// What a value may be at most, by default.
const LARGEST: usize = 1 << 20;

/// Some servers, which both name alike.
struct Shared {
    servers: Vec<MemcachedServer>,
    names: Vec<String>,
}

impl Shared {
    fn start(count: usize) -> Self {
        let servers: Vec<_> = (0..count).map(|_| MemcachedServer::start()).collect();
        let names = servers.iter().map(MemcachedServer::address).collect();
        Self { servers, names }
    }

    fn url(&self) -> String {
        format!("memcache://{}", self.names.join(","))
    }

    fn ours(&self) -> MemcachedBackend {
        MemcachedBackend::builder().url(self.url()).build().expect("we take the servers")
    }

    fn client(&self) -> cachekit::CacheKitBuilder {
        CacheKit::connect(self.url()).expect("we take the servers").no_l1()
    }

    /// Which of the servers have a key, as each of them says.
    fn holders(&self, key: &str) -> Vec<usize> {
        let has = |server: &MemcachedServer| {
            let connection = TcpStream::connect(("127.0.0.1", server.port())).expect("the server is up");
            let mut connection = BufReader::new(connection);
            connection.get_mut().write_all(format!("mg {key}\r\n").as_bytes()).expect("the server reads");
            let mut answer = String::new();
            connection.read_line(&mut answer).expect("the server answers");
            answer == "HD\r\n"
        };
        (0..self.servers.len()).filter(|&at| has(&self.servers[at])).collect()
    }
}

/// Keys of all kinds that memcached takes.
fn keys() -> Vec<String> {
    let plain = (0..200).map(|n| format!("users:profile:{n}"));
    let others = (0..100).map(|n| format!("!{n:x}~{}", "k".repeat(n + 1)));
    plain.chain(others).chain(["x".repeat(250)]).collect()
}

#[tokio::test]
async fn everybody_finds_a_key_where_the_other_puts_it() {
    for count in [1, 2, 5] {
        let shared = Shared::start(count);
        let ours = shared.ours();
        let keys = keys();
        let places = PYTHON.memcached_places(&shared.names, &keys);
        for (key, place) in keys.iter().zip(places) {
            ours.set(key, key.clone().into_bytes(), None).await.expect("we write it");
            assert_eq!(shared.holders(key), [place], "{key} of {count} servers, from us");
            let found = PYTHON.memcached_get(&shared.names, key).expect("Python reads it");
            assert_eq!(found.as_deref(), Some(key.as_bytes()));
            assert_eq!(PYTHON.memcached_delete(&shared.names, key), Ok(true));

            PYTHON.memcached_set(&shared.names, key, b"theirs", None).expect("Python writes it");
            assert_eq!(shared.holders(key), [place], "{key} of {count} servers, from Python");
            assert_eq!(ours.get(key).await.expect("we read it").as_deref(), Some(&b"theirs"[..]));
            assert!(ours.delete(key).await.expect("we delete it"));
        }
    }
}

#[tokio::test]
async fn everybody_gives_an_entry_the_same_end() {
    let shared = Shared::start(1);
    let ours = shared.ours();
    let days = |days: u64| days * 24 * 60 * 60;
    for (ttl, most) in [(60, 60), (days(30), days(30)), (days(40), days(30))] {
        ours.set("ours", Vec::new(), Some(Duration::from_secs(ttl))).await.expect("we write it");
        PYTHON.memcached_set(&shared.names, "theirs", b"", Some(ttl)).expect("Python writes it");
        for key in ["ours", "theirs"] {
            let left = ours.ttl(key).await.expect("we ask").expect("it has an end").as_secs();
            assert!((most - 5..=most).contains(&left), "{key}: {left} of {most}");
        }
    }
    PYTHON.memcached_set(&shared.names, "theirs", b"", None).expect("Python writes it");
    assert_eq!(ours.ttl("theirs").await.expect("we ask"), None);
}

#[tokio::test]
async fn our_interop_regions_and_pythons_functions_share_servers() {
    let keys = MasterKeys::only(1);
    for count in [1, 2] {
        let shared = Shared::start(count);
        let entry = Entry::of(Store::Memcached { servers: shared.names.clone() }).interop();
        let plain = ours::plain(shared.client());
        let secure = ours::secure(shared.client(), &keys, Tenant::Default.name());
        let both = [
            (plain.entry(&GetUser { id: 42 }), entry.clone()),
            (secure.entry(&GetUserSecurely { id: 42 }), entry.secure(&keys)),
        ];
        for (what, value) in tables::values() {
            if PYTHON.encode(&value).expect("Python encodes it").len() > LARGEST {
                both[0].0.set(Wire(value.clone())).await.expect_err("we say that it is too large");
                continue;
            }
            for (ours, pythons) in &both {
                PYTHON.write(pythons, &ARGUMENTS, &value).expect("Python writes it");
                let found = ours.get().await.expect("we read it");
                let found = found.unwrap_or_else(|| panic!("{what}, from Python, is not there"));
                assert!(*found == Wire(value.clone()), "{what}, from Python");
                assert!(ours.delete().await.expect("we delete it"));

                ours.set(Wire(value.clone())).await.expect("we write it");
                assert!(PYTHON.read(pythons, &ARGUMENTS) == Ok(Some(value.clone())), "{what}, from us");
                assert!(ours.delete().await.expect("we delete it"));
            }
        }
    }
}

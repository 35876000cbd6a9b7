//! One directory, three SDKs: names, bytes and lifetimes of file entries are the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use cachekit::backend::file::FileBackend;
use cachekit::backend::{Backend, TtlInspectable};
use cachekit_interop_tests::exchange::Tenant;
use cachekit_interop_tests::master_keys::MasterKeys;
use cachekit_interop_tests::ours::{self, GetUser, GetUserSecurely};
use cachekit_interop_tests::published_sdk;
use cachekit_interop_tests::python::{Entry, Python, Store};
use cachekit_interop_tests::tables::{self, ARGUMENTS};
use cachekit_interop_tests::value::Value;
use cachekit_interop_tests::wire::Wire;
use published::backend::Backend as _;
use tempfile::TempDir;

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// An hour: the expiry in the header is absolute, and a test takes less.
const TTL: u64 = 3600;

/// Keys of all kinds; a file's name is a hash of them, so any text is one.
const KEYS: [&str; 4] = ["user:42", "with spaces/and slashes", "ключ", ".."];

/// Payloads with what a header could be taken for.
fn payloads() -> Vec<Vec<u8>> {
    vec![b"hello".to_vec(), Vec::new(), b"CK\x01\0\0\0".to_vec(), (0..=255).cycle().take(1 << 20).collect()]
}

/// The three that share a directory, each with the same verbs.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sdk {
    Ours,
    Published,
    Python,
}

const ALL: [Sdk; 3] = [Sdk::Ours, Sdk::Published, Sdk::Python];

impl Sdk {
    async fn set(self, dir: &Path, key: &str, bytes: &[u8], ttl: Option<u64>) {
        let lifetime = ttl.map(Duration::from_secs);
        match self {
            Self::Ours => ours(dir).set(key, bytes.to_vec(), lifetime).await.expect("we write it"),
            Self::Published => {
                published_sdk::files(dir).set(key, bytes.to_vec(), lifetime).await.expect("it writes it");
            }
            Self::Python => PYTHON.file_set(dir, key, bytes, ttl).expect("Python writes it"),
        }
    }

    async fn get(self, dir: &Path, key: &str) -> Option<Vec<u8>> {
        match self {
            Self::Ours => ours(dir).get(key).await.expect("we read it"),
            Self::Published => published_sdk::files(dir).get(key).await.expect("it reads it"),
            Self::Python => PYTHON.file_get(dir, key).expect("Python reads it"),
        }
    }

    async fn delete(self, dir: &Path, key: &str) -> bool {
        match self {
            Self::Ours => ours(dir).delete(key).await.expect("we delete it"),
            Self::Published => published_sdk::files(dir).delete(key).await.expect("it deletes it"),
            Self::Python => PYTHON.file_delete(dir, key).expect("Python deletes it"),
        }
    }
}

fn ours(dir: &Path) -> FileBackend {
    FileBackend::open(dir).expect("we take the directory")
}

/// The directory that all share. The first one to come makes it, as in a program.
fn shared() -> (TempDir, PathBuf) {
    let parent = tempfile::tempdir().expect("a temporary directory");
    let dir = parent.path().join("cachekit");
    (parent, dir)
}

/// The one entry in the directory: its name and its bytes.
fn only_file(dir: &Path) -> (String, Vec<u8>) {
    let files: Vec<_> =
        fs::read_dir(dir).expect("it was made").map(|file| file.expect("it is listed").path()).collect();
    let [file] = &files[..] else { panic!("one entry is one file, and nothing else is there: {files:?}") };
    let name = file.file_name().expect("it has a name").to_string_lossy().into_owned();
    (name, fs::read(file).expect("it can be read"))
}

#[tokio::test]
async fn everybody_reads_what_anybody_wrote() {
    for writer in ALL {
        let (_parent, dir) = shared();
        for (key, bytes) in KEYS.into_iter().zip(payloads()) {
            writer.set(&dir, key, &bytes, Some(TTL)).await;
            for reader in ALL {
                let found = reader.get(&dir, key).await;
                assert!(found.as_ref() == Some(&bytes), "{reader:?} reads {key} of {writer:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_files_are_the_same_to_the_byte() {
    for key in KEYS {
        for (ttl, header) in [(None, 14), (Some(TTL), 6)] {
            let mut written = Vec::new();
            for writer in ALL {
                let (_parent, dir) = shared();
                writer.set(&dir, key, b"hello", ttl).await;
                written.push((writer, only_file(&dir)));
            }
            let (_, (name, bytes)) = &written[0];
            for (writer, (other_name, other_bytes)) in &written {
                assert_eq!(other_name, name, "{writer:?} names {key}");
                // With a lifetime the header ends in the expiry, which is another one if a second passed.
                assert_eq!(other_bytes[..header], bytes[..header], "{writer:?} heads {key}");
                assert_eq!(other_bytes[14..], bytes[14..], "{writer:?} stores {key}");
            }
        }
    }
}

#[tokio::test]
async fn everybody_gives_an_entry_the_same_end() {
    for writer in ALL {
        let (_parent, dir) = shared();
        writer.set(&dir, "ends", b"1", Some(TTL)).await;
        let left = ours(&dir).ttl("ends").await.expect("we read it").expect("it has an end");
        assert!(
            left <= Duration::from_secs(TTL + 1) && left > Duration::from_secs(TTL - 60),
            "{writer:?}: {left:?}"
        );

        writer.set(&dir, "stays", b"1", None).await;
        assert_eq!(ours(&dir).ttl("stays").await.expect("we read it"), None, "{writer:?}");
    }
}

#[tokio::test]
async fn everybody_misses_what_is_over() {
    for writer in ALL {
        for reader in ALL {
            let (_parent, dir) = shared();
            writer.set(&dir, "user:42", b"hello", Some(TTL)).await;
            backdate(&dir);
            assert_eq!(reader.get(&dir, "user:42").await, None, "{reader:?} of {writer:?}");
        }
    }
}

#[tokio::test]
async fn everybody_deletes_and_replaces_what_anybody_wrote() {
    for writer in ALL {
        for other in ALL {
            let (_parent, dir) = shared();
            writer.set(&dir, "user:42", b"first", Some(TTL)).await;
            other.set(&dir, "user:42", b"second", Some(TTL)).await;
            assert_eq!(
                writer.get(&dir, "user:42").await.as_deref(),
                Some(&b"second"[..]),
                "{writer:?}, {other:?}"
            );
            assert!(other.delete(&dir, "user:42").await, "{other:?} deletes for {writer:?}");
            assert_eq!(writer.get(&dir, "user:42").await, None, "{writer:?} after {other:?}");
        }
    }
}

#[tokio::test]
async fn our_strings_and_pythons_interop_functions_share_a_directory() {
    let (_parent, dir) = shared();
    let cache = cachekit::CacheKit::file(&dir).no_l1().build().expect("the settings are the defaults");
    let entry = Entry::of(Store::File { dir: dir.clone() }).interop();
    for (what, value) in tables::values() {
        PYTHON.write(&entry, &ARGUMENTS, &value).expect("Python writes it");
        let found: Option<rmpv::Value> = cache.get(tables::INTEROP_KEY).await.expect("we read it");
        assert_eq!(found.as_ref().and_then(Value::from_wire), Some(value.clone()), "{what}, from Python");

        cache.set(tables::INTEROP_KEY, &value.to_wire()).await.expect("we write it");
        assert_eq!(PYTHON.read(&entry, &ARGUMENTS), Ok(Some(value)), "{what}, from us");
        assert!(cache.delete(tables::INTEROP_KEY).await.expect("we delete it"));
    }
}

#[tokio::test]
async fn our_interop_regions_and_pythons_functions_share_a_directory() {
    let keys = MasterKeys::only(1);
    let (_parent, dir) = shared();
    let on_dir = || cachekit::CacheKit::file(&dir).no_l1();
    let (plain, secure) = (ours::plain(on_dir()), ours::secure(on_dir(), &keys, Tenant::Default.name()));
    let entry = Entry::of(Store::File { dir: dir.clone() }).interop();
    let both = [
        (plain.entry(&GetUser { id: 42 }), entry.clone()),
        (secure.entry(&GetUserSecurely { id: 42 }), entry.secure(&keys)),
    ];
    for (what, value) in tables::values() {
        for (ours, pythons) in &both {
            PYTHON.write(pythons, &ARGUMENTS, &value).expect("Python writes it");
            let found = ours.get().await.expect("we read it").expect("it is there");
            assert!(*found == Wire(value.clone()), "{what}, from Python");

            ours.set(Wire(value.clone())).await.expect("we write it");
            assert!(PYTHON.read(pythons, &ARGUMENTS) == Ok(Some(value.clone())), "{what}, from us");
            assert!(ours.delete().await.expect("we delete it"));
        }
    }
}

/// Moves the entry's expiry into the past, as time does.
fn backdate(dir: &Path) {
    let (name, mut bytes) = only_file(dir);
    bytes[6..14].copy_from_slice(&1_u64.to_be_bytes());
    fs::write(dir.join(name), bytes).expect("it can be written");
}

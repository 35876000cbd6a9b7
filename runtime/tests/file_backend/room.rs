//! A directory of its own for each test, and the tools to look into it.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use blake2::Digest as _;
use cachekit::ManualClock;
use cachekit::backend::file::{FileBackend, FileBackendBuilder};
use cachekit::error::BackendErrorKind;
use tempfile::TempDir;

/// The moment at which an hour's lifetime gives the expiry of the contract's example.
pub(crate) const NOW: u64 = 0x6b02_f17b - 3600;

/// Outside of a tokio runtime the backend does its work in the first poll.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("the file backend has no reason to wait here"),
    }
}

pub(crate) struct Room {
    home: TempDir,
    pub(crate) clock: ManualClock,
}

impl Room {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), clock: ManualClock::at_unix_ms(NOW * 1000) }
    }

    /// The directory around the cache.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The directory of the cache. It does not exist before the first open.
    pub(crate) fn dir(&self) -> PathBuf {
        self.home.path().join("cache")
    }

    pub(crate) fn builder(&self) -> FileBackendBuilder {
        FileBackend::builder(self.dir()).clock(&self.clock)
    }

    pub(crate) fn open(&self) -> FileBackend {
        self.builder().build().unwrap()
    }

    pub(crate) fn path(&self, key: &str) -> PathBuf {
        self.dir().join(file_name(key))
    }

    pub(crate) fn read(&self, key: &str) -> Option<Vec<u8>> {
        fs::read(self.path(key)).ok()
    }

    /// Puts a file there as another program would.
    pub(crate) fn write(&self, key: &str, bytes: &[u8]) {
        let mut file = fs::OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .mode(0o600)
            .open(self.path(key))
            .unwrap();
        file.write_all(bytes).unwrap();
    }

    /// All names in the directory, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        names(&self.dir())
    }
}

/// Computed apart from the backend.
pub(crate) fn file_name(key: &str) -> String {
    let hash = blake2::Blake2b::<blake2::digest::consts::U16>::digest(key.as_bytes());
    let hash: [u8; 16] = hash.into();
    format!("{:032x}", u128::from_be_bytes(hash))
}

pub(crate) fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The permission bits.
pub(crate) fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

pub(crate) fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Checks the class of an error and that its message says all of `words`.
#[track_caller]
pub(crate) fn assert_error<T: std::fmt::Debug>(
    result: Result<T, cachekit::error::BackendError>,
    kind: BackendErrorKind,
    words: &[&str],
) {
    let error = result.expect_err("this has to fail");
    assert_eq!(error.kind, kind, "{error}");
    for word in words {
        assert!(error.message.contains(word), "`{word}` is missing in: {error}");
    }
}

//! The bytes on the disk.

use std::time::Duration;

use cachekit::backend::file::FileBackend;
use cachekit::backend::{Backend as _, TtlInspectable as _};
use cachekit::error::BackendErrorKind::Permanent;

use super::room::{NOW, Room, assert_error, mode, now};

const HOUR: Duration = Duration::from_secs(3600);
const TEN_YEARS: Duration = Duration::from_secs(315_360_000);
const HELLO: &[u8] = b"\x43\x4b\x01\x00\x00\x00\x00\x00\x00\x00\x6b\x02\xf1\x7bhello";

#[test]
fn an_entry_is_the_contract_s_bytes() {
    let room = Room::new();
    let files = room.open();
    now(files.set("user:42", b"hello".to_vec(), Some(HOUR))).unwrap();
    assert_eq!(room.names(), ["fdd48118d77004ffecb66c1b1e69dc3c"]);
    assert_eq!(room.read("user:42").unwrap(), HELLO);
    assert_eq!(mode(&room.path("user:42")), 0o600);

    now(files.set("user:42", b"forever".to_vec(), None)).unwrap();
    assert_eq!(
        room.read("user:42").unwrap(),
        b"\x43\x4b\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00forever"
    );
    assert_eq!(now(files.ttl("user:42")).unwrap(), None);
}

#[test]
fn an_entry_of_another_sdk_is_read_until_its_second_comes() {
    let room = Room::new();
    let files = room.open();
    room.write("user:42", HELLO);
    assert_eq!(now(files.ttl("user:42")).unwrap(), Some(HOUR));
    room.clock.advance(Duration::from_millis(3_599_999));
    assert_eq!(now(files.get("user:42")).unwrap().unwrap(), b"hello");
    assert!(now(files.exists("user:42")).unwrap());
    room.clock.advance(Duration::from_millis(1));
    assert!(!now(files.exists("user:42")).unwrap(), "now == expiry is expired");
    assert_eq!(now(files.get("user:42")).unwrap(), None);
    assert_eq!(room.read("user:42"), None, "an expired file is removed on the way");
}

#[test]
fn lifetimes_are_rounded_up_to_seconds() {
    let room = Room::new();
    let files = room.open();
    for (ttl, stamp) in [(0, 1), (1, 1), (999, 1), (1000, 1), (1001, 2)] {
        now(files.set("k", Vec::new(), Some(Duration::from_millis(ttl)))).unwrap();
        assert_eq!(room.read("k").unwrap()[6..], (NOW + stamp).to_be_bytes(), "{ttl} ms");
    }
    room.clock.advance(Duration::from_millis(1));
    now(files.set("k", Vec::new(), Some(Duration::from_secs(1)))).unwrap();
    assert_eq!(room.read("k").unwrap()[6..], (NOW + 2).to_be_bytes(), "never short of what was asked");
}

#[test]
fn more_than_ten_years_is_refused() {
    let room = Room::new();
    let files = room.open();
    now(files.set("k", b"old".to_vec(), Some(TEN_YEARS))).unwrap();
    let too_long = TEN_YEARS + Duration::from_nanos(1);
    assert_error(now(files.set("k", b"new".to_vec(), Some(too_long))), Permanent, &["ten years"]);
    assert_error(now(files.set("k", b"new".to_vec(), Some(Duration::MAX))), Permanent, &["ten years"]);
    assert_error(now(files.refresh_ttl("k", too_long)), Permanent, &["ten years"]);
    assert_eq!(now(files.get("k")).unwrap().unwrap(), b"old");
    assert_eq!(now(files.ttl("k")).unwrap(), Some(TEN_YEARS));
}

#[test]
fn any_value_of_any_key_reads_back() {
    let room = Room::new();
    let files = room.open();
    let long = "k".repeat(100_000);
    for key in ["", "/", "..", "../../etc/passwd", "\0", "ключ", &long] {
        for value in [vec![], vec![0], HELLO.to_vec(), (0..=255).cycle().take(1 << 20).collect()] {
            now(files.set(key, value.clone(), None)).unwrap();
            assert!(now(files.get(key)).unwrap().unwrap() == value);
            assert!(now(files.exists(key)).unwrap());
        }
        assert!(now(files.delete(key)).unwrap());
        assert!(!now(files.delete(key)).unwrap());
        assert_eq!(now(files.get(key)).unwrap(), None);
    }
    assert_eq!(room.names(), [""; 0]);
}

#[test]
fn a_refresh_changes_the_stamp_and_nothing_else() {
    use std::os::unix::fs::MetadataExt as _;

    let room = Room::new();
    let files = room.open();
    now(files.set("user:42", b"hello".to_vec(), None)).unwrap();
    let before = room.path("user:42").metadata().unwrap();
    assert!(now(files.refresh_ttl("user:42", HOUR)).unwrap());
    assert_eq!(room.read("user:42").unwrap(), HELLO);
    assert_eq!(room.path("user:42").metadata().unwrap().ino(), before.ino());
    room.clock.advance(HOUR);
    assert!(!now(files.refresh_ttl("user:42", HOUR)).unwrap(), "nothing is raised from the dead");
    assert!(!now(files.refresh_ttl("never set", HOUR)).unwrap());
}

#[test]
fn deleting_an_expired_entry_removes_it_and_says_no() {
    let room = Room::new();
    let files = room.open();
    now(files.set("k", b"v".to_vec(), Some(HOUR))).unwrap();
    room.clock.advance(HOUR);
    assert!(!now(files.delete("k")).unwrap());
    assert_eq!(room.names(), [""; 0]);
}

#[tokio::test]
async fn on_a_runtime_the_disk_is_asked_on_blocking_threads() {
    let room = Room::new();
    let files = room.open();
    files.set("k", b"v".to_vec(), Some(HOUR)).await.unwrap();
    assert_eq!(files.get("k").await.unwrap().unwrap(), b"v");
    assert_eq!(files.as_ttl_inspectable().unwrap().ttl("k").await.unwrap(), Some(HOUR));
    assert!(files.as_lockable().is_none());
    drop(files.set("k", b"never polled".to_vec(), None));
    assert_eq!(files.get("k").await.unwrap().unwrap(), b"v");
    assert!(files.delete("k").await.unwrap());
}

#[tokio::test]
async fn it_keeps_every_promise_of_a_backend() {
    let home = tempfile::tempdir().unwrap();
    let files = FileBackend::open(home.path().join("cache")).unwrap();
    cachekit::testing::check_backend(&files).await.unwrap();
}

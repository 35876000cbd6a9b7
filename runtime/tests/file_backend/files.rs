//! Files of an entry's name that are no entry, or not one of ours.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::time::Duration;

use cachekit::backend::file::FileBackend;
use cachekit::backend::{Backend as _, TtlInspectable as _};
use cachekit::error::BackendErrorKind::Permanent;

use super::room::{Room, assert_error, file_name, now};

const FOREVER: [u8; 14] = *b"CK\x01\0\0\0\0\0\0\0\0\0\0\0";

#[track_caller]
fn assert_miss(files: &FileBackend) {
    assert_eq!(now(files.get("k")).unwrap(), None);
    assert!(!now(files.exists("k")).unwrap());
    assert_eq!(now(files.ttl("k")).unwrap(), None);
    assert!(!now(files.refresh_ttl("k", Duration::from_secs(1))).unwrap());
}

#[test]
fn a_truncated_header_is_a_miss_and_goes() {
    let room = Room::new();
    let files = room.open();
    for len in 0..FOREVER.len() {
        room.write("k", &FOREVER[..len]);
        assert_miss(&files);
        assert_eq!(room.read("k"), None, "{len} bytes");
    }
    room.write("k", &FOREVER);
    assert_eq!(now(files.get("k")).unwrap(), Some(vec![]), "a header alone is an empty value");
}

#[test]
fn another_magic_or_version_is_a_miss_and_goes() {
    let room = Room::new();
    let files = room.open();
    for at in 0..3 {
        for byte in (0..=255).filter(|byte| *byte != FOREVER[at]) {
            let mut bytes = FOREVER.to_vec();
            bytes[at] = byte;
            room.write("k", &bytes);
            assert_miss(&files);
            assert_eq!(room.read("k"), None, "byte {at} is {byte}");
        }
    }
}

#[test]
fn flags_of_a_later_release_are_a_miss_and_stay() {
    let room = Room::new();
    let files = room.open();
    for at in 3..6 {
        let mut bytes = [&FOREVER[..], b"payload"].concat();
        bytes[at] = 1;
        room.write("k", &bytes);
        assert_miss(&files);
        assert_eq!(room.read("k").unwrap(), bytes, "byte {at}");
    }
    assert!(now(files.delete("k")).unwrap(), "a delete is meant for whatever is there");
    assert_eq!(room.read("k"), None);

    room.write("k", b"CK\x01\x01\0\0\0\0\0\0\0\0\0\0");
    now(files.set("k", b"ours".to_vec(), None)).unwrap();
    assert_eq!(now(files.get("k")).unwrap().unwrap(), b"ours");
}

#[test]
fn what_is_no_regular_file_is_neither_followed_nor_removed() {
    let room = Room::new();
    let files = room.open();
    let target = room.home().join("target");
    fs::write(&target, [&FOREVER[..], b"not in the cache"].concat()).unwrap();

    let path = room.path("k");
    let makers: [(&str, &dyn Fn()); 5] = [
        ("link", &|| symlink(&target, &path).unwrap()),
        ("dangling link", &|| symlink("nowhere", &path).unwrap()),
        ("directory", &|| fs::create_dir(&path).unwrap()),
        ("socket", &|| drop(UnixListener::bind(&path).unwrap())),
        ("pipe", &|| assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success())),
    ];
    for (what, make) in makers {
        make();
        assert_miss(&files);
        assert!(!now(files.delete("k")).unwrap(), "{what}");
        assert_error(
            now(files.set("k", b"v".to_vec(), None)),
            Permanent,
            &["not a regular file", &file_name("k")],
        );
        assert_eq!(room.names(), [file_name("k")], "{what}: still there, and nothing beside it");
        if path.symlink_metadata().unwrap().is_dir() {
            fs::remove_dir(&path)
        } else {
            fs::remove_file(&path)
        }
        .unwrap();
    }
    assert!(fs::read(&target).unwrap().ends_with(b"not in the cache"));
}

#[test]
fn a_file_beyond_the_cap_is_a_miss_and_costs_no_memory() {
    let room = Room::new();
    let files = room.open();
    room.write("k", &FOREVER);
    fs::OpenOptions::new().write(true).open(room.path("k")).unwrap().set_len(1 << 40).unwrap();
    assert_miss(&files);
    assert!(room.path("k").exists());
}

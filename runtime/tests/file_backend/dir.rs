//! The directory: made, vetted, lost and found.

use std::fs;
use std::os::unix::fs::{chown, symlink};
use std::time::Duration;

use cachekit::backend::file::FileBackend;
use cachekit::backend::{Backend as _, TtlInspectable as _};
use cachekit::error::BackendErrorKind::Permanent;

use super::room::{Room, assert_error, mode, now, set_mode};
use super::sandbox::notice;

#[test]
fn a_missing_directory_is_made_for_this_user_alone() {
    let room = Room::new();
    let dir = room.home().join("a/b/cache");
    FileBackend::open(&dir).unwrap();
    assert_eq!(mode(&dir), 0o700);
    assert_eq!(mode(&room.home().join("a")), 0o700);
}

#[test]
fn a_link_is_refused_however_it_is_spelled() {
    let room = Room::new();
    fs::create_dir(room.home().join("real")).unwrap();
    set_mode(&room.home().join("real"), 0o700);
    symlink("real", room.dir()).unwrap();
    for spelling in ["cache", "cache/", "cache/.", "./cache//"] {
        assert_error(FileBackend::open(room.home().join(spelling)), Permanent, &["is a link", "/cache`"]);
    }
    FileBackend::open(room.home().join("real/")).unwrap();
}

#[test]
fn a_file_or_no_name_is_refused() {
    let room = Room::new();
    fs::write(room.dir(), "").unwrap();
    assert_error(room.builder().build(), Permanent, &["is a link or a file"]);
    assert_error(FileBackend::open(room.dir().join("below")), Permanent, &["cannot", "below"]);
    assert_error(FileBackend::open(""), Permanent, &["another directory"]);
    assert_error(FileBackend::open("nul\0"), Permanent, &["another directory"]);
}

#[test]
fn a_directory_that_others_may_write_to_is_refused() {
    let room = Room::new();
    let files = room.open();
    now(files.set("k", b"v".to_vec(), None)).unwrap();
    for open_to in [0o720, 0o702, 0o1777] {
        set_mode(&room.dir(), open_to);
        assert_error(room.builder().build(), Permanent, &[&format!("chmod 700 {}", room.dir().display())]);
        assert_error(now(files.get("k")), Permanent, &["chmod 700"]);
        assert_error(now(files.set("k", b"w".to_vec(), None)), Permanent, &["chmod 700"]);
        assert_error(now(files.delete("k")), Permanent, &["chmod 700"]);
    }
    for closed in [0o755, 0o750, 0o700] {
        set_mode(&room.dir(), closed);
        room.open();
        assert_eq!(now(files.get("k")).unwrap().unwrap(), b"v");
    }
}

#[test]
fn a_directory_of_another_user_is_refused() {
    let room = Room::new();
    fs::create_dir(room.dir()).unwrap();
    set_mode(&room.dir(), 0o700);
    if chown(room.dir(), Some(4242), None).is_err() {
        return notice("only root can give a directory away: its refusal was not tested");
    }
    assert_error(room.builder().build(), Permanent, &["belongs to user 4242", "chown"]);
}

#[test]
fn a_deleted_directory_is_a_miss_and_the_next_set_makes_it_anew() {
    let room = Room::new();
    let files = room.open();
    now(files.set("k", b"old".to_vec(), None)).unwrap();
    fs::remove_dir_all(room.dir()).unwrap();
    assert_eq!(now(files.get("k")).unwrap(), None);
    assert!(!now(files.exists("k")).unwrap());
    assert!(!now(files.delete("k")).unwrap());
    assert!(!now(files.refresh_ttl("k", Duration::from_secs(1))).unwrap());
    assert!(!room.dir().exists(), "reading makes nothing");

    now(files.set("k", b"new".to_vec(), None)).unwrap();
    assert_eq!(now(files.get("k")).unwrap().unwrap(), b"new");
    assert_eq!(mode(&room.dir()), 0o700);
}

#[test]
fn health_tells_where_and_how_much_and_leaves_nothing() {
    let room = Room::new();
    let files = room.open();
    now(files.set("k", vec![0; 86], None)).unwrap();
    let status = now(files.health()).unwrap();
    assert!(status.is_healthy && status.latency_ms >= 0.0 && status.backend_type == "file");
    assert_eq!(status.details["dir"], room.dir().display().to_string());
    assert_eq!((status.details["entries"].as_str(), status.details["bytes"].as_str()), ("1", "100"));
    assert_eq!(room.names().len(), 1);

    set_mode(&room.dir(), 0o777);
    let status = now(files.health()).unwrap();
    assert!(!status.is_healthy && status.details["error"].contains("chmod 700"), "{status:?}");
}

#[test]
fn the_default_directory_is_in_the_user_s_cache_folder() {
    let dir = FileBackend::default_dir().unwrap();
    assert!(
        dir.is_absolute() && dir.ends_with("cachekit") && dir.components().count() > 2,
        "{}",
        dir.display()
    );
}

#[test]
fn debug_shows_directory_and_caps() {
    let room = Room::new();
    let files = room.builder().max_bytes(1000).max_entries(7).build().unwrap();
    let shown = format!("{files:?}");
    let dir = format!("dir: {:?}", room.dir());
    for part in [dir.as_str(), "max_bytes: 1000", "max_entries: Some(7)"] {
        assert!(shown.contains(part), "{shown}");
    }
}

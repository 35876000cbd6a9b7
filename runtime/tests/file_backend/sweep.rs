//! Temporary files: which are swept at open, and which are somebody's.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::{Duration, SystemTime};

use cachekit::backend::Backend as _;
use rustix::fs::{FlockOperation, flock};

use super::room::{NOW, Room, file_name, now};

/// A temporary file of the process `pid`, written `age_s` seconds ago.
fn leave(room: &Room, pid: u32, age_s: u64) -> (String, File) {
    let name = format!("{}.tmp.{pid}.1700000000000000000.{age_s}", file_name("k"));
    let file = File::create(room.dir().join(&name)).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW - age_s)).unwrap();
    (name, file)
}

fn dead_pid() -> u32 {
    let mut child = Command::new("true").spawn().unwrap();
    child.wait().unwrap();
    child.id()
}

fn living_pid() -> u32 {
    std::os::unix::process::parent_id()
}

#[test]
fn what_a_dead_process_left_goes_at_once() {
    let room = Room::new();
    room.open();
    leave(&room, dead_pid(), 0);
    room.open();
    assert_eq!(room.names(), [""; 0]);
}

#[test]
fn what_another_living_process_writes_has_a_minute() {
    let room = Room::new();
    room.open();
    let (young, _) = leave(&room, living_pid(), 60);
    leave(&room, living_pid(), 61);
    room.open();
    assert_eq!(room.names(), [young]);
}

#[test]
fn a_writer_of_ours_is_known_by_its_lock() {
    let room = Room::new();
    room.open();
    let (dead, file) = leave(&room, dead_pid(), 3600);
    flock(&file, FlockOperation::LockExclusive).unwrap();
    let (own, own_file) = leave(&room, std::process::id(), 0);
    flock(&own_file, FlockOperation::LockExclusive).unwrap();
    room.open();
    assert_eq!(room.names().len(), 2, "{dead} {own}: at work, whatever its number and age");
    drop((file, own_file));
    room.open();
    assert_eq!(
        room.names(),
        [""; 0],
        "the number of this process, but nobody holds the lock: left by an earlier one"
    );
}

#[test]
fn foreign_files_are_left_alone() {
    let room = Room::new();
    let files = room.builder().max_bytes(2000).build().unwrap();
    let entry = file_name("k");
    let foreign = [
        "README".to_owned(),
        "notes.tmp.1.2".to_owned(),
        entry.to_uppercase(),
        entry[..31].to_owned(),
        format!("{entry}0"),
        format!("{entry}.tmp"),
        format!("{entry}.tmp.1"),
        format!("{entry}.tmp.1.2.3.4"),
        format!("{entry}.tmp.1.old"),
    ];
    for name in &foreign {
        fs::write(room.dir().join(name), [0; 3000]).unwrap();
    }
    let link = format!("{entry}.tmp.{}.1", dead_pid());
    symlink("README", room.dir().join(&link)).unwrap();

    room.open();
    for round in 0..50 {
        now(files.set(&format!("key {round}"), vec![0; 100], None)).unwrap();
    }
    let names = room.names();
    assert!(foreign.iter().chain([&link]).all(|name| names.contains(name)), "{names:?}");
    let entries: u64 = now(files.health()).unwrap().details["entries"].parse().unwrap();
    assert_eq!(entries, (names.len() - foreign.len() - 1) as u64, "and not counted");
}

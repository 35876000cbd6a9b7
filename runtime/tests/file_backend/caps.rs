//! The size of the directory.

use std::collections::HashSet;
use std::fs;
use std::time::{Duration, SystemTime};

use cachekit::backend::Backend as _;
use cachekit::backend::file::FileBackend;
use cachekit::error::BackendErrorKind::Permanent;

use super::random::Random;
use super::room::{NOW, Room, assert_error, now};

const KIB: u64 = 1024;

fn total(room: &Room) -> u64 {
    room.names().iter().map(|name| room.dir().join(name).metadata().unwrap().len()).sum()
}

fn put(files: &FileBackend, key: &str, len: u64) {
    now(files.set(key, vec![0; usize::try_from(len).unwrap()], None)).unwrap();
}

/// Makes the entry look as if it had been written that many seconds after the start.
fn backdate(room: &Room, key: &str, second: u64) {
    let file = fs::File::open(room.path(key)).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW + second)).unwrap();
}

#[test]
fn one_writer_never_exceeds_the_cap() {
    let (room, mut random) = (Room::new(), Random::new(1));
    let cap = 200 * KIB;
    let files = room.builder().durable(false).max_bytes(cap).build().unwrap();
    let mut most = 0;
    for round in 0..1000 {
        put(&files, &format!("k{}", random.below(500)), random.below(8 * KIB));
        if round % 3 == 0 {
            most = most.max(total(&room));
        }
    }
    assert!(most <= cap, "{most} bytes");
    assert!(most > cap * 8 / 10, "{most} bytes: the cap is used, too");
}

#[test]
fn the_number_of_entries_is_capped_too() {
    let room = Room::new();
    for cap in [1, 7, 100] {
        let files = room.builder().durable(false).max_entries(cap).build().unwrap();
        for key in 0..300 {
            put(&files, &format!("k{key}"), 10);
            assert!(room.names().len() as u64 <= cap || key < 100, "{} of {cap}", room.names().len());
            assert!(now(files.exists(&format!("k{key}"))).unwrap(), "the newest is never the one to go");
        }
    }
}

#[test]
fn two_writers_that_do_not_know_of_each_other_hold_the_cap() {
    let (room, mut random) = (Room::new(), Random::new(2));
    let cap = 200 * KIB;
    let writers = [(); 2].map(|()| room.builder().durable(false).max_bytes(cap).build().unwrap());
    for largest in [KIB, 12 * KIB, 150 * KIB] {
        for _ in 0..250 {
            let writer = &writers[usize::try_from(random.below(2)).unwrap()];
            put(writer, &format!("k{}", random.below(1000)), random.below(largest));
            let total = total(&room);
            assert!(total <= cap + cap / 10, "{total} of {cap} with values up to {largest}");
        }
    }
}

#[test]
fn the_oldest_go_first() {
    let room = Room::new();
    let files = room.builder().max_bytes(100 * KIB).build().unwrap();
    for key in 0..20 {
        put(&files, &format!("k{key}"), 4 * KIB);
        // Written in another order than named.
        backdate(&room, &format!("k{key}"), key * 7 % 20);
    }
    put(&files, "last", 12 * KIB);
    let kept: HashSet<u64> =
        (0..20).filter(|key| room.path(&format!("k{key}")).exists()).map(|key| key * 7 % 20).collect();
    let expected: HashSet<u64> = (20 - kept.len() as u64..20).collect();
    assert!((10..16).contains(&kept.len()), "down to 70 % of the cap: {kept:?}");
    assert_eq!(kept, expected, "seconds of writing");
    assert!(room.path("last").exists());
}

#[test]
fn the_expired_go_before_the_old() {
    let room = Room::new();
    let files = room.builder().max_bytes(100 * KIB).build().unwrap();
    for key in 0..20u64 {
        let ttl = (key >= 10).then_some(Duration::from_secs(60));
        now(files.set(&format!("k{key}"), vec![0; 4096], ttl)).unwrap();
        backdate(&room, &format!("k{key}"), key);
    }
    room.clock.advance(Duration::from_secs(60));
    put(&files, "last", 12 * KIB);
    assert!((0..10).all(|key| room.path(&format!("k{key}")).exists()), "older, but alive");
    assert!(total(&room) <= 70 * KIB);
}

#[test]
fn an_entry_larger_than_the_cap_is_refused_and_the_old_value_stays() {
    let room = Room::new();
    let files = room.builder().max_bytes(100).build().unwrap();
    put(&files, "k", 86);
    assert_error(now(files.set("k", vec![0; 87], None)), Permanent, &["101 bytes", "`max_bytes` is 100"]);
    assert_eq!(now(files.get("k")).unwrap().unwrap().len(), 86);
    put(&files, "other", 86);
    assert_eq!(room.names().len(), 1, "an entry as large as the cap has it to itself");
    assert_error(room.builder().max_bytes(0).build(), Permanent, &["a cap of 0"]);
    assert_error(room.builder().max_entries(0).build(), Permanent, &["a cap of 0"]);
}

#[test]
fn writing_one_key_again_and_again_evicts_nobody() {
    let room = Room::new();
    let files = room.builder().durable(false).max_bytes(100 * KIB).max_entries(2).build().unwrap();
    put(&files, "bystander", KIB);
    backdate(&room, "bystander", 0);
    for len in [0, 8 * KIB, 80 * KIB] {
        for _ in 0..100 {
            put(&files, "k", len);
        }
    }
    assert!(room.path("bystander").exists());
}

#[test]
fn a_few_entries_are_counted_exactly() {
    let room = Room::new();
    for cap in [1, 2, 31] {
        let writers = [(); 3].map(|()| room.builder().durable(false).max_entries(cap).build().unwrap());
        for (key, writer) in (0..100).zip(writers.iter().cycle()) {
            put(writer, &format!("k{key}"), 10);
            assert!(room.names().len() as u64 <= cap, "{} of {cap}", room.names().len());
        }
        fs::remove_dir_all(room.dir()).unwrap();
    }
}

#[test]
fn a_directory_that_outgrew_its_cap_is_cut_by_the_first_set() {
    let room = Room::new();
    let files = room.builder().durable(false).build().unwrap();
    for key in 0..100 {
        put(&files, &format!("k{key}"), KIB);
    }
    let files = room.builder().max_bytes(20 * KIB).build().unwrap();
    assert_eq!(room.names().len(), 100, "opening evicts nothing");
    put(&files, "k", 1);
    assert!(total(&room) <= 20 * KIB);
    let status = now(files.health()).unwrap();
    assert_eq!(status.details["bytes"], total(&room).to_string());
    assert_eq!(status.details["entries"], room.names().len().to_string());
}

//! Two of everything at the same moment. Each backend here stands for a process: they share the directory only.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use cachekit::backend::{Backend as _, TtlInspectable as _};
use rustix::fs::{FlockOperation, flock};

use super::room::{NOW, Room, now};

#[test]
fn removing_an_expired_entry_never_takes_a_new_one_with_it() {
    let room = Room::new();
    let [writer, reader] = [(); 2].map(|()| room.builder().durable(false).build().unwrap());
    let hour = Duration::from_secs(3600);
    let start = Barrier::new(2);
    for round in 0..1000u32 {
        now(writer.set("k", b"old".to_vec(), Some(hour))).unwrap();
        room.clock.advance(hour);
        thread::scope(|scope| {
            scope.spawn(|| {
                start.wait();
                let seen = now(reader.get("k")).unwrap();
                assert!(seen.is_none_or(|value| value == b"new"), "round {round}");
            });
            start.wait();
            now(writer.set("k", b"new".to_vec(), Some(hour))).unwrap();
        });
        assert_eq!(now(writer.get("k")).unwrap().as_deref(), Some(&b"new"[..]), "round {round}");
    }
}

#[test]
fn a_stamp_is_never_seen_half_written() {
    let room = Room::new();
    let [writer, reader] = [(); 2].map(|()| room.builder().durable(false).build().unwrap());
    // Two stamps that differ in every byte a lifetime can change: a mixture of them is neither.
    let stamps = [0x6c00_0000u64, 0x6bff_ffff].map(|stamp| Duration::from_secs(stamp - NOW));
    now(writer.set("k", b"value".to_vec(), Some(stamps[0]))).unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..1500 {
                assert!(now(writer.refresh_ttl("k", stamps[round % 2])).unwrap());
            }
            done.store(true, Ordering::Relaxed);
        });
        while !done.load(Ordering::Relaxed) {
            let seen = now(reader.ttl("k")).unwrap().expect("the entry never goes");
            assert!(stamps.contains(&seen), "{seen:?}");
            assert_eq!(now(reader.get("k")).unwrap().unwrap(), b"value");
        }
    });
}

#[test]
fn a_reader_waits_for_a_refresh_in_another_process() {
    let room = Room::new();
    let files = room.builder().build().unwrap();
    let minute = Duration::from_secs(60);
    now(files.set("k", b"value".to_vec(), Some(minute))).unwrap();

    let file = File::options().write(true).open(room.path("k")).unwrap();
    flock(&file, FlockOperation::LockExclusive).unwrap();
    file.write_all_at(&[0xff; 4], 6).unwrap();
    thread::scope(|scope| {
        let reader = scope.spawn(|| now(files.ttl("k")).unwrap());
        thread::sleep(Duration::from_millis(30));
        assert!(!reader.is_finished(), "the stamp is half-written");
        file.write_all_at(&[0; 4], 6).unwrap();
        flock(&file, FlockOperation::Unlock).unwrap();
        assert_eq!(reader.join().unwrap(), Some(minute));
    });
}

#[test]
fn eviction_never_takes_what_was_written_since_it_looked() {
    let room = Room::new();
    let writer = room.builder().durable(false).build().unwrap();
    let start = Barrier::new(2);
    for round in 0..60 {
        now(writer.set("hot", vec![0; 1000], None)).unwrap();
        let file = File::open(room.path("hot")).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        for key in 0..40 {
            now(writer.set(&format!("k{key}"), vec![0; 1000], None)).unwrap();
        }
        // Much more is there than it may keep, and the hot key is the oldest of all.
        let evictor = room.builder().durable(false).max_bytes(10_000).build().unwrap();
        thread::scope(|scope| {
            scope.spawn(|| {
                start.wait();
                now(evictor.set("small", vec![], None)).unwrap();
            });
            start.wait();
            thread::sleep(Duration::from_micros(20 * round));
            now(writer.set("hot", b"new".to_vec(), None)).unwrap();
        });
        assert_eq!(now(writer.get("hot")).unwrap().as_deref(), Some(&b"new"[..]), "round {round}");
    }
}

#[test]
fn two_large_entries_at_once_do_not_exceed_the_cap() {
    let room = Room::new();
    let cap = 100_000;
    let writers = [(); 2].map(|()| room.builder().durable(false).max_bytes(cap).build().unwrap());
    let start = Barrier::new(2);
    for round in 0..200 {
        thread::scope(|scope| {
            for (number, writer) in writers.iter().enumerate() {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    now(writer.set(&format!("k{number}"), vec![0; 60_000], None)).unwrap();
                });
            }
        });
        let total: u64 =
            room.names().iter().map(|name| room.dir().join(name).metadata().unwrap().len()).sum();
        assert!(total <= cap, "{total} bytes in round {round}");
    }
}

#[test]
fn opening_never_sweeps_what_is_being_written() {
    let room = Room::new();
    let files = room.builder().durable(false).build().unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                room.open();
            }
        });
        let written = (0..300).try_for_each(|_| now(files.set("k", vec![0; 1 << 20], None)));
        done.store(true, Ordering::Relaxed);
        written.unwrap();
    });
    assert_eq!(room.names().len(), 1);
}

#[test]
fn of_many_writers_of_one_key_one_wins_and_all_succeed() {
    let room = Room::new();
    thread::scope(|scope| {
        for writer in 0..4u8 {
            let files = room.builder().durable(false).max_bytes(64 << 10).build().unwrap();
            scope.spawn(move || {
                for _ in 0..300 {
                    now(files.set("k", vec![writer; 3000], None)).unwrap();
                    let seen = now(files.get("k")).unwrap().expect("nobody deletes it");
                    assert!(seen.len() == 3000 && seen.iter().all(|byte| *byte == seen[0]));
                }
            });
        }
    });
    assert_eq!(room.names().len(), 1);
}

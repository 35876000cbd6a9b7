//! Two processes that do everything to fifty keys, and one of them is killed in the middle of it.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use cachekit::ManualClock;
use cachekit::backend::file::FileBackend;
use cachekit::backend::{Backend as _, TtlInspectable as _};
use rustix::fs::{FlockOperation, flock};

use super::random::Random;
use super::room::{names, now};

const ROUNDS: u64 = 20;
/// Of the process that is not killed; the other one goes on until it is.
const OPERATIONS: u64 = 10_000;
const KEYS: u64 = 50;
const MAX_VALUE: u64 = 8 << 10;
const MAX_BYTES: u64 = 112 << 10;
const MAX_ENTRIES: u64 = 30;

const DIR: &str = "CACHEKIT_TEST_TORTURE";
const SEED: &str = "CACHEKIT_TEST_TORTURE_SEED";
const COUNT: &str = "CACHEKIT_TEST_TORTURE_OPERATIONS";
const STARTED: &str = "torture started";

fn open(dir: &Path, clock: &ManualClock) -> FileBackend {
    // On tmpfs, where half of the rounds run, flushing is free; elsewhere it would be all that is tested.
    let builder = FileBackend::builder(dir).max_bytes(MAX_BYTES).max_entries(MAX_ENTRIES);
    builder.durable(dir.starts_with("/dev/shm")).clock(clock).build().unwrap()
}

fn key(random: &mut Random) -> String {
    format!("key-{:02}", random.below(KEYS))
}

/// The key, a length, that many random bytes, and a checksum of it all.
fn value(key: &str, random: &mut Random) -> Vec<u8> {
    let len = random.below(MAX_VALUE);
    let body = random.bytes(usize::try_from(len).unwrap());
    let mut value = [key.as_bytes(), &len.to_be_bytes(), &body].concat();
    value.extend(checksum(&value).to_be_bytes());
    value
}

#[track_caller]
fn assert_written_by_a_set(key: &str, value: &[u8]) {
    let (rest, sum) = value.split_last_chunk::<8>().expect("a whole value");
    assert_eq!(u64::from_be_bytes(*sum), checksum(rest), "{key}: {} bytes are no value", value.len());
    let rest = rest.strip_prefix(key.as_bytes()).unwrap_or_else(|| panic!("{key}: the value of another key"));
    let (len, body) = rest.split_first_chunk::<8>().expect("a whole value");
    assert_eq!(u64::from_be_bytes(*len), body.len() as u64, "{key}");
}

/// FNV-1a over words.
fn checksum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let words = words.iter().map(|word| u64::from_le_bytes(*word)).chain(rest.iter().copied().map(u64::from));
    words.fold(0xcbf2_9ce4_8422_2325, |sum, word| (sum ^ word).wrapping_mul(0x0100_0000_01b3))
}

fn operate(files: &FileBackend, clock: &ManualClock, random: &mut Random) {
    let key = key(random);
    let seconds = Duration::from_secs(1 + random.below(20));
    match random.below(100) {
        0..35 => {
            let ttl = (random.below(3) > 0).then_some(seconds);
            now(files.set(&key, value(&key, random), ttl)).unwrap();
        }
        35..80 => {
            if let Some(value) = now(files.get(&key)).unwrap() {
                assert_written_by_a_set(&key, &value);
            }
        }
        80..90 => drop(now(files.delete(&key)).unwrap()),
        _ => drop(now(files.refresh_ttl(&key, seconds)).unwrap()),
    }
    clock.advance(Duration::from_millis(random.below(200)));
}

/// What the child processes do; in the ordinary run of the suite, nothing.
#[test]
fn child() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let number = |name: &str| std::env::var_os(name)?.to_str()?.parse::<u64>().ok();
    let mut random = Random::new(number(SEED).expect("a seed"));
    let clock = ManualClock::default();
    let files = open(Path::new(&dir), &clock);
    println!("{STARTED}");
    for _ in 0..number(COUNT).expect("a number of operations") {
        operate(&files, &clock, &mut random);
    }
}

fn spawn(dir: &Path, seed: u64, operations: u64) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "torture::child", "--nocapture"]).stdout(Stdio::piped());
    command.env(DIR, dir).env(SEED, seed.to_string()).env(COUNT, operations.to_string());
    let mut child = command.spawn().unwrap();
    let mut output = child.stdout.take().unwrap();
    // The harness writes lines of its own before it.
    let started =
        BufReader::new(&mut output).lines().map_while(Result::ok).any(|line| line.contains(STARTED));
    assert!(started, "the child did not start");
    child.stdout = Some(output);
    child
}

/// The directory's entries under its lock, so nobody renames or removes meanwhile.
fn usage(dir: &Path) -> (u64, u64) {
    let handle = File::open(dir).unwrap();
    flock(&handle, FlockOperation::LockExclusive).unwrap();
    let entries = names(dir).into_iter().filter(|name| name.len() == 32);
    let sizes: Vec<u64> = entries.map(|name| dir.join(name).metadata().unwrap().len()).collect();
    (sizes.iter().sum(), sizes.len() as u64)
}

#[test]
fn two_processes_and_a_kill() {
    let seed = Random::seed();
    let mut random = Random::new(seed);
    let (mut left, mut most) = (0, (0, 0));
    let homes: Vec<PathBuf> =
        [std::env::temp_dir(), PathBuf::from("/dev/shm")].into_iter().filter(|home| home.is_dir()).collect();
    for (round, home) in (0..ROUNDS).zip(homes.iter().cycle()) {
        let home = tempfile::tempdir_in(home).unwrap();
        let dir = home.path().join("cache");
        let (bytes, entries, remains) = torture(&dir, &mut random);
        most = (most.0.max(bytes), most.1.max(entries));
        left += remains;
        assert!(bytes * 10 <= MAX_BYTES * 11, "{bytes} bytes in round {round}, seed {seed}");
        assert!(entries * 10 <= MAX_ENTRIES * 11, "{entries} entries in round {round}, seed {seed}");
    }
    let _ = writeln!(
        std::io::stderr(),
        "torture: seed {seed}, {ROUNDS} rounds, at most {} of {MAX_BYTES} bytes and {} of {MAX_ENTRIES} entries, \
         {left} temporary files left by kills and swept",
        most.0,
        most.1
    );
}

/// One round. Answers the most bytes and entries that were seen, and the temporary files the killed process left.
fn torture(dir: &Path, random: &mut Random) -> (u64, u64, u64) {
    let clock = ManualClock::default();
    let files = open(dir, &clock);
    let mut survivor = spawn(dir, random.next(), OPERATIONS);
    let mut victim = spawn(dir, random.next(), u64::MAX);

    let mut most = (0, 0);
    let mut watch = |random: &mut Random| {
        let (bytes, entries) = usage(dir);
        most = (most.0.max(bytes), most.1.max(entries));
        let key = key(random);
        if let Some(value) = now(files.get(&key)).unwrap() {
            assert_written_by_a_set(&key, &value);
        }
        thread::sleep(Duration::from_millis(1));
    };
    for _ in 0..random.below(40) {
        watch(random);
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
    let finished = loop {
        watch(random);
        if let Some(status) = survivor.try_wait().unwrap() {
            break status;
        }
    };
    assert!(finished.success(), "the surviving process met something it should not have");

    let temporary = || names(dir).iter().filter(|name| name.contains(".tmp.")).count() as u64;
    let remains = temporary();
    let files = open(dir, &clock);
    assert_eq!(temporary(), 0, "the next open sweeps");
    for key in (0..KEYS).map(|key| format!("key-{key:02}")) {
        if let Some(value) = now(files.get(&key)).unwrap() {
            assert_written_by_a_set(&key, &value);
        }
    }
    (most.0, most.1, remains)
}

//! A program and its next deployment on one directory of entries: each command runs in a process of its own.

#![expect(clippy::disallowed_methods, reason = "by its environment a process knows what it is to do")]

use std::path::Path;
use std::process::Command;

use cachekit::prelude::*;
use serde::{Deserialize, Serialize};

use crate::support::{KEY, NUMBER, OTHER_KEY, contains};

/// Says to the test below that it is one of the processes, and what to do: program, directory, command.
const PROGRAM: &str = "CACHEKIT_TEST_PROGRAM";
const DIRECTORY: &str = "CACHEKIT_TEST_DIRECTORY";
const COMMAND: &str = "CACHEKIT_TEST_COMMAND";

/// The value as it was before it held anything secret.
mod before {
    use super::*;

    #[derive(Serialize, Deserialize, CacheValue)]
    pub(super) struct Account {
        pub(super) version: u64,
    }
}

#[derive(Serialize, Deserialize, CacheValue)]
struct Account {
    version: u64,
    #[serde(default)]
    #[cache(sensitive)]
    number: String,
}

#[derive(CacheRegion)]
#[cache(namespace = "accounts", key = "{owner}", value = before::Account, ttl = "1h")]
struct Open<'a> {
    owner: &'a str,
}

#[derive(CacheRegion)]
#[cache(namespace = "accounts", key = "{owner}", value = before::Account, ttl = "1h", secure)]
struct Sealed<'a> {
    owner: &'a str,
}

#[derive(CacheRegion)]
#[cache(namespace = "accounts", key = "{owner}", value = Account, ttl = "1h", secure)]
struct WithNumber<'a> {
    owner: &'a str,
}

#[derive(CacheRegion)]
#[cache(namespace = "accounts", key = "{owner}", value = before::Account, ttl = "1h", secure)]
struct ByHiddenOwner<'a> {
    #[cache(sensitive)]
    owner: &'a str,
}

const OWNER: &str = "ada";

/// What a read comes back with.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Answer {
    Value(u64),
    Miss,
    Refused,
}

use Answer::{Miss, Refused, Value};

struct Row {
    change: &'static str,
    before: &'static str,
    after: &'static str,
    /// What the new program reads of what the old one wrote.
    forward: Answer,
    /// What the old program reads of what the new one wrote.
    backward: Answer,
}

const OLD: u64 = 1;
const NEW: u64 = 2;

#[rustfmt::skip]
const TABLE: [Row; 7] = [
    Row { change: "made secure", before: "open", after: "sealed", forward: Miss, backward: Miss },
    Row { change: "no longer secure", before: "sealed", after: "open", forward: Miss, backward: Miss },
    Row { change: "key rotated, the old one kept", before: "sealed", after: "rotated", forward: Value(OLD), backward: Refused },
    Row { change: "key rotated, the old one gone", before: "sealed", after: "forgetful", forward: Refused, backward: Refused },
    Row { change: "tenant changed", before: "sealed", after: "moved", forward: Refused, backward: Refused },
    Row { change: "sensitive field added", before: "open", after: "with-number", forward: Miss, backward: Miss },
    Row { change: "part of the key made sensitive", before: "sealed", after: "hidden-owner", forward: Miss, backward: Miss },
];

#[test]
fn no_deployment_serves_a_wrong_value_or_leaves_a_key_that_cannot_be_recovered() {
    for Row { change, before, after, forward, backward } in TABLE {
        let directory = tempfile::tempdir().unwrap();
        let run = |program, command: &str| run(directory.path(), program, command);

        run(before, "set 1");
        assert_eq!(run(after, "get"), forward, "{change}: read by the new program");
        let loaded = if forward == Miss { Value(NEW) } else { forward };
        assert_eq!(run(after, "load 2"), loaded, "{change}: loaded by the new program");

        assert_eq!(run(after, "set 2"), Value(NEW), "{change}: set ends whatever it was");
        assert_eq!(run(after, "get"), Value(NEW), "{change}");
        if after != "open" {
            assert!(!on_disk(directory.path(), NUMBER), "{change}: in plaintext on disk");
        }
        // Where the two programs have keys of their own, each still has its own entry.
        let apart = after == "hidden-owner";
        assert_eq!(
            run(before, "get"),
            if apart { Value(OLD) } else { backward },
            "{change}: read by the old program"
        );

        run(after, "delete");
        assert_eq!(run(after, "get"), Miss, "{change}: delete ends it");
        run(before, "set 1");
        run(after, "delete");
        if !apart {
            assert_eq!(run(before, "get"), Miss, "{change}: delete reaches what the old program wrote");
        }
    }
}

fn on_disk(directory: &Path, text: &str) -> bool {
    let files = std::fs::read_dir(directory).unwrap();
    files.filter_map(|file| std::fs::read(file.unwrap().path()).ok()).any(|bytes| contains(&bytes, text))
}

fn run(directory: &Path, program: &str, command: &str) -> Answer {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "deployments::one_process", "--nocapture"])
        .env(DIRECTORY, directory)
        .env(PROGRAM, program)
        .env(COMMAND, command)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let answer = text.lines().find_map(|line| line.split_once("answer: ")).map(|(_, answer)| answer.trim());
    match answer.unwrap_or_else(|| panic!("{program}, {command}: {text}")) {
        "miss" => Miss,
        "refused" => Refused,
        value => Value(value.parse().unwrap()),
    }
}

/// Not a test by itself: what [`run`] starts.
#[tokio::test]
async fn one_process() {
    let Ok(program) = std::env::var(PROGRAM) else { return };
    let answer = match program.as_str() {
        "open" => obey::<before::Account>(CacheKit::file, |cache| cache.entry(&Open { owner: OWNER })).await,
        "with-number" => obey::<Account>(sealed, |cache| cache.entry(&WithNumber { owner: OWNER })).await,
        "hidden-owner" => {
            obey::<before::Account>(sealed, |cache| cache.entry(&ByHiddenOwner { owner: OWNER })).await
        }
        program => {
            let client = match program {
                "sealed" => sealed,
                "rotated" => |path| rotated(path).previous_master_key(KEY).unwrap(),
                "forgetful" => rotated,
                "moved" => |path| CacheKit::file(path).encryption(KEY, "umbrella").unwrap(),
                other => panic!("no program {other}"),
            };
            obey::<before::Account>(client, |cache| cache.entry(&Sealed { owner: OWNER })).await
        }
    };
    match answer {
        Value(version) => println!("\nanswer: {version}"),
        Miss => println!("\nanswer: miss"),
        Refused => println!("\nanswer: refused"),
    }
}

fn sealed(directory: String) -> CacheKitBuilder {
    CacheKit::file(directory).encryption(KEY, "acme").unwrap()
}

fn rotated(directory: String) -> CacheKitBuilder {
    CacheKit::file(directory).encryption(OTHER_KEY, "acme").unwrap()
}

trait Versioned: Sized + Send + Sync + 'static {
    fn of(version: u64) -> Self;
    fn version(&self) -> u64;
}

impl Versioned for before::Account {
    fn of(version: u64) -> Self {
        Self { version }
    }
    fn version(&self) -> u64 {
        self.version
    }
}

impl Versioned for Account {
    fn of(version: u64) -> Self {
        Self { version, number: NUMBER.to_owned() }
    }
    fn version(&self) -> u64 {
        self.version
    }
}

async fn obey<V: Versioned>(
    client: impl FnOnce(String) -> CacheKitBuilder,
    entry: impl for<'c> FnOnce(&'c CacheKit) -> cachekit::Entry<'c, V>,
) -> Answer {
    let cache = client(std::env::var(DIRECTORY).unwrap()).build().unwrap();
    let entry = entry(&cache);
    let command = std::env::var(COMMAND).unwrap();
    let version = command.split(' ').nth(1).map_or(0, |number| number.parse().unwrap());
    let read = match command.split(' ').next() {
        Some("set") => {
            entry.set(V::of(version)).await.unwrap();
            return Value(version);
        }
        Some("delete") => {
            entry.delete().await.unwrap();
            return Miss;
        }
        Some("load") => match entry.get_or_load(|| async { Ok::<_, std::io::Error>(V::of(version)) }).await {
            Ok(value) => Ok(Some(value)),
            Err(LoadError::Cache(error)) => Err(error),
            Err(error) => panic!("{error}"),
        },
        _ => entry.get().await,
    };
    match read {
        Ok(Some(value)) => Value(value.version()),
        Ok(None) => Miss,
        Err(CachekitError::Encryption(_)) => Refused,
        Err(error) => panic!("{error}"),
    }
}

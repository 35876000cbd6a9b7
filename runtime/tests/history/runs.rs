//! Runs of real processes on a real server.

use std::fs;
use std::time::Duration;

use crate::check::{Report, Rule, check};
use crate::dice::Dice;
use crate::events::{Fault, History, now_us};
use crate::faults::Site;
use crate::process::{Orders, terms};

/// Repeats the operations and faults of a run that has printed it.
const SEED: &str = "CACHEKIT_TEST_SEED";

#[expect(clippy::disallowed_methods, reason = "the one thing that a person may want to set")]
fn seed() -> u64 {
    let seed = std::env::var(SEED).map_or_else(|_| now_us(), |seed| seed.parse().unwrap());
    println!("{SEED}={seed}");
    seed
}

/// How two processes work.
struct Work {
    time: Duration,
    tasks_each: u32,
    is_fenced: bool,
    seed: u64,
}

/// Two processes at work, and what they have noted. On this thread, `meanwhile` happens, until a time that it is told.
fn run(work: &Work, meanwhile: impl FnOnce(&mut Site, u64) -> Vec<Fault>) -> History {
    let &Work { time, tasks_each: tasks, is_fenced, seed } = work;
    let mut site = Site::start();
    let until_us = now_us() + u64::try_from(time.as_micros()).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let orders: Vec<_> = (0..2)
        .map(|process: u32| Orders {
            url: format!("redis://127.0.0.1:{}", site.proxies[process as usize].port()),
            process,
            tasks,
            seed,
            until_us,
            notes: directory.path().join(process.to_string()),
            is_fenced,
        })
        .collect();
    let mut processes: Vec<_> = orders.iter().map(Orders::start).collect();
    let faults = meanwhile(&mut site, until_us);
    for process in &mut processes {
        assert!(process.wait().unwrap().success());
    }
    let notes =
        orders.iter().map(|orders| serde_json::from_slice(&fs::read(&orders.notes).unwrap()).unwrap());
    History { notes: notes.collect(), faults, terms: terms() }
}

fn summary(history: &History, report: &Report) -> String {
    let Report { violations, reads, hits, late, unanswered } = report;
    let operations: usize = history.notes.iter().map(|notes| notes.operations.len()).sum();
    let failures: u64 = history.notes.iter().map(|notes| notes.failures).sum();
    format!(
        "{operations} operations, {failures} of them failed; {reads} reads, {hits:?} of them hits in L1, {late:?} of \
         what was superseded, {unanswered} of sets without an answer; {} violations",
        violations.len()
    )
}

#[test]
fn a_server_and_the_way_there_fail_for_half_a_minute() {
    let work = Work { time: Duration::from_secs(30), tasks_each: 4, is_fenced: true, seed: seed() };
    let history = run(&work, |site, until_us| {
        // The last seconds are for what the last fault has left behind.
        site.fail(&mut Dice::new(work.seed, u64::MAX), until_us - 3_000_000)
    });
    let report = check(&history);
    println!("{}", summary(&history, &report));
    if let [violation, ..] = &report.violations[..] {
        panic!("{SEED}={}, {violation}", work.seed);
    }
    // Enough of everything for that to mean something.
    assert!(report.reads > 5_000 && history.faults.len() >= 3);
    assert!(report.hits.get(&Rule::Told).is_some_and(|&hits| hits > 500), "{:?}", report.hits);
    assert!(history.notes.iter().any(|notes| notes.failures > 0));
}

/// Reads are refused, so what is loaded goes to L1 alone, and nothing but the fence keeps old values out of it.
#[test]
fn without_the_fence_the_same_check_finds_values_that_come_back() {
    for is_fenced in [true, false] {
        let work = Work { time: Duration::from_secs(2), tasks_each: 4, is_fenced, seed: seed() };
        let history = run(&work, |site, until_us| {
            site.ask(&["ACL", "SETUSER", "default", "-get"]);
            vec![Fault { process: None, begin_us: 0, end_us: until_us }]
        });
        let report = check(&history);
        println!("{}", summary(&history, &report));
        let first = report.violations.first().map(ToString::to_string).unwrap_or_default();
        assert_eq!(report.violations.is_empty(), is_fenced, "{SEED}={}, {first}", work.seed);
    }
}

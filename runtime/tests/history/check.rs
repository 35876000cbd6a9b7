//! Whether a history is one that the library promises.
//!
//! A write that was acknowledged *supersedes* a value that was there before it began: one that was set, when that set
//! had been acknowledged; one that was loaded, when its loader had begun. After that the value may still be read for a
//! while, and how long depends on what the reader could know:
//!
//! | the reader | for how long |
//! |---|---|
//! | made the write itself | not at all |
//! | was told of changes, and nothing was wrong | 50 ms and a round trip |
//! | was told of changes as far as it knew, and could not have heard | 2 s more: until it asks its connection |
//! | knew that it was not told | `l1_ttl`, and what the value was under way before that |
//! | loaded the value itself while something was wrong | the same: the server may not have it, and tells nobody |
//! | joined a load of its own process before it had ended | after a delete: a key that is loaded is not there, and nobody is told that it is deleted |
//!
//! A set without an answer may land at any time, and so may bring its value back at any time: nothing supersedes it.
//! That nothing is found is always right, since a cache may lose everything.

use std::collections::HashMap;
use std::fmt;

use crate::events::{History, Operation, Outcome, Stamp, What, Written};

/// What news of a change take, besides the round trip.
const NEWS_US: u64 = 50_000;
/// How long a connection that died without a sign is taken for alive.
const UNNOTICED_US: u64 = 2_000_000;
/// Round trips that began so long before a write say how long its news took, too.
const SHORTLY_US: u64 = 500_000;
/// So long a round trip is as good as a fault: calls may have been given up.
const SLOW_US: u64 = 100_000;

#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) violations: Vec<Violation>,
    pub(crate) reads: usize,
    /// Reads that L1 answered, by what the reader could know.
    pub(crate) hits: HashMap<Rule, usize>,
    /// Reads of a value that was superseded and could still be read, by the reason.
    pub(crate) late: HashMap<Rule, usize>,
    /// Reads of values whose set had no answer.
    pub(crate) unanswered: usize,
}

#[derive(Debug)]
pub(crate) struct Violation {
    pub(crate) kind: Kind,
    pub(crate) read: Operation,
    /// What superseded the value, and for how long it could have been read.
    pub(crate) limit: Option<(Operation, Rule, u64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The value was written by nobody, or under another key, or later.
    Invented,
    /// A later set was acknowledged.
    Stale,
    /// A later delete was acknowledged.
    Resurrected,
}

/// What a reader could know of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Rule {
    Own,
    Told,
    Unnoticed,
    Untold,
    Alone,
    Joined,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, read, limit } = self;
        write!(f, "{kind:?}: {read:?}")?;
        if let Some((write, rule, limit_us)) = limit {
            let late_us = read.begin_us - write.end_us;
            write!(f, "\n  {late_us} us after {write:?}\n  and {rule:?} allows {limit_us} us")?;
        }
        Ok(())
    }
}

/// Where a value comes from.
struct Origin {
    key: u32,
    begin_us: u64,
    /// Writes that begin after that supersede it; `None`: no write does.
    there_us: Option<u64>,
    /// The operation that has loaded it.
    load: Option<Operation>,
}

pub(crate) fn check(history: &History) -> Report {
    let origins = origins(history);
    let mut writes: HashMap<u32, Vec<&Operation>> = HashMap::new();
    for operation in operations(history).filter(|operation| is_acknowledged_write(operation)) {
        writes.entry(operation.key).or_default().push(operation);
    }
    let mut report = Report::default();
    for read in operations(history) {
        let What::Read { answer: Some(answer), .. } = read.what else { continue };
        report.reads += 1;
        if answer.from_l1 {
            *report.hits.entry(rule_of(history, read, read.begin_us)).or_default() += 1;
        }
        let Some(found) = answer.found else { continue };
        match origins.get(&found.stamp) {
            Some(origin) if is_of(origin, read, found) => {
                let of_key = writes.get(&read.key).map_or(&[][..], Vec::as_slice);
                judge(history, origin, read, of_key, &mut report);
            }
            _ => report.violations.push(Violation { kind: Kind::Invented, read: read.clone(), limit: None }),
        }
    }
    report
}

fn operations(history: &History) -> impl Iterator<Item = &Operation> {
    history.notes.iter().flat_map(|notes| &notes.operations)
}

fn is_acknowledged_write(operation: &Operation) -> bool {
    matches!(
        operation.what,
        What::Set { outcome: Outcome::Acknowledged, .. } | What::Delete { outcome: Outcome::Acknowledged }
    )
}

fn origins(history: &History) -> HashMap<Stamp, Origin> {
    let mut origins = HashMap::new();
    for operation in operations(history) {
        let (key, begin_us, end_us) = (operation.key, operation.begin_us, operation.end_us);
        match operation.what {
            What::Set { stamp, outcome } => {
                let there_us = (outcome == Outcome::Acknowledged).then_some(end_us);
                origins.insert(stamp, Origin { key, begin_us, there_us, load: None });
            }
            What::Read { loaded: Some((stamp, began_us)), .. } => {
                let load = Some(operation.clone());
                origins.insert(stamp, Origin { key, begin_us: began_us, there_us: Some(began_us), load });
            }
            What::Read { .. } | What::Delete { .. } => {}
        }
    }
    origins
}

fn is_of(origin: &Origin, read: &Operation, found: Written) -> bool {
    origin.key == read.key && found.key == read.key && origin.begin_us <= read.end_us
}

/// Whether the value could still be read after each of the writes.
fn judge(history: &History, origin: &Origin, read: &Operation, writes: &[&Operation], report: &mut Report) {
    let Some(there_us) = origin.there_us else {
        report.unanswered += 1;
        return;
    };
    // The oldest is the worst, unless a rule of another one is stricter.
    let mut late = None;
    for write in writes.iter().filter(|write| write.begin_us >= there_us && write.end_us < read.begin_us) {
        let (rule, limit_us) = limit(history, origin, write, read);
        if read.begin_us - write.end_us > limit_us {
            let kind = if is_delete(write) { Kind::Resurrected } else { Kind::Stale };
            let limit = Some(((*write).clone(), rule, limit_us));
            report.violations.push(Violation { kind, read: read.clone(), limit });
            return;
        }
        late = Some(rule);
    }
    if let Some(rule) = late {
        *report.late.entry(rule).or_default() += 1;
    }
}

/// For how long after a write a value from before it may be read.
fn limit(history: &History, origin: &Origin, write: &Operation, read: &Operation) -> (Rule, u64) {
    if write.process == read.process {
        return (Rule::Own, 0);
    }
    let own_load = origin.load.as_ref().filter(|load| load.process == read.process);
    let rule = match own_load {
        Some(load) if is_delete(write) && read.begin_us <= load.end_us => Rule::Joined,
        Some(load) if was_disturbed(history, load) => Rule::Alone,
        _ => rule_of(history, read, write.begin_us),
    };
    let news_us = NEWS_US + longest_trip(history, read, write.begin_us);
    let limit_us = match rule {
        Rule::Own => 0,
        Rule::Told => news_us,
        Rule::Unnoticed => UNNOTICED_US + news_us,
        Rule::Joined => u64::MAX,
        Rule::Untold | Rule::Alone => history.terms.l1_ttl_us + history.terms.under_way_us + news_us,
    };
    (rule, limit_us)
}

fn is_delete(write: &Operation) -> bool {
    matches!(write.what, What::Delete { .. })
}

/// Whether the value of a load may not have reached the server.
fn was_disturbed(history: &History, load: &Operation) -> bool {
    rule_of(history, load, load.begin_us) != Rule::Told
        || longest_trip(history, load, load.begin_us) > SLOW_US
}

/// What a reader could know of what others did from some moment on.
fn rule_of(history: &History, read: &Operation, from_us: u64) -> Rule {
    let told = &history.notes[read.process as usize].told;
    let before = told.partition_point(|told| told.at_us <= from_us).checked_sub(1).map(|index| told[index]);
    let after = told.get(told.partition_point(|told| told.at_us < read.begin_us));
    let live_throughout = match (before, after) {
        (Some(before), Some(after)) => before.is_live && after.is_live && before.losses == after.losses,
        _ => false,
    };
    let quiet_since_us = from_us.saturating_sub(UNNOTICED_US + SHORTLY_US);
    match (live_throughout, is_disturbed(history, read, quiet_since_us)) {
        (true, false) => Rule::Told,
        (true, true) => Rule::Unnoticed,
        (false, _) => Rule::Untold,
    }
}

/// Whether something was wrong between some moment and the end of an operation, for the one who did it.
fn is_disturbed(history: &History, operation: &Operation, from_us: u64) -> bool {
    history.faults.iter().any(|fault| {
        fault.process.is_none_or(|process| process == operation.process)
            && fault.begin_us <= operation.end_us
            && fault.end_us >= from_us
    })
}

fn longest_trip(history: &History, read: &Operation, from_us: u64) -> u64 {
    let trips = &history.notes[read.process as usize].trips;
    let begin = trips.partition_point(|trip| trip.end_us + SHORTLY_US < from_us);
    let touching = trips[begin..].iter().take_while(|trip| trip.begin_us <= read.begin_us);
    touching.map(|trip| trip.end_us - trip.begin_us).max().unwrap_or(0)
}

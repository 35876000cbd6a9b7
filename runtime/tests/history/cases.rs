//! Histories by hand: each kind of violation is found, and what is allowed is not taken for one.

use crate::check::{Kind, Report, Rule, check};
use crate::events::{
    Answer, Fault, History, Notes, Operation, Outcome, Stamp, Terms, Told, Trip, What, Written,
};

const MS: u64 = 1_000;
const SECOND: u64 = 1_000 * MS;
const KEY: u32 = 7;

/// Writes in process 0 and reads in process 1 a value that process 0 has set, at 10 s, unless a case says otherwise.
struct Case(History);

fn stamp(number: u32) -> Stamp {
    Stamp { process: 0, task: 0, number }
}

impl Case {
    /// Both processes are told of all that happens, and trips take a millisecond.
    fn quiet() -> Self {
        let notes = || Notes {
            told: (0..60_000).map(|ms| Told { at_us: ms * MS, is_live: true, losses: 0 }).collect(),
            trips: (0..60_000).map(|ms| Trip { begin_us: ms * MS, end_us: (ms + 1) * MS }).collect(),
            ..Notes::default()
        };
        let terms = Terms { l1_ttl_us: 5 * SECOND, under_way_us: SECOND };
        Self(History { notes: vec![notes(), notes()], faults: Vec::new(), terms })
    }

    /// One whose second process has lost its news at this time, and has them back later.
    fn deaf(from_us: u64, until_us: u64) -> Self {
        let mut case = Self::quiet();
        for told in &mut case.0.notes[1].told {
            told.is_live = !(from_us..until_us).contains(&told.at_us);
            told.losses = u64::from(told.at_us >= from_us);
        }
        case
    }

    fn note(mut self, process: u32, begin_us: u64, end_us: u64, what: What) -> Self {
        let operation = Operation { process, key: KEY, begin_us, end_us, wall_ms: 0, what };
        self.0.notes[process as usize].operations.push(operation);
        self
    }

    fn set(self, number: u32, begin_us: u64, end_us: u64) -> Self {
        self.note(0, begin_us, end_us, What::Set { stamp: stamp(number), outcome: Outcome::Acknowledged })
    }

    fn set_without_answer(self, number: u32, begin_us: u64, end_us: u64) -> Self {
        self.note(0, begin_us, end_us, What::Set { stamp: stamp(number), outcome: Outcome::Unknown })
    }

    fn delete(self, process: u32, begin_us: u64, end_us: u64) -> Self {
        self.note(process, begin_us, end_us, What::Delete { outcome: Outcome::Acknowledged })
    }

    /// A load in process 0, whose loader begins at once.
    fn load(self, number: u32, begin_us: u64, end_us: u64) -> Self {
        let found = Some(Written { key: KEY, stamp: stamp(number) });
        let answer = Some(Answer { found, from_l1: false });
        self.note(0, begin_us, end_us, What::Read { answer, loaded: Some((stamp(number), begin_us)) })
    }

    fn read_written(self, process: u32, found: Option<Written>, at_us: u64) -> Self {
        let answer = Some(Answer { found, from_l1: true });
        self.note(process, at_us, at_us + MS, What::Read { answer, loaded: None })
    }

    fn read(self, number: u32, at_us: u64) -> Self {
        self.read_written(1, Some(Written { key: KEY, stamp: stamp(number) }), at_us)
    }

    fn read_by_writer(self, number: u32, at_us: u64) -> Self {
        self.read_written(0, Some(Written { key: KEY, stamp: stamp(number) }), at_us)
    }

    fn fault(mut self, process: Option<u32>, begin_us: u64, end_us: u64) -> Self {
        self.0.faults.push(Fault { process, begin_us, end_us });
        self
    }

    /// A trip of the second process that took longer.
    fn slow_trip(mut self, at_us: u64, took_us: u64) -> Self {
        let trips = &mut self.0.notes[1].trips;
        trips.retain(|trip| trip.end_us <= at_us || trip.begin_us >= at_us + took_us);
        let index = trips.partition_point(|trip| trip.end_us <= at_us);
        trips.insert(index, Trip { begin_us: at_us, end_us: at_us + took_us });
        self
    }

    fn report(self) -> Report {
        check(&self.0)
    }

    #[track_caller]
    fn assert_right(self) {
        let violations = self.report().violations;
        assert!(violations.is_empty(), "{violations:#?}");
    }

    #[track_caller]
    fn assert_wrong(self, kind: Kind, rule: Option<Rule>) {
        let violations = self.report().violations;
        let [violation] = &violations[..] else { panic!("one is expected: {violations:#?}") };
        assert_eq!((violation.kind, violation.limit.as_ref().map(|&(_, rule, _)| rule)), (kind, rule));
    }
}

/// With the value of number 1 set at 1 s.
fn quiet() -> Case {
    Case::quiet().set(1, SECOND, SECOND + MS)
}

const AT: u64 = 10 * SECOND;
/// After a write at [`AT`], which takes a millisecond: the last moment of what was before it.
const TOLD_UNTIL: u64 = AT + MS + 51 * MS;

#[test]
fn what_nobody_wrote_is_invented() {
    quiet().read(2, AT).assert_wrong(Kind::Invented, None);
}

#[test]
fn what_was_written_under_another_key_is_invented() {
    let other = Written { key: KEY + 1, stamp: stamp(1) };
    quiet().read_written(1, Some(other), AT).assert_wrong(Kind::Invented, None);
    let mut case = quiet().read(1, AT);
    case.0.notes[1].operations[0].key += 1;
    case.assert_wrong(Kind::Invented, None);
}

#[test]
fn what_was_written_later_is_invented() {
    quiet().set(2, AT + 10 * MS, AT + 11 * MS).read(2, AT).assert_wrong(Kind::Invented, None);
}

#[test]
fn what_was_there_and_nothing_at_all_are_right() {
    quiet().read(1, AT).read_written(1, None, AT).assert_right();
    quiet().set(2, AT, AT + MS).read(2, AT + SECOND).read_written(1, None, AT + 2 * SECOND).assert_right();
}

#[test]
fn who_is_told_reads_what_was_before_for_a_moment() {
    for case in [quiet().set(2, AT, AT + MS), quiet().delete(0, AT, AT + MS)] {
        let report = case.read(1, TOLD_UNTIL).report();
        assert!(report.violations.is_empty());
        assert_eq!(report.late[&Rule::Told], 1);
    }
}

#[test]
fn after_that_it_is_stale_or_has_come_back() {
    quiet().set(2, AT, AT + MS).read(1, TOLD_UNTIL + 1).assert_wrong(Kind::Stale, Some(Rule::Told));
    quiet().delete(0, AT, AT + MS).read(1, TOLD_UNTIL + 1).assert_wrong(Kind::Resurrected, Some(Rule::Told));
}

#[test]
fn a_value_that_is_superseded_twice_is_as_old_as_the_first_time() {
    let case = quiet().delete(0, AT, AT + MS).set(2, AT + 49 * MS, AT + 50 * MS);
    case.read(1, TOLD_UNTIL + 1).assert_wrong(Kind::Resurrected, Some(Rule::Told));
}

#[test]
fn a_write_that_was_under_way_with_another_supersedes_it_not() {
    quiet().set(2, AT, AT + 10 * MS).set(3, AT + 9 * MS, AT + 20 * MS).read(2, AT + SECOND).assert_right();
}

#[test]
fn a_read_that_began_before_the_answer_may_have_either() {
    quiet().set(2, AT, AT + SECOND).read(1, AT + SECOND).assert_right();
}

#[test]
fn a_slow_round_trip_excuses_slow_news() {
    let case = || quiet().delete(0, AT, AT + MS).slow_trip(AT + MS / 2, 200 * MS);
    case().read(1, AT + MS + 250 * MS).assert_right();
    case().read(1, AT + MS + 250 * MS + 1).assert_wrong(Kind::Resurrected, Some(Rule::Told));
}

#[test]
fn own_writes_are_seen_at_once() {
    quiet().set(2, AT, AT + MS).read_by_writer(1, AT + MS + 1).assert_wrong(Kind::Stale, Some(Rule::Own));
    quiet()
        .delete(0, AT, AT + MS)
        .read_by_writer(1, AT + MS + 1)
        .assert_wrong(Kind::Resurrected, Some(Rule::Own));
}

#[test]
fn who_is_not_told_reads_it_for_its_lifetime_in_l1() {
    // The lifetime, a second under way, and what news take, since by then they may be told again.
    let last = AT + MS + 5 * SECOND + SECOND + 51 * MS;
    let deaf = || Case::deaf(5 * SECOND, 50 * SECOND).set(1, SECOND, SECOND + MS).delete(0, AT, AT + MS);
    assert_eq!(deaf().read(1, last).report().late[&Rule::Untold], 1);
    deaf().read(1, last + 1).assert_wrong(Kind::Resurrected, Some(Rule::Untold));
}

#[test]
fn news_that_were_lost_in_between_are_no_news() {
    let case = || Case::deaf(AT + 5 * MS, AT + 7 * MS).set(1, SECOND, SECOND + MS).delete(0, AT, AT + MS);
    case().read(1, AT + SECOND).assert_right();
    // A write after that is told of.
    case()
        .set(2, AT + 20 * MS, AT + 21 * MS)
        .read(1, AT + SECOND)
        .assert_wrong(Kind::Stale, Some(Rule::Told));
}

#[test]
fn a_connection_that_is_dead_without_a_sign_is_taken_for_alive_for_two_seconds() {
    let last = TOLD_UNTIL + 2 * SECOND;
    for (begin_us, end_us) in [(AT, AT + SECOND), (AT - 3 * SECOND, AT - 2 * SECOND)] {
        for process in [None, Some(1)] {
            let case = || quiet().fault(process, begin_us, end_us).delete(0, AT, AT + MS);
            assert_eq!(case().read(1, last).report().late[&Rule::Unnoticed], 1);
            case().read(1, last + 1).assert_wrong(Kind::Resurrected, Some(Rule::Unnoticed));
        }
    }
    let of_another = quiet().fault(Some(0), AT, AT + SECOND).delete(0, AT, AT + MS);
    of_another.read(1, TOLD_UNTIL + 1).assert_wrong(Kind::Resurrected, Some(Rule::Told));
    let long_ago = quiet().fault(None, AT - 4 * SECOND, AT - 3 * SECOND).delete(0, AT, AT + MS);
    long_ago.read(1, TOLD_UNTIL + 1).assert_wrong(Kind::Resurrected, Some(Rule::Told));
}

#[test]
fn who_joins_a_load_gets_what_was_deleted_elsewhere_meanwhile() {
    let loaded = || Case::quiet().load(1, AT - 10 * MS, AT + SECOND);
    let deleted = || loaded().delete(1, AT, AT + MS);
    assert_eq!(deleted().read_by_writer(1, AT + SECOND).report().late[&Rule::Joined], 1);
    deleted().read_by_writer(1, AT + SECOND + 1).assert_wrong(Kind::Resurrected, Some(Rule::Told));
    loaded()
        .delete(0, AT, AT + MS)
        .read_by_writer(1, AT + SECOND)
        .assert_wrong(Kind::Resurrected, Some(Rule::Own));
}

#[test]
fn what_was_loaded_while_something_was_wrong_may_be_there_alone() {
    let last = AT + MS + 5 * SECOND + SECOND + 51 * MS;
    let loaded = || Case::quiet().load(1, SECOND, SECOND + MS).fault(Some(0), SECOND, SECOND + MS);
    let deleted = || loaded().delete(1, AT, AT + MS);
    assert_eq!(deleted().read_by_writer(1, last).report().late[&Rule::Alone], 1);
    deleted().read_by_writer(1, last + 1).assert_wrong(Kind::Resurrected, Some(Rule::Alone));
    // Another process has it from the server, which tells of it then.
    let case = loaded().delete(0, AT, AT + MS).read(1, TOLD_UNTIL + 1);
    case.assert_wrong(Kind::Resurrected, Some(Rule::Told));
}

#[test]
fn a_set_without_an_answer_may_land_at_any_time() {
    let case = Case::quiet().set_without_answer(1, SECOND, SECOND + MS).delete(0, AT, AT + MS);
    let report = case.read(1, AT + 20 * SECOND).read_by_writer(1, AT + 20 * SECOND).report();
    assert!(report.violations.is_empty());
    assert_eq!(report.unanswered, 2);
}

#[test]
fn a_write_without_an_answer_supersedes_nothing() {
    let unknown = What::Delete { outcome: Outcome::Unknown };
    quiet()
        .note(0, AT, AT + MS, unknown)
        .set_without_answer(2, AT, AT + MS)
        .read(1, AT + SECOND)
        .assert_right();
}

#[test]
fn what_was_being_loaded_before_a_delete_does_not_outlive_it() {
    let loaded = || Case::quiet().load(1, AT - 10 * MS, AT + 30 * MS);
    let case = loaded().delete(1, AT, AT + MS).read_by_writer(1, AT + 10 * MS);
    case.assert_right();
    let case = loaded().delete(1, AT, AT + MS).read(1, AT + 10 * MS);
    case.assert_wrong(Kind::Resurrected, Some(Rule::Own));
    let case = loaded().delete(1, AT, AT + MS).read_by_writer(1, TOLD_UNTIL + 1);
    case.assert_wrong(Kind::Resurrected, Some(Rule::Told));
    // It began while the delete was under way: it may be the newer one.
    loaded().delete(1, AT - 11 * MS, AT + MS).read(1, AT + SECOND).assert_right();
}

//! Compares the cases with the lists they stand for: every word of the public table at every site, every rule.
//!
//! It also holds the `.stderr` files to what a blessing must not change. A case marks the line of each mistake with
//! the rule it breaks, `//~ unknown_word`, once for every mistake; errors anywhere else are a second wave.
//!
//! That these tests can fail was tried, each time on a copy of the workspace: a word `jitter` for `Site::Region` and
//! a rule `JitterTooLong` without cases, a `.stderr` without a case, a case without one, a case that no `main.rs`
//! declares, a marker removed, a marker on another line, and a word in a comment or a string instead of an attribute.

mod case;
mod uses;

use std::collections::BTreeSet;

use cachekit_schema_derive::rule::Rule;
use cachekit_schema_derive::symbol::{Site, WORDS};

use crate::case::{Accepted, Refused};

/// Rules that no input is known to break: a panic of the schema compiler would have to be found first.
const WITHOUT_CASE: [Rule; 1] = [Rule::Bug];

#[test]
fn every_rule_has_a_case_of_its_name() {
    let cases = Refused::of_stages(&["parse", "check", "without_features"]);
    let missing: Vec<_> = Rule::ALL
        .iter()
        .filter(|rule| !WITHOUT_CASE.contains(rule))
        .filter(|rule| !cases.iter().any(|case| case.rule() == Some(**rule) && case.marks(rule.name())))
        .map(|rule| rule.name())
        .collect();
    assert_eq!(missing, [""; 0], "rules without a case `tests/ui/<stage>/<rule>[_site].rs` that marks them");
}

#[test]
fn every_case_is_named_after_a_rule() {
    for case in Refused::of_stages(&["parse", "check", "without_features"]) {
        let marked: BTreeSet<_> = case.marks.iter().map(|(_, rule)| rule.as_str()).collect();
        for rule in &marked {
            assert!(
                Rule::ALL.iter().any(|known| known.name() == *rule),
                "{}: `{rule}` is no rule",
                case.name
            );
        }
        if case.name.starts_with("several_") {
            assert!(marked.len() >= 3, "{}: mistakes of several rules are expected", case.name);
        } else {
            let rule = case.rule().map(Rule::name);
            assert!(
                rule.is_some_and(|rule| marked.contains(rule)),
                "{}: marks nothing of its name",
                case.name
            );
        }
    }
}

#[test]
fn every_word_has_a_case_at_every_site() {
    let accepted: Vec<_> = Accepted::all().iter().flat_map(|case| uses::of(&case.text, &case.name)).collect();
    let refused: Vec<_> = Refused::all().iter().flat_map(Refused::words).collect();
    assert!(accepted.len() > 400 && refused.len() > 60, "the cases are not read as they used to be");
    let has_case = |name: &str, site| {
        [&accepted, &refused].into_iter().flatten().any(|(word, at)| word == name && *at == site)
    };
    let missing: Vec<_> = WORDS
        .iter()
        .flat_map(|word| word.uses.iter().map(|(site, _)| (word.name, *site)))
        .filter(|(name, site)| !has_case(name, *site))
        .collect();
    assert_eq!(missing, [], "words that no case writes at this site");
}

#[test]
fn every_site_refuses_what_it_does_not_know() {
    let cases = Refused::of_stages(&["parse"]);
    for site in Site::ALL {
        let name = format!("unknown_word_{}", case::snake(&format!("{site:?}")));
        assert!(cases.iter().any(|case| case.name == name), "`tests/ui/parse/{name}.rs` is not there");
    }
}

#[test]
fn every_mistake_is_one_error_at_its_line() {
    let mut wrong = Vec::new();
    for case in Refused::of_stages(&["parse", "check", "without_features"]) {
        let mut marked: Vec<_> = case.marks.iter().map(|(line, _)| *line).collect();
        let mut said: Vec<_> = case.errors.iter().map(|error| error.line).collect();
        marked.sort_unstable();
        said.sort_unstable();
        if marked != said {
            wrong.push(format!("{}: marked {marked:?}, said {said:?}", case.name));
        }
    }
    // What rustc says of a bound it says at every place that needs it, so here lines count, not errors.
    for case in Refused::of_stages(&["bounds", "built"]) {
        let marked: BTreeSet<_> = case.marks.iter().map(|(line, _)| *line).collect();
        let said: BTreeSet<_> = case.errors.iter().map(|error| error.line).collect();
        if marked != said {
            wrong.push(format!("{}: marked {marked:?}, said {said:?}", case.name));
        }
    }
    assert!(
        wrong.is_empty(),
        "errors that are not marked `//~`, or marks without an error:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn errors_of_ours_say_what_to_write_and_nothing_of_expansions() {
    for case in Refused::of_stages(&["parse", "check", "without_features"]) {
        for error in &case.errors {
            let text = error.message.strip_prefix("error: ");
            assert!(
                text.is_some_and(
                    |text| text.contains("; ") && text.starts_with(|first: char| !first.is_uppercase())
                ),
                "{}: {}",
                case.name,
                error.message
            );
        }
        for name in ["__", "ck::", "proc_macro", "warning", "panicked"] {
            assert!(!case.stderr.contains(name), "{}: `{name}`", case.name);
        }
    }
}

#[test]
fn every_accepted_case_is_declared() {
    for binary in ["tests/pass", "tests/hygiene"] {
        let declared = uses::modules(&case::read(&case::root().join(binary).join("main.rs")));
        let mut files: Vec<_> = case::files(binary, "rs").into_iter().map(|(name, _)| name).collect();
        files.retain(|name| name != "main");
        assert_eq!(declared, files, "the modules of {binary}/main.rs and the files beside it");
    }
}

#[test]
fn every_stderr_has_a_case() {
    for stage in case::STAGES {
        let names = |extension| -> Vec<_> {
            case::files(&format!("tests/ui/{stage}"), extension).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names("rs"), names("stderr"), "cases and expectations of tests/ui/{stage}");
    }
}

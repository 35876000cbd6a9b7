//! All SDKs make the same interop key of the same call.

use std::sync::LazyLock;

use cachekit_interop_tests::python::{Call, Python};
use cachekit_interop_tests::value::Value;
use cachekit_interop_tests::{ours, published_sdk, random, tables};

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// Another seed finds other mistakes; this one finds the same ones each time.
const SEED: u64 = 0x000c_ac4e_517e;

#[test]
fn all_make_the_keys_that_the_protocol_names() {
    let rows = tables::known_keys();
    let python = PYTHON
        .keys(&rows.iter().map(|(ns, op, arguments, _)| (*ns, *op, &arguments[..])).collect::<Vec<_>>());
    for ((ns, op, arguments, key), python) in rows.iter().zip(python) {
        let call = format!("{ns}:{op} of {arguments:?}");
        assert_eq!(ours::key(ns, op, arguments).as_deref(), Some(*key), "ours, {call}");
        assert_eq!(python.as_deref(), Some(*key), "Python's, {call}");
        assert_eq!(
            published_sdk::key(ns, op, arguments).as_deref(),
            Some(*key),
            "the published crate's, {call}"
        );
    }
}

#[test]
fn all_make_the_same_keys_of_ten_thousand_random_calls() {
    let lists = random::argument_lists(SEED, 10_000);
    let python =
        PYTHON.keys(&lists.iter().map(|list| ("users", "get_user", &list[..])).collect::<Vec<Call<'_>>>());
    for (arguments, python) in lists.iter().zip(python) {
        let ours = ours::key("users", "get_user", arguments);
        assert!(ours.is_some(), "every list is one of valid arguments: {arguments:?}");
        assert_eq!(ours, python, "ours and Python's, of {arguments:?}");
        let published = published_sdk::key("users", "get_user", arguments);
        assert_eq!(ours, published, "ours and the published crate's, of {arguments:?}");
    }
}

#[test]
fn all_refuse_what_the_protocol_refuses() {
    let rows = tables::refused_calls();
    let python = PYTHON.keys(&rows.iter().map(|(_, ns, op, list)| (*ns, *op, &list[..])).collect::<Vec<_>>());
    for ((why, ns, op, arguments), python) in rows.iter().zip(python) {
        assert_eq!(ours::key(ns, op, arguments), None, "we: {why}");
        assert_eq!(python, None, "Python: {why}");
        assert_eq!(published_sdk::key(ns, op, arguments), None, "the published crate: {why}");
    }
}

#[test]
fn random_lists_reach_every_type_and_both_ends_of_the_integers() {
    let all = random::argument_lists(SEED, 10_000);
    let some = |what: fn(&Value) -> bool| assert!(all.iter().flatten().any(|value| holds(value, what)));
    some(|value| matches!(value, Value::Null));
    some(|value| matches!(value, Value::Bool(_)));
    some(|value| *value == Value::Int(u64::MAX.into()));
    some(|value| *value == Value::Int(i64::MIN.into()));
    some(|value| matches!(value, Value::Float(float) if float.fract() != 0.0));
    some(|value| matches!(value, Value::Float(float) if float.fract() == 0.0));
    some(|value| matches!(value, Value::Str(text) if text.len() > 0xffff));
    some(|value| matches!(value, Value::Bytes(bytes) if bytes.len() > 0xffff));
    some(
        |value| matches!(value, Value::List(items) if items.iter().any(|item| matches!(item, Value::Map(_)))),
    );
    some(
        |value| matches!(value, Value::Map(items) if items.values().any(|item| matches!(item, Value::Set(_)))),
    );
    some(|value| matches!(value, Value::Set(items) if items.len() > 2));
    some(|value| matches!(value, Value::Moment(micros) if *micros < 0));
    some(|value| matches!(value, Value::Uuid(_)));
}

/// Whether a value, or one somewhere inside of it, is what is looked for.
fn holds(value: &Value, what: fn(&Value) -> bool) -> bool {
    what(value)
        || match value {
            Value::List(items) | Value::Set(items) => items.iter().any(|item| holds(item, what)),
            Value::Map(entries) => entries.values().any(|item| holds(item, what)),
            _ => false,
        }
}

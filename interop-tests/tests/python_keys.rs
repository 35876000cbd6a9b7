//! The keys of Python's default decorators, made in Rust.

use std::sync::LazyLock;

use cachekit_interop_tests::python::{AutomaticCall, Python};
use cachekit_interop_tests::random;
use cachekit_interop_tests::value::Value;

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// Another seed finds other mistakes; this one finds the same ones each time.
const SEED: u64 = 0x000c_ac4e_517e;

fn compare(calls: &[AutomaticCall]) {
    for (call, python) in calls.iter().zip(PYTHON.automatic_keys(calls)) {
        assert!(python.is_some(), "Python makes a key of {call:?}");
        assert_eq!(call.our_key(), python, "{call:?}");
    }
}

#[test]
fn random_calls_have_pythons_keys() {
    let calls: Vec<_> = random::argument_lists(SEED, 2_000)
        .into_iter()
        .map(|list| {
            let mut call = AutomaticCall::of(list.into_iter().map(without_sets).collect());
            // Every other list has its last two arguments passed by name.
            if call.by_position.len().is_multiple_of(2) {
                let named = call.by_position.split_off(call.by_position.len().saturating_sub(2));
                call.by_name = ["second", "first"].map(str::to_owned).into_iter().zip(named).collect();
            }
            call
        })
        .collect();
    compare(&calls);
}

#[test]
fn every_setting_of_the_decorator_is_in_the_key() {
    let call = || AutomaticCall::of(vec![Value::Int(42)]);
    let calls: Vec<_> = ["default", "std", "auto", "orjson", "arrow"]
        .into_iter()
        .flat_map(|serializer| {
            [true, false].map(|integrity| AutomaticCall { serializer, integrity, ..call() })
        })
        .chain(
            [None, Some(""), Some("a b"), Some("ünï")].map(|namespace| AutomaticCall { namespace, ..call() }),
        )
        .collect();
    compare(&calls);
}

#[test]
fn functions_of_any_name_have_pythons_keys() {
    let long: &'static str = "deeply.nested.".repeat(20).leak();
    let names = [
        ("__main__", "main.<locals>.get_user"),
        ("app.users", "Users.get_user"),
        ("app.users", "<lambda>"),
        ("büro.nutzer", "größe"),
        ("app", "..hidden..name"),
        (long, "get_user"),
        ("漢字", long),
    ];
    let namespaces = [None, Some("users"), Some(long)];
    let calls: Vec<_> = names
        .into_iter()
        .flat_map(|(module, qualname)| {
            namespaces.map(|namespace| AutomaticCall {
                module,
                qualname,
                namespace,
                ..AutomaticCall::of(vec![Value::Int(42)])
            })
        })
        .collect();
    compare(&calls);
}

#[test]
fn calls_that_python_refuses_have_no_key() {
    let calls = [
        Value::Set(vec![Value::Int(1)]),
        Value::List(vec![Value::Set(Vec::new())]),
        Value::Int(1 << 64),
        Value::Int(-(1 << 63) - 1),
    ]
    .map(|argument| AutomaticCall::of(vec![argument]));
    assert_eq!(PYTHON.automatic_keys(&calls), [None, None, None, None]);
    assert!(calls.iter().all(|call| call.our_key().is_none()));
}

/// Keys of the default layout take no sets: lists in their places.
fn without_sets(value: Value) -> Value {
    match value {
        Value::List(items) | Value::Set(items) => Value::List(items.into_iter().map(without_sets).collect()),
        Value::Map(entries) => {
            Value::Map(entries.into_iter().map(|(key, value)| (key, without_sets(value))).collect())
        }
        scalar => scalar,
    }
}

//! What is written by one SDK and read by another.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::master_keys::MasterKeys;
use crate::python::{Entry, Store};
use crate::value::Value;

/// Python's deployment id, where a test gives it one.
pub const DEPLOYMENT: &str = "11111111-2222-4333-8444-555555555555";

/// The argument of the call whose entry is exchanged.
pub const ARGUMENTS: [Value; 1] = [Value::Int(42)];

/// The interop key of that call, `users:get_user` of 42, as the protocol has it.
pub const INTEROP_KEY: &str =
    "users:get_user:61598716255080080f6456eb065c2e51badfaa4320b0efe97469c29cffee8875";

/// A value with something of everything: what a Python function returned.
pub fn alice() -> Value {
    Value::map([
        ("name", Value::Str("alice".to_owned())),
        ("age", Value::Int(30)),
        ("tags", Value::List(vec![Value::Str("a".to_owned()), Value::Str("b".to_owned())])),
        ("f", Value::Float(1.5)),
    ])
}

/// Values that every SDK has to keep, each by what could go wrong with it.
pub fn values() -> Vec<(&'static str, Value)> {
    let text = |text: &str| Value::Str(text.to_owned());
    vec![
        ("nothing", Value::Null),
        ("true", Value::Bool(true)),
        ("zero", Value::Int(0)),
        ("a negative integer", Value::Int(-33)),
        ("the largest integer", Value::Int(u64::MAX.into())),
        ("the smallest integer", Value::Int(i64::MIN.into())),
        ("a fraction", Value::Float(0.1)),
        ("a float that is whole", Value::Float(2.0)),
        ("a negative zero", Value::Float(-0.0)),
        ("the largest float", Value::Float(f64::MAX)),
        ("the smallest float", Value::Float(f64::from_bits(1))),
        ("no text", text("")),
        ("text beyond ASCII", text("naïve Ünïcödé, 漢字, 🦀, e\u{301}")),
        ("text of control characters", text("\0\n\r\t\u{7f}")),
        ("bytes", Value::Bytes(vec![0, 0xff, 0xc1, b'C', b'K', 3])),
        ("no bytes", Value::Bytes(Vec::new())),
        ("a moment", Value::Moment(1_704_112_245_123_456)),
        ("a moment before 1970", Value::Moment(-1)),
        ("a whole second", Value::Moment(1_704_067_200_000_000)),
        ("a date", Value::Date("2024-02-29".to_owned())),
        ("a time of day", Value::Time("12:30:45.123456".to_owned())),
        ("no list", Value::List(Vec::new())),
        ("no map", Value::Map(BTreeMap::new())),
        ("maps in lists in maps", nested(12)),
        ("a user", alice()),
        ("one MiB of text", Value::Str("0123456789abcdef".repeat(1 << 16))),
        ("one MiB of bytes", Value::Bytes((0..=255).cycle().take(1 << 20).collect())),
    ]
}

/// What a Python program can declare, by what is peculiar to it.
pub fn python_entries(store: &Store, keys: &MasterKeys) -> Vec<(&'static str, Entry)> {
    let entry = || Entry::of(store.clone());
    vec![
        ("the default decorator", entry().namespace("users")),
        ("minimal", entry().namespace("users").minimal()),
        ("without integrity", entry().namespace("users").without_integrity()),
        ("interop", entry().interop()),
        ("secure", entry().namespace("users").secure(keys)),
        ("secure in a deployment", entry().namespace("users").secure(keys).deployment(DEPLOYMENT)),
        ("secure interop", entry().interop().secure(keys)),
        ("secure interop in a deployment", entry().interop().secure(keys).deployment(DEPLOYMENT)),
        ("a key of one's own", entry().namespace("users").custom_key("u-42")),
        ("without an end", entry().namespace("users").forever()),
    ]
}

/// Calls that no SDK may make a key of.
pub fn refused_calls() -> Vec<(&'static str, &'static str, &'static str, Vec<Value>)> {
    let long: &str = "a23456789b123456789c123456789d123456789e123456789f123456789g12345";
    vec![
        ("not a number", "t", "op", vec![Value::Float(f64::NAN)]),
        ("infinity", "t", "op", vec![Value::Float(f64::INFINITY)]),
        ("infinity in a set", "t", "op", vec![Value::Set(vec![Value::Float(f64::NEG_INFINITY)])]),
        ("an integer too large", "t", "op", vec![Value::Int(1 << 64)]),
        ("an integer too small", "t", "op", vec![Value::Int(-(1 << 63) - 1)]),
        ("an integer too large in a map", "t", "op", vec![Value::map([("a", Value::Int(1 << 64))])]),
        ("no namespace", "", "op", Vec::new()),
        ("no operation", "t", "", Vec::new()),
        ("a capital letter", "Users", "op", Vec::new()),
        ("a line end", "t", "op\n", Vec::new()),
        ("a digit that is not ASCII", "t", "op٣", Vec::new()),
        ("full-width letters", "ｕｓｅｒｓ", "op", Vec::new()),
        ("a leading dot", "t", ".op", Vec::new()),
        ("a leading hyphen", "-t", "op", Vec::new()),
        ("a leading underscore", "_t", "op", Vec::new()),
        ("two dots", "t", "a..b", Vec::new()),
        ("a colon", "t:u", "op", Vec::new()),
        ("65 characters", long, "op", Vec::new()),
        ("the server's own namespace", "ns", "op", Vec::new()),
        ("the server's other namespace", "nsapi", "op", Vec::new()),
    ]
}

/// Keys that the protocol names, with their calls.
#[expect(clippy::approx_constant, reason = "the protocol's own example")]
pub fn known_keys() -> Vec<(&'static str, &'static str, Vec<Value>, &'static str)> {
    let text = |text: &str| Value::Str(text.to_owned());
    vec![
        ("users", "get_user", vec![Value::Int(42)], INTEROP_KEY),
        (
            "users",
            "search",
            vec![text("alice"), Value::Bool(true), Value::Null],
            "users:search:1b710f1a11e86472668472657be495c7ca8fb7d16a8771793eb2dd1c321517ee",
        ),
        (
            "t",
            "op",
            vec![2.0, -0.0, 3.14, -1.0, 9_223_372_036_854_775_808.0].into_iter().map(Value::Float).collect(),
            "t:op:05d3e2d93a448d4627e4d05ae640cd57e68e18897a6d4ceb71a2cd98e08e2724",
        ),
        (
            "events",
            "by_time",
            vec![Value::Moment(1_704_112_245_123_456)],
            "events:by_time:1b85c4d90f566c5df71ebd437c4f296c1a2d5567c9cc69edb026f804a134997b",
        ),
        (
            "events",
            "by_time",
            vec![Value::Moment(1_704_067_200_000_000)],
            "events:by_time:b3504b56c162854b07071c4577f3c73f3ec615c8a3152928bf5c6dba086461c2",
        ),
        (
            "t",
            "op",
            vec![Value::Set(vec![
                Value::Int(1),
                Value::Float(2.0),
                Value::Int(3),
                text("a"),
                Value::Int(-5),
            ])],
            "t:op:5723b74b187be595b5c494fb717e496eda75a205a219b5652356cf3687dbe1b5",
        ),
        (
            "users",
            "by_uuid",
            vec![Value::Uuid(Uuid::from_u128(0x550E_8400_E29B_41D4_A716_4466_5544_0000))],
            "users:by_uuid:14821dfe8848465aa23db43cb83be508f51d9ac556479bcc78b8a522e268a62a",
        ),
        (
            "t",
            "op",
            vec![Value::map([
                (
                    "b",
                    Value::map([
                        ("z", Value::Int(1)),
                        ("a", Value::List(vec![Value::Int(1), Value::Int(2)])),
                    ]),
                ),
                ("A", Value::Bytes(vec![0xde, 0xad])),
                ("\u{10000}", Value::Int(1)),
                ("\u{FF61}", Value::Int(2)),
            ])],
            "t:op:736b17e67e54af3c97c62e6b730ccc2c3cac2c02e03f3dd9e89be90c4e14c35e",
        ),
        (
            "t",
            "op",
            vec![
                text(""),
                Value::Bytes(Vec::new()),
                Value::List(Vec::new()),
                Value::Map(BTreeMap::new()),
                Value::Set(Vec::new()),
            ],
            "t:op:d51b42d92342ef5d0776c885e3f91f05039171e670d768428289cbe464d17ab4",
        ),
        ("t", "op", Vec::new(), "t:op:8064bf5f945dba521b017bb3f32b31a293a6e16944838d171ea9e77fab085e8e"),
    ]
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(alice(), |inner, _| Value::map([("list", Value::List(vec![inner, Value::Null]))]))
}

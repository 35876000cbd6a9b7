//! Types of Rust programs as the arguments and values of other languages.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use cachekit::backend::Backend;
use cachekit::interop;
use cachekit::prelude::*;
use cachekit_interop_tests::ours;
use cachekit_interop_tests::python::{Entry, Python};
use cachekit_interop_tests::shelf::RedisShelf;
use cachekit_interop_tests::tables::{ARGUMENTS, INTEROP_KEY};
use cachekit_interop_tests::value::Value;
use cachekit_test_servers::RedisServer;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

static PYTHON: LazyLock<Python> = LazyLock::new(Python::start);

/// 2024-01-01T12:30:45.123456Z.
const MICROS: i64 = 1_704_112_245_123_456;

/// A key with a field of each kind.
#[derive(CacheRegion)]
#[cache(crate = "::cachekit", namespace = "search", layout = "interop", operation = "find", value = u64, ttl = "1m")]
struct Find<'a> {
    small: u8,
    negative: i64,
    large: u64,
    wide: i128,
    exact: bool,
    ratio: f64,
    single: f32,
    text: &'a str,
    letter: char,
    missing: Option<u32>,
    present: Option<&'a str>,
    bytes: &'a [u8],
    digest: [u8; 2],
    numbers: Vec<u16>,
    pair: (i8, String),
    sorted: BTreeMap<String, f64>,
    unsorted: HashMap<&'a str, Vec<bool>>,
    set: HashSet<u32>,
    system: SystemTime,
    moment: DateTime<Utc>,
    id: Uuid,
}

impl Find<'_> {
    fn example() -> Self {
        Self {
            small: 200,
            negative: i64::MIN,
            large: u64::MAX,
            wide: -129,
            exact: true,
            ratio: 0.1,
            single: 0.5,
            text: "naïve, 漢字",
            letter: '🦀',
            missing: None,
            present: Some(""),
            bytes: b"\0\xff",
            digest: [0xde, 0xad],
            numbers: vec![1, 256],
            pair: (-1, "second".to_owned()),
            sorted: [("b".to_owned(), 2.0), ("a".to_owned(), -0.0)].into(),
            unsorted: [("\u{10000}", vec![true]), ("\u{ff61}", vec![]), ("A", vec![false])].into(),
            set: [3, 1, 70_000].into(),
            system: SystemTime::UNIX_EPOCH - Duration::from_millis(1500),
            moment: DateTime::from_timestamp_micros(MICROS).expect("a moment of 2024"),
            id: Uuid::from_u128(0x550E_8400_E29B_41D4_A716_4466_5544_0000),
        }
    }

    /// The same, as Python is told it.
    fn arguments() -> Vec<Value> {
        let text = |text: &str| Value::Str(text.to_owned());
        let int = |value: i128| Value::Int(value);
        vec![
            int(200),
            int(i64::MIN.into()),
            int(u64::MAX.into()),
            int(-129),
            Value::Bool(true),
            Value::Float(0.1),
            Value::Float(0.5),
            text("naïve, 漢字"),
            text("🦀"),
            Value::Null,
            text(""),
            Value::Bytes(vec![0, 0xff]),
            Value::Bytes(vec![0xde, 0xad]),
            Value::List(vec![int(1), int(256)]),
            Value::List(vec![int(-1), text("second")]),
            Value::map([("a", Value::Float(-0.0)), ("b", Value::Float(2.0))]),
            Value::map([
                ("\u{10000}", Value::List(vec![Value::Bool(true)])),
                ("\u{ff61}", Value::List(Vec::new())),
                ("A", Value::List(vec![Value::Bool(false)])),
            ]),
            Value::Set(vec![int(3), int(1), int(70_000)]),
            Value::Moment(-1_500_000),
            Value::Moment(MICROS),
            Value::Uuid(Uuid::from_u128(0x550E_8400_E29B_41D4_A716_4466_5544_0000)),
        ]
    }
}

#[tokio::test]
async fn the_fields_of_a_region_are_pythons_arguments() {
    let arguments = Find::arguments();
    let python = PYTHON.keys(&[("search", "find", &arguments)]);
    let cache = CacheKit::in_memory().build().expect("the settings are the defaults");
    assert_eq!(python, [Some(cache.entry(&Find::example()).key().to_owned())]);
}

/// A value with a field of each kind that needs a word to be what other languages have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Event {
    name: String,
    #[serde(with = "interop::datetime")]
    system: SystemTime,
    #[serde(with = "interop::datetime")]
    moment: DateTime<Utc>,
    #[serde(with = "interop::datetime::option")]
    never: Option<DateTime<Utc>>,
    #[serde(with = "interop::date")]
    day: NaiveDate,
    #[serde(with = "interop::time")]
    noon: NaiveTime,
    #[serde(with = "interop::time::option")]
    later: Option<NaiveTime>,
    #[serde(with = "serde_bytes")]
    bytes: Vec<u8>,
    whole: f64,
    unsorted: HashMap<String, Option<u8>>,
}

#[derive(CacheRegion)]
#[cache(crate = "::cachekit", namespace = "users", layout = "interop", operation = "get_user", value = Event, ttl = "5m")]
struct EventOf {
    id: u64,
}

fn event() -> Event {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).expect("a time of day");
    Event {
        name: "solstice".to_owned(),
        system: SystemTime::UNIX_EPOCH - Duration::from_micros(1),
        moment: DateTime::from_timestamp_micros(MICROS).expect("a moment of 2024"),
        never: None,
        day: NaiveDate::from_ymd_opt(2024, 2, 29).expect("a leap day"),
        noon,
        later: Some(noon + Duration::from_micros(1_000_001)),
        bytes: b"CK\x03".to_vec(),
        whole: 2.0,
        unsorted: [("z".to_owned(), None), ("a".to_owned(), Some(200))].into(),
    }
}

/// The same, as Python has it.
fn pythons_event() -> Value {
    Value::map([
        ("name", Value::Str("solstice".to_owned())),
        ("system", Value::Moment(-1)),
        ("moment", Value::Moment(MICROS)),
        ("never", Value::Null),
        ("day", Value::Date("2024-02-29".to_owned())),
        ("noon", Value::Time("12:00:00".to_owned())),
        ("later", Value::Time("12:00:01.000001".to_owned())),
        ("bytes", Value::Bytes(b"CK\x03".to_vec())),
        ("whole", Value::Float(2.0)),
        ("unsorted", Value::map([("z", Value::Null), ("a", Value::Int(200))])),
    ])
}

#[tokio::test]
async fn our_structs_are_pythons_maps_to_the_byte() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let (cache, python) = (ours::plain(ours::on_redis(&shelf)), Entry::of(&server).interop());
    let entry = cache.entry(&EventOf { id: 42 });

    entry.set(event()).await.expect("we write it");
    assert_eq!(shelf.bytes(INTEROP_KEY).await, PYTHON.encode(&pythons_event()).expect("Python encodes it"));
    assert_eq!(PYTHON.read(&python, &ARGUMENTS), Ok(Some(pythons_event())));

    entry.delete().await.expect("Redis deletes it");
    assert_eq!(PYTHON.write(&python, &ARGUMENTS, &pythons_event()), Ok(true));
    assert_eq!(*entry.get().await.expect("we read it").expect("it is there"), event());
}

#[tokio::test]
async fn what_only_one_language_can_hold_reaches_no_store() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let (cache, python) = (ours::plain(ours::on_redis(&shelf)), Entry::of(&server).interop());
    let entry = cache.entry(&EventOf { id: 42 });

    entry.set(Event { whole: f64::NAN, ..event() }).await.expect_err("it is no number");
    PYTHON.write(&python, &ARGUMENTS, &Value::Float(f64::NAN)).expect_err("Python agrees");
    assert!(shelf.keys().await.is_empty());
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Moment(#[serde(with = "interop::datetime")] SystemTime);

#[derive(CacheRegion)]
#[cache(crate = "::cachekit", namespace = "users", layout = "interop", operation = "get_user")]
#[cache(value = Moment, ttl = "5m")]
struct MomentOf {
    id: u64,
}

#[tokio::test]
async fn moments_are_read_in_every_spelling_that_python_reads() {
    let server = RedisServer::start();
    let shelf = RedisShelf::connect(&server).await;
    let (cache, python) = (ours::plain(ours::on_redis(&shelf)), Entry::of(&server).interop());
    for text in [
        "2024-01-01T12:30:45.123456+00:00",
        "2024-01-01T12:30:45.123456Z",
        "2024-01-01 12:30:45.123456Z",
        "2024-01-01T14:00:45.123456+01:30",
        "2023-12-31T23:30:45.123456-13:00",
    ] {
        let marked = [("__datetime__", Value::Bool(true)), ("value", Value::Str(text.to_owned()))];
        let bytes = PYTHON.encode(&Value::map(marked)).expect("Python encodes it");
        shelf.set(INTEROP_KEY, bytes, None).await.expect("Redis takes it");

        assert_eq!(PYTHON.read(&python, &ARGUMENTS), Ok(Some(Value::Moment(MICROS))), "{text}");
        let ours = cache.entry(&MomentOf { id: 42 }).get().await.expect("we read it").expect("it is there");
        assert_eq!(ours.0, SystemTime::UNIX_EPOCH + Duration::from_micros(MICROS.unsigned_abs()), "{text}");
    }
}

//! What keys promise, on random schemas and values.

use cachekit_schema::budget::MAX_STORAGE_KEY;
use cachekit_schema::overlap::overlap;
use cachekit_schema::part::PartKind;
use cachekit_schema::region::{RegionSchema, Segment};
use proptest::collection::vec;
use proptest::prelude::*;

use super::sink::TextSink;
use super::{CompareSink, KeyFields, KeyPart, KeyScope, KeySeed, KeySink, PartSink, Prefix, parse};
use crate::key::{CanBeAbsent, NeverAbsent, PartText};

/// A part whose type is chosen at run time.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Bool(bool),
    U8(u8),
    U64(u64),
    U128(u128),
    I64(i64),
    I128(i128),
    Char(char),
    Text(String),
    Bytes(Vec<u8>),
    Array([u8; 4]),
    Name(Plan),
    Newtype(TenantId),
    OptionU64(Option<u64>),
    OptionText(Option<String>),
    OptionNewtype(Option<TenantId>),
}

/// What `#[derive(KeyPart)]` makes of an enum, by hand: the derive is not built here.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Plan {
    Free,
    Team,
}

impl KeyPart for Plan {
    type Absence = NeverAbsent;
    const KIND: PartKind = PartKind::names(&["Free", "Team"]);
    const MAX_LEN: Option<usize> = Some(4);

    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        sink.plain(match self {
            Self::Free => "Free",
            Self::Team => "Team",
        });
    }
}

/// What `#[derive(KeyPart)]` makes of a newtype.
#[derive(Debug, Clone, PartialEq)]
struct TenantId(String);

impl KeyPart for TenantId {
    type Absence = <String as KeyPart>::Absence;
    const KIND: PartKind = <String as KeyPart>::KIND;
    const MAX_LEN: Option<usize> = <String as KeyPart>::MAX_LEN;

    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        self.0.write_part(sink);
    }
}

/// Calls the method of whichever part it is.
macro_rules! with_part {
    ($part:expr, $value:ident => $body:expr) => {
        match $part {
            Part::Bool($value) => $body,
            Part::U8($value) => $body,
            Part::U64($value) => $body,
            Part::U128($value) => $body,
            Part::I64($value) => $body,
            Part::I128($value) => $body,
            Part::Char($value) => $body,
            Part::Text($value) => $body,
            Part::Bytes($value) => $body,
            Part::Array($value) => $body,
            Part::Name($value) => $body,
            Part::Newtype($value) => $body,
            Part::OptionU64($value) => $body,
            Part::OptionText($value) => $body,
            Part::OptionNewtype($value) => $body,
        }
    };
}

fn kind_of<T: KeyPart>(_: &T) -> (PartKind, Option<usize>) {
    (T::KIND, T::MAX_LEN)
}

impl Part {
    fn kind(&self) -> (PartKind, Option<usize>) {
        with_part!(self, value => kind_of(value))
    }

    /// The text that parsing has to give back.
    fn text(&self) -> PartText {
        PartText::Text(match self {
            Self::Bool(value) => value.to_string(),
            Self::U8(value) => value.to_string(),
            Self::U64(value) | Self::OptionU64(Some(value)) => value.to_string(),
            Self::U128(value) => value.to_string(),
            Self::I64(value) => value.to_string(),
            Self::I128(value) => value.to_string(),
            Self::Char(value) => value.to_string(),
            Self::Text(value)
            | Self::OptionText(Some(value))
            | Self::Newtype(TenantId(value))
            | Self::OptionNewtype(Some(TenantId(value))) => value.clone(),
            Self::Bytes(value) => hex(value),
            Self::Array(value) => hex(value),
            Self::Name(value) => format!("{value:?}"),
            Self::OptionU64(None) | Self::OptionText(None) | Self::OptionNewtype(None) => {
                return PartText::None;
            }
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// One position of a pattern, with the value that stands there.
#[derive(Debug, Clone, PartialEq)]
enum Position {
    Literal(String),
    Part { value: Part, compact: bool },
}

/// A client's namespace, a region and the values of one key.
#[derive(Debug, Clone, PartialEq)]
struct Key {
    scope: Option<String>,
    namespace: String,
    positions: Vec<Position>,
}

impl Key {
    /// Schemas live in statics; those of a test live for as long as the test binary.
    fn schema(&self) -> RegionSchema {
        let mut pattern = Vec::new();
        let segments: Vec<Segment> = self
            .positions
            .iter()
            .map(|position| match position {
                Position::Literal(text) => {
                    pattern.push(text.clone());
                    Segment::literal(leak(text))
                }
                Position::Part { value, compact } => {
                    pattern.push("{part}".to_owned());
                    let (kind, max_len) = value.kind();
                    Segment::Part { name: "part", kind, max_len, compact: *compact, sensitive: false }
                }
            })
            .collect();
        RegionSchema::new(
            "Random",
            leak(&self.namespace),
            leak(&pattern.join(":")),
            Box::leak(segments.into()),
        )
    }

    fn prefix(&self) -> Prefix {
        Prefix::new(&KeyScope::of_client(self.scope.as_deref()), &self.schema(), &KeySeed::default())
    }

    fn text(&self) -> String {
        self.prefix().write(&Fields(self)).as_str().to_owned()
    }

    /// How long the key would be if nothing were hashed for its length.
    fn plain_len(&self) -> usize {
        let mut parts = TextSink::default();
        Fields(self).visit(&mut parts);
        let start = self.prefix().write(&()).as_bytes().len();
        start + parts.segments.iter().map(|segment| 1 + segment.text.len()).sum::<usize>()
    }

    /// The same region, with the values of another key where the types allow it.
    fn same_shape(&self, other: &Self) -> bool {
        self.scope == other.scope
            && self.namespace == other.namespace
            && self.positions.len() == other.positions.len()
            && self.positions.iter().zip(&other.positions).all(|(a, b)| match (a, b) {
                (Position::Literal(a), Position::Literal(b)) => a == b,
                (Position::Part { value: a, compact: x }, Position::Part { value: b, compact: y }) => {
                    x == y && std::mem::discriminant(a) == std::mem::discriminant(b)
                }
                _ => false,
            })
    }
}

/// The positions from the first part on.
struct Fields<'a>(&'a Key);

impl KeyFields for Fields<'_> {
    fn visit<S: KeySink>(&self, sink: &mut S) {
        let from = self.0.positions.iter().position(|it| matches!(it, Position::Part { .. }));
        for position in &self.0.positions[from.unwrap_or(self.0.positions.len())..] {
            match position {
                Position::Literal(text) => sink.literal(leak(text)),
                Position::Part { value, compact: false } => with_part!(value, it => it.write_part(sink)),
                Position::Part { value, compact: true } => with_part!(value, it => sink.compact(it)),
            }
        }
    }
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.into())
}

/// Texts in which everything that is special occurs often, and short ones meet.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => vec(prop::sample::select(&['a', 'b', '1', ':', '.', '%', '\0', '-', '_', 'é', '🦀', 'e', 'n', 'h'][..]), 0..5)
            .prop_map(String::from_iter),
        1 => "[a-zA-Z0-9:. ]{40,80}",
        1 => (1usize..10_000).prop_map(|len| "x:".repeat(len / 2 + 1)),
        1 => any::<String>(),
    ]
}

fn part() -> impl Strategy<Value = Part> {
    let small = 0u64..3;
    prop_oneof![
        any::<bool>().prop_map(Part::Bool),
        any::<u8>().prop_map(Part::U8),
        prop_oneof![small.clone(), any::<u64>()].prop_map(Part::U64),
        prop_oneof![small.clone().prop_map(u128::from), any::<u128>()].prop_map(Part::U128),
        prop_oneof![Just(i64::MIN), -2i64..3, any::<i64>()].prop_map(Part::I64),
        prop_oneof![Just(i128::MIN), any::<i128>()].prop_map(Part::I128),
        any::<char>().prop_map(Part::Char),
        text().prop_map(Part::Text),
        vec(any::<u8>(), 0..40).prop_map(Part::Bytes),
        any::<[u8; 4]>().prop_map(Part::Array),
        prop::sample::select(&[Plan::Free, Plan::Team][..]).prop_map(Part::Name),
        text().prop_map(|text| Part::Newtype(TenantId(text))),
        prop::option::of(small).prop_map(Part::OptionU64),
        prop::option::of(text()).prop_map(Part::OptionText),
        prop::option::of(text()).prop_map(|text| Part::OptionNewtype(text.map(TenantId))),
    ]
}

fn position() -> impl Strategy<Value = Position> {
    prop_oneof![
        1 => prop::sample::select(&["a", "b", "1", "true", "Free", "00000000", LONG][..])
            .prop_map(|text| Position::Literal(text.to_owned())),
        3 => (part(), prop::bool::weighted(0.15)).prop_map(|(value, compact)| Position::Part { value, compact }),
    ]
}

/// Longer than a hash.
const LONG: &str = "a-literal-that-is-longer-than-the-hash-of-a-part-would-be";

/// Namespaces from few words, so that clients and regions often share them.
fn scope() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        2 => Just(None),
        2 => prop::sample::select(&["a", "b", "users"][..]).prop_map(|name| Some(name.to_owned())),
        1 => "[a-z0-9][a-z0-9_-]{63}".prop_map(Some),
    ]
}

fn key() -> impl Strategy<Value = Key> {
    let namespace = prop::sample::select(&["a", "b", "users", "a.b"][..]).prop_map(str::to_owned);
    (scope(), namespace, vec(position(), 1..=6)).prop_map(|(scope, namespace, positions)| Key {
        scope,
        namespace,
        positions,
    })
}

/// Two keys that are not strangers: of one region, or of regions that share what they can.
fn two_keys() -> impl Strategy<Value = (Key, Key)> {
    prop_oneof![
        (key(), key()),
        (key(), vec(any::<prop::sample::Index>(), 0..3), vec(position(), 6)).prop_map(
            |(first, changed, fresh)| {
                let mut second = first.clone();
                for index in changed {
                    let at = index.index(second.positions.len());
                    second.positions[at] = fresh[at].clone();
                }
                (first, second)
            }
        ),
        // What is a client's namespace here is a region's there.
        (key(), key()).prop_map(|(mut first, mut second)| {
            first.scope = Some("users".to_owned());
            second.scope = None;
            second.namespace = "users".to_owned();
            (first, second)
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// Of one region, keys are equal exactly when the values are. Of two regions they are never equal, unless the
    /// schemas say that they can be: those are refused side by side.
    #[test]
    fn keys_are_equal_exactly_when_schema_and_values_are((first, second) in two_keys()) {
        let equal = first.text() == second.text();
        if first.same_shape(&second) {
            prop_assert_eq!(equal, first == second);
        } else if equal {
            prop_assert_eq!(&first.scope, &second.scope);
            prop_assert!(overlap(&first.schema(), &second.schema()));
        }
    }

    #[test]
    fn keys_are_short_and_of_safe_characters(key in key()) {
        let text = key.text();
        prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte)), "{}", text);
        prop_assert!(!text.contains(".."), "{}", text);
        prop_assert!(text.len() + ":.l".len() <= 250, "{} bytes", text.len());
    }

    #[test]
    fn what_is_not_hashed_is_parsed_back(key in key()) {
        let schema: &'static RegionSchema = Box::leak(Box::new(key.schema()));
        let parsed = parse(schema, &key.text()).expect("a key of this very schema");
        prop_assert_eq!(&parsed.client_namespace, &key.scope);
        if !parsed.hashed_as_whole {
            let values = key.positions.iter().filter_map(|position| match position {
                Position::Part { value, compact } => Some((value, *compact)),
                Position::Literal(_) => None,
            });
            for ((value, compact), (_, text)) in values.zip(&parsed.parts) {
                if *text == PartText::Hashed {
                    prop_assert!(compact || key.plain_len() > MAX_STORAGE_KEY, "hashed for no reason");
                } else {
                    prop_assert_eq!(text, &value.text());
                }
            }
        }
    }

    /// The hash of the parts, of the written key and of the key as text are one, and a key matches itself only.
    #[test]
    fn a_key_is_found_by_its_parts_and_by_its_text((first, second) in two_keys()) {
        let prefix = first.prefix();
        let written = prefix.write(&Fields(&first));
        if let Some(hash) = prefix.hash(&Fields(&first)) {
            prop_assert_eq!(Some(hash), prefix.hash_text(written.as_str()));
            prop_assert!(prefix.matches(&Fields(&first), written.as_bytes()));
            // A store holds keys of its own region only.
            if first.same_shape(&second) {
                let same = written.as_str() == second.text();
                prop_assert_eq!(prefix.matches(&Fields(&first), second.text().as_bytes()), same);
            }
        }
        prop_assert!(prefix.owns(written.as_str()));
        prop_assert!(prefix.hash_text(written.as_str()).is_some());
    }
}

#[test]
fn six_parts_of_ten_thousand_bytes_fit() {
    let part = |value| Position::Part { value: Part::Text(value), compact: false };
    let key = |last: &str| Key {
        scope: Some("s".repeat(64)),
        namespace: "n".repeat(64),
        positions: (0..5).map(|_| part("🦀".repeat(2500))).chain([part(last.repeat(10_000))]).collect(),
    };
    assert!(key("a").text().len() <= MAX_STORAGE_KEY);
    assert_ne!(key("a").text(), key("b").text());
}

#[test]
fn the_longest_part_is_hashed_first() {
    let positions = vec![
        Position::Part { value: Part::Text("short".to_owned()), compact: false },
        Position::Part { value: Part::Text("x".repeat(300)), compact: false },
    ];
    let text = Key { scope: None, namespace: "n".to_owned(), positions }.text();
    assert!(text.starts_with("n:short:.h"), "{text}");
    assert_eq!(text.len(), "n:short:".len() + 45);
}

/// Equal parts of different types make one key, so that a generic key struct may borrow or own.
#[test]
fn borrowed_and_owned_parts_are_written_alike() {
    let key = |value| Key {
        scope: None,
        namespace: "n".to_owned(),
        positions: vec![Position::Part { value, compact: false }],
    };
    assert_eq!(key(Part::U8(7)).text(), key(Part::U64(7)).text());
    assert_eq!(key(Part::U64(7)).text(), key(Part::OptionU64(Some(7))).text());
    assert_eq!(key(Part::OptionText(None)).text(), "n:.n");
    assert_eq!(key(Part::Text(String::new())).text(), "n:.e");
    assert_eq!(key(Part::Bytes(vec![])).text(), "n:.e");
}

#[test]
fn a_comparison_stops_at_neither_end() {
    for (stored, equal) in
        [(":ab", true), (":a", false), (":abc", false), ("ab", false), ("", false), (":ab:", false)]
    {
        let mut sink = CompareSink::after(0, stored.as_bytes());
        sink.text("ab");
        assert_eq!(sink.finish(), equal, "{stored}");
    }
}

/// An `Option` of a part has a `None`, and a second one would have none.
#[test]
fn options_say_that_they_can_be_absent() {
    fn absence<T: KeyPart<Absence = A>, A>() {}
    absence::<Option<u64>, CanBeAbsent>();
    absence::<&Option<u64>, CanBeAbsent>();
    absence::<u64, NeverAbsent>();
}

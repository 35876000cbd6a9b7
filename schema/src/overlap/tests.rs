use super::*;
use crate::part::{Form, PartKind};
use crate::segment::{self, DIGEST_LEN, HASHED, KEYED, NONE};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use proptest::prelude::*;

const BY_ID: RegionSchema =
    region("users", &[Segment::literal("id"), Segment::part("id", PartKind::UNSIGNED)]);
const BY_NAME: RegionSchema =
    region("users", &[Segment::literal("name"), Segment::part("name", PartKind::TEXT)]);
const BY_ANY: RegionSchema =
    region("users", &[Segment::part("kind", PartKind::TEXT), Segment::part("value", PartKind::TEXT)]);
const COMPACT: Segment =
    Segment::Part { name: "x", kind: PartKind::CHAR, max_len: None, compact: true, sensitive: false };
const SENSITIVE: Segment =
    Segment::Part { name: "x", kind: PartKind::CHAR, max_len: None, compact: false, sensitive: true };
const GET_USER: RegionSchema = region("users", &[]).interop("get_user");

const _: () = assert!(overlap(&BY_ID, &BY_ID) && overlap(&BY_ID, &BY_ANY) && !overlap(&BY_ID, &BY_NAME));
const _: () = assert!(group(&BY_ANY) == 0 && group(&BY_ID) != 0 && group(&BY_ID) != group(&BY_NAME));

#[test]
fn overlaps_and_their_absence() {
    let literal = Segment::literal;
    let part = |kind| Segment::part("x", kind);
    for (a, b, expected) in [
        (region("users", &[]), region("users", &[]), true),
        (BY_ID, RegionSchema { namespace: "orders", ..BY_ID }, false),
        (region("users", leak([literal("a")])), region("users", leak([literal("a"), literal("b")])), false),
        (region("users", leak([literal("a")])), region("users", leak([part(PartKind::TEXT)])), true),
        (region("users", leak([literal("a")])), region("users", leak([part(PartKind::UNSIGNED)])), false),
        (region("users", leak([literal("a")])), region("users", leak([COMPACT])), false),
        (region("users", leak([part(PartKind::BOOL)])), region("users", leak([part(PartKind::CHAR)])), false),
        (region("users", leak([part(PartKind::BOOL)])), region("users", leak([COMPACT])), true),
        (region("users", leak([literal("a")])), region("users", leak([SENSITIVE])), false),
        (region("users", leak([part(PartKind::CHAR)])), region("users", leak([SENSITIVE])), false),
        (region("users", leak([COMPACT])), region("users", leak([SENSITIVE])), false),
        (region("users", leak([SENSITIVE])), region("users", leak([SENSITIVE])), true),
        (GET_USER, GET_USER, true),
        (GET_USER, region("users", &[]).interop("get_users"), false),
        (GET_USER, region("orders", &[]).interop("get_user"), false),
        (GET_USER, region("users", &[]), false),
        (GET_USER, region("users", leak([literal("get_user"), part(PartKind::UNSIGNED)])), true),
        (GET_USER, region("users", leak([literal("get_user"), part(PartKind::BOOL)])), false),
        (GET_USER, region("users", leak([literal("get_user"), part(PartKind::hex(16))])), false),
        (GET_USER, region("users", leak([literal("get_user"), COMPACT])), true),
        (GET_USER, region("users", leak([literal("other"), part(PartKind::TEXT)])), false),
        (GET_USER, BY_ANY, true),
    ] {
        assert_eq!(overlap(&a, &b), expected, "{a:?} {b:?}");
        assert_eq!(overlap(&b, &a), expected, "{b:?} {a:?}");
    }
}

#[test]
fn equal_hashes_of_unequal_literals_are_told_apart() {
    let collision = Segment::Literal { text: "b", hash: hash::of_str("a") };
    assert!(!overlap(&region("users", leak([Segment::literal("a")])), &region("users", leak([collision]))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn equal_keys_are_found((a, b) in two_entries()) {
        if a.key == b.key {
            prop_assert!(overlap(&a.region(), &b.region()), "{:?} {:?}", a, b);
        }
    }

    #[test]
    fn it_is_symmetric_and_reflexive((a, b) in two_entries()) {
        let (a, b) = (a.region(), b.region());
        prop_assert_eq!(overlap(&a, &b), overlap(&b, &a));
        prop_assert!(overlap(&a, &a));
    }

    #[test]
    fn groups_separate_only_what_does_not_overlap((a, b) in two_entries()) {
        let (a, b) = (a.region(), b.region());
        let separated = group(&a) != group(&b) && group(&a) != 0 && group(&b) != 0;
        prop_assert!(!(separated && overlap(&a, &b)));
    }
}

/// A region with the key of one entry in it.
#[derive(Debug, Clone)]
struct Entry {
    namespace: &'static str,
    segments: Vec<Segment>,
    key: String,
}

impl Entry {
    fn region(&self) -> RegionSchema {
        region(self.namespace, leak(self.segments.clone()))
    }
}

/// Two entries, often of the same number of segments: otherwise few keys would be equal.
fn two_entries() -> impl Strategy<Value = (Entry, Entry)> {
    (0..4_usize, 0..4_usize).prop_flat_map(
        |(len, other)| prop_oneof![4 => (entry(len), entry(len)), 1 => (entry(len), entry(other))],
    )
}

fn entry(len: usize) -> impl Strategy<Value = Entry> {
    let namespace = prop_oneof![8 => Just("users"), 1 => Just("orders")];
    (namespace, proptest::collection::vec(segment_with_text(), len)).prop_map(|(namespace, parts)| {
        let (segments, texts): (Vec<Segment>, Vec<String>) = parts.into_iter().unzip();
        let key = [namespace.to_string()].into_iter().chain(texts).collect::<Vec<_>>().join(":");
        Entry { namespace, segments, key }
    })
}

/// A segment and a text that it is written as in some key.
fn segment_with_text() -> impl Strategy<Value = (Segment, String)> {
    let literal = proptest::sample::select(&["a", "ab", "0", "1", "-1", "true", "10"][..])
        .prop_map(|text| (Segment::literal(text), text.to_string()));
    // In an over-long key, every part may be hashed.
    let part =
        (part_with_text(), any::<(bool, bool)>(), 0..8_u8).prop_map(|((kind, text), flags, over_long)| {
            let (compact, sensitive) = flags;
            let segment = Segment::Part { name: "x", kind, max_len: None, compact, sensitive };
            let text = match sensitive {
                true => digest(KEYED, &text),
                false if compact || over_long == 0 => digest(HASHED, &text),
                false => text,
            };
            (segment, text)
        });
    prop_oneof![1 => literal, 2 => part]
}

fn part_with_text() -> impl Strategy<Value = (PartKind, String)> {
    let few = "[ab01:]{0,2}|true|admin";
    let value = prop_oneof![
        few.prop_map(|text| (PartKind::ANY, encoded(text.as_bytes()))),
        any::<bool>().prop_map(|value| (PartKind::BOOL, value.to_string())),
        (0..12_u8).prop_map(|value| (PartKind::UNSIGNED, value.to_string())),
        (-2..12_i8).prop_map(|value| (PartKind::SIGNED, value.to_string())),
        "[ab01é]".prop_map(|value| (PartKind::CHAR, encoded(value.as_bytes()))),
        few.prop_map(|text| (PartKind::TEXT, encoded(text.as_bytes()))),
        (hex_bytes(), any::<bool>()).prop_map(|(bytes, exact)| {
            let digits: Vec<String> = bytes.iter().map(|byte| alloc::format!("{byte:02x}")).collect();
            let kind = if exact { PartKind::hex(bytes.len()) } else { PartKind::HEX };
            (kind, encoded(digits.concat().as_bytes()))
        }),
        proptest::sample::select(&["admin", "true", "a", "1"][..])
            .prop_map(|name| { (PartKind::of(Form::Names(&["admin", "true", "a", "1"])), name.to_string()) }),
    ];
    (value, 0..4_u8).prop_map(|((kind, text), absent)| match absent {
        0 => (kind.nullable(), NONE.to_string()),
        1 => (kind.nullable(), text),
        _ => (kind, text),
    })
}

fn hex_bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(proptest::sample::select(&[0x00, 0x10, 0xab][..]), 0..3)
}

fn encoded(bytes: &[u8]) -> String {
    let mut written = Vec::new();
    segment::encode(bytes, &mut |piece| written.extend_from_slice(piece));
    String::from_utf8(written).expect("segments are ASCII")
}

/// Stands in for the digest: equal for equal texts.
fn digest(marker: &str, text: &str) -> String {
    alloc::format!("{marker}{:0>DIGEST_LEN$x}", hash::of_str(text))
}

const fn region(namespace: &'static str, segments: &'static [Segment]) -> RegionSchema {
    RegionSchema::new("Region", namespace, "", segments)
}

fn leak(segments: impl Into<Vec<Segment>>) -> &'static [Segment] {
    Vec::leak(segments.into())
}

use super::*;
use crate::segment::{self, NONE};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

const ROLES: PartKind = PartKind::names(&["admin", "true", "7", "ab"]);
const KINDS: [PartKind; 12] = [
    PartKind::ANY,
    PartKind::BOOL,
    PartKind::UNSIGNED,
    PartKind::SIGNED,
    PartKind::CHAR,
    PartKind::TEXT,
    PartKind::HEX,
    PartKind::hex(0),
    PartKind::hex(1),
    PartKind::hex(2),
    ROLES,
    PartKind::names(&["admin", "guest"]),
];

const _: () = assert!(could_be(&PartKind::UNSIGNED, "42") && !could_be(&PartKind::UNSIGNED, "profile"));
const _: () =
    assert!(could_meet(&PartKind::UNSIGNED, &PartKind::CHAR) && !could_meet(&ROLES, &PartKind::names(&[])));
const _: () = assert!(could_meet(&PartKind::BOOL.nullable(), &PartKind::CHAR.nullable()));

#[test]
fn literals_that_a_part_can_be() {
    for (kind, yes, no) in [
        (PartKind::ANY, &["a", "0"][..], &[][..]),
        (PartKind::BOOL, &["true", "false"], &["True", "t", "1"]),
        (PartKind::UNSIGNED, &["0", "7", "10"], &["", "01", "-1", "a", "1a"]),
        (PartKind::SIGNED, &["0", "7", "-7", "-10"], &["", "-", "-01", "--1", "a"]),
        (PartKind::CHAR, &["a", "-", "0"], &["", "ab"]),
        (PartKind::TEXT, &["a", "-"], &[""]),
        (PartKind::HEX, &["00", "ab", "abcd"], &["", "a", "AB", "ag", "abc"]),
        (PartKind::hex(0), &[], &["", "00"]),
        (PartKind::hex(1), &["ab"], &["a", "abc", "abcd"]),
        (ROLES, &["admin", "7"], &["guest", ""]),
    ] {
        for literal in yes {
            assert!(could_be(&kind, literal), "{kind:?} {literal:?}");
        }
        for literal in no {
            assert!(!could_be(&kind, literal), "{kind:?} {literal:?}");
            assert!(!could_be(&kind.nullable(), literal), "{kind:?} {literal:?}");
        }
        assert!(could_be(&kind, ".2E"), "not a literal, so unsure: {kind:?}");
    }
}

#[test]
fn parts_that_cannot_meet() {
    let apart = [
        (PartKind::BOOL, PartKind::UNSIGNED),
        (PartKind::BOOL, PartKind::SIGNED),
        (PartKind::BOOL, PartKind::CHAR),
        (PartKind::BOOL, PartKind::HEX),
        (PartKind::CHAR, PartKind::HEX),
        (PartKind::UNSIGNED, PartKind::hex(0)),
        (PartKind::SIGNED, PartKind::hex(0)),
        (PartKind::hex(1), PartKind::hex(2)),
        (PartKind::names(&["admin"]), PartKind::names(&["guest"])),
        (PartKind::names(&["admin"]), PartKind::UNSIGNED),
        (PartKind::names(&["admin"]), PartKind::HEX),
        (PartKind::names(&[]), PartKind::TEXT),
    ];
    for (a, b) in apart {
        assert!(!could_meet(&a, &b) && !could_meet(&b, &a), "{a:?} {b:?}");
        assert!(!could_meet(&a.nullable(), &b), "{a:?} {b:?}");
    }
}

/// For every pair of kinds, over texts that each can be written as: what can meet is said to meet.
#[test]
fn answers_are_sound_and_symmetric() {
    let kinds: Vec<PartKind> = KINDS.iter().flat_map(|kind| [*kind, kind.nullable()]).collect();
    for a in &kinds {
        for b in &kinds {
            assert_eq!(could_meet(a, b), could_meet(b, a), "{a:?} {b:?}");
            let common = samples(a).into_iter().find(|text| samples(b).contains(text));
            assert!(could_meet(a, b) || common.is_none(), "{a:?} {b:?} {common:?}");
        }
        for text in samples(a) {
            assert!(could_be(a, &text), "{a:?} {text:?}");
        }
    }
}

/// For the forms whose meeting the samples decide, the answer is exact.
#[test]
fn answers_are_exact_where_the_samples_tell() {
    for a in &KINDS {
        for b in &KINDS {
            let meet = samples(a).iter().any(|text| samples(b).contains(text));
            assert_eq!(could_meet(a, b), meet, "{a:?} {b:?}");
        }
    }
}

/// Encoded texts of a kind.
fn samples(kind: &PartKind) -> Vec<String> {
    let texts =
        ["", "0", "7", "10", "-7", "a", "ab", "abcd", "1000", "true", "false", "é", ".", "admin", "guest"];
    let encoded_texts = || texts.iter().map(|text| encoded(text.as_bytes()));
    let mut samples: Vec<String> = match kind.form {
        Form::Any => encoded_texts().chain([NONE.into()]).collect(),
        Form::Text => encoded_texts().collect(),
        Form::Bool => [true, false].map(|value| value.to_string()).into(),
        Form::Unsigned => [0_u64, 7, 10, 1000].map(|value| value.to_string()).into(),
        Form::Signed => [0_i64, 7, 10, 1000, -7].map(|value| value.to_string()).into(),
        Form::Char => {
            ['0', '7', 'a', 'é', '.', '-'].map(|value| encoded(value.to_string().as_bytes())).into()
        }
        Form::Hex { bytes } => [".e", "10", "ab", "abcd", "1000"]
            .into_iter()
            .filter(|text| {
                bytes.is_none_or(|bytes| if *text == ".e" { bytes == 0 } else { text.len() == 2 * bytes })
            })
            .map(String::from)
            .collect(),
        Form::Names(names) => names.iter().copied().map(String::from).collect(),
    };
    if kind.nullable {
        samples.push(NONE.into());
    }
    samples
}

fn encoded(bytes: &[u8]) -> String {
    let mut written = Vec::new();
    segment::encode(bytes, &mut |piece| written.extend_from_slice(piece));
    String::from_utf8(written).expect("segments are ASCII")
}

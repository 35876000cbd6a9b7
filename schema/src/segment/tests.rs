use super::*;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use proptest::prelude::*;

const _: () = assert!(is_plain(b'A') && is_plain(b'-') && !is_plain(b'.') && !is_plain(b':'));

const DIGEST: &str = "abcdefghijABCDEFGHIJ0123456789-_abcdefghijk";

#[test]
fn plain_bytes_are_exactly_the_documented_ones() {
    for byte in 0..=u8::MAX {
        let expected = matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        assert_eq!(is_plain(byte), expected, "{byte:#04x}");
    }
}

/// Short texts are looked at in words: every byte, at every place, in texts of every length.
#[test]
fn a_text_is_plain_where_all_its_bytes_are() {
    assert!(!is_plain_text(b""));
    for len in 1..=20 {
        for place in 0..len {
            for byte in 0..=u8::MAX {
                let mut text = [b'x'; 20];
                text[place] = byte;
                assert_eq!(is_plain_text(&text[..len]), is_plain(byte), "{byte:#04x} at {place} of {len}");
            }
        }
    }
}

#[test]
fn texts_and_their_encodings() {
    for (text, segment) in [
        ("", ".e"),
        ("acme", "acme"),
        ("A_b-9", "A_b-9"),
        ("a:b", "a.3Ab"),
        (".e", ".2Ee"),
        ("..", ".2E.2E"),
        ("é", ".C3.A9"),
        ("a b", "a.20b"),
        ("\u{0}", ".00"),
        ("\u{7f}z", ".7Fz"),
    ] {
        assert_eq!(encoded(text.as_bytes()), segment);
        assert_eq!(decode(segment), Ok(Decoded::Text(text.into())));
    }
}

#[test]
fn markers_are_read() {
    assert_eq!(DIGEST.len(), DIGEST_LEN);
    assert_eq!(decode(NONE), Ok(Decoded::None));
    assert_eq!(decode(&[HASHED, DIGEST].concat()), Ok(Decoded::Hashed(DIGEST)));
    assert_eq!(decode(&[KEYED, DIGEST].concat()), Ok(Decoded::Keyed(DIGEST)));
}

#[test]
fn what_is_not_encoded_is_refused_with_advice() {
    let bad_digest = |fragment: &str| {
        alloc::format!("`{fragment}` is no digest; write 43 characters of base64url (256 bits)")
    };
    let surplus_bits = ["", &DIGEST[..42], "l"].concat();
    let too_long = [DIGEST, "A"].concat();
    for (segment, message) in [
        ("", "the segment is empty; write `.e` for the empty text".into()),
        ("a:b", "`:` at column 2 is not plain; write it as `.3A`".into()),
        ("é", "`é` at column 1 is not plain; write it as `.C3.A9`".into()),
        ("\n", "`\\n` at column 1 is not plain; write it as `.0A`".into()),
        ("a.", "`.` at column 2 is no escape; write `.` and two upper-case hex digits".into()),
        ("a.2", "`.2` at column 2 is no escape; write `.` and two upper-case hex digits".into()),
        ("a.2eb", "`.2e` at column 2 is no escape; write `.` and two upper-case hex digits".into()),
        (".l", "`.l` at column 1 is no escape; write `.` and two upper-case hex digits".into()),
        (".ex", "`.ex` at column 1 is no escape; write `.` and two upper-case hex digits".into()),
        (".é1", "`.é1` at column 1 is no escape; write `.` and two upper-case hex digits".into()),
        ("..", "`..` at column 1 is no escape; write `.` and two upper-case hex digits".into()),
        (".41", "`.41` at column 1 escapes a plain byte; write `A`".into()),
        ("a.C3", "the escapes do not stand for UTF-8 from decoded byte 1 on; write an encoded text".into()),
        (".h", bad_digest("")),
        (".habc", bad_digest("abc")),
        (&[HASHED, &surplus_bits].concat(), bad_digest(&surplus_bits)),
        (&[KEYED, &too_long].concat(), bad_digest(&too_long)),
        (
            &[TUPLE, DIGEST].concat(),
            "`.t` stands for all parts of a long key; write the segments of a shorter key".into(),
        ),
    ] as [(&str, String); 18]
    {
        assert_eq!(decode(segment).unwrap_err().to_string(), message, "{segment:?}");
    }
}

proptest! {
    #[test]
    fn decoding_reverses_encoding(text: String) {
        let segment = encoded(text.as_bytes());
        prop_assert_eq!(decode(&segment), Ok(Decoded::Text(text)));
    }

    #[test]
    fn encoded_bytes_decode_exactly_when_they_are_utf8(bytes: Vec<u8>) {
        let segment = encoded(&bytes);
        let expected = String::from_utf8(bytes)
            .map(Decoded::Text)
            .map_err(|error| SegmentError::NotUtf8 { at: error.utf8_error().valid_up_to() });
        prop_assert_eq!(decode(&segment), expected);
    }

    #[test]
    fn encoding_is_injective(a in few_bytes(), b in few_bytes()) {
        prop_assert_eq!(encoded(&a) == encoded(&b), a == b);
    }

    #[test]
    fn encoded_text_passes_every_backend(bytes: Vec<u8>) {
        let segment = encoded(&bytes);
        prop_assert!(!segment.is_empty());
        prop_assert!(segment.bytes().all(|byte| is_plain(byte) || byte == b'.'), "{}", segment);
        prop_assert!(!segment.contains(".."), "{}", segment);
        prop_assert!(!segment.ends_with('.'), "{}", segment);
        for marker in [NONE, HASHED, KEYED, TUPLE, ".l"] {
            prop_assert!(!segment.starts_with(marker), "{}", segment);
        }
    }

    #[test]
    fn encoded_len_is_the_length_written(bytes: Vec<u8>) {
        prop_assert_eq!(encoded_len(&bytes), encoded(&bytes).len());
    }

    #[test]
    fn plain_text_is_what_encodes_to_itself(bytes in few_bytes()) {
        prop_assert_eq!(is_plain_text(&bytes), encoded(&bytes).as_bytes() == bytes);
    }

    #[test]
    fn a_string_is_refused_or_encodes_to_itself(segment in almost_segment()) {
        if let Ok(decoded) = decode(&segment) {
            prop_assert_eq!(written(&decoded), segment);
        }
    }

    #[test]
    fn any_string_is_refused_or_encodes_to_itself(segment: String) {
        if let Ok(decoded) = decode(&segment) {
            prop_assert_eq!(written(&decoded), segment);
        }
    }

    #[test]
    fn of_the_digests_exactly_the_canonical_are_read(digest in "[A-Za-z0-9_-]{43}") {
        const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let canonical = ALPHABET.find(&digest[42..]).unwrap() % 4 == 0;
        prop_assert_eq!(decode(&[HASHED, &digest].concat()).is_ok(), canonical);
    }
}

/// Bytes that matter to the encoding, so that collisions would be likely if there were any.
fn few_bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(proptest::sample::select(b".:2Eehn\xc3\xa9\0".as_slice()), 0..6)
}

/// Strings that often come close to a segment.
fn almost_segment() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        "[A-Za-z0-9_-]",
        r"\.[0-9A-F]{2}",
        r"\.[0-9a-f]{2}",
        Just(".C3.A9".to_string()),
        r"\.[enhktl]",
        r"\.[hk][A-Za-z0-9_-]{42}[AEIM]",
        "[.:é ]",
    ];
    proptest::collection::vec(token, 0..5).prop_map(|tokens| tokens.concat())
}

fn encoded(bytes: &[u8]) -> String {
    let mut written = Vec::new();
    encode(bytes, &mut |piece| written.extend_from_slice(piece));
    String::from_utf8(written).expect("segments are ASCII")
}

fn written(decoded: &Decoded<'_>) -> String {
    match decoded {
        Decoded::Text(text) => encoded(text.as_bytes()),
        Decoded::None => NONE.into(),
        Decoded::Hashed(digest) => [HASHED, digest].concat(),
        Decoded::Keyed(digest) => [KEYED, digest].concat(),
    }
}

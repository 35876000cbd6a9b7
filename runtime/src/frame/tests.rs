//! The stored bytes, pinned; and what is no frame.

use proptest::collection::vec;
use proptest::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::*;

const KEY: &str = "users:by-id:acme:42";

const HEADER: Header = Header {
    codec: 1,
    fingerprint: 0x0102_0304_0506_0708,
    created_unix_ms: 1_700_000_000_000,
    fresh_for_ms: 300_000,
    stale_for_ms: 0,
};

/// The bytes that are in users' stores: a change here is a new frame version.
#[test]
fn golden_bytes() {
    let bytes = encode(&HEADER, KEY, b"\x81\xa2id\x2a").unwrap();
    let expected: &[&[u8]] = &[
        b"\xc1r\x01\x00",                    // magic, version, flags
        b"\x01",                             // codec
        b"\x01\x02\x03\x04\x05\x06\x07\x08", // fingerprint
        b"\x00\x00\x01\x8b\xcf\xe5\x68\x00", // created
        b"\x00\x00\x00\x00\x00\x04\x93\xe0", // fresh for
        b"\x00\x00\x00\x00\x00\x00\x00\x00", // stale for
        b"\x00",                             // tags
        b"\x00\x00\x00\x05",                 // payload length
        b"\x16\x57\x8b\x50\x9b\x2e\x98\x4f", // checksum
        b"\x81\xa2id\x2a",
    ];
    assert_eq!(bytes, expected.concat());
    assert_eq!(bytes.len(), HEADER_LEN + 5);
    assert_eq!(decode(KEY, &bytes), Ok((HEADER, b"\x81\xa2id\x2a".as_slice())));
}

#[test]
fn a_frame_of_another_key_is_refused() {
    let bytes = encode(&HEADER, KEY, b"payload").unwrap();
    for other in ["", "users:by-id:acme:43", "users:by-id:acme:4", "users:by-id:acme:422"] {
        assert_eq!(decode(other, &bytes), Err(FrameError::Checksum), "{other}");
    }
}

#[test]
fn encodes_in_one_allocation() {
    let bytes = encode(&HEADER, KEY, &[7; 1_000]).unwrap();
    assert_eq!(bytes.capacity(), bytes.len());
}

/// Writes over one byte of a frame and mends its checksum, as a later version of this crate would.
fn with_byte(at: usize, byte: u8) -> Vec<u8> {
    let mut bytes = encode(&HEADER, KEY, b"payload").unwrap();
    bytes[at] = byte;
    let checksum = checksum_of(&bytes, KEY);
    bytes[HEADER_LEN - 8..HEADER_LEN].copy_from_slice(&checksum);
    bytes
}

/// What the checksum in a frame has to be.
fn checksum_of(frame: &[u8], key: &str) -> [u8; 8] {
    let of_payload = xxh3_64(&frame[HEADER_LEN..]);
    let of_key = xxh3_64_with_seed(key.as_bytes(), of_payload);
    xxh3_64_with_seed(&frame[..HEADER_LEN - 8], of_key).to_be_bytes()
}

#[test]
fn later_formats_are_refused_by_name() {
    assert_eq!(decode(KEY, &with_byte(0, 0xc1)).map(|(header, _)| header), Ok(HEADER));
    assert_eq!(decode(KEY, &with_byte(0, 0x81)), Err(FrameError::NotAFrame));
    assert_eq!(decode(KEY, &with_byte(1, b's')), Err(FrameError::NotAFrame));
    assert_eq!(decode(KEY, &with_byte(2, 2)), Err(FrameError::Version(2)));
    assert_eq!(decode(KEY, &with_byte(3, 0x80)), Err(FrameError::Flags));
    assert_eq!(decode(KEY, &with_byte(37, 1)), Err(FrameError::Tags));
    assert_eq!(decode(KEY, &with_byte(41, 6)), Err(FrameError::Length));
    assert_eq!(decode(KEY, &with_byte(41, 8)), Err(FrameError::Truncated));
    assert_eq!(decode(KEY, &with_byte(38, 0xff)), Err(FrameError::Truncated));
}

#[test]
fn every_flip_of_a_bit_is_refused() {
    let bytes = encode(&HEADER, KEY, b"some payload").unwrap();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            assert!(decode(KEY, &flipped).is_err(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn every_cut_is_refused() {
    let bytes = encode(&HEADER, KEY, b"some payload").unwrap();
    assert_eq!(decode(KEY, &bytes[..1]), Err(FrameError::NotAFrame));
    for cut in 2..bytes.len() {
        assert_eq!(decode(KEY, &bytes[..cut]), Err(FrameError::Truncated), "{cut}");
    }
    assert_eq!(decode(KEY, &[bytes.as_slice(), b"\x00"].concat()), Err(FrameError::Length));
    assert_eq!(decode(KEY, b""), Err(FrameError::NotAFrame));
}

#[test]
fn what_is_authentic_needs_no_checksum() {
    let mut bytes = encode(&HEADER, KEY, b"payload").unwrap();
    bytes[HEADER_LEN - 1] ^= 1;
    assert_eq!(decode(KEY, &bytes), Err(FrameError::Checksum));
    assert_eq!(decode_authentic(&bytes), Ok((HEADER, b"payload".as_slice())));
    assert_eq!(decode_authentic(&bytes[..bytes.len() - 1]), Err(FrameError::Truncated));
}

#[test]
fn frames_of_all_lengths() {
    for len in 0..600 {
        let (payload, key) = (vec![7; len], "k".repeat(len));
        let bytes = encode(&HEADER, &key, &payload).unwrap();
        assert_eq!(bytes[HEADER_LEN - 8..HEADER_LEN], checksum_of(&bytes, &key));
        assert_eq!(decode(&key, &bytes), Ok((HEADER, payload.as_slice())));
    }
}

#[test]
fn messages_teach() {
    assert_eq!(FrameError::Version(9).to_string(), "an entry of frame version 9, not 1");
}

#[test]
fn freshness() {
    let at = |now, region_ttl_ms| HEADER.remaining(HEADER.created_unix_ms + now, region_ttl_ms);
    assert_eq!(at(0, None), Remaining::For(300_000));
    assert_eq!(at(299_999, None), Remaining::For(1));
    assert_eq!(at(300_000, None), Remaining::Expired);
    // The reader's policy caps the writer's, and does not stretch it.
    assert_eq!(at(0, Some(10_000)), Remaining::For(10_000));
    assert_eq!(at(10_000, Some(10_000)), Remaining::Expired);
    assert_eq!(at(0, Some(900_000)), Remaining::For(300_000));
    // A clock that is behind the writer's.
    assert_eq!(HEADER.remaining(0, None), Remaining::For(300_000));

    let endless = Header { fresh_for_ms: FOREVER_MS, ..HEADER };
    assert_eq!(endless.remaining(u64::MAX, None), Remaining::Forever);
    assert_eq!(endless.remaining(HEADER.created_unix_ms + 4, Some(10)), Remaining::For(6));
    assert_eq!(endless.remaining(u64::MAX, Some(10)), Remaining::Expired);
}

fn any_header() -> impl Strategy<Value = Header> {
    // Often at the ends of the range, where arithmetic overflows.
    let number = || prop_oneof![any::<u64>(), 0..5u64, u64::MAX - 5..=u64::MAX];
    (any::<u8>(), number(), number(), number(), number()).prop_map(
        |(codec, fingerprint, created_unix_ms, fresh_for_ms, stale_for_ms)| Header {
            codec,
            fingerprint,
            created_unix_ms,
            fresh_for_ms,
            stale_for_ms,
        },
    )
}

proptest! {
    #[test]
    fn round_trips(header in any_header(), payload in vec(any::<u8>(), 0..500)) {
        let bytes = encode(&header, KEY, &payload).unwrap();
        prop_assert_eq!(decode(KEY, &bytes), Ok((header, payload.as_slice())));
        fuzz(&bytes);
    }

    #[test]
    fn holds_on_any_bytes(bytes in vec(any::<u8>(), 0..200), framed: bool) {
        if framed { fuzz(&[b"\xc1r\x01\x00", bytes.as_slice()].concat()) } else { fuzz(&bytes) }
    }

    #[test]
    fn life_only_gets_shorter(
        header in any_header(),
        now: u64,
        later in 0..1_000_000u64,
        region_ttl_ms: Option<u64>,
    ) {
        let left = |now| match header.remaining(now, region_ttl_ms) {
            Remaining::Expired => 0,
            Remaining::For(ms) => ms,
            Remaining::Forever => u64::MAX,
        };
        prop_assert!(left(now.saturating_add(later)) <= left(now));
        prop_assert!(left(now) <= header.fresh_for_ms.min(region_ttl_ms.unwrap_or(u64::MAX)));
    }
}

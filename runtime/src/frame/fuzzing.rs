//! What has to hold for any bytes: run by tests on generated input and by `fuzz/` on its own.

use super::{FrameError, HEADER_LEN, Header, Remaining, decode, encode};

/// Any key: what it is changes nothing.
const KEY: &str = "fuzzing:key";

/// What is taken for a frame is written again to the same bytes, and its freshness can be asked at any time.
///
/// The bytes are also taken for a header's fields and a payload, since no fuzzer guesses a checksum.
///
/// # Panics
///
/// The frame's code is at fault.
pub fn fuzz(bytes: &[u8]) {
    match decode(KEY, bytes) {
        Ok((header, payload)) => check(&header, payload, bytes),
        Err(FrameError::NotAFrame) => assert!(!bytes.starts_with(b"\xc1r")),
        Err(_) => assert!(bytes.starts_with(b"\xc1r")),
    }
    if let Some((fields, payload)) = bytes.split_first_chunk::<16>() {
        let [fresh_for_ms, created_unix_ms] = [0, 8]
            .map(|at| fields[at..].iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte)));
        let header =
            Header { codec: fields[0], fingerprint: 0, created_unix_ms, fresh_for_ms, stale_for_ms: 0 };
        let frame = encode(&header, KEY, payload).expect("no fuzzer's input has 4 GiB");
        assert_eq!(decode(KEY, &frame), Ok((header, payload)));
        check(&header, payload, &frame);
    }
}

fn check(header: &Header, payload: &[u8], frame: &[u8]) {
    assert_eq!(payload.len(), frame.len() - HEADER_LEN);
    assert_eq!(encode(header, KEY, payload).expect("it was a frame"), frame, "a frame has one form");
    assert_eq!(header.remaining(header.created_unix_ms, Some(0)), Remaining::Expired);
    for now in [0, header.created_unix_ms, header.fresh_for_ms, u64::MAX] {
        let capped = header.remaining(now, Some(1_000));
        assert!(matches!(capped, Remaining::Expired | Remaining::For(1..=1_000)), "{capped:?}");
        let _ = header.remaining(now, None);
    }
}

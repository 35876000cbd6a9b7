//! Any text as a segment of a storage key, and as a key pattern.
#![no_main]

use cachekit_schema::pattern::{self, PatternSegment};
use cachekit_schema::segment::{self, Decoded};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    decode_segment(text);
    parse_pattern(text);
});

/// A segment that decodes to a text is the one encoding of that text.
fn decode_segment(segment: &str) {
    if let Ok(Decoded::Text(text)) = segment::decode(segment) {
        let mut encoded = Vec::new();
        segment::encode(text.as_bytes(), &mut |bytes: &[u8]| encoded.extend_from_slice(bytes));
        assert_eq!(encoded, segment.as_bytes(), "a text has one encoding");
        assert_eq!(encoded.len(), segment::encoded_len(text.as_bytes()));
    }
}

/// The parts of a pattern are where it says they are, and so are its mistakes.
fn parse_pattern(text: &str) {
    match pattern::parse(text) {
        Ok(pattern) => {
            let parts: Vec<&str> = pattern
                .segments
                .iter()
                .map(|segment| match segment {
                    PatternSegment::Literal { at, .. } | PatternSegment::Placeholder { at, .. } => {
                        &text[at.clone()]
                    }
                })
                .collect();
            assert_eq!(parts.join(":"), text);
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            for mistake in mistakes {
                assert!(text.get(mistake.at.clone()).is_some(), "{mistake}");
            }
        }
    }
}

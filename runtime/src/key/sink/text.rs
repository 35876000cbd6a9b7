//! The segments of a key one by one, however long they are.

use cachekit_schema::segment;

use super::{KeySink, PartSink, digest, for_hex};
use crate::key::KeyPart;

/// Collects the text of each segment.
#[derive(Default)]
pub(in crate::key) struct TextSink {
    pub(in crate::key) segments: Vec<Vec<u8>>,
}

impl PartSink for TextSink {
    fn text(&mut self, text: &str) {
        let mut encoded = Vec::with_capacity(segment::encoded_len(text.as_bytes()));
        segment::encode(text.as_bytes(), &mut |piece| encoded.extend_from_slice(piece));
        self.segments.push(encoded);
    }

    fn plain(&mut self, text: &str) {
        self.segments.push(text.as_bytes().to_vec());
    }

    fn hex(&mut self, bytes: &[u8]) {
        let mut encoded = Vec::with_capacity(bytes.len() * 2);
        for_hex(bytes, |run| encoded.extend_from_slice(run.as_bytes()));
        if bytes.is_empty() {
            encoded.extend_from_slice(segment::EMPTY.as_bytes());
        }
        self.segments.push(encoded);
    }

    fn none(&mut self) {
        self.plain(segment::NONE);
    }
}

impl KeySink for TextSink {
    fn compact<T: KeyPart + ?Sized>(&mut self, part: &T) {
        self.segments.push(digest(segment::HASHED, part).into_bytes());
    }
}

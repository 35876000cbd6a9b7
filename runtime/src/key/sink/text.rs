//! The segments of a key one by one, however long they are.

use cachekit_schema::segment;

use super::{KeySink, PartSink, digest, for_hex};
use crate::key::blind::blinded;
use crate::key::{Blind, KeyPart};

/// Collects the text of each segment.
#[derive(Default)]
pub(in crate::key) struct TextSink<'b> {
    pub(in crate::key) segments: Vec<SegmentText>,
    /// What sensitive parts are hashed with.
    blind: Option<&'b dyn Blind>,
}

impl<'b> TextSink<'b> {
    pub(in crate::key) fn blinding(blind: Option<&'b dyn Blind>) -> Self {
        Self { segments: Vec::new(), blind }
    }

    /// The text of all segments in a row: of one part, its text.
    pub(in crate::key) fn into_text(self) -> Vec<u8> {
        self.segments.into_iter().flat_map(|segment| segment.text).collect()
    }
}

/// The text of one segment.
pub(in crate::key) struct SegmentText {
    pub(in crate::key) text: Vec<u8>,
    /// What the pattern says is never hashed: where two patterns differ, their keys have to.
    pub(in crate::key) is_literal: bool,
}

impl SegmentText {
    pub(in crate::key) fn literal(text: &str) -> Self {
        Self { text: text.as_bytes().to_vec(), is_literal: true }
    }

    fn part(text: Vec<u8>) -> Self {
        Self { text, is_literal: false }
    }
}

impl PartSink for TextSink<'_> {
    fn text(&mut self, text: &str) {
        let mut encoded = Vec::with_capacity(segment::encoded_len(text.as_bytes()));
        segment::encode(text.as_bytes(), &mut |piece| encoded.extend_from_slice(piece));
        self.segments.push(SegmentText::part(encoded));
    }

    fn plain(&mut self, text: &str) {
        self.segments.push(SegmentText::part(text.as_bytes().to_vec()));
    }

    fn hex(&mut self, bytes: &[u8]) {
        let mut encoded = Vec::with_capacity(bytes.len() * 2);
        for_hex(bytes, |run| encoded.extend_from_slice(run.as_bytes()));
        if bytes.is_empty() {
            encoded.extend_from_slice(segment::EMPTY.as_bytes());
        }
        self.segments.push(SegmentText::part(encoded));
    }

    fn none(&mut self) {
        self.plain(segment::NONE);
    }
}

impl KeySink for TextSink<'_> {
    fn literal(&mut self, text: &'static str) {
        self.segments.push(SegmentText::literal(text));
    }

    fn compact<T: KeyPart + ?Sized>(&mut self, part: &T) {
        self.segments.push(SegmentText::part(digest(segment::HASHED, part).into_bytes()));
    }

    fn sensitive<T: KeyPart + ?Sized>(&mut self, part: &T) {
        self.segments.push(SegmentText::part(blinded(self.blind, part).into_bytes()));
    }
}

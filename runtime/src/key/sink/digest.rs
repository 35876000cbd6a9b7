//! The hash that stands for a part in a key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use blake2::digest::Digest as _;
use cachekit_schema::segment;

use super::{PartSink, for_hex};
use crate::key::KeyPart;

type Blake2b256 = blake2::Blake2b<blake2::digest::consts::U32>;

/// Blake2b-256 of the text of one part or of several, as it would stand in a key.
pub(in crate::key) struct DigestSink(Blake2b256);

impl DigestSink {
    pub(in crate::key) fn new() -> Self {
        Self(Blake2b256::new())
    }

    pub(in crate::key) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// `marker` and the hash in base64url without padding: 2 + 43 characters.
    pub(in crate::key) fn finish(self, marker: &str) -> String {
        let mut text = String::with_capacity(45);
        text.push_str(marker);
        URL_SAFE_NO_PAD.encode_string(self.0.finalize(), &mut text);
        text
    }
}

/// What stands in a key for a part that is always hashed.
pub(in crate::key) fn digest<T: KeyPart + ?Sized>(marker: &str, part: &T) -> String {
    let mut sink = DigestSink::new();
    part.write_part(&mut sink);
    sink.finish(marker)
}

impl PartSink for DigestSink {
    fn text(&mut self, text: &str) {
        segment::encode(text.as_bytes(), &mut |piece| self.0.update(piece));
    }

    fn plain(&mut self, text: &str) {
        self.0.update(text.as_bytes());
    }

    fn hex(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            self.0.update(segment::EMPTY.as_bytes());
        }
        for_hex(bytes, |run| self.0.update(run.as_bytes()));
    }

    fn none(&mut self) {
        self.0.update(segment::NONE.as_bytes());
    }
}

//! Keys that are too long to be written out.

use cachekit_schema::budget::{HASHED_LEN, MAX_STORAGE_KEY};
use cachekit_schema::segment;

use super::sink::{DigestSink, TextSink};
use super::{KeyFields, Prefix, StorageKey};

/// The key of parts that do not fit as they are: the longest part becomes its hash, then the next, and when hashes
/// alone are too many, all segments become one.
#[cold]
pub(super) fn compact(prefix: &Prefix, fields: &impl KeyFields) -> StorageKey {
    let mut parts = TextSink::default();
    fields.visit(&mut parts);
    let leading: Vec<Vec<u8>> = prefix.literals().map(|literal| literal.as_bytes().to_vec()).collect();
    let mut segments = [leading, parts.segments].concat();
    let whole = hash_of_all(&segments);
    let room = MAX_STORAGE_KEY - prefix.namespace().len();
    while segments.iter().map(|segment| 1 + segment.len()).sum::<usize>() > room {
        let Some(longest) = longest(&mut segments).filter(|segment| segment.len() > HASHED_LEN) else {
            segments = vec![whole.into_bytes()];
            break;
        };
        let mut digest = DigestSink::new();
        digest.update(longest);
        *longest = digest.finish(segment::HASHED).into_bytes();
    }
    let mut key = StorageKey::starting(prefix.namespace());
    for segment in &segments {
        key.push(b":");
        key.push(segment);
    }
    key.hashed(prefix.hash_text(key.as_str()).unwrap_or_default());
    key
}

/// The longest segment, the first of them where several are.
fn longest(segments: &mut [Vec<u8>]) -> Option<&mut Vec<u8>> {
    segments.iter_mut().rev().max_by_key(|segment| segment.len())
}

/// One hash over all segments. Each is preceded by its length, so that no two lists of segments are one text.
fn hash_of_all(segments: &[Vec<u8>]) -> String {
    let mut digest = DigestSink::new();
    for segment in segments {
        digest.update(&(segment.len() as u64).to_be_bytes());
        digest.update(segment);
    }
    digest.finish(segment::TUPLE)
}

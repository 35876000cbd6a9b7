//! Keys that are too long to be written out.

use cachekit_schema::budget::{HASHED_LEN, MAX_STORAGE_KEY};
use cachekit_schema::segment;

use super::sink::{DigestSink, SegmentText, TextSink};
use super::{KeyFields, Owner, Prefix, StorageKey};

/// The key of parts that do not fit as they are: the longest part becomes its hash, then the next, and when hashes
/// alone are too many, all segments become one.
#[cold]
pub(super) fn compact(prefix: &Prefix, fields: &impl KeyFields, owner: Owner<'_>) -> StorageKey {
    let mut parts = TextSink::blinding(owner.blind);
    fields.visit(&mut parts);
    let mut segments: Vec<_> = prefix.literals().map(SegmentText::literal).chain(parts.segments).collect();
    let whole = hash_of_all(&segments);
    let room = MAX_STORAGE_KEY - prefix.scope_of(owner).len() - prefix.namespace().len();
    while segments.iter().map(|segment| 1 + segment.text.len()).sum::<usize>() > room {
        let Some(longest) = longest_part(&mut segments).filter(|text| text.len() > HASHED_LEN) else {
            return key_of(prefix, owner, [whole.as_bytes()]);
        };
        let mut digest = DigestSink::new();
        digest.update(longest);
        *longest = digest.finish(segment::HASHED).into_bytes();
    }
    key_of(prefix, owner, segments.iter().map(|segment| segment.text.as_slice()))
}

fn key_of<'a>(prefix: &Prefix, owner: Owner<'_>, segments: impl IntoIterator<Item = &'a [u8]>) -> StorageKey {
    let mut key = StorageKey::starting(prefix.scope_of(owner));
    key.push(prefix.namespace().as_bytes());
    for segment in segments {
        key.push(b":");
        key.push(segment);
    }
    key.hashed(prefix.hash_text(key.as_str()).unwrap_or_default());
    key
}

/// The longest part, the first of them where several are.
fn longest_part(segments: &mut [SegmentText]) -> Option<&mut Vec<u8>> {
    let parts = segments.iter_mut().rev().filter(|segment| !segment.is_literal);
    parts.map(|segment| &mut segment.text).max_by_key(|text| text.len())
}

/// One hash over all segments. Each is preceded by its length, so that no two lists of segments are one text.
fn hash_of_all(segments: &[SegmentText]) -> String {
    let mut digest = DigestSink::new();
    for SegmentText { text, .. } in segments {
        digest.update(&(text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    digest.finish(segment::TUPLE)
}

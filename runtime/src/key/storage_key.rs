//! A key as the layers below see it.

use std::fmt;

use cachekit_schema::budget::MAX_STORAGE_KEY;

use super::{Decimal, decimal};

/// The text of a region's key, with the hash by which L1 finds it.
///
/// Most keys are short and stand in place, so that a hit takes no memory; a longer one has a box.
#[derive(Clone)]
pub(crate) struct StorageKey {
    hash: u64,
    /// The text, when it is longer than `short`, and only then.
    long: Option<Box<[u8; MAX_STORAGE_KEY]>>,
    text: Text,
}

/// The length of a text, and the text where it is short. In one piece, so that it is copied in whole words.
#[derive(Clone, Copy)]
struct Text {
    len: u8,
    short: [u8; SHORT],
}

/// What a key has room for in place. More costs every entry: it is cleared and moved.
const SHORT: usize = 79;

const _: () = assert!(SHORT < MAX_STORAGE_KEY && MAX_STORAGE_KEY <= u8::MAX as usize);

impl StorageKey {
    /// No key at all: of a region that cannot be used.
    #[inline]
    pub(crate) fn empty() -> Self {
        Self { hash: 0, long: None, text: Text { len: 0, short: [0; SHORT] } }
    }

    /// A key that begins with `prefix`, or an empty one when that is too long for a key.
    pub(super) fn starting(prefix: &str) -> Self {
        let mut key = Self::empty();
        key.push(prefix.as_bytes());
        key
    }

    /// Appends, or says that it does not fit and leaves the key as it is.
    #[inline]
    pub(super) fn push(&mut self, bytes: &[u8]) -> bool {
        let Some(room) = self.room(bytes.len()) else { return false };
        room.copy_from_slice(bytes);
        self.lengthen(bytes.len());
        true
    }

    /// Appends a colon and a segment, or says that they do not fit.
    #[inline]
    pub(super) fn push_segment(&mut self, segment: &[u8]) -> bool {
        let Some([colon, room @ ..]) = self.room(1 + segment.len()) else { return false };
        *colon = b':';
        copy_short(segment, room);
        self.lengthen(1 + segment.len());
        true
    }

    /// The next so many bytes behind the text, which is to be lengthened by them.
    #[inline]
    fn room(&mut self, len: usize) -> Option<&mut [u8]> {
        let (start, end) = (self.len(), self.len() + len);
        if end <= SHORT { self.text.short.get_mut(start..end) } else { self.long_room(start, end) }
    }

    #[cold]
    fn long_room(&mut self, start: usize, end: usize) -> Option<&mut [u8]> {
        if end > MAX_STORAGE_KEY {
            return None;
        }
        let long = self.long.get_or_insert_with(|| {
            let mut long = Box::new([0; MAX_STORAGE_KEY]);
            long[..SHORT].copy_from_slice(&self.text.short);
            long
        });
        long.get_mut(start..end)
    }

    /// Appends a colon and a number, or says that they do not fit.
    #[inline]
    pub(super) fn push_uint(&mut self, value: u64) -> bool {
        // What is in a box goes on behind the short place, so there is no room in that then.
        let start = self.len();
        let place = self.text.short.get_mut(start..).and_then(<[u8]>::first_chunk_mut::<9>);
        match (decimal::in_a_word(value), place) {
            // In one piece, with zeros behind the digits, which are what stands there.
            (Some((digits, len)), Some([colon, room @ ..])) => {
                *colon = b':';
                *room = digits;
                self.lengthen(1 + len);
                true
            }
            _ => self.push_segment(Decimal::of(value).bytes(&mut [0; 24])),
        }
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "callers have written that much within 255 bytes")]
    fn lengthen(&mut self, by: usize) {
        self.text.len += by as u8;
    }

    /// What was pushed from `start` on.
    #[inline]
    pub(super) fn since(&self, start: usize) -> &[u8] {
        &self.as_bytes()[start.min(self.len())..]
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        usize::from(self.text.len)
    }

    #[inline]
    pub(super) fn hashed(&mut self, hash: u64) {
        self.hash = hash;
    }

    #[inline]
    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        match &self.long {
            None => &self.text.short[..self.len()],
            Some(long) => &long[..self.len()],
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        // Prefixes and segments are ASCII.
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl fmt::Debug for StorageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StorageKey({} bytes)", self.text.len)
    }
}

/// Copies a text into a place of its length. Segments are short: a call of `memcpy` for each costs more than the
/// copy.
#[inline]
fn copy_short(from: &[u8], to: &mut [u8]) {
    match (from.first_chunk::<8>(), from.last_chunk::<8>(), from.len()) {
        (Some(first), Some(last), 8..=16) => {
            if let Some(start) = to.first_chunk_mut() {
                *start = *first;
            }
            if let Some(end) = to.last_chunk_mut() {
                *end = *last;
            }
        }
        (None, ..) => copy_shorter(from, to),
        _ => to.copy_from_slice(from),
    }
}

/// Of at most 7 bytes.
#[inline]
fn copy_shorter(from: &[u8], to: &mut [u8]) {
    match (from.first_chunk::<4>(), from.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            if let Some(start) = to.first_chunk_mut() {
                *start = *first;
            }
            if let Some(end) = to.last_chunk_mut() {
                *end = *last;
            }
        }
        _ => to.iter_mut().zip(from).for_each(|(to, from)| *to = *from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Appends segments of so many bytes, and returns the key and the text that it should have.
    fn pushed(lens: &[usize]) -> (StorageKey, String) {
        let (mut key, mut text) = (StorageKey::starting("ns"), "ns".to_owned());
        for (&len, letter) in lens.iter().zip(["a", "b", "c"].into_iter().cycle()) {
            let segment = letter.repeat(len);
            if key.push_segment(segment.as_bytes()) {
                text = format!("{text}:{segment}");
            }
        }
        (key, text)
    }

    #[test]
    fn a_key_goes_on_where_its_short_place_ends() {
        for first in 0..=SHORT {
            for second in [0, 1, 8, 16, 17, SHORT] {
                let (key, text) = pushed(&[first, second, 20]);
                assert_eq!(key.as_str(), text, "{first} {second}");
                assert_eq!(key.clone().as_bytes(), text.as_bytes());
                assert_eq!(key.long.is_some(), text.len() > SHORT);
            }
        }
    }

    #[test]
    fn numbers_are_written_where_they_fit() {
        for first in 0..=SHORT {
            for number in [0, 7, 42, 12_345_678, 123_456_789, u64::MAX] {
                let (mut key, text) = pushed(&[first]);
                assert!(key.push_uint(number) && key.push_segment(b"end") && key.push_uint(1));
                assert_eq!(key.as_str(), format!("{text}:{number}:end:1"));
            }
        }
    }

    #[test]
    fn what_does_not_fit_changes_nothing() {
        let longest = MAX_STORAGE_KEY - "ns:".len();
        for lens in [&[longest + 1][..], &[longest, 0], &[10, longest, 30], &[10_000, 5]] {
            let (key, text) = pushed(lens);
            assert_eq!(key.as_str(), text);
            assert!(text.len() <= MAX_STORAGE_KEY);
        }
        assert_eq!(pushed(&[longest]).0.len(), MAX_STORAGE_KEY);
    }
}

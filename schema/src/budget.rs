//! How long a key may be.
//!
//! ```text
//!   [client "::"] namespace ":" segment (":" segment)*  [":.l"]
//!   \____________ storage key, <= 247 ______________/   lock suffix
//! ```

use crate::namespace;
use crate::pattern::{Pattern, PatternSegment};
use crate::region::Segment;
use crate::segment::{DIGEST_LEN, HASHED};

/// The most bytes that any key takes, lock suffix included: what memcached, the narrowest backend, accepts.
pub const MAX_KEY: usize = 250;

/// What a storage key is followed by to name its lock. No segment is encoded as `.l`, so no entry has such a key.
pub const LOCK_SUFFIX: &str = ":.l";

/// The most bytes that a storage key takes, so that its lock key fits too.
pub const MAX_STORAGE_KEY: usize = MAX_KEY - LOCK_SUFFIX.len();

/// The number of bytes that a hashed segment takes, with a secret or without: the marker and the digest.
pub const HASHED_LEN: usize = HASHED.len() + DIGEST_LEN;

/// The least number of bytes that a storage key of these segments takes under the longest client namespace: literals
/// in full, parts that are always hashed as their hash, other parts at one byte each.
pub const fn shortest(namespace_len: usize, segments: &[Segment]) -> usize {
    let mut len = prefix_len(namespace_len);
    let mut at = 0;
    while at < segments.len() {
        len += SEPARATOR_LEN
            + match &segments[at] {
                Segment::Literal { text, .. } => text.len(),
                Segment::Part { compact: true, .. } | Segment::Part { sensitive: true, .. } => HASHED_LEN,
                Segment::Part { .. } => SHORTEST_PART,
            };
        at += 1;
    }
    len
}

/// Whether a storage key of this pattern can fit at all under the longest client namespace. `is_hashed` says of a
/// placeholder's path whether its part is always hashed.
///
/// Other parts can be hashed when they are long, literals never: where this is false, every key of the region would be one
/// opaque digest.
pub fn fits(namespace_len: usize, pattern: &Pattern<'_>, is_hashed: impl Fn(&str) -> bool) -> bool {
    let segments = pattern.segments.iter().map(|segment| match segment {
        PatternSegment::Literal { text, .. } => SEPARATOR_LEN + text.len(),
        PatternSegment::Placeholder { path, .. } if is_hashed(path) => SEPARATOR_LEN + HASHED_LEN,
        PatternSegment::Placeholder { .. } => SEPARATOR_LEN + SHORTEST_PART,
    });
    prefix_len(namespace_len) + segments.sum::<usize>() <= MAX_STORAGE_KEY
}

const SEPARATOR_LEN: usize = ":".len();

/// `0`, say: no part is encoded to nothing.
const SHORTEST_PART: usize = 1;

/// The longest client namespace with its `::`, and the region's namespace.
const fn prefix_len(namespace_len: usize) -> usize {
    namespace::MAX_LEN + "::".len() + namespace_len
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::PartKind;
    use crate::pattern;
    use alloc::string::String;

    const SEGMENTS: &[Segment] = &[Segment::literal("profile"), Segment::part("id", PartKind::UNSIGNED)];

    const _: () = assert!(MAX_STORAGE_KEY == 247 && HASHED_LEN == 45);
    // `users:profile:1` under 64 bytes of client namespace and `::`.
    const _: () = assert!(shortest(5, SEGMENTS) == 64 + 2 + 15);
    // The last resort, `namespace:.t…`, always fits.
    const _: () = assert!(prefix_len(namespace::MAX_LEN) + 1 + HASHED_LEN <= MAX_STORAGE_KEY);

    #[test]
    fn fits_agrees_with_shortest() {
        let part = |compact, sensitive| Segment::Part {
            name: "x",
            kind: PartKind::TEXT,
            max_len: None,
            compact,
            sensitive,
        };
        for (part, len) in [(part(false, false), 1), (part(true, false), 45), (part(false, true), 45)] {
            let room = MAX_STORAGE_KEY - prefix_len(5) - "::".len() - len;
            for (literal_len, expected) in [(1, true), (room, true), (room + 1, false)] {
                let literal: &'static str = String::leak("a".repeat(literal_len));
                let text = alloc::format!("{{x}}:{literal}");
                let pattern = pattern::parse(&text).unwrap();
                let is_hashed = |path: &str| path == "x" && len > 1;
                assert_eq!(fits(5, &pattern, is_hashed), expected, "{literal_len}");
                let segments = [part, Segment::literal(literal)];
                assert_eq!(shortest(5, &segments) <= MAX_STORAGE_KEY, expected, "{literal_len}");
            }
        }
    }
}

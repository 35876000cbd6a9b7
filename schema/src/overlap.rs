//! Whether two regions can produce the same key.

use crate::hash;
use crate::part::{PartKind, could_be, could_meet};
use crate::region::{Layout, RegionSchema, Segment};
use crate::text::same;

#[cfg(test)]
mod tests;

/// Whether some key can belong to both regions: same namespace, same number of segments, and each pair of segments
/// can be the same text.
///
/// It never says no when two keys can be equal, and it is symmetric; it may say yes where the types tell too little.
pub const fn overlap(a: &RegionSchema, b: &RegionSchema) -> bool {
    if segment_count(a) != segment_count(b) || !same(a.namespace, b.namespace) {
        return false;
    }
    let mut at = 0;
    while at < segment_count(a) {
        if !segments_could_meet(&segment(a, at), &segment(b, at)) {
            return false;
        }
        at += 1;
    }
    true
}

/// The bucket of a region, for checking many without comparing every pair.
///
/// Two regions with different buckets do not overlap, unless one of the two is 0: the bucket of all regions whose first
/// segment is a part, which have to be compared with every other.
pub const fn group(region: &RegionSchema) -> u64 {
    let count = segment_count(region);
    let first = if count == 0 {
        0
    } else {
        match segment(region, 0) {
            Segment::Part { .. } => return 0,
            Segment::Literal { hash, .. } => hash,
        }
    };
    let bucket = hash::mix(hash::mix(hash::of_str(region.namespace), count as u64), first);
    // 0 is taken; that one more bucket shares 1 costs a comparison at most.
    if bucket == 0 { 1 } else { bucket }
}

/// Operation and hash, which is what comes after the namespace in an interop key.
const INTEROP_SEGMENTS: usize = 2;

/// The 64 hex digits of Blake2b-256.
const INTEROP_HASH: Segment = Segment::part("arguments", PartKind::hex(32));

const fn segment_count(region: &RegionSchema) -> usize {
    match region.layout {
        Layout::Native => region.segments.len(),
        Layout::Interop { .. } => INTEROP_SEGMENTS,
    }
}

/// The segment at `at`, which is less than the count.
const fn segment(region: &RegionSchema, at: usize) -> Segment {
    match region.layout {
        Layout::Native => region.segments[at],
        Layout::Interop { operation } if at == 0 => Segment::literal(operation),
        Layout::Interop { .. } => INTEROP_HASH,
    }
}

const fn segments_could_meet(a: &Segment, b: &Segment) -> bool {
    match (a, b) {
        (Segment::Literal { text: a, hash: a_hash }, Segment::Literal { text: b, hash: b_hash }) => {
            *a_hash == *b_hash && same(a, b)
        }
        (Segment::Literal { text, .. }, Segment::Part { kind, compact, sensitive, .. })
        | (Segment::Part { kind, compact, sensitive, .. }, Segment::Literal { text, .. }) => {
            // A digest starts with `.h` or `.k`, which no literal does.
            !*compact && !*sensitive && could_be(kind, text)
        }
        (
            Segment::Part { kind: a, compact: a_compact, sensitive: a_sensitive, .. },
            Segment::Part { kind: b, compact: b_compact, sensitive: b_sensitive, .. },
        ) => {
            // Only a sensitive part is written `.k`, and it is never written otherwise. A part that is not compact is
            // hashed too when its key is too long. No digest tells of what it was made.
            *a_sensitive == *b_sensitive && (*a_sensitive || *a_compact || *b_compact || could_meet(a, b))
        }
    }
}

//! Whether two regions can produce the same key.

use crate::hash;
use crate::part::{could_be, could_meet};
use crate::region::{RegionSchema, Segment};
use crate::text::same;

#[cfg(test)]
mod tests;

/// Whether some key can belong to both regions: same namespace, same number of segments, and each pair of segments
/// can be the same text.
///
/// It never says no when two keys can be equal, and it is symmetric; it may say yes where the types tell too little.
pub const fn overlap(a: &RegionSchema, b: &RegionSchema) -> bool {
    if a.segments.len() != b.segments.len() || !same(a.namespace, b.namespace) {
        return false;
    }
    let mut at = 0;
    while at < a.segments.len() {
        if !segments_could_meet(&a.segments[at], &b.segments[at]) {
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
    let first = match region.segments {
        [Segment::Part { .. }, ..] => return 0,
        [Segment::Literal { hash, .. }, ..] => *hash,
        [] => 0,
    };
    let bucket = hash::mix(hash::mix(hash::of_str(region.namespace), region.segments.len() as u64), first);
    // 0 is taken; that one more bucket shares 1 costs a comparison at most.
    if bucket == 0 { 1 } else { bucket }
}

const fn segments_could_meet(a: &Segment, b: &Segment) -> bool {
    match (a, b) {
        (Segment::Literal { text: a, hash: a_hash }, Segment::Literal { text: b, hash: b_hash }) => {
            *a_hash == *b_hash && same(a, b)
        }
        (Segment::Literal { text, .. }, Segment::Part { kind, compact, .. })
        | (Segment::Part { kind, compact, .. }, Segment::Literal { text, .. }) => {
            // A digest starts with `.h`, which no literal does.
            !*compact && could_be(kind, text)
        }
        (
            Segment::Part { kind: a, compact: a_compact, .. },
            Segment::Part { kind: b, compact: b_compact, .. },
        ) => {
            // A part that is not compact is hashed too when its key is too long, and a digest does not tell of what.
            *a_compact || *b_compact || could_meet(a, b)
        }
    }
}

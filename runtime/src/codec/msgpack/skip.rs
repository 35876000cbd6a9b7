//! Values that are passed over: nothing is built from them, and still they have to be in order.

use super::head::{Head, take_slice};
use crate::codec::MAX_DEPTH;
use crate::codec::error::Malformed;

/// Refuses anything but exactly one well-formed document of bounded depth.
pub(in crate::codec) fn check(mut bytes: &[u8]) -> Result<(), Malformed> {
    skip(&mut bytes, MAX_DEPTH)?;
    if bytes.is_empty() { Ok(()) } else { Err(Malformed::Trailing) }
}

/// Takes one value off `rest`, nested at most so deep. It neither recurses nor allocates, and touches each head
/// twice at most.
pub(super) fn skip(rest: &mut &[u8], depth: usize) -> Result<(), Malformed> {
    // Most values are shallow, and to clear the room for deep ones takes longer than to pass over a short one.
    let start = *rest;
    match skip_within::<SHALLOW>(rest, depth.min(SHALLOW)) {
        Err(Malformed::TooDeep) if depth > SHALLOW => {
            *rest = start;
            skip_within::<MAX_DEPTH>(rest, depth.min(MAX_DEPTH))
        }
        skipped => skipped,
    }
}

const SHALLOW: usize = 8;

fn skip_within<const ROOM: usize>(rest: &mut &[u8], most: usize) -> Result<(), Malformed> {
    let mut open = Open { missing: [0; ROOM], depth: 0, most };
    loop {
        match Head::take(rest)? {
            Head::Sequence(items) => open.enter(Some(items), rest.len())?,
            Head::Map(entries) => open.enter(entries.checked_mul(2), rest.len())?,
            Head::Text(len) | Head::Bytes(len) => drop(take_slice(rest, len)?),
            Head::Extension(len) => drop(take_slice(rest, len.checked_add(1).ok_or(Malformed::Claim)?)?),
            _ => {}
        }
        if open.item_done() {
            return Ok(());
        }
    }
}

/// The arrays and maps that we are inside of.
struct Open<const ROOM: usize> {
    /// For each open container, outermost first, how many of its items are still to come.
    missing: [usize; ROOM],
    depth: usize,
    /// How deep it may be; not more than there is room for.
    most: usize,
}

impl<const ROOM: usize> Open<ROOM> {
    fn enter(&mut self, items: Option<usize>, bytes_left: usize) -> Result<(), Malformed> {
        if self.depth >= self.most {
            return Err(Malformed::TooDeep);
        }
        let slot = self.missing.get_mut(self.depth).ok_or(Malformed::TooDeep)?;
        // An item takes a byte at least.
        let items = items.filter(|items| *items <= bytes_left).ok_or(Malformed::Claim)?;
        // One more, since `item_done` is called for the container's own head too.
        *slot = items + 1;
        self.depth += 1;
        Ok(())
    }

    /// One item is behind us; says whether it was the last of the value.
    fn item_done(&mut self) -> bool {
        while let Some(missing) = self.depth.checked_sub(1).and_then(|top| self.missing.get_mut(top)) {
            *missing -= 1;
            if *missing > 0 {
                return false;
            }
            // Its last item is done, and with it the container, which is an item of the next.
            self.depth -= 1;
        }
        true
    }
}

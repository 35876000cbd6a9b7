//! One look over a `MessagePack` document, before anything is built from it.
//!
//! The format's decoder trusts lengths and recurses. After [`walk`] it may: the input is one complete document,
//! every length in it is backed by bytes, and its depth is bounded. The walk itself neither recurses nor
//! allocates, and touches each header once.

use crate::codec::MAX_DEPTH;
use crate::codec::error::Fault;

/// Refuses anything but exactly one well-formed document of bounded depth.
pub(in crate::codec) fn walk(bytes: &[u8]) -> Result<(), Fault> {
    // Most documents are shallow, and to clear the room for deep ones takes longer than to walk a short one.
    match walk_within::<SHALLOW>(bytes) {
        Err(Fault::TooDeep) => walk_within::<MAX_DEPTH>(bytes),
        walked => walked,
    }
}

const SHALLOW: usize = 8;

fn walk_within<const DEPTH: usize>(bytes: &[u8]) -> Result<(), Fault> {
    let mut rest = bytes;
    let mut open = Open { missing: [0; DEPTH], depth: 0 };
    loop {
        match header(&mut rest)? {
            Header::Leaf { len } => rest = rest.get(len..).ok_or(Fault::Truncated)?,
            Header::Container { items } => open.enter(items, rest.len())?,
        }
        if open.item_done() {
            return if rest.is_empty() { Ok(()) } else { Err(Fault::Trailing) };
        }
    }
}

/// What the first bytes of a value announce.
enum Header {
    /// A value without values inside, and how many bytes of it are still to come.
    Leaf { len: usize },
    /// An array or a map; a map has two items an entry.
    Container { items: u64 },
}

/// The arrays and maps that the walk is inside of.
struct Open<const DEPTH: usize> {
    /// For each open container, outermost first, how many of its items are still to come.
    missing: [u64; DEPTH],
    depth: usize,
}

impl<const DEPTH: usize> Open<DEPTH> {
    fn enter(&mut self, items: u64, bytes_left: usize) -> Result<(), Fault> {
        let slot = self.missing.get_mut(self.depth).ok_or(Fault::TooDeep)?;
        // An item takes a byte at least.
        if usize::try_from(items).map_or(true, |items| items > bytes_left) {
            return Err(Fault::Claim);
        }
        // One more, since `item_done` is called for the container's own header too.
        *slot = items + 1;
        self.depth += 1;
        Ok(())
    }

    /// One item is behind us; says whether it was the last of the document.
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

#[inline]
fn header(rest: &mut &[u8]) -> Result<Header, Fault> {
    let leaf = |len| Ok(Header::Leaf { len });
    let items = |items| Ok(Header::Container { items });
    let [first] = take(rest)?;
    match first {
        0x00..=0x7f | 0xc0 | 0xc2 | 0xc3 | 0xe0..=0xff => leaf(0),
        0x80..=0x8f => items(u64::from(first & 0x0f) * 2),
        0x90..=0x9f => items(u64::from(first & 0x0f)),
        0xa0..=0xbf => leaf(usize::from(first & 0x1f)),
        0xc1 => Err(Fault::Reserved),
        0xc4 | 0xd9 => leaf(usize::from(u8::from_be_bytes(take(rest)?))),
        0xc5 | 0xda => leaf(usize::from(u16::from_be_bytes(take(rest)?))),
        0xc6 | 0xdb => leaf(long(take(rest)?)?),
        // Extensions have a type byte before their bytes.
        0xc7 => leaf(usize::from(u8::from_be_bytes(take(rest)?)) + 1),
        0xc8 => leaf(usize::from(u16::from_be_bytes(take(rest)?)) + 1),
        0xc9 => leaf(long(take(rest)?)?.checked_add(1).ok_or(Fault::Claim)?),
        0xcc | 0xd0 => leaf(1),
        0xcd | 0xd1 => leaf(2),
        0xca | 0xce | 0xd2 => leaf(4),
        0xcb | 0xcf | 0xd3 => leaf(8),
        0xd4..=0xd8 => leaf((1 << (first - 0xd4)) + 1),
        0xdc => items(u64::from(u16::from_be_bytes(take(rest)?))),
        0xdd => items(u64::from(u32::from_be_bytes(take(rest)?))),
        0xde => items(u64::from(u16::from_be_bytes(take(rest)?)) * 2),
        0xdf => items(u64::from(u32::from_be_bytes(take(rest)?)) * 2),
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Fault> {
    let (head, tail) = rest.split_first_chunk().ok_or(Fault::Truncated)?;
    *rest = tail;
    Ok(*head)
}

fn long(bytes: [u8; 4]) -> Result<usize, Fault> {
    usize::try_from(u32::from_be_bytes(bytes)).map_err(|_| Fault::Claim)
}

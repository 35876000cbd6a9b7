//! The first bytes of a value, which say what it is.

use crate::codec::error::Malformed;

/// What a value is, and what of it is still to come.
#[derive(Debug, Clone, Copy)]
pub(super) enum Head {
    Nil,
    Bool(bool),
    Unsigned(u64),
    /// Negative in the canonical form, anything in others.
    Signed(i64),
    Single(f32),
    Double(f64),
    /// So many bytes follow.
    Text(usize),
    Bytes(usize),
    /// So many values follow.
    Sequence(usize),
    /// So many pairs of values follow.
    Map(usize),
    /// A byte that says of which kind, and so many more.
    Extension(usize),
}

pub(super) const NIL: u8 = 0xc0;
pub(super) const TEXT_8: u8 = 0xd9;

impl Head {
    /// Takes a head off `rest`.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "one branch for each head, here and where it is used, is half the time"
    )]
    pub(super) fn take(rest: &mut &[u8]) -> Result<Self, Malformed> {
        let [first] = take(rest)?;
        Ok(match first {
            0x00..=0x7f => Self::Unsigned(first.into()),
            0x80..=0x8f => Self::Map((first & 0x0f).into()),
            0x90..=0x9f => Self::Sequence((first & 0x0f).into()),
            0xa0..=0xbf => Self::Text((first & 0x1f).into()),
            NIL => Self::Nil,
            0xc1 => return Err(Malformed::Reserved),
            0xc2 => Self::Bool(false),
            0xc3 => Self::Bool(true),
            0xc4 => Self::Bytes(u8::from_be_bytes(take(rest)?).into()),
            0xc5 => Self::Bytes(u16::from_be_bytes(take(rest)?).into()),
            0xc6 => Self::Bytes(long(rest)?),
            0xc7 => Self::Extension(u8::from_be_bytes(take(rest)?).into()),
            0xc8 => Self::Extension(u16::from_be_bytes(take(rest)?).into()),
            0xc9 => Self::Extension(long(rest)?),
            0xca => Self::Single(f32::from_be_bytes(take(rest)?)),
            0xcb => Self::Double(f64::from_be_bytes(take(rest)?)),
            0xcc => Self::Unsigned(u8::from_be_bytes(take(rest)?).into()),
            0xcd => Self::Unsigned(u16::from_be_bytes(take(rest)?).into()),
            0xce => Self::Unsigned(u32::from_be_bytes(take(rest)?).into()),
            0xcf => Self::Unsigned(u64::from_be_bytes(take(rest)?)),
            0xd0 => Self::Signed(i8::from_be_bytes(take(rest)?).into()),
            0xd1 => Self::Signed(i16::from_be_bytes(take(rest)?).into()),
            0xd2 => Self::Signed(i32::from_be_bytes(take(rest)?).into()),
            0xd3 => Self::Signed(i64::from_be_bytes(take(rest)?)),
            0xd4..=0xd8 => Self::Extension(1 << (first - 0xd4)),
            TEXT_8 => Self::Text(u8::from_be_bytes(take(rest)?).into()),
            0xda => Self::Text(u16::from_be_bytes(take(rest)?).into()),
            0xdb => Self::Text(long(rest)?),
            0xdc => Self::Sequence(u16::from_be_bytes(take(rest)?).into()),
            0xdd => Self::Sequence(long(rest)?),
            0xde => Self::Map(u16::from_be_bytes(take(rest)?).into()),
            0xdf => Self::Map(long(rest)?),
            0xe0..=0xff => Self::Signed(first.cast_signed().into()),
        })
    }
}

/// Takes so many bytes off `rest`.
#[inline]
pub(super) fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Malformed> {
    let (head, tail) = rest.split_first_chunk().ok_or(Malformed::Truncated)?;
    *rest = tail;
    Ok(*head)
}

/// As [`take`], a number of bytes that is not known beforehand, and without a copy.
#[inline]
pub(super) fn take_slice<'a>(rest: &mut &'a [u8], len: usize) -> Result<&'a [u8], Malformed> {
    let (head, tail) = rest.split_at_checked(len).ok_or(Malformed::Truncated)?;
    *rest = tail;
    Ok(head)
}

fn long(rest: &mut &[u8]) -> Result<usize, Malformed> {
    usize::try_from(u32::from_be_bytes(take(rest)?)).map_err(|_| Malformed::Claim)
}

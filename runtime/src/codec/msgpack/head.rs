//! The first bytes of a value, which say what it is.

use serde::de::Unexpected;

use crate::codec::error::Malformed;

/// What a value is, and what of it is still to come. Numbers keep their width: some types tell them apart by it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Head {
    Nil,
    Bool(bool),
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    I8(i8),
    I16(i16),
    I32(i32),
    I64(i64),
    F32(f32),
    F64(f64),
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
pub(super) const BYTES_8: u8 = 0xc4;
pub(super) const TEXT_8: u8 = 0xd9;
pub(super) const NO_ITEMS: u8 = 0x90;

/// What kind of value begins with a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    /// Nil, a boolean or a float.
    Simple,
    Text,
    Bytes,
    Sequence,
    Map,
    Extension,
    Reserved,
}

impl Kind {
    #[inline]
    pub(super) fn of(first: u8) -> Self {
        match first {
            0x00..=0x7f | 0xcc..=0xd3 | 0xe0..=0xff => Self::Integer,
            0x80..=0x8f | 0xde | 0xdf => Self::Map,
            NO_ITEMS..=0x9f | 0xdc | 0xdd => Self::Sequence,
            0xa0..=0xbf | TEXT_8..=0xdb => Self::Text,
            NIL | 0xc2 | 0xc3 | 0xca | 0xcb => Self::Simple,
            0xc1 => Self::Reserved,
            BYTES_8..=0xc6 => Self::Bytes,
            0xc7..=0xc9 | 0xd4..=0xd8 => Self::Extension,
        }
    }

    /// The kind without a value, for errors.
    pub(super) fn unexpected(self) -> Unexpected<'static> {
        match self {
            Self::Integer => Unexpected::Unsigned(0),
            Self::Text => Unexpected::Str(""),
            Self::Bytes => Unexpected::Bytes(b""),
            Self::Sequence => Unexpected::Seq,
            Self::Map => Unexpected::Map,
            Self::Simple | Self::Extension | Self::Reserved => Unexpected::Other(""),
        }
    }
}

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
            0x00..=0x7f => Self::U8(first),
            0x80..=0x8f => Self::Map((first & 0x0f).into()),
            0x90..=0x9f => Self::Sequence((first & 0x0f).into()),
            0xa0..=0xbf => Self::Text((first & 0x1f).into()),
            NIL => Self::Nil,
            0xc1 => return Err(Malformed::Reserved),
            0xc2 => Self::Bool(false),
            0xc3 => Self::Bool(true),
            BYTES_8 => Self::Bytes(u8::from_be_bytes(take(rest)?).into()),
            0xc5 => Self::Bytes(u16::from_be_bytes(take(rest)?).into()),
            0xc6 => Self::Bytes(long(rest)?),
            0xc7 => Self::Extension(u8::from_be_bytes(take(rest)?).into()),
            0xc8 => Self::Extension(u16::from_be_bytes(take(rest)?).into()),
            0xc9 => Self::Extension(long(rest)?),
            0xca => Self::F32(f32::from_be_bytes(take(rest)?)),
            0xcb => Self::F64(f64::from_be_bytes(take(rest)?)),
            0xcc => Self::U8(u8::from_be_bytes(take(rest)?)),
            0xcd => Self::U16(u16::from_be_bytes(take(rest)?)),
            0xce => Self::U32(u32::from_be_bytes(take(rest)?)),
            0xcf => Self::U64(u64::from_be_bytes(take(rest)?)),
            0xd0 => Self::I8(i8::from_be_bytes(take(rest)?)),
            0xd1 => Self::I16(i16::from_be_bytes(take(rest)?)),
            0xd2 => Self::I32(i32::from_be_bytes(take(rest)?)),
            0xd3 => Self::I64(i64::from_be_bytes(take(rest)?)),
            0xd4..=0xd8 => Self::Extension(1 << (first - 0xd4)),
            TEXT_8 => Self::Text(u8::from_be_bytes(take(rest)?).into()),
            0xda => Self::Text(u16::from_be_bytes(take(rest)?).into()),
            0xdb => Self::Text(long(rest)?),
            0xdc => Self::Sequence(u16::from_be_bytes(take(rest)?).into()),
            0xdd => Self::Sequence(long(rest)?),
            0xde => Self::Map(u16::from_be_bytes(take(rest)?).into()),
            0xdf => Self::Map(long(rest)?),
            0xe0..=0xff => Self::I8(first.cast_signed()),
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

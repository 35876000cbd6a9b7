//! `MessagePack` in its shortest forms: the one spelling that all SDKs agree on.

use smallvec::SmallVec;

use super::InteropValueErrorKind;

/// Where bytes go: the stack for arguments, a `Vec` for values.
pub(super) trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

/// Room for the arguments of an ordinary call.
pub(super) type Buffer = SmallVec<[u8; 256]>;

impl Sink for Buffer {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

impl Sink for Vec<u8> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// A text, bytes, an array or a map of more than `u32::MAX` parts has no form.
pub(super) type Packed = Result<(), InteropValueErrorKind>;

pub(super) const TOO_LONG: InteropValueErrorKind = InteropValueErrorKind::TooLong;

#[inline]
pub(super) fn nil(out: &mut impl Sink) {
    out.put(&[0xc0]);
}

#[inline]
pub(super) fn bool(out: &mut impl Sink, value: bool) {
    out.put(&[if value { 0xc3 } else { 0xc2 }]);
}

#[inline]
pub(super) fn uint(out: &mut impl Sink, value: u64) {
    if let Ok(value) = u8::try_from(value) {
        if value < 0x80 {
            out.put(&[value]);
        } else {
            out.put(&[0xcc, value]);
        }
    } else if let Ok(value) = u16::try_from(value) {
        tagged(out, 0xcd, value.to_be_bytes());
    } else if let Ok(value) = u32::try_from(value) {
        tagged(out, 0xce, value.to_be_bytes());
    } else {
        tagged(out, 0xcf, value.to_be_bytes());
    }
}

#[inline]
pub(super) fn int(out: &mut impl Sink, value: i64) {
    if let Ok(value) = u64::try_from(value) {
        uint(out, value);
    } else if let Ok(value) = i8::try_from(value) {
        if value >= -32 {
            out.put(&value.to_be_bytes());
        } else {
            tagged(out, 0xd0, value.to_be_bytes());
        }
    } else if let Ok(value) = i16::try_from(value) {
        tagged(out, 0xd1, value.to_be_bytes());
    } else if let Ok(value) = i32::try_from(value) {
        tagged(out, 0xd2, value.to_be_bytes());
    } else {
        tagged(out, 0xd3, value.to_be_bytes());
    }
}

/// Any integer from -2^63 to 2^64 - 1.
pub(super) fn wide(out: &mut impl Sink, value: i128) -> Packed {
    if let Ok(value) = u64::try_from(value) {
        uint(out, value);
    } else {
        int(out, i64::try_from(value).map_err(|_| InteropValueErrorKind::IntegerOutOfRange)?);
    }
    Ok(())
}

/// A float as it is, also one without a fraction.
pub(super) fn float(out: &mut impl Sink, value: f64) -> Packed {
    if !value.is_finite() {
        return Err(InteropValueErrorKind::NotFinite);
    }
    any_float(out, value);
    Ok(())
}

pub(super) fn any_float(out: &mut impl Sink, value: f64) {
    tagged(out, 0xcb, value.to_be_bytes());
}

/// A float as an integer where it is one: languages with a single number type cannot tell `2.0` from `2`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the ranges are checked")]
pub(super) fn number(out: &mut impl Sink, value: f64) -> Packed {
    const TWO_63: f64 = 9_223_372_036_854_775_808.0;
    if value.fract() == 0.0 && (-TWO_63..2.0 * TWO_63).contains(&value) {
        if value >= 0.0 {
            uint(out, value as u64);
        } else {
            int(out, value as i64);
        }
        return Ok(());
    }
    float(out, value)
}

#[inline]
pub(super) fn str(out: &mut impl Sink, text: &str) -> Packed {
    match len(text.len())? {
        short @ 0..=31 => out.put(&[0xa0 | low(short)]),
        len => head(out, len, Some(0xd9), 0xda, 0xdb),
    }
    out.put(text.as_bytes());
    Ok(())
}

#[inline]
pub(super) fn bin(out: &mut impl Sink, bytes: &[u8]) -> Packed {
    head(out, len(bytes.len())?, Some(0xc4), 0xc5, 0xc6);
    out.put(bytes);
    Ok(())
}

#[inline]
pub(super) fn array(out: &mut impl Sink, items: usize) -> Packed {
    match len(items)? {
        short @ 0..=15 => out.put(&[0x90 | low(short)]),
        len => head(out, len, None, 0xdc, 0xdd),
    }
    Ok(())
}

#[inline]
pub(super) fn map(out: &mut impl Sink, entries: usize) -> Packed {
    match len(entries)? {
        short @ 0..=15 => out.put(&[0x80 | low(short)]),
        len => head(out, len, None, 0xde, 0xdf),
    }
    Ok(())
}

fn len(len: usize) -> Result<u32, InteropValueErrorKind> {
    u32::try_from(len).map_err(|_| TOO_LONG)
}

/// The low byte of a length that is known to be small.
fn low(len: u32) -> u8 {
    len.to_be_bytes()[3]
}

/// The shortest of the heads that hold a length; arrays and maps have none of one byte.
fn head(out: &mut impl Sink, len: u32, one: Option<u8>, two: u8, four: u8) {
    match (one, u8::try_from(len), u16::try_from(len)) {
        (Some(one), Ok(len), _) => out.put(&[one, len]),
        (_, _, Ok(len)) => tagged(out, two, len.to_be_bytes()),
        _ => tagged(out, four, len.to_be_bytes()),
    }
}

#[inline]
fn tagged<const N: usize>(out: &mut impl Sink, tag: u8, bytes: [u8; N]) {
    out.put(&[tag]);
    out.put(&bytes);
}

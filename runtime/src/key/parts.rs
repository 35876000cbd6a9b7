//! The parts that std brings.
#![expect(clippy::inline_always, reason = "measured: every hit goes through it several times")]

use std::borrow::Cow;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::Arc;

use cachekit_schema::part::PartKind;

use super::PartSink;
use super::part::{CanBeAbsent, KeyPart, NeverAbsent, NotAbsent};

impl KeyPart for bool {
    type Absence = NeverAbsent;
    const KIND: PartKind = PartKind::BOOL;
    const MAX_LEN: Option<usize> = Some("false".len());

    #[inline(always)]
    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        sink.plain(if *self { "true" } else { "false" });
    }
}

impl KeyPart for char {
    type Absence = NeverAbsent;
    const KIND: PartKind = PartKind::CHAR;
    // Four bytes of UTF-8, each escaped to three.
    const MAX_LEN: Option<usize> = Some(12);

    #[inline(always)]
    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        sink.text(self.encode_utf8(&mut [0; 4]));
    }
}

impl KeyPart for str {
    type Absence = NeverAbsent;
    const KIND: PartKind = PartKind::TEXT;
    const MAX_LEN: Option<usize> = None;

    #[inline(always)]
    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        sink.text(self);
    }
}

impl KeyPart for String {
    type Absence = NeverAbsent;
    const KIND: PartKind = PartKind::TEXT;
    const MAX_LEN: Option<usize> = None;

    #[inline(always)]
    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        sink.text(self);
    }
}

impl KeyPart for [u8] {
    type Absence = NeverAbsent;
    const KIND: PartKind = PartKind::HEX;
    const MAX_LEN: Option<usize> = None;

    #[inline(always)]
    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        sink.hex(self);
    }
}

impl<const N: usize> KeyPart for [u8; N] {
    type Absence = NeverAbsent;
    const KIND: PartKind = PartKind::hex(N);
    const MAX_LEN: Option<usize> = Some(if N == 0 { 2 } else { 2 * N });

    #[inline(always)]
    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        sink.hex(self);
    }
}

impl KeyPart for Vec<u8> {
    type Absence = NeverAbsent;
    const KIND: PartKind = PartKind::HEX;
    const MAX_LEN: Option<usize> = None;

    #[inline(always)]
    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        sink.hex(self);
    }
}

/// Integers of one value have one text, whatever their width: `7u8` and `7u64` make the same key.
macro_rules! integers {
    ($($kind:ident: $($int:ty)*;)*) => {$($(
        impl KeyPart for $int {
            type Absence = NeverAbsent;
            const KIND: PartKind = PartKind::$kind;
            const MAX_LEN: Option<usize> = Some(decimal_len(<$int>::MAX as u128) + (<$int>::MIN != 0) as usize);

            #[inline(always)]
            fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
                match u64::try_from(*self) {
                    Ok(value) => sink.uint(value),
                    Err(_) => wide(*self, sink),
                }
            }
        }
    )*)*};
}

integers! {
    UNSIGNED: u8 u16 u32 u64 u128 usize;
    SIGNED: i8 i16 i32 i64 i128 isize;
}

/// Negative numbers and those beyond 64 bits.
fn wide<S: PartSink + ?Sized>(value: impl std::fmt::Display, sink: &mut S) {
    let mut text = DecimalText { bytes: [0; 40], len: 0 };
    // `i128::MIN` takes 40 bytes, so no integer overflows the buffer.
    let written = write!(text, "{value}");
    debug_assert!(written.is_ok());
    sink.plain(std::str::from_utf8(&text.bytes[..text.len]).unwrap_or_default());
}

struct DecimalText {
    bytes: [u8; 40],
    len: usize,
}

impl std::fmt::Write for DecimalText {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let end = self.len + text.len();
        self.bytes.get_mut(self.len..end).ok_or(std::fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

const fn decimal_len(mut value: u128) -> usize {
    let mut len = 1;
    while value >= 10 {
        value /= 10;
        len += 1;
    }
    len
}

impl<T: KeyPart> KeyPart for Option<T>
where
    T::Absence: NotAbsent,
{
    type Absence = CanBeAbsent;
    const KIND: PartKind = T::KIND.nullable();
    const MAX_LEN: Option<usize> = match T::MAX_LEN {
        // `.n`
        Some(len) if len < 2 => Some(2),
        other => other,
    };
    const SENSITIVE: bool = T::SENSITIVE;

    #[inline(always)]
    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        match self {
            Some(part) => part.write_part(sink),
            None => sink.none(),
        }
    }
}

/// A part behind a pointer is the part.
macro_rules! transparent {
    ($($pointer:ty)*) => {$(
        impl<T: KeyPart + ?Sized> KeyPart for $pointer {
            type Absence = T::Absence;
            const KIND: PartKind = T::KIND;
            const MAX_LEN: Option<usize> = T::MAX_LEN;
            const SENSITIVE: bool = T::SENSITIVE;

            #[inline(always)]
            fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
                (**self).write_part(sink);
            }
        }
    )*};
}

transparent! { &T &mut T Box<T> Rc<T> Arc<T> }

impl<T: KeyPart + ToOwned + ?Sized> KeyPart for Cow<'_, T> {
    type Absence = T::Absence;
    const KIND: PartKind = T::KIND;
    const MAX_LEN: Option<usize> = T::MAX_LEN;
    const SENSITIVE: bool = T::SENSITIVE;

    #[inline(always)]
    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        (**self).write_part(sink);
    }
}

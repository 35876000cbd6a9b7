//! From `MessagePack` to a type, over bytes that anybody may have written.
//!
//! The decoder of `rmp-serde` trusts lengths and recurses, so it would need a look over all of the bytes before and
//! bounds around every call of serde's. This one has the bounds built in, and reads from memory alone. What it accepts,
//! `rmp-serde` accepts as the same value, unless the type catches errors; tests and `fuzz/` hold it to that.
//!
//! | bound | refuses |
//! |---|---|
//! | [`MAX_DEPTH`] open containers | input that overflows the stack |
//! | [`MAX_WRAPPERS`] open `Some`s and newtypes | types that do: they leave no trace in the bytes |
//! | as many elements announced as there are bytes, by all containers together | memory set aside on a claim |
//!
//! A type may catch the error of a part and go on. It then goes on behind that part; and a document that is not in order
//! stays refused.

use serde::de::value::SeqDeserializer;
use serde::de::{Deserialize, Error, Expected, Unexpected, Visitor};

use super::containers::Items;
use super::extension::Extension;
use super::failure::Failure;
use super::head::{BYTES_8, Head, Kind, TEXT_8, take, take_slice};
use super::skip::skip;
use crate::codec::error::{Fault, Malformed};
use crate::codec::{MAX_DEPTH, MAX_WRAPPERS};

/// Of fields or variants.
pub(super) type Names = &'static [&'static str];

/// Bytes that are being read.
pub(super) struct Reader<'de> {
    pub(super) rest: &'de [u8],
    pub(super) is_human_readable: bool,
    /// How many more containers may be open at a time.
    containers: usize,
    /// The same of wrappers.
    wrappers: usize,
    /// How many more elements can be announced.
    elements: usize,
    /// What is wrong with the document itself.
    broken: Option<Malformed>,
    /// A name that probably comes next.
    pub(super) likely: Option<&'static str>,
}

/// Reads the one value that `bytes` hold.
pub(super) fn read<'de, T: Deserialize<'de>>(
    bytes: &'de [u8],
    is_human_readable: bool,
) -> Result<T, Failure> {
    let mut reader = Reader {
        rest: bytes,
        is_human_readable,
        containers: MAX_DEPTH,
        wrappers: MAX_WRAPPERS,
        elements: bytes.len(),
        broken: None,
        likely: None,
    };
    let value = T::deserialize(&mut reader)?;
    match reader.broken {
        Some(malformed) => Err(malformed.into()),
        None if reader.rest.is_empty() => Ok(value),
        None => Err(Malformed::Trailing.into()),
    }
}

impl<'de> Reader<'de> {
    /// How many bytes are still to be read.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    /// The kind of the value that comes next.
    #[inline]
    pub(super) fn kind(&mut self) -> Result<Kind, Failure> {
        match self.rest.first() {
            Some(&first) => Ok(Kind::of(first)),
            None => Err(self.breaks(Malformed::Truncated)),
        }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as `Head::take`")]
    pub(super) fn head(&mut self) -> Result<Head, Failure> {
        Head::take(&mut self.rest).map_err(|malformed| self.breaks(malformed))
    }

    #[inline]
    fn bytes(&mut self, len: usize) -> Result<&'de [u8], Failure> {
        take_slice(&mut self.rest, len).map_err(|malformed| self.breaks(malformed))
    }

    /// Passes over a value.
    pub(super) fn skip(&mut self) -> Result<(), Failure> {
        skip(&mut self.rest, self.containers).map_err(|malformed| self.breaks(malformed))
    }

    /// The document is not in order, also for a type that catches this.
    #[cold]
    pub(super) fn breaks(&mut self, malformed: Malformed) -> Failure {
        self.rest = &[];
        (*self.broken.get_or_insert(malformed)).into()
    }

    /// A text of the usual length.
    #[inline]
    pub(super) fn short_text(&mut self) -> Option<&'de [u8]> {
        let (len, rest) = match *self.rest {
            [first @ 0xa0..=0xbf, ref rest @ ..] => (first & 0x1f, rest),
            [TEXT_8, len, ref rest @ ..] => (len, rest),
            _ => return None,
        };
        let (text, rest) = rest.split_at_checked(len.into())?;
        self.rest = rest;
        Some(text)
    }

    /// Takes this text off the bytes, if it comes next and is short.
    #[inline]
    pub(super) fn takes(&mut self, text: &str) -> bool {
        match *self.rest {
            [first @ 0xa0..=0xbf, ref rest @ ..] if usize::from(first & 0x1f) == text.len() => {
                let Some(rest) = rest.strip_prefix(text.as_bytes()) else { return false };
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    pub(super) fn value<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Failure> {
        let head = self.head()?;
        self.value_of(head, visitor)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as `Head::take`")]
    pub(super) fn value_of<V: Visitor<'de>>(&mut self, head: Head, visitor: V) -> Result<V::Value, Failure> {
        match head {
            Head::Nil => visitor.visit_unit(),
            Head::Bool(value) => visitor.visit_bool(value),
            Head::U8(value) => visitor.visit_u8(value),
            Head::U16(value) => visitor.visit_u16(value),
            Head::U32(value) => visitor.visit_u32(value),
            Head::U64(value) => visitor.visit_u64(value),
            Head::I8(value) => visitor.visit_i8(value),
            Head::I16(value) => visitor.visit_i16(value),
            Head::I32(value) => visitor.visit_i32(value),
            Head::I64(value) => visitor.visit_i64(value),
            Head::F32(value) => visitor.visit_f32(value),
            Head::F64(value) => visitor.visit_f64(value),
            Head::Text(len) => text(self.bytes(len)?, visitor),
            Head::Bytes(len) => visitor.visit_borrowed_bytes(self.bytes(len)?),
            Head::Sequence(len) => self.sequence(len, visitor),
            Head::Map(entries) => self.map(entries, &[], visitor),
            Head::Extension(len) => self.extension(len, visitor),
        }
    }

    /// A value that is a number, a boolean or nil.
    #[inline]
    pub(super) fn scalar<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Failure> {
        match self.kind()? {
            Kind::Integer | Kind::Simple => self.value(visitor),
            other => Err(self.refuse(other, &visitor)),
        }
    }

    /// Passes over a value that is of none of the kinds that were asked for.
    #[cold]
    pub(super) fn refuse(&mut self, kind: Kind, expected: &dyn Expected) -> Failure {
        match self.skip() {
            Ok(()) => Failure::invalid_type(kind.unexpected(), expected),
            Err(broken) => broken,
        }
    }

    /// A value whose elements a type reads one after the other.
    pub(super) fn elements<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Failure> {
        match self.head()? {
            Head::Sequence(len) => self.sequence(len, visitor),
            // `Vec<u8>` takes what others wrote as bytes.
            Head::Bytes(len) => {
                let bytes = self.bytes(len)?.iter().copied();
                let mut bytes = SeqDeserializer::<_, Failure>::new(bytes);
                let value = visitor.visit_seq(&mut bytes)?;
                bytes.end()?;
                Ok(value)
            }
            head => self.value_of(head, visitor),
        }
    }

    #[inline]
    fn sequence<V: Visitor<'de>>(&mut self, len: usize, visitor: V) -> Result<V::Value, Failure> {
        self.container(Some(len), &[], |items| visitor.visit_seq(items))
    }

    #[inline]
    pub(super) fn map<V: Visitor<'de>>(
        &mut self,
        entries: usize,
        names: Names,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.container(entries.checked_mul(2), names, |items| visitor.visit_map(items))
    }

    /// Reads a container of so many items, which have to be all that are read; `names` are probably its keys.
    #[inline]
    pub(super) fn container<T>(
        &mut self,
        items: Option<usize>,
        names: Names,
        read: impl FnOnce(&mut Items<'_, 'de>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let items = self.enter(items)?;
        let mut items = Items::new(self, items, names);
        let value = read(&mut items);
        let left = items.left();
        let value = if left == 0 { value } else { Err(self.abandon(value.err(), left)) };
        self.containers += 1;
        value
    }

    #[inline]
    fn enter(&mut self, items: Option<usize>) -> Result<usize, Failure> {
        // An item takes a byte at least.
        let Some(items) = items.filter(|items| *items <= self.elements.min(self.rest.len())) else {
            return Err(self.breaks(Malformed::Claim));
        };
        if self.containers == 0 {
            return Err(self.breaks(Malformed::TooDeep));
        }
        self.elements -= items;
        self.containers -= 1;
        Ok(items)
    }

    /// A type has not read all of a container: since it could not, or did not want to.
    #[cold]
    fn abandon(&mut self, failure: Option<Failure>, left: usize) -> Failure {
        for _ in 0..left {
            if let Err(broken) = self.skip() {
                return broken;
            }
        }
        failure.unwrap_or_else(|| Fault::Count { expected: "fewer".to_owned() }.into())
    }

    /// Reads what a `Some` or a newtype holds.
    #[inline]
    pub(super) fn wrapped<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.wrappers == 0 {
            return Err(self.breaks(Malformed::TooDeep));
        }
        self.wrappers -= 1;
        let value = read(self);
        self.wrappers += 1;
        value
    }

    fn extension<V: Visitor<'de>>(&mut self, len: usize, visitor: V) -> Result<V::Value, Failure> {
        let kind = take(&mut self.rest).map_err(|malformed| self.breaks(malformed))?;
        let mut extension = Extension::new(i8::from_be_bytes(kind), self.bytes(len)?);
        let value = visitor.visit_newtype_struct(&mut extension)?;
        let all = || Fault::Count { expected: "a kind and bytes".to_owned() }.into();
        if extension.is_read() { Ok(value) } else { Err(all()) }
    }

    /// An integer of 128 bits is written as its bytes, shorter ones as integers.
    pub(super) fn wide(&mut self, expected: &dyn Expected) -> Result<Wide, Failure> {
        match self.kind()? {
            Kind::Integer => {}
            Kind::Bytes if self.rest.starts_with(&[BYTES_8]) => {}
            other => return Err(self.refuse(other, expected)),
        }
        Ok(Wide::Number(match self.head()? {
            Head::U8(value) => value.into(),
            Head::U16(value) => value.into(),
            Head::U32(value) => value.into(),
            Head::U64(value) => value.into(),
            Head::I8(value) => value.into(),
            Head::I16(value) => value.into(),
            Head::I32(value) => value.into(),
            Head::I64(value) => value.into(),
            Head::Bytes(len) => {
                let bytes = self.bytes(len)?.try_into();
                return bytes.map(Wide::Bytes).map_err(|_| Failure::invalid_length(len, expected));
            }
            _ => return Err(Failure::invalid_type(Unexpected::Other(""), expected)),
        }))
    }
}

/// An integer of 128 bits, or what may be one.
pub(super) enum Wide {
    Number(i128),
    Bytes([u8; 16]),
}

/// A text, or what others wrote as one that is none.
#[inline]
pub(super) fn text<'de, V: Visitor<'de>>(bytes: &'de [u8], visitor: V) -> Result<V::Value, Failure> {
    match str::from_utf8(bytes) {
        Ok(text) => visitor.visit_borrowed_str(text),
        Err(_) => visitor.visit_borrowed_bytes(bytes),
    }
}

//! From `MessagePack` to a type, over bytes that anybody may have written.
//!
//! The decoder of `rmp-serde` trusts lengths and recurses, so it would need a look over all of the bytes before and
//! bounds around every call of serde's. This one has the bounds built in, reads from memory alone, and looks for the
//! most frequent heads first, which makes it several times as quick. What it accepts, `rmp-serde` accepts as the same
//! value; tests and `fuzz/` hold it to that.
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
use serde::de::{Deserialize, Deserializer, Unexpected, Visitor};

use super::containers::{Items, TheVariant, VariantOf};
use super::extension::{self, Extension};
use super::failure::Failure;
use super::head::{Head, NIL, TEXT_8, take, take_slice};
use super::skip::skip;
use crate::codec::error::{Fault, Malformed};
use crate::codec::{MAX_DEPTH, MAX_WRAPPERS};

/// Bytes that are being read.
pub(super) struct Reader<'de> {
    rest: &'de [u8],
    is_human_readable: bool,
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

    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as `Head::take`")]
    fn head(&mut self) -> Result<Head, Failure> {
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
    fn breaks(&mut self, malformed: Malformed) -> Failure {
        self.rest = &[];
        (*self.broken.get_or_insert(malformed)).into()
    }

    /// A text of the usual length.
    #[inline]
    fn short_text(&mut self) -> Option<&'de [u8]> {
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
    fn takes(&mut self, text: &str) -> bool {
        match *self.rest {
            [first @ 0xa0..=0xbf, ref rest @ ..] if usize::from(first & 0x1f) == text.len() => {
                let Some(rest) = rest.strip_prefix(text.as_bytes()) else { return false };
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn value<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Failure> {
        let head = self.head()?;
        self.value_of(head, visitor)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as `Head::take`")]
    fn value_of<V: Visitor<'de>>(&mut self, head: Head, visitor: V) -> Result<V::Value, Failure> {
        match head {
            Head::Nil => visitor.visit_unit(),
            Head::Bool(value) => visitor.visit_bool(value),
            Head::Unsigned(value) => visitor.visit_u64(value),
            Head::Signed(value) => visitor.visit_i64(value),
            Head::Single(value) => visitor.visit_f32(value),
            Head::Double(value) => visitor.visit_f64(value),
            Head::Text(len) => text(self.bytes(len)?, visitor),
            Head::Bytes(len) => visitor.visit_borrowed_bytes(self.bytes(len)?),
            Head::Sequence(len) => self.sequence(len, visitor),
            Head::Map(entries) => self.map(entries, &[], visitor),
            Head::Extension(len) => visitor.visit_newtype_struct(self.extension(len)?),
        }
    }

    /// A value whose elements a type reads one after the other.
    fn elements<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Failure> {
        match self.head()? {
            Head::Sequence(len) => self.sequence(len, visitor),
            // `Vec<u8>` takes what others wrote as bytes.
            Head::Bytes(len) => visitor.visit_seq(SeqDeserializer::new(self.bytes(len)?.iter().copied())),
            head => self.value_of(head, visitor),
        }
    }

    #[inline]
    fn sequence<V: Visitor<'de>>(&mut self, len: usize, visitor: V) -> Result<V::Value, Failure> {
        self.container(Some(len), &[], |items| visitor.visit_seq(items))
    }

    #[inline]
    fn map<V: Visitor<'de>>(
        &mut self,
        entries: usize,
        names: Names,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.container(entries.checked_mul(2), names, |items| visitor.visit_map(items))
    }

    /// Reads a container of so many items, which have to be all that are read; `names` are probably its keys.
    #[inline]
    fn container<T>(
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
        failure.unwrap_or_else(|| Fault::Count { expected: format!("{left} fewer") }.into())
    }

    /// Reads what a `Some` or a newtype holds.
    #[inline]
    fn wrapped<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Failure>) -> Result<T, Failure> {
        if self.wrappers == 0 {
            return Err(self.breaks(Malformed::TooDeep));
        }
        self.wrappers -= 1;
        let value = read(self);
        self.wrappers += 1;
        value
    }

    fn extension(&mut self, len: usize) -> Result<Extension<'de>, Failure> {
        let kind = take(&mut self.rest).map_err(|malformed| self.breaks(malformed))?;
        Ok(Extension::new(i8::from_be_bytes(kind), self.bytes(len)?))
    }

    /// An integer of 128 bits is written as its bytes, shorter ones as integers.
    fn wide<V: Visitor<'de>>(
        &mut self,
        visitor: V,
        visit: impl FnOnce(V, [u8; 16]) -> Result<V::Value, Failure>,
    ) -> Result<V::Value, Failure> {
        match self.head()? {
            Head::Bytes(len) => {
                let bytes = self.bytes(len)?;
                match bytes.try_into() {
                    Ok(bytes) => visit(visitor, bytes),
                    Err(_) => Err(serde::de::Error::invalid_type(Unexpected::Bytes(bytes), &visitor)),
                }
            }
            head => self.value_of(head, visitor),
        }
    }
}

/// A text, or what others wrote as one that is none.
#[inline]
fn text<'de, V: Visitor<'de>>(bytes: &'de [u8], visitor: V) -> Result<V::Value, Failure> {
    match str::from_utf8(bytes) {
        Ok(text) => visitor.visit_borrowed_str(text),
        Err(_) => visitor.visit_borrowed_bytes(bytes),
    }
}

/// Methods that are one of the reader's.
macro_rules! forward {
    ($($inner:ident: $($method:ident($($arg:ty),*))*;)*) => {$($(
        #[inline]
        fn $method<V: Visitor<'de>>(self $(, _: $arg)*, visitor: V) -> Result<V::Value, Failure> {
            self.$inner(visitor)
        }
    )*)*};
}

/// Those of integers. Most are small.
macro_rules! integers {
    ($($method:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
            match *self.rest {
                [small @ 0..=0x7f, ref rest @ ..] => {
                    self.rest = rest;
                    visitor.visit_u64(small.into())
                }
                _ => self.value(visitor),
            }
        }
    )*};
}

/// Those of texts. Most are short.
macro_rules! texts {
    ($($method:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
            match self.short_text() {
                Some(bytes) => text(bytes, visitor),
                None => self.value(visitor),
            }
        }
    )*};
}

/// Of fields or variants.
pub(super) type Names = &'static [&'static str];

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Failure;

    integers! {
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
    }

    texts! { deserialize_str deserialize_string deserialize_char }

    forward! {
        value:
            deserialize_any() deserialize_bool() deserialize_f32() deserialize_f64() deserialize_unit()
            deserialize_bytes() deserialize_byte_buf() deserialize_map();
        elements:
            deserialize_seq() deserialize_tuple(usize) deserialize_tuple_struct(&'static str, usize);
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: Names,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match *self.rest {
            [first @ 0x80..=0x8f, ref rest @ ..] => {
                self.rest = rest;
                self.map((first & 0x0f).into(), fields, visitor)
            }
            _ => self.elements(visitor),
        }
    }

    /// A name that is as expected is known to be a text.
    #[inline]
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.likely.take() {
            Some(name) if self.takes(name) => visitor.visit_borrowed_str(name),
            _ => self.deserialize_str(visitor),
        }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match *self.rest {
            [NIL, ref rest @ ..] => {
                self.rest = rest;
                visitor.visit_none()
            }
            _ => self.wrapped(|reader| visitor.visit_some(reader)),
        }
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        if name == extension::NAME {
            return self.value(visitor);
        }
        self.wrapped(|reader| visitor.visit_newtype_struct(reader))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.head()? {
            // As serde's derive and `rmp-serde` write it.
            Head::Sequence(0) => visitor.visit_unit(),
            head => self.value_of(head, visitor),
        }
    }

    /// A name by itself, or a map from the name to what the variant holds.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: Names,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let (0x80..=0x8f | 0xde | 0xdf) = self.peek().unwrap_or_default() else {
            return visitor.visit_enum(TheVariant(self));
        };
        match self.head()? {
            Head::Map(1) => self.container(Some(2), &[], |items| visitor.visit_enum(VariantOf(items))),
            head => self.value_of(head, visitor),
        }
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.wide(visitor, |visitor, bytes| visitor.visit_i128(i128::from_be_bytes(bytes)))
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.wide(visitor, |visitor, bytes| visitor.visit_u128(u128::from_be_bytes(bytes)))
    }

    #[inline]
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.skip()?;
        visitor.visit_unit()
    }

    #[inline]
    fn is_human_readable(&self) -> bool {
        self.is_human_readable
    }
}

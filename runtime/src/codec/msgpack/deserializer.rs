//! What serde asks of the reader, the most frequent answers first.

use serde::de::{Deserializer, Error, Unexpected, Visitor};

use super::containers::{TheVariant, VariantOf};
use super::extension;
use super::failure::Failure;
use super::head::{Head, Kind, NIL, NO_ITEMS};
use super::reader::{Names, Reader, Wide, text};
use crate::codec::error::Malformed;

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
                    visitor.visit_u8(small)
                }
                _ => self.scalar(visitor),
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

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Failure;

    integers! {
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
    }

    texts! { deserialize_str deserialize_string deserialize_char }

    forward! {
        scalar:
            deserialize_bool() deserialize_f32() deserialize_f64();
        value:
            deserialize_any() deserialize_unit() deserialize_bytes() deserialize_byte_buf() deserialize_map();
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
            [] => Err(self.breaks(Malformed::Truncated)),
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
            return match self.kind()? {
                Kind::Extension => self.value(visitor),
                other => Err(self.refuse(other, &visitor)),
            };
        }
        self.wrapped(|reader| visitor.visit_newtype_struct(reader))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match *self.rest {
            // As `rmp-serde` writes it.
            [NO_ITEMS, ref rest @ ..] => {
                self.rest = rest;
                visitor.visit_unit()
            }
            _ => self.value(visitor),
        }
    }

    /// A name by itself, or a map from the name to what the variant holds.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: Names,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        if self.kind()? != Kind::Map {
            return visitor.visit_enum(TheVariant(self));
        }
        match self.head()? {
            Head::Map(1) => self.container(Some(2), &[], |items| visitor.visit_enum(VariantOf(items))),
            Head::Map(entries) => self.container(entries.checked_mul(2), &[], |_| {
                Err(Failure::invalid_length(entries, &"a map of one entry"))
            }),
            head => self.value_of(head, visitor),
        }
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.wide(&visitor)? {
            Wide::Number(value) => visitor.visit_i128(value),
            Wide::Bytes(bytes) => visitor.visit_i128(i128::from_be_bytes(bytes)),
        }
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.wide(&visitor)? {
            Wide::Number(value) => match u128::try_from(value) {
                Ok(value) => visitor.visit_u128(value),
                Err(_) => Err(Failure::invalid_value(Unexpected::Signed(0), &visitor)),
            },
            Wide::Bytes(bytes) => visitor.visit_u128(u128::from_be_bytes(bytes)),
        }
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

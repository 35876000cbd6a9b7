//! Arrays, maps and enums, item by item.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Unexpected, VariantAccess,
    Visitor,
};

use super::failure::Failure;
use super::reader::{Names, Reader};
use crate::codec::error::Fault;

const NO_KEY: &str = "a value was asked for before its key";

/// The items of an open container. An entry of a map has two.
pub(super) struct Items<'r, 'de> {
    reader: &'r mut Reader<'de>,
    left: usize,
    /// The keys that probably come next, in this order.
    names: Names,
}

impl<'r, 'de> Items<'r, 'de> {
    pub(super) fn new(reader: &'r mut Reader<'de>, left: usize, names: Names) -> Self {
        Self { reader, left, names }
    }

    /// How many were not read.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    #[inline]
    fn next<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'de>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        let before = self.reader.left();
        self.left = left;
        let value = read(self.reader);
        // A type can refuse without a look, and go on: behind it, as after every error.
        if value.is_err() && self.reader.left() == before {
            self.reader.skip()?;
        }
        value.map(Some)
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_, 'de> {
    type Error = Failure;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Failure> {
        self.next(|reader| seed.deserialize(reader))
    }

    #[inline]
    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

impl<'de> MapAccess<'de> for &mut Items<'_, 'de> {
    type Error = Failure;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Failure> {
        if !self.left.is_multiple_of(2) {
            return Err(Fault::Other("the value of the last key was not read").into());
        }
        if let [first, rest @ ..] = self.names {
            self.reader.likely = Some(first);
            self.names = rest;
        }
        self.next(|reader| seed.deserialize(reader))
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Failure> {
        if self.left.is_multiple_of(2) {
            return Err(Fault::Other(NO_KEY).into());
        }
        self.next(|reader| seed.deserialize(reader))?.ok_or_else(|| Fault::Other(NO_KEY).into())
    }

    #[inline]
    fn size_hint(&self) -> Option<usize> {
        Some(self.left / 2)
    }
}

/// A variant in a map of one entry: its name and what it holds.
pub(super) struct VariantOf<'i, 'r, 'de>(pub(super) &'i mut Items<'r, 'de>);

impl<'de> VariantOf<'_, '_, 'de> {
    #[inline]
    fn next<T>(self, read: impl FnOnce(&mut Reader<'de>) -> Result<T, Failure>) -> Result<T, Failure> {
        self.0.next(read)?.ok_or_else(|| Fault::Other("a variant has one content").into())
    }
}

impl<'de> EnumAccess<'de> for VariantOf<'_, '_, 'de> {
    type Error = Failure;
    type Variant = Self;

    #[inline]
    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Failure> {
        let Self(items) = self;
        let name = VariantOf(&mut *items).next(|reader| seed.deserialize(reader))?;
        Ok((name, Self(items)))
    }
}

impl<'de> VariantAccess<'de> for VariantOf<'_, '_, 'de> {
    type Error = Failure;

    #[inline]
    fn unit_variant(self) -> Result<(), Failure> {
        self.newtype_variant_seed(std::marker::PhantomData::<()>)
    }

    #[inline]
    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Failure> {
        self.next(|reader| seed.deserialize(reader))
    }

    #[inline]
    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Failure> {
        self.next(|reader| reader.deserialize_tuple(len, visitor))
    }

    #[inline]
    fn struct_variant<V: Visitor<'de>>(self, fields: Names, visitor: V) -> Result<V::Value, Failure> {
        self.next(|reader| reader.deserialize_struct("", fields, visitor))
    }
}

/// A variant that is its name.
pub(super) struct TheVariant<'r, 'de>(pub(super) &'r mut Reader<'de>);

impl<'de> EnumAccess<'de> for TheVariant<'_, 'de> {
    type Error = Failure;
    type Variant = Self;

    #[inline]
    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Failure> {
        Ok((seed.deserialize(&mut *self.0)?, self))
    }
}

impl<'de> VariantAccess<'de> for TheVariant<'_, 'de> {
    type Error = Failure;

    #[inline]
    fn unit_variant(self) -> Result<(), Failure> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Failure> {
        Err(Failure::invalid_type(Unexpected::UnitVariant, &"newtype variant"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Failure> {
        Err(Failure::invalid_type(Unexpected::UnitVariant, &"tuple variant"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: Names, _: V) -> Result<V::Value, Failure> {
        Err(Failure::invalid_type(Unexpected::UnitVariant, &"struct variant"))
    }
}

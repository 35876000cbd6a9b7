//! Elements, entries and variants: each seed goes on watched.

use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::visitor::Callback;
use super::{Fault, Watched};

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Watched<'_, A> {
    type Error = Fault;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        self.inner
            .next_element_seed(self.bounds.watch(seed))
            .map_err(|error| self.bounds.reveal(error, "an element"))
    }

    #[inline]
    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Watched<'_, A> {
    type Error = Fault;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        self.inner.next_key_seed(self.bounds.watch(seed)).map_err(|error| self.bounds.reveal(error, "a key"))
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        self.inner
            .next_value_seed(self.bounds.watch(seed))
            .map_err(|error| self.bounds.reveal(error, "a value"))
    }

    #[inline]
    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

impl<'de, 'b, A: EnumAccess<'de>> EnumAccess<'de> for Watched<'b, A> {
    type Error = Fault;
    type Variant = Watched<'b, A::Variant>;

    #[inline]
    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), Fault> {
        let bounds = self.bounds;
        match self.inner.variant_seed(bounds.watch(seed)) {
            Ok((name, content)) => Ok((name, bounds.watch(content))),
            Err(error) => Err(bounds.reveal(error, "a variant")),
        }
    }
}

/// A variant's content counts as a container, as the one-entry map that it is in `MessagePack`.
impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Watched<'_, A> {
    type Error = Fault;

    #[inline]
    fn unit_variant(self) -> Result<(), Fault> {
        self.inner.unit_variant().map_err(|error| self.bounds.reveal(error, "the content of a variant"))
    }

    #[inline]
    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        let bounds = self.bounds;
        let _level = bounds.enter_container()?;
        self.inner
            .newtype_variant_seed(bounds.watch(seed))
            .map_err(|error| bounds.reveal(error, "the content of a variant"))
    }

    #[inline]
    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Fault> {
        let bounds = self.bounds;
        let _level = bounds.enter_container()?;
        let visitor = Callback::fixed(visitor, bounds);
        self.inner
            .tuple_variant(len, visitor)
            .map_err(|error| bounds.reveal(error, "the content of a variant"))
    }

    #[inline]
    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let bounds = self.bounds;
        let _level = bounds.enter_container()?;
        let visitor = Callback::fixed(visitor, bounds);
        self.inner
            .struct_variant(fields, visitor)
            .map_err(|error| bounds.reveal(error, "the content of a variant"))
    }
}

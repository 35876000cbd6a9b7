//! From the format back to the type: here nesting is counted.

use std::fmt;

use serde::de::{Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};

use super::{Bounds, Fault, Level};

/// A type's visitor under [`Bounds`].
pub(super) struct Callback<'b, V> {
    visitor: V,
    bounds: &'b Bounds,
    /// Whether the number of a container's elements comes from the input.
    announced: bool,
}

impl<'b, V> Callback<'b, V> {
    /// For a value with as many elements as its type says.
    pub(super) fn fixed(visitor: V, bounds: &'b Bounds) -> Self {
        Self { visitor, bounds, announced: false }
    }

    /// For a value with as many elements as the input says.
    pub(super) fn announced(visitor: V, bounds: &'b Bounds) -> Self {
        Self { visitor, bounds, announced: true }
    }

    fn enter_container(&self, elements: Option<usize>) -> Result<Level<'b>, Fault> {
        let level = self.bounds.enter_container()?;
        if self.announced {
            self.bounds.announce(elements.unwrap_or(0))?;
        }
        Ok(level)
    }
}

/// Values without values inside only change their error type.
macro_rules! leaves {
    ($($method:ident($($value:ident: $ty:ty)?);)*) => {$(
        #[inline]
        fn $method<E: Error>(self $(, $value: $ty)?) -> Result<V::Value, E> {
            self.visitor.$method($($value)?).map_err(|fault| self.bounds.hide(fault))
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Callback<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    leaves! {
        visit_bool(value: bool);
        visit_i8(value: i8);
        visit_i16(value: i16);
        visit_i32(value: i32);
        visit_i64(value: i64);
        visit_i128(value: i128);
        visit_u8(value: u8);
        visit_u16(value: u16);
        visit_u32(value: u32);
        visit_u64(value: u64);
        visit_u128(value: u128);
        visit_f32(value: f32);
        visit_f64(value: f64);
        visit_char(value: char);
        visit_str(value: &str);
        visit_borrowed_str(value: &'de str);
        visit_string(value: String);
        visit_bytes(value: &[u8]);
        visit_borrowed_bytes(value: &'de [u8]);
        visit_byte_buf(value: Vec<u8>);
        visit_none();
        visit_unit();
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        let bounds = self.bounds;
        let _level = bounds.enter_wrapper().map_err(|fault| bounds.hide(fault))?;
        self.visitor.visit_some(bounds.watch(deserializer)).map_err(|fault| bounds.hide(fault))
    }

    #[inline]
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        let bounds = self.bounds;
        let _level = bounds.enter_wrapper().map_err(|fault| bounds.hide(fault))?;
        self.visitor.visit_newtype_struct(bounds.watch(deserializer)).map_err(|fault| bounds.hide(fault))
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        let bounds = self.bounds;
        let _level = self.enter_container(access.size_hint()).map_err(|fault| bounds.hide(fault))?;
        self.visitor.visit_seq(bounds.watch(access)).map_err(|fault| bounds.hide(fault))
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        let bounds = self.bounds;
        let _level = self.enter_container(access.size_hint()).map_err(|fault| bounds.hide(fault))?;
        self.visitor.visit_map(bounds.watch(access)).map_err(|fault| bounds.hide(fault))
    }

    #[inline]
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        let bounds = self.bounds;
        let _level = bounds.enter_wrapper().map_err(|fault| bounds.hide(fault))?;
        self.visitor.visit_enum(bounds.watch(access)).map_err(|fault| bounds.hide(fault))
    }
}

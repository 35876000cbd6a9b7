//! From the type to the format: each call goes on with a watched visitor.

use serde::de::{DeserializeSeed, Deserializer, Visitor};

use super::visitor::Callback;
use super::{Fault, Watched};

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Watched<'_, S> {
    type Value = S::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        let bounds = self.bounds;
        self.inner.deserialize(bounds.watch(deserializer)).map_err(|fault| bounds.hide(fault))
    }
}

/// Methods that pass on to an inner one, most often of the same name, with their further arguments.
macro_rules! forward {
    ($callback:ident: $($method:ident => $inner:ident($($arg:ident: $ty:ty),*);)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self $(, $arg: $ty)*, visitor: V) -> Result<V::Value, Fault> {
            let visitor = Callback::$callback(visitor, self.bounds);
            self.inner.$inner($($arg,)* visitor).map_err(|error| self.bounds.reveal(error, stringify!($method)))
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Watched<'_, D> {
    type Error = Fault;

    forward! {
        // How many elements there are, the type knows; or there are none.
        fixed:
            deserialize_bool => deserialize_bool();
            deserialize_i8 => deserialize_i8();
            deserialize_i16 => deserialize_i16();
            deserialize_i32 => deserialize_i32();
            deserialize_i64 => deserialize_i64();
            deserialize_i128 => deserialize_i128();
            deserialize_u8 => deserialize_u8();
            deserialize_u16 => deserialize_u16();
            deserialize_u32 => deserialize_u32();
            deserialize_u64 => deserialize_u64();
            deserialize_u128 => deserialize_u128();
            deserialize_f32 => deserialize_f32();
            deserialize_f64 => deserialize_f64();
            deserialize_char => deserialize_char();
            deserialize_str => deserialize_str();
            deserialize_bytes => deserialize_bytes();
            // Borrowed from the input, which checks the length; for an owned one, bincode sets the announced
            // length aside before it looks at what is there.
            deserialize_string => deserialize_str();
            deserialize_byte_buf => deserialize_bytes();
            deserialize_option => deserialize_option();
            deserialize_unit => deserialize_unit();
            deserialize_unit_struct => deserialize_unit_struct(name: &'static str);
            deserialize_newtype_struct => deserialize_newtype_struct(name: &'static str);
            deserialize_tuple => deserialize_tuple(len: usize);
            deserialize_tuple_struct => deserialize_tuple_struct(name: &'static str, len: usize);
            deserialize_struct =>
                deserialize_struct(name: &'static str, fields: &'static [&'static str]);
            deserialize_enum => deserialize_enum(name: &'static str, variants: &'static [&'static str]);
            deserialize_identifier => deserialize_identifier();
    }

    forward! {
        // How many elements there are, the input announces.
        announced:
            deserialize_any => deserialize_any();
            deserialize_ignored_any => deserialize_ignored_any();
            deserialize_seq => deserialize_seq();
            deserialize_map => deserialize_map();
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

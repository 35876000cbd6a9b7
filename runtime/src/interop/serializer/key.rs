//! Keys of maps, which have to be strings.

use serde::ser::{self, Serialize};

use super::{InteropValueError, InteropValueErrorKind, pack};

/// Writes a key of a map, which has to be a string, and says where its text is.
pub(super) struct Key<'a>(pub(super) &'a mut Vec<u8>);

const NO_STRING: InteropValueErrorKind = InteropValueErrorKind::KeyNotString;

macro_rules! no_strings {
    ($($method:ident($($ty:ty),*) $(-> $ok:ty)?;)*) => {$(
        fn $method(self $(, _: $ty)*) -> Result<no_strings!(@ok $($ok)?), InteropValueError> {
            Err(NO_STRING.into())
        }
    )*};
    (@ok) => { Self::Ok };
    (@ok $ok:ty) => { $ok };
}

impl ser::Serializer for Key<'_> {
    type Ok = std::ops::Range<usize>;
    type Error = InteropValueError;
    type SerializeSeq = ser::Impossible<Self::Ok, Self::Error>;
    type SerializeTuple = ser::Impossible<Self::Ok, Self::Error>;
    type SerializeTupleStruct = ser::Impossible<Self::Ok, Self::Error>;
    type SerializeTupleVariant = ser::Impossible<Self::Ok, Self::Error>;
    type SerializeMap = ser::Impossible<Self::Ok, Self::Error>;
    type SerializeStruct = ser::Impossible<Self::Ok, Self::Error>;
    type SerializeStructVariant = ser::Impossible<Self::Ok, Self::Error>;

    fn is_human_readable(&self) -> bool {
        true
    }

    fn serialize_str(self, text: &str) -> Result<Self::Ok, InteropValueError> {
        pack::str(self.0, text)?;
        Ok(self.0.len() - text.len()..self.0.len())
    }

    fn serialize_char(self, value: char) -> Result<Self::Ok, InteropValueError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Self::Ok, InteropValueError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<Self::Ok, InteropValueError> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _value: &T) -> Result<Self::Ok, InteropValueError> {
        Err(NO_STRING.into())
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<Self::Ok, InteropValueError> {
        Err(NO_STRING.into())
    }

    no_strings! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

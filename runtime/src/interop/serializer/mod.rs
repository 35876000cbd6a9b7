//! Values as canonical bytes, by serde.

mod container;
mod key;

use serde::ser::{self, Serialize};

use self::container::{List, Map};
use super::error::Step;
use super::pack;
use super::{InteropValueError, InteropValueErrorKind};
use crate::codec::MAX_DEPTH;

type Written = Result<(), InteropValueError>;

/// Writes one value after what is there already.
struct Serializer {
    out: Vec<u8>,
    depth: usize,
    /// Whether something was refused: what is written may then end inside a value, and a type's own `Serialize` could
    /// go on regardless.
    failed: bool,
}

/// The canonical bytes of a value.
pub(super) fn serialize<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, InteropValueError> {
    let mut bytes = Vec::with_capacity(128);
    serialize_to(value, &mut bytes)?;
    Ok(bytes)
}

/// Appends the canonical bytes of a value; after an error, what is appended means nothing.
pub(super) fn serialize_to<T: Serialize + ?Sized>(value: &T, bytes: &mut Vec<u8>) -> Written {
    let mut serializer = Serializer { out: std::mem::take(bytes), depth: 0, failed: false };
    let written = value.serialize(&mut serializer);
    *bytes = serializer.out;
    written?;
    if serializer.failed { Err(InteropValueErrorKind::Refused.into()) } else { Ok(()) }
}

impl Serializer {
    /// Writes a value inside of another; its error says where.
    fn nested<T: Serialize + ?Sized>(&mut self, step: Step, value: &T) -> Written {
        value.serialize(&mut *self).map_err(|error| {
            self.failed = true;
            error.inside(step)
        })
    }

    fn enter(&mut self) -> Written {
        if self.depth == MAX_DEPTH {
            return Err(InteropValueErrorKind::TooDeep.into());
        }
        self.depth += 1;
        Ok(())
    }

    /// A variant with content is a map from its name to the content.
    fn variant(&mut self, name: &'static str) -> Written {
        self.enter()?;
        pack::map(&mut self.out, 1)?;
        Ok(pack::str(&mut self.out, name)?)
    }
}

impl<'a> ser::Serializer for &'a mut Serializer {
    type Ok = ();
    type Error = InteropValueError;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = List<'a>;
    type SerializeMap = Map<'a>;
    type SerializeStruct = Map<'a>;
    type SerializeStructVariant = Map<'a>;

    /// Others are to read it: an address is `127.0.0.1`, a UUID its text.
    fn is_human_readable(&self) -> bool {
        true
    }

    fn serialize_bool(self, value: bool) -> Written {
        pack::bool(&mut self.out, value);
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Written {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i16(self, value: i16) -> Written {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i32(self, value: i32) -> Written {
        self.serialize_i64(i64::from(value))
    }

    fn serialize_i64(self, value: i64) -> Written {
        pack::int(&mut self.out, value);
        Ok(())
    }

    fn serialize_i128(self, value: i128) -> Written {
        Ok(pack::wide(&mut self.out, value)?)
    }

    fn serialize_u8(self, value: u8) -> Written {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u16(self, value: u16) -> Written {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u32(self, value: u32) -> Written {
        self.serialize_u64(u64::from(value))
    }

    fn serialize_u64(self, value: u64) -> Written {
        pack::uint(&mut self.out, value);
        Ok(())
    }

    fn serialize_u128(self, value: u128) -> Written {
        // What does not even fit an `i128` is out of range as `i128::MAX` is.
        self.serialize_i128(i128::try_from(value).unwrap_or(i128::MAX))
    }

    fn serialize_f32(self, value: f32) -> Written {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Written {
        Ok(pack::float(&mut self.out, value)?)
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Written {
        Ok(pack::str(&mut self.out, value)?)
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        Ok(pack::bin(&mut self.out, value)?)
    }

    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        pack::nil(&mut self.out);
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Written {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        self.variant(variant)?;
        self.nested(Step::Field(variant), value)?;
        self.depth -= 1;
        Ok(())
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<List<'a>, InteropValueError> {
        self.list(len)
    }

    fn serialize_tuple(self, len: usize) -> Result<List<'a>, InteropValueError> {
        self.list(Some(len))
    }

    fn serialize_tuple_struct(self, _name: &'static str, len: usize) -> Result<List<'a>, InteropValueError> {
        self.list(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<List<'a>, InteropValueError> {
        self.variant(variant)?;
        Ok(self.list(Some(len))?.of_variant())
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Map<'a>, InteropValueError> {
        self.map(len)
    }

    fn serialize_struct(self, _name: &'static str, len: usize) -> Result<Map<'a>, InteropValueError> {
        self.map(Some(len))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Map<'a>, InteropValueError> {
        self.variant(variant)?;
        Ok(self.map(Some(len))?.of_variant())
    }
}

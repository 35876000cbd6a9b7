//! Values as canonical bytes, by serde.

use serde::ser::{self, Serialize};

use super::error::Step;
use super::pack;
use super::{InteropValueError, InteropValueErrorKind};
use crate::codec::MAX_DEPTH;

type Written = Result<(), InteropValueError>;

/// Writes one value after what is there already.
pub(super) struct Serializer {
    out: Vec<u8>,
    depth: usize,
    /// Whether something was refused: what is written may then end inside a value, and a type's own `Serialize` could
    /// go on regardless.
    failed: bool,
}

/// The canonical bytes of a value.
pub(super) fn serialize<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, InteropValueError> {
    let mut serializer = Serializer { out: Vec::with_capacity(128), depth: 0, failed: false };
    value.serialize(&mut serializer)?;
    if serializer.failed { Err(InteropValueErrorKind::Refused.into()) } else { Ok(serializer.out) }
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

    fn list(&mut self, len: Option<usize>) -> Result<List<'_>, InteropValueError> {
        self.enter()?;
        let start = self.out.len();
        pack::array(&mut self.out, len.unwrap_or(0))?;
        Ok(List {
            content: self.out.len(),
            start,
            announced: len.unwrap_or(0),
            count: 0,
            to: self,
            variant: false,
        })
    }

    fn map(&mut self, len: Option<usize>) -> Result<Map<'_>, InteropValueError> {
        self.enter()?;
        let start = self.out.len();
        // Most often the right head; `Map::end` mends it where it is not.
        pack::map(&mut self.out, len.unwrap_or(0))?;
        Ok(Map {
            content: self.out.len(),
            start,
            entries: Vec::with_capacity(len.unwrap_or(0).min(64)),
            to: self,
            variant: false,
        })
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
        Ok(List { variant: true, ..self.list(Some(len))? })
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
        Ok(Map { variant: true, ..self.map(Some(len))? })
    }
}

/// A list that is being written.
pub(super) struct List<'a> {
    to: &'a mut Serializer,
    /// Where its head is, and its first element.
    start: usize,
    content: usize,
    announced: usize,
    count: usize,
    /// Whether it is the content of a variant, whose map is to be left as well.
    variant: bool,
}

impl List<'_> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.to.nested(Step::Element(self.count), value)?;
        self.count += 1;
        Ok(())
    }

    fn finish(self) -> Written {
        if self.count != self.announced {
            let mut head = Vec::new();
            pack::array(&mut head, self.count)?;
            self.to.out.splice(self.start..self.content, head);
        }
        self.to.depth -= 1 + usize::from(self.variant);
        Ok(())
    }
}

/// A map that is being written.
pub(super) struct Map<'a> {
    to: &'a mut Serializer,
    /// Where its head is, and its first entry.
    start: usize,
    content: usize,
    entries: Vec<Entry>,
    /// Whether it is the content of a variant, whose map is to be left as well.
    variant: bool,
}

/// Where an entry of a map is in the output.
struct Entry {
    start: usize,
    /// The text of the key, without its head.
    key: std::ops::Range<usize>,
    end: usize,
}

impl Entry {
    fn is_key_only(&self) -> bool {
        self.end == self.key.end
    }
}

impl Map<'_> {
    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        let start = self.to.out.len();
        let key = key.serialize(Key(&mut self.to.out)).inspect_err(|_| self.to.failed = true)?;
        self.entries.push(Entry { start, end: key.end, key });
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, step: Step, value: &T) -> Written {
        self.to.nested(step, value)?;
        match self.entries.last_mut() {
            Some(entry) if entry.is_key_only() => {
                entry.end = self.to.out.len();
                Ok(())
            }
            // A value without a key.
            _ => Err(InteropValueErrorKind::Refused.into()),
        }
    }

    /// Brings the entries into the order of their keys.
    fn finish(mut self) -> Written {
        if self.entries.iter().any(Entry::is_key_only) {
            return Err(InteropValueErrorKind::Refused.into());
        }
        let out = &mut self.to.out;
        let key = |entry: &Entry| &out[entry.key.clone()];
        let sorted = self.entries.is_sorted_by(|one, other| key(one) < key(other));
        if !sorted {
            self.entries.sort_by(|one, other| key(one).cmp(key(other)));
            if self.entries.windows(2).any(|pair| key(&pair[0]) == key(&pair[1])) {
                return Err(InteropValueErrorKind::DuplicateKey.into());
            }
        }
        let mut head = Vec::with_capacity(5);
        pack::map(&mut head, self.entries.len())?;
        if !sorted {
            let mut content = Vec::with_capacity(out.len() - self.content);
            self.entries.iter().for_each(|entry| content.extend_from_slice(&out[entry.start..entry.end]));
            out.truncate(self.content);
            out.append(&mut content);
        }
        if out[self.start..self.content] != head {
            out.splice(self.start..self.content, head);
        }
        self.to.depth -= 1 + usize::from(self.variant);
        Ok(())
    }
}

macro_rules! lists {
    ($($part:ident $method:ident;)*) => {$(
        impl ser::$part for List<'_> {
            type Ok = ();
            type Error = InteropValueError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
                self.element(value)
            }

            fn end(self) -> Written {
                self.finish()
            }
        }
    )*};
}

lists! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

macro_rules! structs {
    ($($part:ident)*) => {$(
        impl ser::$part for Map<'_> {
            type Ok = ();
            type Error = InteropValueError;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Written {
                self.key(key)?;
                self.value(Step::Field(key), value)
            }

            fn end(self) -> Written {
                self.finish()
            }
        }
    )*};
}

structs! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Map<'_> {
    type Ok = ();
    type Error = InteropValueError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.value(Step::Entry(self.entries.len().saturating_sub(1)), value)
    }

    fn end(self) -> Written {
        self.finish()
    }
}

/// Writes a key of a map, which has to be a string, and says where its text is.
struct Key<'a>(&'a mut Vec<u8>);

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

//! Extensions: bytes of a kind that an application gives a number.
//!
//! To serde they are what `rmp-serde` makes of them: a newtype of this name around a kind and bytes.

use serde::de::value::{BorrowedBytesDeserializer, I8Deserializer};
use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::failure::Failure;

pub(super) const NAME: &str = rmp_serde::MSGPACK_EXT_STRUCT_NAME;

/// What an extension holds, each part until it is read.
pub(super) struct Extension<'de> {
    kind: Option<i8>,
    data: Option<&'de [u8]>,
}

impl<'de> Extension<'de> {
    pub(super) fn new(kind: i8, data: &'de [u8]) -> Self {
        Self { kind: Some(kind), data: Some(data) }
    }

    /// Whether nothing of it is left.
    pub(super) fn is_read(&self) -> bool {
        self.data.is_none()
    }
}

impl<'de> Deserializer<'de> for &mut Extension<'de> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_seq(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for &mut Extension<'de> {
    type Error = Failure;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Failure> {
        if let Some(kind) = self.kind.take() {
            return seed.deserialize(I8Deserializer::new(kind)).map(Some);
        }
        self.data.take().map(|data| seed.deserialize(BorrowedBytesDeserializer::new(data))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(usize::from(self.kind.is_some()) + usize::from(self.data.is_some()))
    }
}

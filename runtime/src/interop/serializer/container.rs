//! Lists and maps: their heads hold a number, and maps an order, that show only at the end.

use serde::ser::{self, Serialize};

use super::key::Key;
use super::{InteropValueError, InteropValueErrorKind, Serializer, Step, Written, pack};

impl Serializer {
    pub(super) fn list(&mut self, len: Option<usize>) -> Result<List<'_>, InteropValueError> {
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

    pub(super) fn map(&mut self, len: Option<usize>) -> Result<Map<'_>, InteropValueError> {
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
    pub(super) fn of_variant(self) -> Self {
        Self { variant: true, ..self }
    }

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
    pub(super) fn of_variant(self) -> Self {
        Self { variant: true, ..self }
    }

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

//! Arguments as canonical bytes.

use std::fmt;

use smallvec::SmallVec;

use super::error::Step;
use super::pack::{self, Buffer};
use super::{InteropArg, InteropValueError, InteropValueErrorKind};
use crate::codec::MAX_DEPTH;

/// What an [`InteropArg`] writes itself with: each of these methods writes one value.
pub struct InteropWriter<'a> {
    out: &'a mut Buffer,
    depth: usize,
    /// How many values were written at this level, to hold implementations of other crates to one.
    values: usize,
}

type Written = Result<(), InteropValueError>;

impl<'a> InteropWriter<'a> {
    /// A writer for the elements of the list of arguments, which is a level of its own.
    pub(super) fn new(out: &'a mut Buffer) -> Self {
        Self { out, depth: 1, values: 0 }
    }

    /// Nothing: what other languages call null, nil or `None`.
    #[inline]
    pub fn null(&mut self) {
        pack::nil(self.out);
        self.values += 1;
    }

    /// A truth value.
    #[inline]
    pub fn bool(&mut self, value: bool) {
        pack::bool(self.out, value);
        self.values += 1;
    }

    /// An unsigned integer.
    #[inline]
    pub fn uint(&mut self, value: u64) {
        pack::uint(self.out, value);
        self.values += 1;
    }

    /// A signed integer. One that is not negative has the same bytes as by [`uint`](Self::uint).
    #[inline]
    pub fn int(&mut self, value: i64) {
        pack::int(self.out, value);
        self.values += 1;
    }

    /// An integer of any width.
    ///
    /// # Errors
    /// It is below -2^63 or above 2^64 - 1.
    pub fn wide_int(&mut self, value: i128) -> Written {
        pack::wide(self.out, value)?;
        self.values += 1;
        Ok(())
    }

    /// A float. One without a fraction is written as the integer it is, so `2.0` and `2` are one argument.
    ///
    /// # Errors
    /// It is NaN or infinite.
    pub fn float(&mut self, value: f64) -> Written {
        pack::number(self.out, value)?;
        self.values += 1;
        Ok(())
    }

    /// A text, without any normalization.
    ///
    /// # Errors
    /// It is of 4 GiB or more.
    #[inline]
    pub fn str(&mut self, text: &str) -> Written {
        pack::str(self.out, text)?;
        self.values += 1;
        Ok(())
    }

    /// Bytes.
    ///
    /// # Errors
    /// They are 4 GiB or more.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) -> Written {
        pack::bin(self.out, bytes)?;
        self.values += 1;
        Ok(())
    }

    /// A moment, in microseconds since 1970-01-01T00:00Z; written as a number of seconds.
    #[expect(clippy::cast_precision_loss, reason = "the protocol has it so: all SDKs lose the same")]
    pub fn timestamp(&mut self, unix_micros: i64) {
        let written = pack::number(self.out, unix_micros as f64 / 1e6);
        debug_assert!(written.is_ok(), "an integer divided by a million is finite");
        self.values += 1;
    }

    /// A list, in its order.
    ///
    /// # Errors
    /// An element has no interop form, or the list is too deep or too long.
    pub fn array<I>(&mut self, items: I) -> Written
    where
        I: IntoIterator<Item: InteropArg, IntoIter: ExactSizeIterator>,
    {
        let items = items.into_iter();
        self.container(|out| {
            pack::array(out.out, items.len())?;
            let announced = items.len();
            let mut written = 0;
            for item in items {
                out.value(Step::Element(written), &item)?;
                written += 1;
            }
            // An iterator of another crate may count wrongly.
            if written == announced { Ok(()) } else { Err(InteropValueErrorKind::NotOneValue.into()) }
        })
    }

    /// A map, in the order of its keys whatever order they come in.
    ///
    /// # Errors
    /// A key is there twice, a value has no interop form, or the map is too deep or too long.
    pub fn map<K, V>(&mut self, entries: impl IntoIterator<Item = (K, V)>) -> Written
    where
        K: AsRef<str>,
        V: InteropArg,
    {
        let mut entries: SmallVec<[(K, V); 8]> = entries.into_iter().collect();
        entries.sort_by(|(one, _), (other, _)| one.as_ref().as_bytes().cmp(other.as_ref().as_bytes()));
        if entries.windows(2).any(|pair| pair[0].0.as_ref() == pair[1].0.as_ref()) {
            return Err(InteropValueErrorKind::DuplicateKey.into());
        }
        self.container(|out| {
            pack::map(out.out, entries.len())?;
            for (at, (key, value)) in entries.iter().enumerate() {
                pack::str(out.out, key.as_ref()).map_err(InteropValueError::from)?;
                out.value(Step::Entry(at), value)?;
            }
            Ok(())
        })
    }

    /// A set: a list of its members, each once, in the order of their bytes.
    ///
    /// Members are compared as they are written: `2.0` and `2` are one.
    ///
    /// # Errors
    /// A member has no interop form, or the set is too deep or too long.
    pub fn set<I>(&mut self, members: I) -> Written
    where
        I: IntoIterator<Item: InteropArg>,
    {
        let start = self.out.len();
        self.container(|out| {
            let mut ends: SmallVec<[usize; 16]> = SmallVec::new();
            for member in members {
                out.value(Step::Member, &member)?;
                ends.push(out.out.len());
            }
            let sorted = in_order(out.out, start, &ends)?;
            out.out.truncate(start);
            out.out.extend_from_slice(&sorted);
            Ok(())
        })
    }

    /// One value inside of another; its error says where.
    #[inline]
    pub(super) fn value<T: InteropArg + ?Sized>(&mut self, step: Step, value: &T) -> Written {
        let before = self.values;
        value.write_arg(self).map_err(|error| error.inside(step))?;
        if self.values == before + 1 {
            return Ok(());
        }
        Err(InteropValueError::from(InteropValueErrorKind::NotOneValue).inside(step))
    }

    fn container(&mut self, content: impl FnOnce(&mut Self) -> Written) -> Written {
        if self.depth == MAX_DEPTH {
            return Err(InteropValueErrorKind::TooDeep.into());
        }
        let values = self.values;
        self.depth += 1;
        let written = content(self);
        self.depth -= 1;
        // An implementation that goes on after an error has written half a value: let it count as two.
        self.values = values + if written.is_ok() { 1 } else { 2 };
        written
    }
}

/// The list of a set's members, of which the first starts at `start` and each ends where `ends` says.
fn in_order(written: &[u8], start: usize, ends: &[usize]) -> Result<Buffer, InteropValueError> {
    let starts = std::iter::once(&start).chain(ends);
    let mut members: SmallVec<[&[u8]; 16]> =
        starts.zip(ends).map(|(&from, &to)| &written[from..to]).collect();
    members.sort_unstable();
    members.dedup();
    let mut sorted = Buffer::new();
    pack::array(&mut sorted, members.len())?;
    members.iter().for_each(|member| sorted.extend_from_slice(member));
    Ok(sorted)
}

/// What is written is an argument of a user's, and not shown.
impl fmt::Debug for InteropWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InteropWriter").field("depth", &self.depth).finish_non_exhaustive()
    }
}

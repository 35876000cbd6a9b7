//! What can be an argument of an interop key.

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

use super::{InteropValueError, InteropWriter};
use crate::interop::iso;

/// A value that has one form as an argument of an interop key, the same in every language.
///
/// | Rust | in other languages |
/// |---|---|
/// | `bool`, integers, `f32`, `f64` | a boolean, a number: `2u8`, `2i64` and `2.0` are one argument |
/// | `str`, `String`, `char` | a string, as it is: no normalization |
/// | `[u8]`, `Vec<u8>`, `[u8; N]` | **bytes**, not a list of numbers |
/// | other slices, `Vec`, arrays, `VecDeque`, tuples | a list |
/// | `Option` | the value, or null |
/// | `BTreeMap`, `HashMap` with string keys | a map |
/// | `BTreeSet`, `HashSet` | a set |
/// | `SystemTime`, and with the features `chrono` and `time` their moments in time | an aware datetime |
/// | `Uuid` (feature `uuid`) | a UUID |
///
/// References, `Box`, `Rc`, `Arc` and `Cow` are what they point to. Times are taken to the microsecond, downwards.
/// An `f32` is widened first: `0.1f32` is the number 0.10000000149011612.
///
/// Bytes in a `Vec<u8>` are what Python calls `bytes` and JavaScript a `Uint8Array`. A list of small numbers is
/// another argument: collect it into a `Vec<u16>`.
///
/// Not every value of these types has a form: NaN has none, nor has an `i128` beyond 64 bits. Then there is no
/// key, but an error.
///
/// # For your own types
///
/// Write what the other side passes, with exactly one call:
///
/// ```
/// use cachekit::interop::{InteropArg, InteropValueError, InteropWriter};
///
/// struct UserId(u64);
///
/// impl InteropArg for UserId {
///     fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
///         self.0.write_arg(out)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of an interop key",
    label = "no form that other languages know",
    note = "arguments can be bool, numbers, strings, bytes, lists, maps with string keys, sets, and `Option`s of those",
    note = "`Uuid` needs the feature `uuid`, moments in time of chrono and time the features `chrono` and `time`",
    note = "for your own type implement `cachekit::interop::InteropArg`, writing what the other side passes"
)]
pub trait InteropArg {
    /// Writes this value, with exactly one call of the writer's methods.
    ///
    /// # Errors
    /// The value has no interop form.
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError>;

    /// Writes several of them: a list, or for `u8` bytes.
    ///
    /// # Errors
    /// One of them has no interop form.
    #[doc(hidden)]
    fn write_slice(items: &[Self], out: &mut InteropWriter<'_>) -> Result<(), InteropValueError>
    where
        Self: Sized,
    {
        out.array(items)
    }
}

impl InteropArg for bool {
    #[inline]
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.bool(*self);
        Ok(())
    }
}

impl InteropArg for u8 {
    #[inline]
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.uint(u64::from(*self));
        Ok(())
    }

    #[inline]
    fn write_slice(items: &[Self], out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.bytes(items)
    }
}

/// Types that convert without loss into one that the writer takes.
macro_rules! numbers {
    ($($method:ident($wide:ty): $($narrow:ty)*;)*) => {$($(
        impl InteropArg for $narrow {
            #[inline]
            fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
                out.$method(<$wide>::from(*self));
                Ok(())
            }
        }
    )*)*};
}

numbers! {
    uint(u64): u16 u32 u64;
    int(i64): i8 i16 i32 i64;
}

/// Integers that may be too large.
macro_rules! wide_numbers {
    ($($int:ty)*) => {$(
        impl InteropArg for $int {
            #[inline]
            fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
                // What does not even fit an `i128` is out of range as `i128::MAX` is.
                out.wide_int(i128::try_from(*self).unwrap_or(i128::MAX))
            }
        }
    )*};
}

wide_numbers! { usize isize i128 u128 }

impl InteropArg for f64 {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.float(*self)
    }
}

impl InteropArg for f32 {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.float(f64::from(*self))
    }
}

impl InteropArg for char {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.str(self.encode_utf8(&mut [0; 4]))
    }
}

impl InteropArg for str {
    #[inline]
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.str(self)
    }
}

impl InteropArg for String {
    #[inline]
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.str(self)
    }
}

/// Taken to the microsecond, downwards.
impl InteropArg for SystemTime {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.timestamp(iso::unix_micros(*self)?);
        Ok(())
    }
}

impl<T: InteropArg> InteropArg for Option<T> {
    #[inline]
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        if let Some(value) = self {
            return value.write_arg(out);
        }
        out.null();
        Ok(())
    }
}

impl<T: InteropArg> InteropArg for [T] {
    #[inline]
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        T::write_slice(self, out)
    }
}

impl<T: InteropArg, const N: usize> InteropArg for [T; N] {
    #[inline]
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        T::write_slice(self, out)
    }
}

impl<T: InteropArg> InteropArg for Vec<T> {
    #[inline]
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        T::write_slice(self, out)
    }
}

impl<T: InteropArg> InteropArg for VecDeque<T> {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.array(self)
    }
}

impl<T: InteropArg> InteropArg for BTreeSet<T> {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.set(self)
    }
}

impl<T: InteropArg, S> InteropArg for HashSet<T, S> {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.set(self)
    }
}

impl<K: Borrow<str>, V: InteropArg> InteropArg for BTreeMap<K, V> {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.map(self.iter().map(|(key, value)| (key.borrow(), value)))
    }
}

impl<K: Borrow<str>, V: InteropArg, S> InteropArg for HashMap<K, V, S> {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.map(self.iter().map(|(key, value)| (key.borrow(), value)))
    }
}

/// A value behind a pointer is the value.
macro_rules! transparent {
    ($($pointer:ty)*) => {$(
        impl<T: InteropArg + ?Sized> InteropArg for $pointer {
            #[inline]
            fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
                (**self).write_arg(out)
            }
        }
    )*};
}

transparent! { &T &mut T Box<T> Rc<T> Arc<T> }

impl<T: InteropArg + ToOwned + ?Sized> InteropArg for Cow<'_, T> {
    #[inline]
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        (**self).write_arg(out)
    }
}

/// A tuple as an argument is a list; as all arguments of a call it is those.
macro_rules! tuples {
    ($(($($part:ident $at:tt),+))*) => {$(
        impl<$($part: InteropArg),+> InteropArg for ($($part,)+) {
            fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
                let parts: &[&dyn InteropArg] = &[$(&self.$at),+];
                out.array(parts)
            }
        }

        impl<$($part: InteropArg),+> super::ArgumentList for ($($part,)+) {
            #[inline]
            fn push_to(&self, arguments: &mut super::InteropArgs) {
                $(arguments.push(&self.$at);)+
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11)
}

#[cfg(feature = "uuid")]
impl InteropArg for uuid::Uuid {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.str(self.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()))
    }
}

/// Taken to the microsecond, downwards. A `NaiveDateTime` is no argument: it is another moment in every time zone.
#[cfg(feature = "chrono")]
impl<Tz: chrono::TimeZone> InteropArg for chrono::DateTime<Tz> {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        out.timestamp(self.timestamp_micros());
        Ok(())
    }
}

/// Taken to the microsecond, downwards.
#[cfg(feature = "time")]
impl InteropArg for time::OffsetDateTime {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        let micros = self.unix_timestamp_nanos().div_euclid(1000);
        let out_of_range = super::InteropValueErrorKind::TimeOutOfRange;
        out.timestamp(i64::try_from(micros).map_err(|_| out_of_range)?);
        Ok(())
    }
}

//! What can be a part of a key.

use cachekit_schema::part::PartKind;

use super::PartSink;

/// A value with one canonical text, so that it can be a part of a cache key.
///
/// Implemented for `bool`, `char`, the integers, `str`, `String`, `Cow<str>`, byte arrays and byte slices (in
/// lower-case hex), references and boxes of those, and `Option` of a part that has no `None` of its own. Derive it
/// for newtypes and for enums without fields:
///
/// ```
/// use cachekit::prelude::*;
///
/// #[derive(KeyPart)]
/// struct TenantId(String);
///
/// #[derive(KeyPart)]
/// enum Plan {
///     Free,
///     Team,
/// }
/// ```
///
/// There is no implementation for floats (`0.1 + 0.2` and `0.3` would be two keys), for maps and sets (no order),
/// and for clock types without a time zone. Deriving is the only way to add one: equal values must have equal
/// texts and different values different ones, and the derive can promise that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of a cache key",
    label = "no canonical text for this type",
    note = "parts can be bool, char, integers, strings, byte arrays and slices, and `Option`s and references of those",
    note = "for a newtype or an enum without fields write `#[derive(KeyPart)]` on it",
    note = "for anything else put the fields that identify it into the key, or mark it `#[cache(skip)]`"
)]
pub trait KeyPart {
    /// Whether a value of this type can be absent. Decides if an `Option` of it is unambiguous.
    #[doc(hidden)]
    type Absence: Absence;

    /// What the text looks like, for the comparison of patterns at compile time.
    #[doc(hidden)]
    const KIND: PartKind;

    /// The length of the longest text, in bytes, if there is one.
    #[doc(hidden)]
    const MAX_LEN: Option<usize>;

    /// Whether the text must not be in a key as it is, see [`Secret`](crate::Secret).
    #[doc(hidden)]
    const SENSITIVE: bool = false;

    /// Hands the text to the sink, in exactly one call.
    #[doc(hidden)]
    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S);
}

/// Whether a key part can be absent: [`NeverAbsent`] or [`CanBeAbsent`].
#[doc(hidden)]
pub trait Absence {}

/// Of parts that always have a text.
#[doc(hidden)]
#[derive(Debug)]
pub enum NeverAbsent {}

/// Of parts that have a `None`.
#[doc(hidden)]
#[derive(Debug)]
pub enum CanBeAbsent {}

impl Absence for NeverAbsent {}
impl Absence for CanBeAbsent {}

/// Holds for [`NeverAbsent`] only.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an `Option` of a key part that can itself be `None` is ambiguous",
    label = "`None` and `Some(None)` would need two texts",
    note = "use one `Option`, or an enum without fields that names the cases"
)]
pub trait NotAbsent: Absence {}

impl NotAbsent for NeverAbsent {}

/// Refuses a sensitive part on its way into a key as it is, when the program is compiled.
///
/// The macros refuse it at the field or parameter. This is for types that they cannot see: those of type parameters, and
/// of `{self.token}`.
#[inline]
pub(crate) const fn in_plain<T: KeyPart + ?Sized>() {
    const {
        assert!(
            !T::SENSITIVE,
            "a sensitive part would be in the key as it is; \
             mark the field or parameter `#[cache(sensitive)]` and write `secure`"
        );
    }
}

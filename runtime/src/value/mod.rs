//! What makes a type a cache value: a fingerprint of what its bytes mean.

mod std_types;
#[cfg(test)]
mod tests;

pub use cachekit_schema::hash::mix;

use cachekit_schema::hash::of_str;

/// A type whose values can be stored, and told from those of other types and of other versions of the same type.
///
/// Derive it, next to serde's traits:
///
#[cfg_attr(feature = "macros", doc = "```")]
#[cfg_attr(not(feature = "macros"), doc = "```ignore")]
/// use cachekit::CacheValue;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, CacheValue)]
/// struct User {
///     id: u64,
///     email: String,
/// }
/// ```
///
/// Every entry of a region is stored with its value's [`FINGERPRINT`](Self::FINGERPRINT), and read only by a program
/// that computes the same one. So a deploy that changes `User` never reads what the version before it stored: for the
/// new version those entries are misses, and are loaded and stored anew. Without it, a renamed field with
/// `#[serde(default)]` would be read as its default, and a value of one region might be taken for that of another that
/// happens to have the same shape.
///
/// # What goes in
///
/// For derived types: the type's name, its fields' names, order and types, its variants, and the serde attributes that
/// change the bytes; the types of fields by their own fingerprints, all the way down. For types of the standard
/// library: how serde stores them. So these do **not** change a fingerprint:
///
/// - moving a type to another module or crate, comments, methods, other derives;
/// - a pointer around it, which serde cannot see: `Box`, `Rc`, `Arc`, `Cow`;
/// - another type that is stored alike: `Vec`, `VecDeque`, `LinkedList` and slices; `HashMap` and `BTreeMap`; `HashSet`
///   and `BTreeSet`; `String` and `str`; `PathBuf` and `Path`.
///
/// # Types that cannot have it
///
/// A type of another crate, say `serde_json::Value`, has no fingerprint. As a field, give it `#[cache(version = 1)]`;
/// as a region's value, write `version = 1` in the region's attribute. Either number stands for the shape, and is yours
/// to raise when the shape changes.
///
/// # Writing it by hand
///
/// The first two constants are all that is asked for. They must not change unless the stored bytes do, on any platform or compiler:
/// build them from fixed numbers and texts, never from `type_name` or a hasher of `std`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cache value: cachekit does not know when its stored shape changes",
    label = "needs `CacheValue`",
    note = "add `#[derive(CacheValue)]` to `{Self}`, next to `Serialize` and `Deserialize`",
    note = "for a type of another crate: write `version = 1` in the region's attribute, or `#[cache(version = 1)]` on \
            the field, and raise the number when its shape changes"
)]
pub trait CacheValue {
    /// What the stored bytes of this type mean, as a number.
    ///
    /// It is stored with every entry; an entry with another fingerprint is a miss.
    const FINGERPRINT: u64;

    /// A fingerprint of the type's own definition, without the definitions of the types in it.
    ///
    /// Types that hold each other have no full fingerprint, since each would need the other's first. A field with
    /// `#[cache(recursive)]` uses this one of its type instead.
    const FLAT: u64;

    /// Whether values of this type hold what must not be stored in plain.
    ///
    /// A region or function that is not `secure` does not compile with such a value. It is true of
    /// [`Secret`](crate::Secret), of derived types with a field that is marked `#[cache(sensitive)]` or has a sensitive
    /// type, and of whatever the standard library makes of those: `Vec`, `Option`, tuples, maps.
    const SENSITIVE: bool = false;
}

/// The fingerprint of a type that its region, field or container declares by number.
///
/// For expansions of `version = …`.
pub const fn versioned(type_name: &str, version: u32) -> u64 {
    mix(mix(of_str("version"), of_str(type_name)), version as u64)
}

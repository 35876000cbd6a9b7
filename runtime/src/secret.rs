//! A value that must not be seen: not in logs, not in keys, not in storage without encryption.

use std::cell::Cell;
use std::fmt;

use cachekit_schema::part::PartKind;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::key::{KeyPart, PartSink};
use crate::value::CacheValue;

/// Something that regions keep only when they are `secure`: a token, a card number.
///
/// As a value, or anywhere inside of one, it makes the value sensitive, and a region or function that would store it in
/// plain does not compile. As a part of a key, it stands there as a hash that only who has the tenant's secret can take.
///
/// `Debug` shows `[REDACTED]`, and there is no `Display`. What is inside is reached by [`expose`](Self::expose), so that
/// every use can be found.
///
/// ```
/// use cachekit::Secret;
///
/// let token = Secret::new("s3cret".to_owned());
/// assert_eq!(format!("{token:?}"), "[REDACTED]");
/// assert_eq!(token.expose(), "s3cret");
/// ```
///
/// Where it is encrypted it is stored as the value inside: making a field secret or not changes no stored byte. And it is
/// written nowhere else: outside of a write that this crate seals, its `Serialize` is an error. So a secret that the
/// compiler cannot see, in a type without [`CacheValue`], does not leave the process in plain either. What has to be
/// written elsewhere is taken out with [`expose`](Self::expose).
///
/// # What it does not do
///
/// It does not wipe memory. A value that is cached was read into buffers and is shared with L1, where wiping one copy would
/// only seem to help. It compares like the value inside, which for texts takes longer the more of them is equal: do not
/// decide about access with `==`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Makes a secret of `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value inside.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

impl<T: Serialize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if WRITE.get() != Write::Sealed {
            WRITE.set(Write::Refused);
            return Err(S::Error::custom(UNSEALED));
        }
        self.0.serialize(serializer)
    }
}

const UNSEALED: &str = "a `Secret` is written only where it is encrypted; write `secure` on the region or function, or use \
                        `cache.secure()`";

/// What this thread is writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Write {
    /// Nothing that is sealed.
    Open,
    /// Something that is sealed before it is stored.
    Sealed,
    /// Nothing that is sealed, and a secret was to be part of it.
    Refused,
}

thread_local! {
    static WRITE: Cell<Write> = const { Cell::new(Write::Open) };
}

/// Runs `encode`, whose bytes are sealed before they leave the process if `sealed` says so. An error says whether it was
/// for a secret, which codecs do not pass on.
pub(crate) fn writing<T, E: fmt::Display>(
    sealed: bool,
    encode: impl FnOnce() -> Result<T, E>,
) -> Result<T, String> {
    /// Also when `encode` panics.
    struct Restore(Write);

    impl Drop for Restore {
        fn drop(&mut self) {
            WRITE.set(self.0);
        }
    }

    let _restore = Restore(WRITE.replace(if sealed { Write::Sealed } else { Write::Open }));
    encode()
        .map_err(|error| if WRITE.get() == Write::Refused { UNSEALED.to_owned() } else { error.to_string() })
}

/// An error says that the value could not be read, and nothing of what was there.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer)
            .map(Self)
            .map_err(|_| de::Error::custom("the secret is not of the type that is expected"))
    }
}

impl<T: CacheValue> CacheValue for Secret<T> {
    const FINGERPRINT: u64 = T::FINGERPRINT;
    const FLAT: u64 = T::FLAT;
    const SENSITIVE: bool = true;
}

impl<T: KeyPart> KeyPart for Secret<T> {
    type Absence = T::Absence;
    const KIND: PartKind = T::KIND;
    const MAX_LEN: Option<usize> = T::MAX_LEN;
    const SENSITIVE: bool = true;

    fn write_part<S: PartSink + ?Sized>(&self, sink: &mut S) {
        self.0.write_part(sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Codec, MessagePack};
    use serde::de::value::{Error as ValueError, StrDeserializer};

    const _: () =
        assert!(<Option<Secret<&str>> as KeyPart>::SENSITIVE && !<Option<&str> as KeyPart>::SENSITIVE);
    const _: () = assert!(<Vec<Secret<String>> as CacheValue>::SENSITIVE);
    const _: () = assert!(<Secret<String> as CacheValue>::FINGERPRINT == <String as CacheValue>::FINGERPRINT);

    #[test]
    fn debug_shows_nothing_of_it_however_it_is_asked() {
        let secret = Secret::from("s3cret");
        for shown in [format!("{secret:?}"), format!("{secret:#?}"), format!("{:?}", Some(secret))] {
            assert!(shown.contains("[REDACTED]") && !shown.contains("s3cret"), "{shown}");
        }
    }

    #[test]
    fn it_is_stored_as_what_is_inside_and_only_where_it_is_sealed() {
        let encode = || MessagePack::encode(&Some(Secret::new(7_u8)));
        assert!(encode().is_err());
        assert_eq!(writing(false, encode).unwrap_err(), UNSEALED);
        let stored = writing(true, encode).unwrap();
        assert!(encode().is_err(), "after a sealed write as before it");
        assert!(std::panic::catch_unwind(|| writing(true, || -> Result<(), String> { panic!() })).is_err());
        assert!(encode().is_err(), "after one that panicked too");
        assert_eq!(stored, MessagePack::encode(&7_u8).unwrap());
        assert_eq!(MessagePack::decode::<Secret<u8>>(&stored).unwrap().into_inner(), 7);
    }

    #[test]
    fn an_error_of_serde_holds_nothing_of_it() {
        let input = || StrDeserializer::<ValueError>::new("s3cret");
        assert!(u8::deserialize(input()).unwrap_err().to_string().contains("s3cret"));
        let error = Secret::<u8>::deserialize(input()).unwrap_err();
        assert!(!error.to_string().contains("s3cret") && !format!("{error:?}").contains("s3cret"), "{error}");
    }
}

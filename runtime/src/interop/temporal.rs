//! Dates and times in interop values: maps that say what they are, with the text that Python writes.

use serde::de::{Deserialize, Deserializer, Error as _, Unexpected};
use serde::ser::{Error as _, SerializeStruct, Serializer};

/// What a map of the protocol marks, and how a message calls it.
struct Marker {
    key: &'static str,
    expected: &'static str,
}

const DATETIME: Marker = Marker { key: "__datetime__", expected: "a datetime of interop values" };
const DATE: Marker = Marker { key: "__date__", expected: "a date of interop values" };
const TIME: Marker = Marker { key: "__time__", expected: "a time of day of interop values" };

fn write<S: Serializer>(marker: &Marker, text: Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    let text = text.ok_or_else(|| S::Error::custom("the time is outside of the years 1 to 9999"))?;
    let mut map = serializer.serialize_struct("Temporal", 2)?;
    map.serialize_field(marker.key, &true)?;
    map.serialize_field("value", &text)?;
    map.end()
}

/// The fields of a marked map, whatever it marks.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Marked {
    #[serde(rename = "__datetime__", default)]
    datetime: bool,
    #[serde(rename = "__date__", default)]
    date: bool,
    #[serde(rename = "__time__", default)]
    time: bool,
    value: String,
}

impl Marked {
    /// The text, if the map marks this and nothing else.
    fn text(&self, marker: &Marker) -> Option<&str> {
        let marks = [(self.datetime, &DATETIME), (self.date, &DATE), (self.time, &TIME)];
        marks.iter().all(|(is, other)| *is == (marker.key == other.key)).then_some(&*self.value)
    }
}

fn read<'de, D, T>(
    marker: &Marker,
    parse: impl FnOnce(&str) -> Option<T>,
    deserializer: D,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    let marked = Marked::deserialize(deserializer)?;
    let value = marked.text(marker).and_then(parse);
    // Without the text, which may be a user's.
    value.ok_or_else(|| D::Error::invalid_value(Unexpected::Other("something else"), &marker.expected))
}

/// A kind of time: its trait, the module for `#[serde(with = "…")]`, and one below it for `Option`.
macro_rules! temporal {
    (
        $marker:ident: $(#[$trait_doc:meta])* trait $Iso:ident; $(#[$module_doc:meta])* mod $module:ident;
    ) => {
        $(#[$trait_doc])*
        pub trait $Iso: Sized {
            /// The text, or `None` for what has none: years below 1 or above 9999, leap seconds.
            fn to_iso(&self) -> Option<String>;

            /// Reads such a text.
            fn from_iso(text: &str) -> Option<Self>;
        }

        $(#[$module_doc])*
        pub mod $module {
            use serde::{Deserializer, Serializer};

            use super::$Iso;

            /// Writes the marked map.
            ///
            /// # Errors
            /// The time has no text, or the format refuses the map.
            pub fn serialize<T: $Iso, S: Serializer>(time: &T, serializer: S) -> Result<S::Ok, S::Error> {
                super::write(&super::$marker, time.to_iso(), serializer)
            }

            /// Reads the marked map.
            ///
            /// # Errors
            /// It marks something else, or its text is not of this kind.
            pub fn deserialize<'de, T: $Iso, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
                super::read(&super::$marker, T::from_iso, deserializer)
            }

            /// The same for an `Option`, with nothing as nil.
            pub mod option {
                use serde::{Deserialize, Deserializer, Serialize, Serializer};

                use super::$Iso;

                struct Marked<T>(T);

                impl<T: $Iso> Serialize for Marked<&T> {
                    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                        super::serialize(self.0, serializer)
                    }
                }

                impl<'de, T: $Iso> Deserialize<'de> for Marked<T> {
                    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                        super::deserialize(deserializer).map(Self)
                    }
                }

                /// Writes the marked map, or nil.
                ///
                /// # Errors
                /// The time has no text, or the format refuses the map.
                #[expect(clippy::ref_option, reason = "serde's `with` calls it so")]
                pub fn serialize<T: $Iso, S: Serializer>(
                    time: &Option<T>,
                    serializer: S,
                ) -> Result<S::Ok, S::Error> {
                    time.as_ref().map(Marked).serialize(serializer)
                }

                /// Reads the marked map, or nil.
                ///
                /// # Errors
                /// It marks something else, or its text is not of this kind.
                pub fn deserialize<'de, T: $Iso, D: Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Option<T>, D::Error> {
                    Ok(Option::<Marked<T>>::deserialize(deserializer)?.map(|marked| marked.0))
                }
            }
        }
    };
}

temporal! {
    DATETIME:
    /// A moment, or a date with a time, as ISO 8601: `2024-01-01T12:30:45.123456+00:00`.
    ///
    /// Implemented for `SystemTime` (in UTC), chrono's `DateTime` of `Utc` and `FixedOffset` and its `NaiveDateTime`,
    /// and time's `OffsetDateTime` and `PrimitiveDateTime`. The naive ones stand for texts without an offset, the
    /// others for texts with one (or `Z`); neither reads the other's. Written to the microsecond, rounded down, and
    /// read to the nanosecond.
    trait IsoDateTime;
    /// For `#[serde(with = "cachekit::interop::datetime")]`: a moment, as all SDKs write it in a value.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// #[derive(serde::Serialize)]
    /// struct Seen {
    ///     #[serde(with = "cachekit::interop::datetime")]
    ///     at: SystemTime,
    ///     #[serde(with = "cachekit::interop::datetime::option")]
    ///     left: Option<SystemTime>,
    /// }
    ///
    /// let seen = Seen { at: SystemTime::UNIX_EPOCH + Duration::from_millis(1500), left: None };
    /// assert_eq!(
    ///     serde_json::to_string(&seen)?,
    ///     r#"{"at":{"__datetime__":true,"value":"1970-01-01T00:00:01.500000+00:00"},"left":null}"#
    /// );
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    mod datetime;
}

temporal! {
    DATE:
    /// A date as ISO 8601: `2024-01-01`.
    ///
    /// Implemented for chrono's `NaiveDate` and time's `Date`.
    trait IsoDate;
    /// For `#[serde(with = "cachekit::interop::date")]`: a date, as all SDKs write it in a value.
    mod date;
}

temporal! {
    TIME:
    /// A time of day as ISO 8601: `12:30:45.123456`.
    ///
    /// Implemented for chrono's `NaiveTime` and time's `Time`, without an offset. Written to the microsecond, rounded
    /// down, and read to the nanosecond.
    trait IsoTime;
    /// For `#[serde(with = "cachekit::interop::time")]`: a time of day, as all SDKs write it in a value.
    mod time;
}

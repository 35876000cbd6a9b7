//! `version` in place of a fingerprint: on a region, on a function, on a cache value and on its field, for types of
//! other crates and for types that others read and write.

use std::ffi::CString;

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

use crate::support::{client, without_l1};

/// Serde's, but no `CacheValue`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Legacy {
    text: String,
}

#[derive(CacheRegion)]
#[cache(namespace = "value-version", key = "legacy", value = Legacy, version = 3, ttl = "5m")]
struct LegacyRegion;

#[derive(CacheRegion)]
#[cache(namespace = "value-version", key = "foreign", value = Option<CString>, version = 1, ttl = "5m")]
struct ForeignRegion;

/// A field of another crate's type, and one whose bytes a module decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
struct Letter {
    #[cache(version = 1)]
    body: CString,
    #[serde(with = "reversed")]
    #[cache(version = 2)]
    signature: String,
}

/// Stored as another type, which the version stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
#[serde(from = "u8", into = "u8")]
#[cache(version = 1)]
struct Percent(u8);

impl From<u8> for Percent {
    fn from(value: u8) -> Self {
        Self(value.min(100))
    }
}

impl From<Percent> for u8 {
    fn from(value: Percent) -> Self {
        value.0
    }
}

mod reversed {
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&text.chars().rev().collect::<String>())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
        Ok(String::deserialize(from)?.chars().rev().collect())
    }
}

#[derive(CacheRegion)]
#[cache(namespace = "value-version", key = "letter", value = (Letter, Percent), ttl = "5m")]
struct LetterRegion;

#[cachekit(ttl = "5m", version = 2)]
async fn legacy(cache: &CacheKit, id: u64) -> Legacy {
    Legacy { text: id.to_string() }
}

#[tokio::test]
async fn a_version_stands_for_a_shape() {
    let cache = without_l1();
    let value = Legacy { text: "old".to_owned() };
    cache.entry(&LegacyRegion).set(&value).await.unwrap();
    assert_eq!(*cache.entry(&LegacyRegion).get().await.unwrap().unwrap(), value);
    assert_eq!(LegacyRegion::schema().version, Some(3));

    let value = CString::new("foreign").ok();
    cache.entry(&ForeignRegion).set(&value).await.unwrap();
    assert_eq!(*cache.entry(&ForeignRegion).get().await.unwrap().unwrap(), value);

    let letter = Letter { body: CString::new("dear").unwrap_or_default(), signature: "Ada".to_owned() };
    cache.entry(&LetterRegion).set((letter.clone(), Percent(7))).await.unwrap();
    assert_eq!(*cache.entry(&LetterRegion).get().await.unwrap().unwrap(), (letter, Percent(7)));
}

#[tokio::test]
async fn a_function_can_say_its_version() {
    let cache = client();
    assert_eq!(legacy(&cache, 7).await.text, "7");
    assert_eq!(legacy(&cache, 7).await.text, "7");
    assert_eq!(cache.stats().region("legacy").map(|region| region.loads), Some(1));
}

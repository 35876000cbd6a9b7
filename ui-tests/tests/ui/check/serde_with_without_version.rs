//! Where serde lets other code decide the bytes, a version has to stand for them.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Serialize, Deserialize, CacheValue)]
struct Token {
    #[serde(with = "upper")] //~ serde_with_without_version
    text: String,
    #[serde(default, serialize_with = "upper::serialize")] //~ serde_with_without_version
    name: String,
}

#[derive(Clone, Serialize, Deserialize, CacheValue)]
#[serde(from = "u8", into = "u8")] //~ serde_with_without_version
struct Percent(u8);

#[derive(Serialize, Deserialize, CacheValue)]
enum Event {
    Said(#[serde(deserialize_with = "upper::deserialize")] String), //~ serde_with_without_version
    #[serde(with = "upper")] //~ serde_with_without_version
    Cried(String),
}

#[derive(CacheRegion)]
#[cache(namespace = "tokens", key = "{id}", value = (Token, Percent, Event), ttl = "5m")]
struct TokenById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    Ok(cache.entry(&TokenById { id: 1 }).get().await?.is_some_and(|found| found.0.text == found.0.name))
}

impl From<u8> for Percent {
    fn from(value: u8) -> Self {
        Self(value)
    }
}

impl From<Percent> for u8 {
    fn from(value: Percent) -> Self {
        value.0
    }
}

mod upper {
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&text.to_uppercase())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
        String::deserialize(from)
    }
}

fn main() {}

//! Values as types of Rust that are cached.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::Value;

/// A [`Value`] that serde writes as it is cached, and not with its tags: [`Value::to_wire`].
#[derive(Debug, Clone, PartialEq)]
pub struct Wire(pub Value);

impl Serialize for Wire {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.to_wire().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Wire {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = rmpv::Value::deserialize(deserializer)?;
        Value::from_wire(&wire).map(Self).ok_or_else(|| D::Error::custom("no SDK writes this"))
    }
}

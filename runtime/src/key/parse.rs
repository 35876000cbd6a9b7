//! From a storage key back to the parts it was made of.

use std::fmt;

use cachekit_schema::region::{RegionSchema, Segment};
use cachekit_schema::segment::{self, Decoded, TUPLE};

use super::scope::{SCOPE_END, TENANT};

/// The parts of a storage key, as far as the key tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParsedKey {
    /// The namespace of the client that made the key.
    pub client_namespace: Option<String>,
    /// The tenant that the key belongs to.
    pub tenant: Option<PartText>,
    /// Name and text of each part, in the order of the pattern. Empty when the whole key was hashed for length.
    pub parts: Vec<(&'static str, PartText)>,
    /// Whether the key is so long that all its parts stand in it as one hash.
    pub hashed_as_whole: bool,
}

impl ParsedKey {
    /// The text of the part `name`.
    pub fn part(&self, name: &str) -> Option<&PartText> {
        self.parts.iter().find(|(part, _)| *part == name).map(|(_, text)| text)
    }
}

/// What a key tells of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartText {
    /// Its text, decoded.
    Text(String),
    /// That it was `None`.
    None,
    /// Only a hash of it.
    Hashed,
}

impl PartText {
    /// The text, if the key holds it.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::None | Self::Hashed => None,
        }
    }
}

impl fmt::Display for PartText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::None => f.write_str("none"),
            Self::Hashed => f.write_str("hashed"),
        }
    }
}

/// A string is not a key of the region that was asked to parse it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyParseError {
    /// It belongs to another namespace.
    Namespace {
        /// The region's namespace.
        expected: &'static str,
    },
    /// It has another number of segments than the pattern.
    SegmentCount {
        /// The region's pattern.
        pattern: &'static str,
        /// How many segments the pattern has.
        expected: usize,
        /// How many the string has.
        found: usize,
    },
    /// It has another text where the pattern has a literal.
    Literal {
        /// The literal of the pattern.
        expected: &'static str,
    },
    /// A segment is not what the encoder writes.
    Segment {
        /// The part's name.
        part: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Display for KeyParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Namespace { expected } => write!(f, "not a key of namespace `{expected}`"),
            Self::SegmentCount { pattern, expected, found } => {
                write!(f, "the pattern `{pattern}` has {expected} segments, the key has {found}")
            }
            Self::Literal { expected } => write!(f, "the key has no `{expected}` where the pattern has it"),
            Self::Segment { part, reason } => write!(f, "part `{part}`: {reason}"),
        }
    }
}

impl std::error::Error for KeyParseError {}

/// Reads `key` as a key of the region.
pub(crate) fn parse(schema: &RegionSchema, key: &str) -> Result<ParsedKey, KeyParseError> {
    let (client_namespace, rest) = match key.split_once(SCOPE_END) {
        Some((scope, rest)) if !scope.starts_with(TENANT) => (Some(scope.to_owned()), rest),
        _ => (None, key),
    };
    let (tenant, rest) = match rest.strip_prefix(TENANT).and_then(|rest| rest.split_once(SCOPE_END)) {
        Some((tenant, rest)) => (Some(part_text("tenant", tenant)?), rest),
        None => (None, rest),
    };
    let rest = rest
        .strip_prefix(schema.namespace)
        .and_then(|rest| rest.strip_prefix(':'))
        .ok_or(KeyParseError::Namespace { expected: schema.namespace })?;
    if rest.starts_with(TUPLE) {
        return Ok(ParsedKey { client_namespace, tenant, parts: Vec::new(), hashed_as_whole: true });
    }
    let texts: Vec<&str> = rest.split(':').collect();
    if texts.len() != schema.segments.len() {
        return Err(KeyParseError::SegmentCount {
            pattern: schema.pattern,
            expected: schema.segments.len(),
            found: texts.len(),
        });
    }
    let mut parts = Vec::new();
    for (segment, text) in schema.segments.iter().zip(texts) {
        match *segment {
            Segment::Literal { text: literal, .. } if literal == text => {}
            Segment::Literal { text: expected, .. } => return Err(KeyParseError::Literal { expected }),
            Segment::Part { name, .. } => parts.push((name, part_text(name, text)?)),
        }
    }
    Ok(ParsedKey { client_namespace, tenant, parts, hashed_as_whole: false })
}

fn part_text(part: &'static str, text: &str) -> Result<PartText, KeyParseError> {
    match segment::decode(text) {
        Ok(Decoded::Text(text)) => Ok(PartText::Text(text)),
        Ok(Decoded::None) => Ok(PartText::None),
        Ok(Decoded::Hashed(_) | Decoded::Keyed(_)) => Ok(PartText::Hashed),
        Err(error) => Err(KeyParseError::Segment { part, reason: error.to_string() }),
    }
}

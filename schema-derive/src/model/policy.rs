//! How entries are kept: lifetimes, capacity, codec, protection.

use cachekit_schema::ttl::{self, Ttl, TtlError};
use proc_macro2::{Ident, Span};
use syn::LitStr;

use crate::literal::span_within;
use crate::parse::schema::SchemaWords;
use crate::parse::value::{CapacityValue, TtlValue};
use crate::parse::words::Seen;

/// The policy of a region or a function.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    /// `None` when nothing usable was written, which parsing has reported.
    pub(crate) ttl: Option<Lifetime>,
    /// `None`: the runtime decides.
    pub(crate) l1_ttl: Option<Lifetime>,
    /// `None`: the runtime decides.
    pub(crate) l1_capacity: Option<CapacityValue>,
    /// The word that asked for encryption.
    pub(crate) secure: Option<Ident>,
    /// Whether encryption was asked for, if only by a word that was refused.
    pub(crate) means_secure: bool,
    /// `None`: load.
    pub(crate) on_outage: Option<LitStr>,
    /// `None`: fail.
    pub(crate) on_tampering: Option<LitStr>,
    pub(crate) layout: Layout,
    /// The second part of interop keys. `None` when nothing usable was written, which parsing has reported, and in the
    /// native layout.
    pub(crate) operation: Option<LitStr>,
    /// Stands for the value's shape.
    pub(crate) version: Option<u32>,
    pub(crate) codec: Codec,
}

/// A lifetime that was read, or why it cannot be.
#[derive(Debug, Clone)]
pub(crate) struct Lifetime {
    pub(crate) ttl: Result<Ttl, TtlError>,
    value: TtlValue,
}

/// A layout.
#[derive(Debug, Clone)]
pub(crate) enum Layout {
    Native,
    Interop,
    Unknown(LitStr),
    /// Something was written for it and refused.
    Refused,
}

/// A codec.
#[derive(Debug, Clone)]
pub(crate) enum Codec {
    MessagePack,
    Bincode(Span),
    Unknown(LitStr),
}

impl Policy {
    pub(crate) fn new(words: &mut SchemaWords, seen: &Seen) -> Self {
        Self {
            layout: Layout::new(words, seen),
            operation: words.operation.take().or(words.interop.take()).map(|operation| operation.0),
            means_secure: seen.has("secure"),
            on_outage: words.on_outage.take().map(|what| what.0),
            on_tampering: words.on_tampering.take().map(|what| what.0),
            ttl: words.ttl.take().map(Lifetime::new),
            l1_ttl: words.l1_ttl.take().map(Lifetime::new),
            l1_capacity: words.l1_capacity,
            secure: words.secure.take(),
            version: words.version.map(|version| version.0),
            codec: words.codec.take().map_or(Codec::MessagePack, |codec| Codec::new(codec.0)),
        }
    }
}

impl Policy {
    pub(crate) fn is_interop(&self) -> bool {
        matches!(self.layout, Layout::Interop)
    }
}

impl Layout {
    fn new(words: &SchemaWords, seen: &Seen) -> Self {
        match &words.layout {
            Some(layout) => match layout.0.value().as_str() {
                "native" => Self::Native,
                "interop" => Self::Interop,
                _ => Self::Unknown(layout.0.clone()),
            },
            None if words.interop.is_some() => Self::Interop,
            None if seen.has("layout") || seen.has("interop") => Self::Refused,
            None => Self::Native,
        }
    }
}

impl Lifetime {
    fn new(value: TtlValue) -> Self {
        let ttl = match &value {
            TtlValue::Text(text) => ttl::parse(&text.value()),
            TtlValue::Seconds(seconds) => {
                seconds.base10_parse().map_or_else(|_| Err(too_long(seconds.base10_digits())), ttl::from_secs)
            }
        };
        Self { ttl, value }
    }

    /// The lifetime; `None` is none at all: an entry that does not expire, or an error that is reported.
    pub(crate) fn millis(&self) -> Option<u64> {
        self.ttl.as_ref().ok().and_then(|ttl| ttl.as_millis())
    }

    /// The place of the mistake, or of the whole value.
    pub(crate) fn span(&self) -> Span {
        match (&self.value, &self.ttl) {
            (TtlValue::Text(text), Err(error)) => span_within(text, &error.range()),
            (TtlValue::Text(text), Ok(_)) => text.span(),
            (TtlValue::Seconds(seconds), _) => seconds.span(),
        }
    }

    /// The column of the mistake in the text, from 1 on; `None` for a number and for a mistake that is all of the text.
    pub(crate) fn column(&self) -> Option<usize> {
        let (TtlValue::Text(text), Err(error)) = (&self.value, &self.ttl) else { return None };
        let (text, at) = (text.value(), error.range());
        let before = text.get(..at.start).filter(|_| at != (0..text.len()))?;
        Some(before.chars().count() + 1)
    }
}

/// The error for more digits than a number of seconds has.
fn too_long(digits: &str) -> TtlError {
    TtlError::TooLong { fragment: digits.to_owned(), at: 0..digits.len() }
}

impl Codec {
    fn new(name: LitStr) -> Self {
        match name.value().as_str() {
            "msgpack" => Self::MessagePack,
            "bincode" => Self::Bincode(name.span()),
            _ => Self::Unknown(name),
        }
    }

    /// What the schema says of it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::MessagePack | Self::Unknown(_) => "msgpack",
            Self::Bincode(_) => "bincode",
        }
    }
}

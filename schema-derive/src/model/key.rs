//! A key: its pattern, and what the placeholders stand for.

use std::ops::Range;

use cachekit_schema::pattern::{self, Pattern, PatternError, PatternSegment};
use proc_macro2::{Ident, Span};
use syn::{Attribute, LitStr, Member, Type};

use super::policy::{Layout, Policy};
use crate::literal::span_within;
use crate::parse::region::FieldItem;
use crate::syntax::is_secret;

/// Something that can be a part of a key: a field of a region, or a parameter of a function.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// As placeholders write it: `tenant`, `type` for `r#type`, `0`.
    pub(crate) name: String,
    pub(crate) member: Member,
    pub(crate) ty: Type,
    /// The word that left it out of the key.
    pub(crate) skip: Option<Ident>,
    /// The word that asked for its hash.
    pub(crate) compact: Option<Ident>,
    /// The word that asked for its hash with the tenant's secret.
    pub(crate) sensitive: Option<Ident>,
    /// Whether some of its words were refused, so that it may have been meant to be skipped.
    pub(crate) is_doubtful: bool,
    /// `#[cfg(…)]` on a parameter.
    pub(crate) cfg: Option<Attribute>,
}

impl From<FieldItem> for Part {
    fn from(field: FieldItem) -> Self {
        let FieldItem { member, name, ty, skip, compact, sensitive, is_doubtful } = field;
        Self { name, member, ty, skip, compact, sensitive, is_doubtful, cfg: None }
    }
}

/// How a part stands in the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartForm {
    /// As its text.
    Whole,
    /// As the hash of it.
    Compact,
    /// As its hash with the tenant's secret.
    Sensitive,
}

impl Part {
    pub(crate) fn form(&self) -> PartForm {
        if self.sensitive.is_some() || is_secret(&self.ty) {
            PartForm::Sensitive
        } else if self.compact.is_some() {
            PartForm::Compact
        } else {
            PartForm::Whole
        }
    }
}

/// The key of a region or a function.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) source: KeySource,
    pub(crate) text: String,
    pub(crate) segments: Result<Vec<Segment>, Vec<PatternError>>,
}

/// Where the pattern comes from.
#[derive(Debug, Clone)]
pub(crate) enum KeySource {
    /// `key = "…"`.
    Written(LitStr),
    /// Made of a function's name and its parameters.
    Default(Ident),
    /// Made of the operation and the arguments, as the interop protocol says. `key` has nothing to say there.
    Interop { stray: Option<LitStr> },
    /// `key` was written, but nothing usable, or is missing: parsing has reported it.
    Refused,
}

/// A segment of the key.
#[derive(Debug, Clone)]
pub(crate) enum Segment {
    Literal(String),
    Placeholder(Placeholder),
}

/// A placeholder.
#[derive(Debug, Clone)]
pub(crate) struct Placeholder {
    /// `["user", "id"]` of `{user.id}`; at least one.
    pub(crate) steps: Vec<String>,
    /// Where it is in the pattern.
    pub(crate) at: Range<usize>,
}

impl Placeholder {
    /// What has to be a field or a parameter.
    pub(crate) fn root(&self) -> &str {
        self.steps.first().map_or("", String::as_str)
    }

    /// As it is written between the braces.
    pub(crate) fn path(&self) -> String {
        self.steps.join(".")
    }

    /// Whether it stands for the whole field or parameter.
    pub(crate) fn is_whole(&self) -> bool {
        self.steps.len() == 1
    }
}

impl Key {
    fn written(literal: LitStr) -> Self {
        let text = literal.value();
        Self { segments: read(&text), text, source: KeySource::Written(literal) }
    }

    /// What the layout makes of the word `key`; `None` when a key has to be made without it.
    pub(crate) fn of_layout(policy: &Policy, key: Option<LitStr>) -> Option<Self> {
        match (&policy.layout, key) {
            (Layout::Interop, stray) => Some(Self {
                text: policy.operation.as_ref().map(LitStr::value).unwrap_or_default(),
                segments: Ok(Vec::new()),
                source: KeySource::Interop { stray },
            }),
            (_, Some(key)) => Some(Self::written(key)),
            (Layout::Unknown(_) | Layout::Refused, None) => Some(Self::refused()),
            (Layout::Native, None) => None,
        }
    }

    /// `function:{a}:{b}`
    pub(crate) fn default<'a>(function: &Ident, name: &str, parts: impl Iterator<Item = &'a str>) -> Self {
        let mut text = name.to_owned();
        for part in parts {
            text.push_str(":{");
            text.push_str(part);
            text.push('}');
        }
        Self { segments: read(&text), text, source: KeySource::Default(function.clone()) }
    }

    pub(crate) fn refused() -> Self {
        Self { source: KeySource::Refused, text: String::new(), segments: Ok(Vec::new()) }
    }

    /// Whether the segments are what the user meant.
    pub(crate) fn is_known(&self) -> bool {
        self.segments.is_ok() && !matches!(self.source, KeySource::Refused)
    }

    /// The segments; none when the pattern was refused.
    pub(crate) fn segments(&self) -> &[Segment] {
        self.segments.as_deref().unwrap_or_default()
    }

    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.segments().iter().filter_map(|segment| match segment {
            Segment::Placeholder(placeholder) => Some(placeholder),
            Segment::Literal(_) => None,
        })
    }

    /// The segments from the first placeholder on: what keys of one region differ in, and what comes between.
    pub(crate) fn varying(&self) -> &[Segment] {
        let first = self.segments().iter().position(|segment| matches!(segment, Segment::Placeholder(_)));
        first.map_or(&[], |first| &self.segments()[first..])
    }

    /// The place of these bytes of the pattern.
    pub(crate) fn span(&self, at: &Range<usize>) -> Span {
        match &self.source {
            KeySource::Written(literal) => span_within(literal, at),
            KeySource::Default(function) => function.span(),
            KeySource::Interop { .. } | KeySource::Refused => Span::call_site(),
        }
    }

    /// ` at column 9`, for a message about these bytes.
    pub(crate) fn column(&self, at: &Range<usize>) -> String {
        let before = self.text.get(..at.start).map_or(0, |before| before.chars().count());
        format!(" at column {}", before + 1)
    }
}

fn read(text: &str) -> Result<Vec<Segment>, Vec<PatternError>> {
    let Pattern { segments } = pattern::parse(text)?;
    let segments = segments.into_iter().map(|segment| match segment {
        PatternSegment::Literal { text, .. } => Segment::Literal(text.to_owned()),
        PatternSegment::Placeholder { path, at } => {
            Segment::Placeholder(Placeholder { steps: path.split('.').map(str::to_owned).collect(), at })
        }
    });
    Ok(segments.collect())
}

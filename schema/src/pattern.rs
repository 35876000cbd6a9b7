//! Key patterns: `profile:{tenant}:{id}`.
//!
//! ```text
//! pattern     = segment (":" segment)*
//! segment     = literal | "{" path "}"
//! literal     = [A-Za-z0-9_-]+
//! path        = step ("." step)*
//! step        = identifier | index         index = "0" | [1-9][0-9]*
//! ```
//!
//! A segment is a literal or one placeholder, never both: `user-{id}` would let the values of two placeholders run
//! into each other and could not be read back.

mod error;
mod scan;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::ops::Range;

pub use self::error::{PatternError, PatternErrorKind};
use self::scan::{Piece, pieces};
use crate::segment::is_plain;

/// A key pattern that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern<'a> {
    /// Its segments in order, at least one.
    pub segments: Vec<PatternSegment<'a>>,
}

/// One segment of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternSegment<'a> {
    /// The same text in every key.
    Literal {
        /// The text: `[A-Za-z0-9_-]+`.
        text: &'a str,
        /// Where it is in the pattern, in bytes.
        at: Range<usize>,
    },
    /// The place of a value.
    Placeholder {
        /// What stands between the braces: `tenant`, `self.tenant`, `user.id`, `0`.
        path: &'a str,
        /// Where it is in the pattern, in bytes, braces included.
        at: Range<usize>,
    },
}

/// Reads a key pattern.
///
/// ```
/// use cachekit_schema::pattern::{PatternSegment, parse};
///
/// let pattern = parse("profile:{tenant}").unwrap();
/// assert_eq!(pattern.segments[1], PatternSegment::Placeholder { path: "tenant", at: 8..16 });
///
/// let errors = parse("user/{id}").unwrap_err();
/// assert_eq!(errors.len(), 2); // the `/`, and text next to a placeholder
/// ```
///
/// # Errors
/// All mistakes, ordered by where they start; never an empty list.
pub fn parse(text: &str) -> Result<Pattern<'_>, Vec<PatternError>> {
    if text.is_empty() {
        return Err([PatternError::new(PatternErrorKind::Empty, text, 0..0)].into());
    }
    let mut errors = Vec::new();
    let mut segments = Vec::new();
    let mut start = 0;
    let pieces = pieces(text);
    for group in pieces.split(|piece| matches!(piece, Piece::Colon { .. })) {
        let end = group.last().map_or(start, |piece| piece.range().end);
        errors.extend(whole_segment_error(text, group, start..end));
        errors.extend(group.iter().flat_map(|piece| piece_errors(text, piece)));
        segments.extend(group.iter().filter_map(|piece| segment(text, piece)));
        start = end + 1;
    }
    if errors.is_empty() { Ok(Pattern { segments }) } else { Err(errors) }
}

/// The mistake in how the pieces of one segment stand together.
fn whole_segment_error(text: &str, group: &[Piece], at: Range<usize>) -> Option<PatternError> {
    let contents = group.iter().filter(|piece| piece.has_content()).count();
    let only_text = group.iter().all(|piece| matches!(piece, Piece::Text { .. } | Piece::Unopened { .. }));
    let kind = match (group, contents) {
        ([], _) => PatternErrorKind::EmptySegment,
        (_, 2..) if !only_text => PatternErrorKind::GluedPlaceholder,
        _ => return None,
    };
    Some(PatternError::new(kind, text, at))
}

/// The mistakes inside one piece.
fn piece_errors(text: &str, piece: &Piece) -> Vec<PatternError> {
    let at = piece.range();
    let kind = match piece {
        Piece::Text { .. } => return literal_errors(text, at),
        Piece::Unclosed { .. } => PatternErrorKind::Unclosed,
        Piece::Unopened { .. } => PatternErrorKind::Unopened,
        Piece::Placeholder { path, .. } if text[path.clone()].is_empty() => {
            PatternErrorKind::EmptyPlaceholder
        }
        Piece::Placeholder { path, .. } if !is_path(&text[path.clone()]) => PatternErrorKind::BadPlaceholder,
        Piece::Placeholder { .. } | Piece::Colon { .. } => return Vec::new(),
    };
    [PatternError::new(kind, text, at)].into()
}

/// One mistake for each run of characters that a literal cannot have.
fn literal_errors(text: &str, at: Range<usize>) -> Vec<PatternError> {
    let is_legal = |found: char| u8::try_from(found).is_ok_and(is_plain);
    let mut errors = Vec::new();
    let mut rest = at.clone();
    while let Some(offset) = text[rest.clone()].find(|found| !is_legal(found)) {
        let start = rest.start + offset;
        let end = text[start..at.end].find(is_legal).map_or(at.end, |len| start + len);
        // A character that is not legal starts at `start`, so the run is not empty.
        errors.extend(
            text[start..end]
                .chars()
                .next()
                .map(|found| PatternError::new(PatternErrorKind::BadLiteral { found }, text, start..end)),
        );
        rest.start = end;
    }
    errors
}

/// The segment that a piece is, if it is one.
fn segment<'a>(text: &'a str, piece: &Piece) -> Option<PatternSegment<'a>> {
    match piece {
        Piece::Text { at } => Some(PatternSegment::Literal { text: &text[at.clone()], at: at.clone() }),
        Piece::Placeholder { path, at } => {
            Some(PatternSegment::Placeholder { path: &text[path.clone()], at: at.clone() })
        }
        Piece::Colon { .. } | Piece::Unclosed { .. } | Piece::Unopened { .. } => None,
    }
}

fn is_path(path: &str) -> bool {
    path.split('.').all(|step| is_identifier(step) || is_index(step))
}

/// Whether `step` has the shape of an identifier; whether a field of this name exists is for the caller to say.
fn is_identifier(step: &str) -> bool {
    let starts = step.starts_with(|first: char| first.is_alphabetic() || first == '_');
    starts && step != "_" && step.chars().all(|found| found.is_alphanumeric() || found == '_')
}

fn is_index(step: &str) -> bool {
    step == "0"
        || (!step.is_empty() && !step.starts_with('0') && step.bytes().all(|digit| digit.is_ascii_digit()))
}

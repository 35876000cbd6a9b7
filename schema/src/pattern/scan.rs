//! Cutting a pattern into pieces, whatever is wrong with it.

use alloc::vec::Vec;
use core::ops::Range;

/// A piece of a pattern. The pieces of a pattern cover it without gaps; all ranges are in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text without `:`, `{` and `}`.
    Text { at: Range<usize> },
    /// `:` between segments.
    Colon { at: Range<usize> },
    /// `{…}`; `path` is what stands between the braces, which may hold anything but braces.
    Placeholder { path: Range<usize>, at: Range<usize> },
    /// `{` without its `}`, up to the next `:` or brace.
    Unclosed { at: Range<usize> },
    /// `}` without its `{`.
    Unopened { at: Range<usize> },
}

impl Piece {
    pub(super) fn range(&self) -> Range<usize> {
        match self {
            Self::Text { at }
            | Self::Colon { at }
            | Self::Placeholder { at, .. }
            | Self::Unclosed { at }
            | Self::Unopened { at } => at.clone(),
        }
    }

    /// Whether the piece is a text or a placeholder, finished or not, rather than a single brace too many.
    pub(super) fn has_content(&self) -> bool {
        match self {
            Self::Text { .. } | Self::Placeholder { .. } => true,
            Self::Unclosed { at } => at.len() > "{".len(),
            Self::Colon { .. } | Self::Unopened { .. } => false,
        }
    }
}

pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let piece = piece(text, start);
        start = piece.range().end;
        pieces.push(piece);
    }
    pieces
}

/// The piece that starts at byte `start`, which has to be before the end of `text`. It is never empty.
fn piece(text: &str, start: usize) -> Piece {
    match text.as_bytes()[start] {
        b':' => Piece::Colon { at: start..start + 1 },
        b'}' => Piece::Unopened { at: start..start + 1 },
        b'{' => {
            let inside = start + 1;
            let brace = next_of(text, inside, &['{', '}']);
            if text[brace..].starts_with('}') {
                return Piece::Placeholder { path: inside..brace, at: start..brace + 1 };
            }
            Piece::Unclosed { at: start..next_of(text, inside, &[':', '{', '}']) }
        }
        _ => Piece::Text { at: start..next_of(text, start, &[':', '{', '}']) },
    }
}

/// Where the first of `characters` is from `start` on, or else the end of `text`.
fn next_of(text: &str, start: usize, characters: &[char]) -> usize {
    text[start..].find(characters).map_or(text.len(), |offset| start + offset)
}

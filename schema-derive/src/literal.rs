//! Places inside string literals.

use std::ops::Range;

use proc_macro2::Span;
use syn::LitStr;

/// The span of these bytes of a literal's text, or of the whole literal where the compiler cannot say: on stable
/// compilers, and after an escape, where text and source differ.
pub(crate) fn span_within(literal: &LitStr, at: &Range<usize>) -> Span {
    subspan(literal, at).unwrap_or_else(|| literal.span())
}

fn subspan(literal: &LitStr, at: &Range<usize>) -> Option<Span> {
    let token = literal.token();
    let source = token.to_string();
    let text = literal.value();
    let opening = source.find('"')? + 1;
    let unescaped = source.get(opening..)?.starts_with(&text);
    if at.is_empty() || !unescaped {
        return None;
    }
    token.subspan(opening + at.start..opening + at.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn text_at(source: &str, at: Range<usize>) -> Option<String> {
        let literal: LitStr = syn::parse_str(source).unwrap();
        span_within(&literal, &at).source_text()
    }

    #[test]
    fn plain_and_raw_literals_have_places_inside() {
        assert_eq!(text_at(r#""user/{id}""#, 4..5).as_deref(), Some("/"));
        assert_eq!(text_at(r##"r#"user/{id}"#"##, 5..9).as_deref(), Some("{id}"));
    }

    #[test]
    fn escapes_fall_back_to_the_whole_literal() {
        assert_eq!(text_at(r#""us\x65r/{id}""#, 4..5).as_deref(), Some(r#""us\x65r/{id}""#));
    }
}

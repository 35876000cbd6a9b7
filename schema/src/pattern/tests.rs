use super::*;
use alloc::string::{String, ToString};
use alloc::vec;
use proptest::prelude::*;

#[test]
fn patterns_are_read() {
    let literal = |text, at| PatternSegment::Literal { text, at };
    let placeholder = |path, at| PatternSegment::Placeholder { path, at };
    for (text, segments) in [
        ("all", vec![literal("all", 0..3)]),
        ("{0}", vec![placeholder("0", 0..3)]),
        (
            "profile:{tenant}:{user.id}",
            vec![literal("profile", 0..7), placeholder("tenant", 8..16), placeholder("user.id", 17..26)],
        ),
        ("{self.a.10}:A_b-9", vec![placeholder("self.a.10", 0..11), literal("A_b-9", 12..17)]),
        ("{größe}:x", vec![placeholder("größe", 0..9), literal("x", 10..11)]),
    ] {
        assert_eq!(parse(text), Ok(Pattern { segments }), "{text}");
    }
}

#[test]
fn each_mistake_has_its_message() {
    let not_allowed =
        "is not allowed in a literal; write letters, digits, `_` and `-`, and `:` between segments";
    let not_a_path = "is not a name or a path; write only that, like `{id}` or `{user.id}`";
    for (text, message) in [
        ("", "the pattern is empty; write one like `profile:{id}`".into()),
        (
            "a:",
            "empty segment at column 3; remove the extra `:` or write a literal or a placeholder".to_string(),
        ),
        ("a b", ["a space at column 2 ", not_allowed].concat()),
        ("a/b", ["`/` at column 2 ", not_allowed].concat()),
        ("größe", ["`öß` at column 3 ", not_allowed].concat()),
        ("größe:é".split_once(':').unwrap().1, ["`é` at column 1 ", not_allowed].concat()),
        (
            "user-{id}",
            "`user-{id}` at column 1 mixes a placeholder with other text; write `:` between them".into(),
        ),
        ("{a}{b}", "`{a}{b}` at column 1 is more than one placeholder; write `:` between them".into()),
        ("a:{id", "`{id` at column 3 has no `}`; write a placeholder like `{id}`".into()),
        ("a:id}", "`}` at column 5 has no `{`; remove it or write a placeholder like `{id}`".into()),
        ("a:{}", "`{}` at column 3 names nothing; write a field or parameter, like `{id}`".into()),
        ("{ id }", ["`{ id }` at column 1 ", not_a_path].concat()),
        ("{id:04}", ["`{id:04}` at column 1 ", not_a_path].concat()),
        ("{a.}", ["`{a.}` at column 1 ", not_a_path].concat()),
        ("{01}", ["`{01}` at column 1 ", not_a_path].concat()),
        ("{_}", ["`{_}` at column 1 ", not_a_path].concat()),
        ("{r#type}", ["`{r#type}` at column 1 ", not_a_path].concat()),
    ] {
        let errors = parse(text).unwrap_err();
        let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(messages, [message], "{text}");
    }
}

#[test]
fn all_mistakes_are_reported_in_order() {
    use PatternErrorKind::*;
    for (text, expected) in [
        (":", vec![(EmptySegment, 0..0), (EmptySegment, 1..1)]),
        ("a::b:", vec![(EmptySegment, 2..2), (EmptySegment, 5..5)]),
        ("a/b c", vec![(BadLiteral { found: '/' }, 1..2), (BadLiteral { found: ' ' }, 3..4)]),
        (
            "x.{}:{",
            vec![
                (GluedPlaceholder, 0..4),
                (BadLiteral { found: '.' }, 1..2),
                (EmptyPlaceholder, 2..4),
                (Unclosed, 5..6),
            ],
        ),
        ("{a:{b}", vec![(Unclosed, 0..2)]),
        ("{{id}}", vec![(Unclosed, 0..1), (Unopened, 5..6)]),
        ("user-{id", vec![(GluedPlaceholder, 0..8), (Unclosed, 5..8)]),
        ("a}b", vec![(Unopened, 1..2)]),
    ] {
        let errors = parse(text).unwrap_err();
        let found: Vec<_> = errors.into_iter().map(|error| (error.kind, error.at)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_the_pieces_cover_it(text in almost_pattern()) {
        let mut end = 0;
        for piece in pieces(&text) {
            let at = piece.range();
            prop_assert!(at.start == end && at.end > end && text.get(at.clone()).is_some());
            end = at.end;
        }
        prop_assert_eq!(end, text.len());
    }

    #[test]
    fn what_is_read_is_the_text(text in almost_pattern()) {
        if let Ok(pattern) = parse(&text) {
            let segments: Vec<&str> = pattern.segments.iter().map(|segment| check(segment, &text)).collect();
            prop_assert_eq!(segments.join(":"), text);
        }
    }

    #[test]
    fn mistakes_are_in_bounds_and_in_order(text in almost_pattern()) {
        if let Err(errors) = parse(&text) {
            prop_assert!(!errors.is_empty());
            prop_assert!(errors.is_sorted_by_key(|error| error.at.start));
            for error in errors {
                prop_assert_eq!(text.get(error.at.clone()), Some(error.fragment.as_str()));
                prop_assert_eq!(error.column, text[..error.at.start].chars().count() + 1);
                prop_assert!(error.to_string().contains("; "));
            }
        }
    }

    #[test]
    fn the_grammar_is_read(segments in proptest::collection::vec(segment_text(), 1..5)) {
        let text = segments.join(":");
        prop_assert!(parse(&text).is_ok(), "{}", text);
    }
}

/// Any text, and texts that often come close to a pattern.
fn almost_pattern() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a0{}:. é]{0,12}", "(a|\\{a\\}|\\{é\\.0\\}|:|/){0,8}"]
}

/// The text of one correct segment.
fn segment_text() -> impl Strategy<Value = String> {
    let step = "[a-z][a-z0-9_]{0,3}|0|[1-9][0-9]";
    let path = proptest::collection::vec(step, 1..4).prop_map(|steps| ["{", &steps.join("."), "}"].concat());
    prop_oneof!["[a-zA-Z0-9_-]{1,4}", path]
}

/// The text of a segment, as its range says; the range and the contents have to agree.
fn check<'a>(segment: &PatternSegment<'_>, pattern: &'a str) -> &'a str {
    match segment {
        PatternSegment::Literal { text, at } => {
            assert!(pattern[at.clone()] == **text && text.bytes().all(is_plain));
            &pattern[at.clone()]
        }
        PatternSegment::Placeholder { path, at } => {
            assert!(pattern[at.clone()] == *["{", path, "}"].concat() && is_path(path));
            &pattern[at.clone()]
        }
    }
}

//! From text to a syntax tree, without trusting the text.

use std::mem;

use proc_macro2::{Delimiter, TokenStream, TokenTree, token_stream};

/// What a thread that parses needs: the parser is recursive. Only what is used of a stack takes memory.
pub(crate) const STACK_BYTES: usize = 64 << 20;

/// How deep the parser may have to go, in tokens. None of the 8,000 files of a toolchain's library and a registry
/// was refused for it; where the stack ends, so does the program.
const MAX_DEPTH: usize = 1000;
/// A bracket sends the parser as deep as so many other tokens.
const BRACKET: usize = 16;

/// Parses a whole file.
pub(crate) fn parse(text: &str) -> syn::Result<syn::File> {
    let tokens: TokenStream = without_shebang(text).parse()?;
    refuse_depth(&tokens)?;
    syn::parse2(tokens)
}

/// What follows `#!/usr/bin/...`. The end of that line stays, so that the others keep their numbers.
fn without_shebang(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.strip_prefix("#!") {
        Some(rest) if !rest.trim_start().starts_with('[') => &rest[rest.find('\n').unwrap_or(rest.len())..],
        _ => text,
    }
}

/// Tokens between brackets.
struct Level {
    rest: token_stream::IntoIter,
    /// Whether something ends with the brackets: `()` stand in the middle of `fn() -> fn() -> u8`.
    ends: bool,
    /// Tokens since something ended: all of them may be inside each other, as in `!!!!x`.
    run: usize,
}

impl Level {
    fn new(tokens: TokenStream, delimiter: Delimiter) -> Self {
        let ends = matches!(delimiter, Delimiter::Brace | Delimiter::Bracket);
        Self { rest: tokens.into_iter(), ends, run: 0 }
    }

    /// Forgets the run, and says how long it was.
    fn end_run(&mut self) -> usize {
        mem::take(&mut self.run)
    }
}

/// Refuses what would lead the parser deeper than its stack allows.
fn refuse_depth(tokens: &TokenStream) -> syn::Result<()> {
    let mut open = vec![Level::new(tokens.clone(), Delimiter::None)];
    let mut depth = BRACKET;
    while let Some(level) = open.last_mut() {
        match level.rest.next() {
            Some(TokenTree::Punct(end)) if matches!(end.as_char(), ',' | ';') => depth -= level.end_run(),
            Some(token) if depth > MAX_DEPTH => {
                return Err(syn::Error::new(token.span(), "nested too deeply to be parsed"));
            }
            Some(TokenTree::Group(brackets)) => {
                depth += BRACKET;
                open.push(Level::new(brackets.stream(), brackets.delimiter()));
            }
            Some(_) => {
                depth += 1;
                level.run += 1;
            }
            None => {
                depth -= level.end_run() + BRACKET;
                let ends = level.ends;
                open.pop();
                depth -= open.last_mut().filter(|_| ends).map_or(0, Level::end_run);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses on a thread like those of the program.
    fn parses(text: String) -> bool {
        let is_ok = move || parse(&text).is_ok();
        std::thread::Builder::new().stack_size(STACK_BYTES).spawn(is_ok).unwrap().join().unwrap()
    }

    #[test]
    fn what_is_nested_too_deeply_is_refused_and_no_more() {
        for (before, open, middle, close, after) in [
            ("const A: u8 = ", "(", "1", ")", ";"),
            ("const A: u8 = ", "{", "1", "}", ";"),
            ("const A: bool = ", "!", "true", "", ";"),
            ("const A: u8 = ", "&", "1", "", ";"),
            ("const A: F = ", "|x| ", "x", "", ";"),
            ("type A = ", "V<", "u8", ">", ";"),
            ("type A = ", "&", "u8", "", ";"),
            ("type A = ", "fn() -> ", "u8", "", ";"),
            ("const A: u8 = 1", "+ 1", "", "", ";"),
            ("fn f() { x", ".y", "", "", "; }"),
        ] {
            let nested =
                |times| format!("{before}{}{middle}{}{after}", open.repeat(times), close.repeat(times));
            assert!(parses(nested(50)), "{open}");
            // About as deep as is allowed: it may be refused, and must not end the program.
            for times in (50..1100).step_by(75) {
                parses(nested(times));
            }
            assert!(!parses(nested(100_000)), "{open}");
        }
    }

    #[test]
    fn long_is_not_deep() {
        assert!(parses(format!("const A: [u8; 9] = [{}];", "1, ".repeat(50_000))));
        assert!(parses(format!("fn f() {{ {} }}", "let a = b(c)?; ".repeat(20_000))));
        assert!(parses("/// A line.\n".repeat(20_000) + "fn f() {}"));
        assert!(parses("fn f() {}\n".repeat(20_000)));
    }

    #[test]
    fn a_first_line_for_the_shell_is_no_rust_and_an_attribute_is() {
        for (text, rest) in [
            ("#!/usr/bin/env x\nfn f() {}", "\nfn f() {}"),
            ("#![no_std]\n", "#![no_std]\n"),
            ("#! [no_std]\n", "#! [no_std]\n"),
            ("\u{feff}fn f() {}", "fn f() {}"),
            ("#!/bin/x", ""),
        ] {
            assert_eq!(without_shebang(text), rest);
        }
    }
}

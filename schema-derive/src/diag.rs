//! The collector of mistakes.
//!
//! Stages report and go on; nothing returns at the first mistake. Dropping a collector that nobody has read is a bug
//! in a stage, and says so.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

use crate::rule::Rule;

/// One mistake: the rule it breaks, where, and what to write instead.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    rule: Rule,
    error: syn::Error,
}

impl Diagnostic {
    /// The rule that found it.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// What is wrong and what to write instead, in one line of prose.
    pub fn message(&self) -> String {
        self.error.to_string()
    }

    /// The user's tokens at fault.
    pub fn span(&self) -> Span {
        self.error.span()
    }
}

/// As `compile_error!` at the place of the mistake.
impl ToTokens for Diagnostic {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.error.to_compile_error());
    }
}

/// Collects the mistakes of one item; has to be read with [`finish`](Self::finish).
#[derive(Debug)]
pub(crate) struct Diagnostics {
    /// `None` once read.
    found: Option<Vec<Diagnostic>>,
}

impl Diagnostics {
    pub(crate) fn new() -> Self {
        Self { found: Some(Vec::new()) }
    }

    /// Reports a mistake at all of `tokens`.
    pub(crate) fn on(&mut self, rule: Rule, tokens: impl ToTokens, message: impl Display) {
        self.push(rule, syn::Error::new_spanned(tokens, message));
    }

    /// Reports a mistake at one place.
    pub(crate) fn at(&mut self, rule: Rule, span: Span, message: impl Display) {
        self.push(rule, syn::Error::new(span, message));
    }

    /// Whether anything was reported so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How much was reported so far.
    pub(crate) fn len(&self) -> usize {
        self.found.as_ref().map_or(0, Vec::len)
    }

    /// The mistakes in the order of their discovery.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.take().unwrap_or_default()
    }

    fn push(&mut self, rule: Rule, error: syn::Error) {
        if let Some(found) = &mut self.found {
            found.push(Diagnostic { rule, error });
        }
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        assert!(
            self.found.is_none() || std::thread::panicking(),
            "the mistakes of an item were collected and never read",
        );
    }
}

/// The diagnostic that stands for a panic of ours.
pub(crate) fn bug(entry: &str, panic: &(dyn std::any::Any + Send)) -> Diagnostic {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without text");
    let message = format!(
        "`{entry}` has a bug and cannot expand this item ({text}); \
         please report it with the item at https://github.com/cachekit-io/cachekit-rs/issues"
    );
    Diagnostic { rule: Rule::Bug, error: syn::Error::new(Span::call_site(), message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "never read")]
    fn dropping_an_unread_collector_is_a_bug() {
        drop(Diagnostics::new());
    }

    #[test]
    fn a_panic_is_reported_as_ours() {
        let bug = bug("derive(CacheRegion)", &String::from("index out of bounds"));
        assert!(bug.message().contains("(index out of bounds); please report it"));
    }
}

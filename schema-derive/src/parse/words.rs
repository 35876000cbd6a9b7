//! From the tokens of an attribute to its words.
//!
//! Words are split from their tokens here, before darling sees a value: a generic type after `value =` or a struct
//! expression after `region(` is no `syn::Meta`.

use darling::FromMeta;
use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Meta, Token};

use super::form::{Value, rest_of_word, value, wrong_form};
use crate::diag::Diagnostics;
use crate::rule::Rule;
use crate::symbol::{self, Form, Lookup, Site, Word};

/// One word as written, with a value of the right syntactic kind.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) ident: Ident,
    pub(crate) word: &'static Word,
    pub(crate) value: Value,
}

/// The words of one item at one site.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// Those that can be used.
    pub(crate) usable: Vec<Written>,
    /// All that were written, also those with a value that was refused.
    pub(crate) seen: Vec<Ident>,
}

impl Words {
    /// The words of all `#[cache(…)]` among `attributes`.
    pub(crate) fn of_attributes(attributes: &[Attribute], site: Site, diag: &mut Diagnostics) -> Self {
        let mut words = Self::default();
        for attribute in attributes.iter().filter(|attribute| is_cache(attribute)) {
            match &attribute.meta {
                Meta::List(list) => words.read(list.tokens.clone(), site, diag),
                other => diag.on(
                    Rule::WrongValue,
                    other,
                    format_args!(
                        "`#[cache]` says nothing here; write its words in parentheses: `#[cache(…)]`"
                    ),
                ),
            }
        }
        words
    }

    /// The words of `#[cachekit(…)]`.
    pub(crate) fn of_arguments(arguments: TokenStream, diag: &mut Diagnostics) -> Self {
        let mut words = Self::default();
        words.read(arguments, Site::Function, diag);
        words
    }

    /// Whether `name` was written, in whatever shape.
    pub(crate) fn has_seen(&self, name: &str) -> bool {
        has_seen(&self.seen, name)
    }

    fn read(&mut self, tokens: TokenStream, site: Site, diag: &mut Diagnostics) {
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                self.read_word(input, site, diag);
                if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                    let rest = rest_of_word(input);
                    diag.on(
                        Rule::WrongValue,
                        rest,
                        "this does not belong to the word before it; separate words with `,`",
                    );
                    let _: Option<Token![,]> = input.parse()?;
                }
            }
            Ok(())
        };
        // The closure reports what it finds and consumes everything; what is left are broken tokens.
        if let Err(error) = parser.parse2(tokens) {
            diag.at(Rule::WrongValue, error.span(), error);
        }
    }

    fn read_word(&mut self, input: ParseStream<'_>, site: Site, diag: &mut Diagnostics) {
        let Ok(ident) = input.call(Ident::parse_any) else {
            let rest = rest_of_word(input);
            return diag.on(Rule::UnknownWord, rest, format_args!("a word is expected; {}", known(site)));
        };
        let name = ident.unraw().to_string();
        let (word, form) = match symbol::lookup(&name, site) {
            Lookup::Here(word, form) => (word, form),
            Lookup::Twin => return drop(rest_of_word(input)),
            Lookup::Unknown(message) => {
                drop(rest_of_word(input));
                return diag.on(Rule::UnknownWord, ident, message);
            }
        };
        let twice = self.has_seen(&name);
        self.seen.push(ident.clone());
        match value(input, form) {
            _ if twice => {
                drop(rest_of_word(input));
                diag.on(
                    Rule::DuplicateWord,
                    ident,
                    format_args!("`{name}` is written twice; keep one of the two"),
                );
            }
            Some(value) => self.usable.push(Written { ident, word, value }),
            None => {
                let rest = rest_of_word(input);
                let message = wrong_form(word, form);
                if rest.is_empty() {
                    diag.on(Rule::WrongValue, ident, message);
                } else {
                    diag.on(Rule::WrongValue, rest, message);
                }
            }
        }
    }
}

impl Written {
    /// Converts the word's value, or reports why it cannot be one.
    pub(crate) fn convert<T: FromMeta>(&self, diag: &mut Diagnostics) -> Option<T> {
        let Value::Expression(expr) = &self.value else {
            diag.on(Rule::WrongValue, &self.ident, wrong_form(self.word, Form::Literal));
            return None;
        };
        match T::from_expr(expr) {
            Ok(value) => Some(value),
            Err(error) => {
                diag.at(Rule::WrongValue, error.span(), error);
                None
            }
        }
    }
}

/// Whether `name` is among the words that were written.
pub(crate) fn has_seen(seen: &[Ident], name: &str) -> bool {
    seen.iter().any(|seen| seen.unraw() == name)
}

/// Whether this is our helper attribute.
pub(crate) fn is_cache(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cache")
}

fn known(site: Site) -> String {
    let words = symbol::WORDS.iter().filter(|word| word.form(site).is_some()).map(|word| word.name);
    format!("use {}", crate::suggest::list(words))
}

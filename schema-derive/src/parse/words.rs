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
    /// All that were written.
    pub(crate) seen: Seen,
    /// Whether something was refused, so that what was meant is not all known.
    pub(crate) has_mistakes: bool,
}

/// What was written, in whatever shape. What is here is not missing: what is wrong with it has been said.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The words, also those with a value that was refused.
    pub(crate) words: Vec<Ident>,
    /// The words that were probably meant, at what was written instead.
    slips: Vec<(&'static str, Ident)>,
    /// Whether an attribute was there that could not be read at all.
    pub(crate) is_unreadable: bool,
}

impl Seen {
    /// The place of `name`, or of the slip that means it.
    pub(crate) fn place(&self, name: &str) -> Option<&Ident> {
        let slip = self.slips.iter().find(|(meant, _)| *meant == name).map(|(_, ident)| ident);
        self.word(name).or(slip)
    }

    /// Whether `name` was written or meant.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    fn word(&self, name: &str) -> Option<&Ident> {
        self.words.iter().find(|word| word.unraw() == name)
    }
}

impl Words {
    /// The words of all `#[cache(…)]` among `attributes`.
    pub(crate) fn of_attributes(attributes: &[Attribute], site: Site, diag: &mut Diagnostics) -> Self {
        let mut words = Self::default();
        let before = diag.len();
        for attribute in attributes.iter().filter(|attribute| is_cache(attribute)) {
            match &attribute.meta {
                Meta::List(list) => words.read(list.tokens.clone(), site, diag),
                other => {
                    let message =
                        "`#[cache]` says nothing here; write its words in parentheses: `#[cache(…)]`";
                    diag.on(Rule::WrongValue, other, message);
                    words.seen.is_unreadable = true;
                }
            }
        }
        words.has_mistakes = diag.len() > before;
        words
    }

    /// The words of `#[cachekit(…)]`.
    pub(crate) fn of_arguments(arguments: TokenStream, diag: &mut Diagnostics) -> Self {
        let mut words = Self::default();
        words.read(arguments, Site::Function, diag);
        words
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
            Lookup::Unknown { message, meant } => {
                drop(rest_of_word(input));
                diag.on(Rule::UnknownWord, &ident, message);
                return self.seen.slips.extend(meant.map(|meant| (meant, ident)));
            }
        };
        let twice = self.seen.word(&name).is_some();
        self.seen.words.push(ident.clone());
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
                diag.on(Rule::WrongValue, expr, error);
                None
            }
        }
    }
}

/// Whether this is our helper attribute.
pub(crate) fn is_cache(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cache")
}

fn known(site: Site) -> String {
    let words = symbol::WORDS.iter().filter(|word| word.form(site).is_some()).map(|word| word.name);
    format!("use {}", crate::suggest::list(words))
}

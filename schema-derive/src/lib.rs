//! The schema compiler behind cachekit's macros.
//!
//! ```text
//!   tokens ──parse──▶ item ──model──▶ model ──check──▶ Checked<model> ──emit──▶ tokens
//!             │                                │
//!             │ unknown, duplicate, missing,   │ does not fit together:      on any mistake: all of them as
//!             │ wrong kind of value            │ one function per rule       `compile_error!`s, and a stub
//!             └───────────────┬────────────────┘
//!                           diag
//! ```
//!
//! - [`rule`] names everything that can be wrong, [`symbol`] every attribute word.
//! - `parse` says what was written, `model` what it means with all defaults, `check` what does not fit together. Each
//!   reports and goes on, so one build shows all mistakes of an item.
//! - `emit` cannot fail: it takes a `Checked` model, which only `check` makes.
//!
//! It is an ordinary library: it never touches `proc_macro`, the environment or files, so every stage can be tested
//! without a compiler. The proc-macro crate `cachekit-macros` forwards to the four functions below.

mod check;
mod crate_path;
mod diag;
mod emit;
mod literal;
mod model;
mod parse;
pub mod rule;
mod suggest;
pub mod symbol;
mod syntax;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::check::Verdict;
use crate::crate_path::CratePath;
pub use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::parse::function::FnSource;
use crate::rule::Rule;

/// What the compiler has to know of its surroundings.
#[derive(Debug, Clone)]
pub struct Options {
    /// The path of the runtime crate in the user's crate, like `::cachekit`; the word `crate` overrides it.
    pub crate_path: String,
    /// What the runtime crate was built with.
    pub capabilities: Capabilities,
}

/// What the runtime crate was built with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Capabilities {
    /// The feature `bincode`.
    pub bincode: bool,
    /// The feature `encryption`.
    pub encryption: bool,
}

/// The result of an expansion.
#[derive(Debug, Clone)]
pub struct Expansion {
    /// The code: complete when there are no diagnostics, else a stub that keeps other code compiling.
    pub tokens: TokenStream,
    /// The mistakes of the item, all of them.
    pub diagnostics: Vec<Diagnostic>,
}

impl Expansion {
    /// What a macro hands to the compiler: the errors, then the code.
    pub fn into_tokens(self) -> TokenStream {
        let Self { tokens, diagnostics } = self;
        quote!(#(#diagnostics)* #tokens)
    }
}

/// Expands `#[derive(CacheRegion)]`.
pub fn derive_cache_region(input: TokenStream, options: &Options) -> Expansion {
    derive("derive(CacheRegion)", input, |input, diag| {
        let item = parse::region::parse(input, diag);
        let region = model::region::Region::new(item, default_crate(options));
        match check::region(region, options.capabilities, diag) {
            Verdict::Sound(region) => emit::region::emit(&region),
            Verdict::Broken(region) => emit::fallback::region(&region),
        }
    })
}

/// Expands `#[derive(KeyPart)]`.
pub fn derive_key_part(input: TokenStream, options: &Options) -> Expansion {
    derive("derive(KeyPart)", input, |input, diag| {
        let item = parse::key_part::parse(input, diag);
        let part = model::key_part::KeyPart::new(item, default_crate(options));
        match check::key_part(part, diag) {
            Verdict::Sound(part) => emit::key_part::emit(&part),
            Verdict::Broken(part) => emit::fallback::key_part(&part),
        }
    })
}

/// Expands `#[derive(CacheValue)]`.
pub fn derive_cache_value(input: TokenStream, options: &Options) -> Expansion {
    derive("derive(CacheValue)", input, |input, diag| {
        let item = parse::cache_value::parse(input, diag);
        let value = model::cache_value::CacheValue::new(item, default_crate(options));
        match check::cache_value(value, diag) {
            Verdict::Sound(value) => emit::cache_value::emit(&value),
            Verdict::Broken(value) => emit::fallback::cache_value(&value),
        }
    })
}

/// Expands `#[cachekit(arguments)]` on `item`.
pub fn expand_cachekit(arguments: TokenStream, item: TokenStream, options: &Options) -> Expansion {
    guarded("#[cachekit]", item, |item, diag| {
        let source = match syn::parse2::<FnSource>(item.clone()) {
            Ok(source) => source,
            Err(error) => {
                report_no_function(&item, &error, diag);
                return item;
            }
        };
        let item = parse::function::parse(arguments, source, diag);
        let function = model::function::Function::new(item, default_crate(options));
        match check::function(function, options.capabilities, diag) {
            Verdict::Sound(function) => emit::function::emit(&function),
            Verdict::Broken(function) => emit::fallback::function(&function),
        }
    })
}

fn default_crate(options: &Options) -> CratePath {
    CratePath::from_options(&options.crate_path)
}

fn derive(
    entry: &str,
    input: TokenStream,
    expand: impl FnOnce(DeriveInput, &mut Diagnostics) -> TokenStream,
) -> Expansion {
    guarded(entry, input, |input, diag| match syn::parse2(input) {
        Ok(input) => expand(input, diag),
        Err(error) => {
            diag.at(Rule::WrongItem, error.span(), error);
            TokenStream::new()
        }
    })
}

/// Runs an expansion; a panic in it becomes a diagnostic that says whose bug it is.
fn guarded(
    entry: &str,
    input: TokenStream,
    expand: impl FnOnce(TokenStream, &mut Diagnostics) -> TokenStream,
) -> Expansion {
    let run = || {
        let mut diag = Diagnostics::new();
        let tokens = expand(input, &mut diag);
        Expansion { tokens, diagnostics: diag.finish() }
    };
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Expansion {
        tokens: TokenStream::new(),
        diagnostics: vec![diag::bug(entry, &*panic)],
    })
}

fn report_no_function(item: &TokenStream, error: &syn::Error, diag: &mut Diagnostics) {
    if parse::function::keyword(item, &["fn"]).is_some() {
        diag.at(Rule::WrongItem, error.span(), error);
    } else if let Some(keyword) = parse::function::keyword(item, &["impl", "trait", "mod"]) {
        let message = format!("`#[cachekit]` does not go on `{keyword}`; write it on each `async fn` inside");
        diag.on(Rule::WrongItem, keyword, message);
    } else {
        let message = "`#[cachekit]` goes on an `async fn`; for a key struct write `#[derive(CacheRegion)]`";
        match parse::function::keyword(item, &["struct", "enum", "union", "type", "static", "const", "use"]) {
            Some(keyword) => diag.on(Rule::WrongItem, keyword, message),
            None => diag.on(Rule::WrongItem, item, message),
        }
    }
}

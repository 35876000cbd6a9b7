//! What was written for `#[cachekit(…)]`: its words, and the function under it.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Attribute, Expr, FnArg, Ident, Pat, Signature, Token, Type, Visibility};

use super::form::{RegionValue, Value};
use super::schema::{SchemaWords, missing_words};
use super::words::{Seen, Words, is_cache};
use crate::diag::Diagnostics;
use crate::rule::Rule;
use crate::symbol::Site;

/// A function and its words as written.
#[derive(Debug)]
pub(crate) struct FunctionItem {
    pub(crate) source: FnSource,
    pub(crate) parameters: Vec<ParameterItem>,
    pub(crate) receiver: Option<ReceiverItem>,
    pub(crate) words: SchemaWords,
    /// Where the cache client is.
    pub(crate) client: Option<Expr>,
    pub(crate) region: Option<RegionValue>,
    /// `skip(…)`; `None` when nothing usable was written.
    pub(crate) skip: Option<Vec<Ident>>,
    /// All words that were written.
    pub(crate) seen: Seen,
}

/// The function itself, without our attributes on its parameters. The body is kept as tokens: it is the user's.
#[derive(Debug, Clone)]
pub(crate) struct FnSource {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// `#![…]` at the head of the body.
    pub(crate) inner_attributes: Vec<Attribute>,
    /// `None` in a trait.
    pub(crate) body: Option<Group>,
}

impl Parse for FnSource {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let signature = input.parse()?;
        if input.peek(Token![;]) {
            let _: Token![;] = input.parse()?;
            return Ok(Self { attributes, visibility, signature, inner_attributes: Vec::new(), body: None });
        }
        let group = body(input)?;
        let parts = |body: ParseStream<'_>| Ok((Attribute::parse_inner(body)?, body.parse::<TokenStream>()?));
        let (inner_attributes, rest) = parts.parse2(group.stream())?;
        let body = with_content(&group, rest);
        Ok(Self { attributes, visibility, signature, inner_attributes, body: Some(body) })
    }
}

/// The braces of the body; a `$body:block` of a `macro_rules!` has invisible ones around them.
fn body(input: ParseStream<'_>) -> syn::Result<Group> {
    let is_braces = |group: &Group| group.delimiter() == Delimiter::Brace;
    let at = input.span();
    let mut tree: Option<TokenTree> = input.parse().ok();
    while let Some(TokenTree::Group(group)) = tree {
        if is_braces(&group) {
            return Ok(group);
        }
        let mut inside = group.stream().into_iter();
        tree = inside.next().filter(|_| group.delimiter() == Delimiter::None && inside.next().is_none());
    }
    Err(syn::Error::new(at, "the body of the function is expected; write it in braces"))
}

impl FnSource {
    /// The body with `first` in front of the user's statements; empty without a body.
    pub(crate) fn body_after(&self, first: &TokenStream) -> TokenStream {
        let Some(body) = &self.body else { return TokenStream::new() };
        let statements = body.stream();
        with_content(body, quote!(#first #statements)).into_token_stream()
    }
}

/// The same braces around something else.
fn with_content(braces: &Group, content: TokenStream) -> Group {
    let mut group = Group::new(braces.delimiter(), content);
    group.set_span(braces.span());
    group
}

/// A parameter as written.
#[derive(Debug)]
pub(crate) struct ParameterItem {
    pub(crate) pattern: Pat,
    pub(crate) ty: Type,
    pub(crate) skip: Option<Ident>,
    pub(crate) compact: Option<Ident>,
    pub(crate) sensitive: Option<Ident>,
    /// Whether some of its words were refused, so that it may have been meant to be skipped.
    pub(crate) is_doubtful: bool,
    /// `#[cfg(…)]`
    pub(crate) cfg: Option<Attribute>,
}

impl ParameterItem {
    /// The name that the parameter binds, if it is only a name.
    pub(crate) fn name(&self) -> Option<&Ident> {
        match &self.pattern {
            Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => {
                Some(&pattern.ident)
            }
            _ => None,
        }
    }
}

/// `self` as written.
#[derive(Debug)]
pub(crate) struct ReceiverItem {
    pub(crate) self_token: Token![self],
    pub(crate) skip: Option<Ident>,
    /// Whether some of its words were refused, so that it may have been meant to be skipped.
    pub(crate) is_doubtful: bool,
}

pub(crate) fn parse(arguments: TokenStream, mut source: FnSource, diag: &mut Diagnostics) -> FunctionItem {
    let words = Words::of_arguments(arguments, diag);
    let (receiver, parameters) = take_parameters(&mut source.signature, diag);
    let mut item = FunctionItem {
        source,
        parameters,
        receiver,
        words: SchemaWords::default(),
        client: None,
        region: None,
        skip: None,
        seen: words.seen,
    };
    for word in words.usable {
        let Some(word) = item.words.take(word, diag) else { continue };
        match word.value {
            Value::Expression(client) => item.client = Some(client),
            Value::Region(region) => item.region = Some(region),
            Value::Names(names) => item.skip = Some(names),
            Value::Nothing | Value::Type(_) => {}
        }
    }
    let decides_lifetime = match &item.region {
        Some(region) => matches!(region, RegionValue::New(_)),
        None => !item.seen.has("region"),
    };
    if decides_lifetime {
        // A name that other programs know cannot be made of a place in this one.
        let required: &[&str] = if item.seen.has("interop") { &["ttl", "namespace"] } else { &["ttl"] };
        missing_words(&item.seen, required, item.source.signature.ident.span(), diag);
    }
    item
}

/// Reads the parameters and removes our attributes from them.
fn take_parameters(
    signature: &mut Signature,
    diag: &mut Diagnostics,
) -> (Option<ReceiverItem>, Vec<ParameterItem>) {
    let mut receiver = None;
    let mut parameters = Vec::new();
    for input in &mut signature.inputs {
        let attributes = match input {
            FnArg::Receiver(receiver) => &mut receiver.attrs,
            FnArg::Typed(parameter) => &mut parameter.attrs,
        };
        let words = Words::of_attributes(attributes, Site::Parameter, diag);
        attributes.retain(|attribute| !is_cache(attribute));
        let [skip, compact, sensitive] =
            ["skip", "compact", "sensitive"].map(|word| words.seen.place(word).cloned());
        match input {
            FnArg::Receiver(item) => {
                for word in [compact, sensitive].into_iter().flatten().filter(|_| !words.has_mistakes) {
                    let message = format!(
                        "`{word}` does not belong on `self`; pass what is to be hashed as a parameter, \
                         and mark that `#[cache({word})]`"
                    );
                    diag.on(Rule::UnknownWord, word, message);
                }
                receiver =
                    Some(ReceiverItem { self_token: item.self_token, skip, is_doubtful: words.has_mistakes });
            }
            FnArg::Typed(item) => parameters.push(ParameterItem {
                pattern: (*item.pat).clone(),
                ty: (*item.ty).clone(),
                skip,
                compact,
                sensitive,
                is_doubtful: words.has_mistakes,
                cfg: item.attrs.iter().find(|attribute| attribute.path().is_ident("cfg")).cloned(),
            }),
        }
    }
    (receiver, parameters)
}

/// The first of these keywords outside of all braces.
pub(crate) fn keyword(item: &TokenStream, keywords: &[&str]) -> Option<Ident> {
    item.clone().into_iter().find_map(|tree| match tree {
        TokenTree::Ident(ident) if keywords.iter().any(|keyword| ident == keyword) => Some(ident),
        _ => None,
    })
}

//! The values of a call that are in its key.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Index, Member};

use crate::model::function::Function;
use crate::model::key::{PartForm, Segment};
use crate::syntax::generated_at;

/// The most elements of one tuple; more are nested.
const TUPLE: usize = 8;

/// The parts of the key as a tuple, with the literals between them.
pub(super) fn arguments(function: &Function) -> TokenStream {
    let mut arguments: Vec<_> =
        function.key.varying().iter().map(|segment| argument(function, segment)).collect();
    while arguments.len() > TUPLE {
        arguments = arguments.chunks(TUPLE).map(|group| quote!((#(#group,)*))).collect();
    }
    quote!((#(#arguments,)*))
}

fn argument(function: &Function, segment: &Segment) -> TokenStream {
    let placeholder = match segment {
        Segment::Literal(text) => return quote!(__ck::lit(#text)),
        Segment::Placeholder(placeholder) => placeholder,
    };
    let rest = placeholder.steps.get(1..).unwrap_or_default();
    let at = function.key.span(&placeholder.at);
    if let Some(receiver) = function.receiver.as_ref().filter(|_| placeholder.root() == "self") {
        let value = path(receiver.self_token, rest, at);
        return quote_spanned!(generated_at(at)=> __ck::arg!(whole &#value));
    }
    let Some(part) = function.part(placeholder.root()) else { return TokenStream::new() };
    let (value, at) = match &part.member {
        Member::Named(ident) if placeholder.is_whole() => (ident.to_token_stream(), part.ty.span()),
        member => (path(member, rest, at), at),
    };
    let form = match part.form() {
        PartForm::Whole => "whole",
        PartForm::Compact => "compact",
        PartForm::Sensitive => "sensitive",
    };
    let form = Ident::new(form, generated_at(at));
    quote_spanned!(generated_at(at)=> __ck::arg!(#form &#value))
}

/// `root.step.step`, with the steps at `span`.
fn path(root: impl ToTokens, steps: &[String], span: Span) -> TokenStream {
    let steps = steps.iter().map(|step| member(step, span));
    quote_spanned!(span=> #root #(.#steps)*)
}

fn member(step: &str, span: Span) -> TokenStream {
    if let Ok(index) = step.parse() {
        return Index { index, span }.into_token_stream();
    }
    match syn::parse_str::<Ident>(step) {
        Ok(_) => Ident::new(step, span).into_token_stream(),
        // A keyword: the field is `r#type`.
        Err(_) => Ident::new_raw(step, span).into_token_stream(),
    }
}

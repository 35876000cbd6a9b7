//! What was written for `#[derive(CacheRegion)]`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Field, Generics, Ident, Index, Member, Type};

use super::form::Value;
use super::schema::{SchemaWords, missing_words};
use super::words::{Seen, Words, is_cache};
use crate::diag::Diagnostics;
use crate::rule::Rule;
use crate::symbol::Site;

/// A struct as written.
#[derive(Debug)]
pub(crate) struct RegionItem {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) fields: Vec<FieldItem>,
    pub(crate) words: SchemaWords,
    /// All words that were written.
    pub(crate) seen: Seen,
    /// The type of the values.
    pub(crate) value: Option<Type>,
    /// `enum` or `union`, when it is no struct.
    pub(crate) not_a_struct: Option<TokenStream>,
}

/// A field as written.
#[derive(Debug)]
pub(crate) struct FieldItem {
    pub(crate) member: Member,
    /// As placeholders write it: `tenant`, `type` for `r#type`, `0`.
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) skip: Option<Ident>,
    pub(crate) compact: Option<Ident>,
    pub(crate) sensitive: Option<Ident>,
    /// Whether some of its words were refused, so that it may have been meant to be skipped.
    pub(crate) is_doubtful: bool,
}

pub(crate) fn parse(input: DeriveInput, diag: &mut Diagnostics) -> RegionItem {
    let words = Words::of_attributes(&input.attrs, Site::Region, diag);
    let attribute = input.attrs.iter().find(|attribute| is_cache(attribute));
    if attribute.is_none() {
        diag.on(
            Rule::MissingWord,
            &input.ident,
            format_args!(
                "`{}` does not say what it caches; write \
                 `#[cache(namespace = \"…\", key = \"…\", value = …, ttl = \"5m\")]` above it",
                input.ident
            ),
        );
    }
    let Words { usable, seen, .. } = words;
    let mut schema = SchemaWords::default();
    let mut value = None;
    for word in usable {
        if let Some(Value::Type(ty)) = schema.take(word, diag).map(|word| word.value) {
            value = Some(ty);
        }
    }
    if let Some(attribute) = attribute {
        missing_words(&seen, required(&schema, &seen), attribute.path().span(), diag);
    }
    let (fields, not_a_struct) = match input.data {
        Data::Struct(data) => (data.fields.into_iter().collect(), None),
        Data::Enum(data) => {
            let keyword = data.enum_token;
            (Vec::new(), Some(quote!(#keyword)))
        }
        Data::Union(data) => {
            let keyword = data.union_token;
            (Vec::new(), Some(quote!(#keyword)))
        }
    };
    let fields =
        fields.into_iter().enumerate().map(|(index, field)| parse_field(index, field, diag)).collect();
    RegionItem {
        ident: input.ident,
        generics: input.generics,
        fields,
        words: schema,
        seen,
        value,
        not_a_struct,
    }
}

/// The words without which a region is not declared. The layout decides what its keys are made of.
fn required(words: &SchemaWords, seen: &Seen) -> &'static [&'static str] {
    match &words.layout {
        Some(layout) if layout.0.value() == "interop" => &["namespace", "value", "ttl", "operation"],
        Some(layout) if layout.0.value() == "native" => NATIVE,
        None if !seen.has("layout") => NATIVE,
        // Which of the two was meant cannot be known.
        _ => &["namespace", "value", "ttl"],
    }
}

const NATIVE: &[&str] = &["namespace", "key", "value", "ttl"];

fn parse_field(index: usize, field: Field, diag: &mut Diagnostics) -> FieldItem {
    let words = Words::of_attributes(&field.attrs, Site::RegionField, diag);
    let [skip, compact, sensitive] =
        ["skip", "compact", "sensitive"].map(|word| words.seen.place(word).cloned());
    let (member, name) = match field.ident {
        Some(ident) => (Member::Named(ident.clone()), ident.unraw().to_string()),
        None => (Member::Unnamed(tuple_index(index, field.ty.span())), index.to_string()),
    };
    FieldItem { member, name, ty: field.ty, skip, compact, sensitive, is_doubtful: words.has_mistakes }
}

/// The index of a tuple's field, at the place of its type.
pub(crate) fn tuple_index(index: usize, span: Span) -> Index {
    // A struct with more fields than `u32` counts does not fit into a source file.
    Index { index: u32::try_from(index).unwrap_or(u32::MAX), span }
}

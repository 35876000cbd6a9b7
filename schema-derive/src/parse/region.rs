//! What was written for `#[derive(CacheRegion)]`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Field, Generics, Ident, Index, Member, Type};

use super::form::Value;
use super::schema::{SchemaWords, missing_words};
use super::words::{Words, is_cache};
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
    /// Whether some of its words were refused, so that it may have been meant to be skipped.
    pub(crate) is_doubtful: bool,
}

const REQUIRED: [&str; 4] = ["namespace", "key", "value", "ttl"];

pub(crate) fn parse(input: DeriveInput, diag: &mut Diagnostics) -> RegionItem {
    let words = Words::of_attributes(&input.attrs, Site::Region, diag);
    match input.attrs.iter().find(|attribute| is_cache(attribute)) {
        Some(attribute) => missing_words(&words.seen, &REQUIRED, attribute.path().span(), diag),
        None => diag.on(
            Rule::MissingWord,
            &input.ident,
            format_args!(
                "`{}` does not say what it caches; write \
                 `#[cache(namespace = \"…\", key = \"…\", value = …, ttl = \"5m\")]` above it",
                input.ident
            ),
        ),
    }
    let mut schema = SchemaWords::default();
    let mut value = None;
    for word in words.usable {
        if let Some(Value::Type(ty)) = schema.take(word, diag).map(|word| word.value) {
            value = Some(ty);
        }
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
    RegionItem { ident: input.ident, generics: input.generics, fields, words: schema, value, not_a_struct }
}

fn parse_field(index: usize, field: Field, diag: &mut Diagnostics) -> FieldItem {
    let words = Words::of_attributes(&field.attrs, Site::RegionField, diag);
    let [skip, compact] = ["skip", "compact"].map(|word| words.seen.place(word).cloned());
    let (member, name) = match field.ident {
        Some(ident) => (Member::Named(ident.clone()), ident.unraw().to_string()),
        None => (Member::Unnamed(tuple_index(index, field.ty.span())), index.to_string()),
    };
    FieldItem { member, name, ty: field.ty, skip, compact, is_doubtful: words.has_mistakes }
}

/// The index of a tuple's field, at the place of its type.
pub(crate) fn tuple_index(index: usize, span: Span) -> Index {
    // A struct with more fields than `u32` counts does not fit into a source file.
    Index { index: u32::try_from(index).unwrap_or(u32::MAX), span }
}

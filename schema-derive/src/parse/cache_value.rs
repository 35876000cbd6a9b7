//! What was written for `#[derive(CacheValue)]`.

use proc_macro2::Span;
use syn::{Attribute, Data, DeriveInput, Field, Generics, Ident, Type};

use super::value::VersionValue;
use super::words::Words;
use crate::crate_path::CratePath;
use crate::diag::Diagnostics;
use crate::symbol::Site;

/// An item as written.
#[derive(Debug)]
pub(crate) struct CacheValueItem {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// All attributes; the model reads what serde was told.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) data: CacheValueData,
    pub(crate) version: Option<VersionValue>,
    pub(crate) sensitive: Option<Ident>,
    pub(crate) crate_path: Option<CratePath>,
}

/// What the item consists of.
#[derive(Debug)]
pub(crate) enum CacheValueData {
    Struct(Vec<ValueFieldItem>),
    Enum(Vec<ValueVariantItem>),
    Union(Span),
}

/// A variant as written.
#[derive(Debug)]
pub(crate) struct ValueVariantItem {
    pub(crate) ident: Ident,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) fields: Vec<ValueFieldItem>,
}

/// A field as written.
#[derive(Debug)]
pub(crate) struct ValueFieldItem {
    pub(crate) ident: Option<Ident>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) ty: Type,
    pub(crate) version: Option<VersionValue>,
    pub(crate) recursive: Option<Ident>,
    pub(crate) sensitive: Option<Ident>,
}

pub(crate) fn parse(input: DeriveInput, diag: &mut Diagnostics) -> CacheValueItem {
    let words = Words::of_attributes(&input.attrs, Site::CacheValue, diag);
    let sensitive = words.seen.place("sensitive").cloned();
    let (mut version, mut crate_path) = (None, None);
    for word in words.usable {
        match word.word.name {
            "version" => version = word.convert(diag),
            "sensitive" => {}
            _ => crate_path = word.convert(diag),
        }
    }
    let data = match input.data {
        Data::Struct(data) => CacheValueData::Struct(parse_fields(data.fields, diag)),
        Data::Enum(data) => CacheValueData::Enum(
            data.variants.into_iter().map(|variant| parse_variant(variant, diag)).collect(),
        ),
        Data::Union(data) => CacheValueData::Union(data.union_token.span),
    };
    CacheValueItem {
        ident: input.ident,
        generics: input.generics,
        attributes: input.attrs,
        data,
        version,
        sensitive,
        crate_path,
    }
}

fn parse_variant(variant: syn::Variant, diag: &mut Diagnostics) -> ValueVariantItem {
    // No words of its own, but what is written has to be a word of a key part.
    let _ = Words::of_attributes(&variant.attrs, Site::CacheValueVariant, diag);
    ValueVariantItem {
        ident: variant.ident,
        attributes: variant.attrs,
        fields: parse_fields(variant.fields, diag),
    }
}

fn parse_fields(fields: syn::Fields, diag: &mut Diagnostics) -> Vec<ValueFieldItem> {
    fields.into_iter().map(|field| parse_field(field, diag)).collect()
}

fn parse_field(field: Field, diag: &mut Diagnostics) -> ValueFieldItem {
    let words = Words::of_attributes(&field.attrs, Site::CacheValueField, diag);
    let sensitive = words.seen.place("sensitive").cloned();
    let (mut version, mut recursive) = (None, None);
    for word in words.usable {
        match word.word.name {
            "version" => version = word.convert(diag),
            "sensitive" => {}
            _ => recursive = Some(word.ident),
        }
    }
    ValueFieldItem {
        ident: field.ident,
        attributes: field.attrs,
        ty: field.ty,
        version,
        recursive,
        sensitive,
    }
}

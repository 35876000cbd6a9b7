//! The model of a key part.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::{Fields, Generics, Member, Type};

use crate::crate_path::CratePath;
use crate::parse::key_part::{KeyPartData, KeyPartItem, VariantItem};
use crate::syntax;

/// A newtype or an enum without fields.
#[derive(Debug)]
pub(crate) struct KeyPart {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) crate_path: CratePath,
    pub(crate) shape: Shape,
    /// Whether it says that its text must not be in a key as it is.
    pub(crate) is_sensitive: bool,
}

/// What the item consists of.
#[derive(Debug)]
pub(crate) enum Shape {
    /// One field, beside `PhantomData`, which has no text.
    Newtype {
        member: Member,
        ty: Box<Type>,
    },
    /// A struct with another number of fields.
    Fields(usize),
    /// A struct of nothing but `PhantomData`.
    Markers,
    Names(Vec<Variant>),
    Union,
}

/// A variant and its text in keys.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) text: String,
    /// Where the text is written.
    pub(crate) text_span: Span,
    pub(crate) fields: Fields,
}

impl KeyPart {
    pub(crate) fn new(item: KeyPartItem, default_crate: CratePath) -> Self {
        let KeyPartItem { ident, generics, data, sensitive, crate_path } = item;
        let shape = match data {
            KeyPartData::Struct(fields) => newtype(fields),
            KeyPartData::Enum(variants) => Shape::Names(variants.into_iter().map(Variant::from).collect()),
            KeyPartData::Union => Shape::Union,
        };
        Self {
            ident,
            generics,
            crate_path: crate_path.unwrap_or(default_crate),
            shape,
            is_sensitive: sensitive.is_some(),
        }
    }
}

fn newtype(mut fields: Vec<(Member, Type)>) -> Shape {
    let count = fields.len();
    let is_marker = |ty: &Type| syntax::last_segment(ty).is_some_and(|last| last.ident == "PhantomData");
    fields.retain(|(_, ty)| !is_marker(ty));
    match fields.pop() {
        Some((member, ty)) if fields.is_empty() => Shape::Newtype { member, ty: Box::new(ty) },
        None if count > 0 => Shape::Markers,
        _ => Shape::Fields(count),
    }
}

impl From<VariantItem> for Variant {
    fn from(item: VariantItem) -> Self {
        let VariantItem { ident, fields, rename } = item;
        let (text, text_span) = match rename {
            Some(rename) => (rename.0.value(), rename.0.span()),
            None => (ident.unraw().to_string(), ident.span()),
        };
        Self { ident, text, text_span, fields }
    }
}

//! What was written for `#[derive(KeyPart)]`.

use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Fields, Generics, Ident, Member, Type};

use super::region::tuple_index;
use super::value::RenameValue;
use super::words::Words;
use crate::crate_path::CratePath;
use crate::diag::Diagnostics;
use crate::symbol::Site;

/// An item as written.
#[derive(Debug)]
pub(crate) struct KeyPartItem {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) data: KeyPartData,
    /// On the item, or on a field.
    pub(crate) sensitive: Option<Ident>,
    pub(crate) crate_path: Option<CratePath>,
}

/// What the item consists of.
#[derive(Debug)]
pub(crate) enum KeyPartData {
    Struct(Vec<(Member, Type)>),
    Enum(Vec<VariantItem>),
    Union,
}

/// A variant as written.
#[derive(Debug)]
pub(crate) struct VariantItem {
    pub(crate) ident: Ident,
    pub(crate) fields: Fields,
    pub(crate) rename: Option<RenameValue>,
}

pub(crate) fn parse(input: DeriveInput, diag: &mut Diagnostics) -> KeyPartItem {
    let words = Words::of_attributes(&input.attrs, Site::KeyPart, diag);
    let mut sensitive = words.seen.place("sensitive").cloned();
    let crate_path = words.usable.iter().find(|word| word.word.name == "crate");
    let crate_path = crate_path.and_then(|word| word.convert(diag));
    let data = match input.data {
        Data::Struct(data) => KeyPartData::Struct(members(data.fields, &mut sensitive, diag)),
        Data::Enum(data) => {
            KeyPartData::Enum(data.variants.into_iter().map(|variant| parse_variant(variant, diag)).collect())
        }
        Data::Union(_) => KeyPartData::Union,
    };
    KeyPartItem { ident: input.ident, generics: input.generics, data, sensitive, crate_path }
}

fn members(fields: Fields, sensitive: &mut Option<Ident>, diag: &mut Diagnostics) -> Vec<(Member, Type)> {
    let mut members = Vec::new();
    for (index, field) in fields.into_iter().enumerate() {
        let words = Words::of_attributes(&field.attrs, Site::KeyPartField, diag);
        *sensitive = sensitive.take().or_else(|| words.seen.place("sensitive").cloned());
        let member =
            field.ident.map_or_else(|| Member::Unnamed(tuple_index(index, field.ty.span())), Member::Named);
        members.push((member, field.ty));
    }
    members
}

fn parse_variant(variant: syn::Variant, diag: &mut Diagnostics) -> VariantItem {
    let words = Words::of_attributes(&variant.attrs, Site::KeyPartVariant, diag);
    let rename = words.usable.first().and_then(|word| word.convert(diag));
    VariantItem { ident: variant.ident, fields: variant.fields, rename }
}

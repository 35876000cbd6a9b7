//! The model of a cache value: what its fingerprint is made of.

use cachekit_schema::hash;
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::{Generics, Type};

use super::fold::Fold;
use crate::crate_path::CratePath;
use crate::parse::cache_value::{CacheValueData, CacheValueItem};
use crate::syntax::{is_plain_part, text_of};

/// The name of the type that stands for a value inside its own fields.
pub(crate) const SELF_REF: &str = "__SelfRef";

/// A struct or an enum that regions can store.
#[derive(Debug)]
pub(crate) struct CacheValue {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) crate_path: CratePath,
    /// Stands for the whole shape.
    pub(crate) version: Option<u32>,
    /// What the fingerprint is folded from, in order.
    pub(crate) pieces: Vec<Piece>,
    /// Whether [`SELF_REF`] stands for the type in a field.
    pub(crate) is_recursive: bool,
    pub(crate) secrecy: Secrecy,
    /// Places whose bytes other code decides, with nothing that stands for them.
    pub(crate) foreign: Vec<Foreign>,
    /// The keyword, when the item is a union.
    pub(crate) union: Option<Span>,
}

/// Whether values hold what must not be stored in plain.
#[derive(Debug)]
pub(crate) enum Secrecy {
    /// A word says so, or the name of a field's type.
    Declared,
    /// If the type of one of the fields is.
    OfFields,
    /// As far as one can tell, no: a version or `recursive` stands for what is in it.
    None,
}

/// A piece of a fingerprint.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Names and serde's words.
    Text(String),
    /// The shape of a field's type.
    Child(Box<Child>),
}

/// The type of a field.
#[derive(Debug)]
pub(crate) struct Child {
    /// With the type itself replaced by [`SELF_REF`], unless `flat`.
    pub(crate) ty: Type,
    /// As written.
    pub(crate) written: Type,
    /// Whether only its own names count, because it closes a cycle, or asks more of the type than the stand-in has.
    pub(crate) flat: bool,
}

impl Child {
    /// Whether its type can say that it is sensitive.
    pub(crate) fn may_be_sensitive(&self) -> bool {
        !self.flat && !is_plain_part(&self.written)
    }
}

/// A place whose bytes other code decides.
#[derive(Debug)]
pub(crate) struct Foreign {
    /// serde's word.
    pub(crate) word: Ident,
    /// `field` or `type`, for the message.
    pub(crate) of: &'static str,
}

impl CacheValue {
    pub(crate) fn new(item: CacheValueItem, default_crate: CratePath) -> Self {
        let mut fold = Fold::new(&item);
        let mut union = None;
        match item.data {
            CacheValueData::Struct(fields) => fold.fields(&fields),
            CacheValueData::Enum(variants) => variants.iter().for_each(|variant| fold.variant(variant)),
            CacheValueData::Union(span) => union = Some(span),
        }
        fold.end_text();
        let Fold { pieces, is_recursive, foreign, is_sensitive, .. } = fold;
        let has_children =
            pieces.iter().any(|piece| matches!(piece, Piece::Child(child) if child.may_be_sensitive()));
        let secrecy = match (is_sensitive || item.sensitive.is_some(), item.version) {
            (true, _) => Secrecy::Declared,
            (false, None) if has_children => Secrecy::OfFields,
            (false, _) => Secrecy::None,
        };
        Self {
            ident: item.ident,
            generics: item.generics,
            crate_path: item.crate_path.unwrap_or(default_crate),
            version: item.version.map(|version| version.0),
            pieces,
            is_recursive,
            secrecy,
            foreign,
            union,
        }
    }

    /// The type's name, as fingerprints know it.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// The hash of all names and of the types as they are written, without what is in them.
    pub(crate) fn flat(&self) -> u64 {
        let hashes = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => hash::of_str(text),
            Piece::Child(child) => hash::of_str(&text_of(&child.written)),
        });
        hashes.fold(hash::of_str("flat"), hash::mix)
    }

    /// What stands for the type inside itself.
    pub(crate) fn back_reference(&self) -> u64 {
        hash::of_str(&format!("back:{}", self.name()))
    }
}

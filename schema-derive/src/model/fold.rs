//! From the fields of a cache value to the pieces of its fingerprint.

use std::mem;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::visit_mut::{self, VisitMut};
use syn::{Type, TypePath};

use super::cache_value::{Child, Foreign, Piece, SELF_REF};
use super::serde::SerdeWords;
use crate::parse::cache_value::{CacheValueData, CacheValueItem, ValueFieldItem, ValueVariantItem};
use crate::syntax::mentions_secret;

/// Collects the pieces of an item.
pub(super) struct Fold {
    own: Ident,
    pub(super) pieces: Vec<Piece>,
    /// Text since the last child.
    text: String,
    pub(super) is_recursive: bool,
    pub(super) foreign: Vec<Foreign>,
    /// Whether a stored field is sensitive by its words or by the name of its type.
    pub(super) is_sensitive: bool,
    /// Whether a version stands for everything.
    has_version: bool,
}

impl Fold {
    pub(super) fn new(item: &CacheValueItem) -> Self {
        let keyword = if matches!(item.data, CacheValueData::Enum(_)) { "enum" } else { "struct" };
        let serde = SerdeWords::new(&item.attributes);
        let mut fold = Self {
            own: item.ident.clone(),
            pieces: Vec::new(),
            text: format!("{keyword} {}", item.ident.unraw()),
            is_recursive: false,
            foreign: Vec::new(),
            is_sensitive: false,
            has_version: item.version.is_some(),
        };
        fold.serde(&serde);
        fold.foreign(serde, "type");
        fold
    }

    pub(super) fn variant(&mut self, variant: &ValueVariantItem) {
        let serde = SerdeWords::new(&variant.attributes);
        if serde.is_skipped {
            return;
        }
        self.text.push_str("|variant ");
        self.text.push_str(&variant.ident.unraw().to_string());
        self.serde(&serde);
        self.foreign(serde, "type");
        self.fields(&variant.fields);
    }

    pub(super) fn fields(&mut self, fields: &[ValueFieldItem]) {
        for (index, field) in fields.iter().enumerate() {
            self.field(index, field);
        }
    }

    fn field(&mut self, index: usize, field: &ValueFieldItem) {
        let serde = SerdeWords::new(&field.attributes);
        self.is_sensitive |= field.sensitive.is_some();
        if serde.is_skipped {
            return;
        }
        self.is_sensitive |= mentions_secret(&field.ty);
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), |ident| ident.unraw().to_string());
        self.text.push_str("|field ");
        self.text.push_str(&name);
        self.serde(&serde);
        if let Some(version) = field.version {
            self.text.push_str("|version ");
            self.text.push_str(&version.0.to_string());
            return;
        }
        self.foreign(serde, "field");
        self.child(field);
    }

    fn child(&mut self, field: &ValueFieldItem) {
        let flat = field.recursive.is_some();
        let mut ty = field.ty.clone();
        // What is flat is made of names alone: there the type can stand as written, with whatever rustc asks of it.
        if !flat {
            let mut marker = OwnName { own: &self.own, found: false };
            marker.visit_type_mut(&mut ty);
            self.is_recursive |= marker.found;
        }
        self.end_text();
        let child = Child { ty, written: field.ty.clone(), flat };
        self.pieces.push(Piece::Child(Box::new(child)));
    }

    /// Makes a piece of the text so far.
    pub(super) fn end_text(&mut self) {
        if !self.text.is_empty() {
            self.pieces.push(Piece::Text(mem::take(&mut self.text)));
        }
    }

    fn serde(&mut self, serde: &SerdeWords) {
        if !serde.text.is_empty() {
            self.text.push_str("|serde ");
            self.text.push_str(&serde.text);
        }
    }

    fn foreign(&mut self, serde: SerdeWords, of: &'static str) {
        if let Some(word) = serde.foreign.filter(|_| !self.has_version) {
            self.foreign.push(Foreign { word, of });
        }
    }
}

/// Replaces a type's own name, and `Self`, by the marker: its fingerprint cannot be made of itself.
struct OwnName<'a> {
    own: &'a Ident,
    found: bool,
}

impl VisitMut for OwnName<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty {
            Type::Path(path) if self.is_own(path) => {
                self.found = true;
                *ty = Type::Path(TypePath {
                    attrs: Vec::new(),
                    qself: None,
                    path: Ident::new(SELF_REF, Span::call_site()).into(),
                });
            }
            other => visit_mut::visit_type_mut(self, other),
        }
    }
}

impl OwnName<'_> {
    fn is_own(&self, path: &TypePath) -> bool {
        let segments = &path.path.segments;
        path.qself.is_none()
            && path.path.leading_colon.is_none()
            && segments.len() == 1
            && (segments[0].ident == *self.own || segments[0].ident == "Self")
    }
}

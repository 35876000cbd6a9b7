//! The model of a region.

use proc_macro2::{Ident, TokenStream};
use syn::{Generics, LitStr, Type};

use super::key::{Key, Part};
use super::policy::Policy;
use crate::crate_path::CratePath;
use crate::parse::region::RegionItem;
use crate::parse::words::Seen;
use crate::syntax::is_borrowed;

/// A region: a key struct and what it says.
#[derive(Debug)]
pub(crate) struct Region {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) crate_path: CratePath,
    /// `None` when nothing usable was written, which parsing has reported.
    pub(crate) namespace: Option<LitStr>,
    pub(crate) key: Key,
    pub(crate) fields: Vec<Part>,
    /// `()` when nothing usable was written, which parsing has reported.
    pub(crate) value: Type,
    pub(crate) policy: Policy,
    /// All words that were written.
    pub(crate) seen: Seen,
    /// `enum` or `union`, when the item is no struct.
    pub(crate) not_a_struct: Option<TokenStream>,
}

impl Region {
    pub(crate) fn new(item: RegionItem, default_crate: CratePath) -> Self {
        let RegionItem { ident, generics, fields, mut words, seen, value, not_a_struct } = item;
        let policy = Policy::new(&mut words, &seen);
        let key = words.key.take().map(|key| key.0);
        Self {
            ident,
            generics,
            crate_path: words.crate_path.take().unwrap_or(default_crate),
            namespace: words.namespace.take().map(|namespace| namespace.0),
            key: Key::of_layout(&policy, key).unwrap_or_else(Key::refused),
            fields: fields.into_iter().map(Part::from).collect(),
            value: value.unwrap_or_else(|| syn::parse_quote!(())),
            policy,
            seen,
            not_a_struct,
        }
    }

    /// Whether the value is something else's.
    pub(crate) fn has_borrowed_value(&self) -> bool {
        is_borrowed(&self.value)
    }

    /// The field that `name` means in a placeholder.
    pub(crate) fn field(&self, name: &str) -> Option<&Part> {
        self.fields.iter().find(|field| field.name == name)
    }
}

//! What serde was told about an item, a variant or a field.

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::syntax::text_of;

/// The `#[serde(…)]` words of one place.
#[derive(Debug, Default)]
pub(crate) struct SerdeWords {
    /// Those that change bytes, in the order in which they are written.
    pub(crate) text: String,
    /// Whether the place has no bytes at all.
    pub(crate) is_skipped: bool,
    /// The word that lets other code decide the bytes.
    pub(crate) foreign: Option<Ident>,
}

/// Words that change what is accepted or how code is generated, but no byte.
const WITHOUT_BYTES: [&str; 7] =
    ["alias", "borrow", "bound", "crate", "default", "deny_unknown_fields", "expecting"];

/// Words under which the bytes are not those of the type.
const FOREIGN: [&str; 7] =
    ["deserialize_with", "from", "into", "remote", "serialize_with", "try_from", "with"];

impl SerdeWords {
    pub(crate) fn new(attributes: &[Attribute]) -> Self {
        let mut words = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            // What serde cannot read, serde reports.
            let Ok(metas) = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
                continue;
            };
            metas.iter().for_each(|meta| words.add(meta));
        }
        words
    }

    fn add(&mut self, meta: &Meta) {
        let Some(ident) = meta.path().get_ident() else { return };
        let name = ident.to_string();
        if WITHOUT_BYTES.contains(&name.as_str()) {
            return;
        }
        self.is_skipped |= matches!(name.as_str(), "skip" | "skip_serializing");
        if FOREIGN.contains(&name.as_str()) {
            self.foreign = Some(ident.clone());
        }
        if !self.text.is_empty() {
            self.text.push(',');
        }
        self.text.push_str(&text_of(meta));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn words_without_bytes_are_left_out() {
        let words = SerdeWords::new(&[
            parse_quote!(#[serde(default, rename = "n")]),
            parse_quote!(#[doc = "x"]),
            parse_quote!(#[serde(bound(serialize = "T: X"), flatten)]),
        ]);
        assert_eq!(words.text, "rename=\"n\",flatten");
        assert!(!words.is_skipped && words.foreign.is_none());
    }

    #[test]
    fn skipped_and_foreign_places_are_seen() {
        assert!(SerdeWords::new(&[parse_quote!(#[serde(skip)])]).is_skipped);
        let words = SerdeWords::new(&[parse_quote!(#[serde(with = "hex")])]);
        assert_eq!(words.foreign.unwrap(), "with");
    }
}

//! Rules about key parts.

use cachekit_schema::segment::is_plain;

use crate::diag::Diagnostics;
use crate::model::key_part::{KeyPart, Shape, Variant};
use crate::rule::Rule;

/// ```text
/// #[derive(KeyPart)]
/// struct Range { from: u64, to: u64 }
/// ```
pub(super) fn key_part_shape(part: &KeyPart, diag: &mut Diagnostics) {
    let ident = &part.ident;
    let wrong = match &part.shape {
        Shape::Newtype { .. } => return,
        Shape::Names(variants) if variants.is_empty() => "has no variants".to_owned(),
        Shape::Names(variants) => {
            for Variant { ident: variant, fields, .. } in
                variants.iter().filter(|variant| !variant.fields.is_empty())
            {
                let message = format!(
                    "variant `{variant}` has fields, but a key part is one text; \
                     keep the variants without fields, and put the rest into fields of the region"
                );
                diag.on(Rule::KeyPartShape, fields, message);
            }
            return;
        }
        Shape::Fields(0) => "has no fields".to_owned(),
        Shape::Markers => "has no field with a text".to_owned(),
        Shape::Fields(count) => format!("has {count} fields"),
        Shape::Union => "is a union".to_owned(),
    };
    let message = format!(
        "`{ident}` {wrong}, but a key part is a struct with one field or an enum of names; \
         write one placeholder for each value"
    );
    diag.on(Rule::KeyPartShape, ident, message);
}

/// ```text
/// enum Plan { #[cache(rename = "pay as you go")] Metered }
/// ```
pub(super) fn variant_name_illegal(part: &KeyPart, diag: &mut Diagnostics) {
    let Shape::Names(variants) = &part.shape else { return };
    for variant in variants {
        let text = &variant.text;
        if text.is_empty() || !text.bytes().all(is_plain) {
            let quoted = text.escape_debug();
            let wrong = if text.is_empty() { "an empty name".to_owned() } else { format!("`{quoted}`") };
            let message = format!(
                "{wrong} cannot stand in a key as it is; \
                 write `#[cache(rename = \"…\")]` with letters, digits, `_` and `-`"
            );
            diag.at(Rule::VariantNameIllegal, variant.text_span, message);
        }
    }
}

/// ```text
/// enum Role { Admin, #[cache(rename = "Admin")] Root }
/// ```
pub(super) fn variant_name_clash(part: &KeyPart, diag: &mut Diagnostics) {
    let Shape::Names(variants) = &part.shape else { return };
    for (index, variant) in variants.iter().enumerate() {
        if let Some(first) = variants[..index].iter().find(|first| first.text == variant.text) {
            let message = format!(
                "`{}` and `{}` are both `{}` in keys; write another `#[cache(rename = \"…\")]` on one of them",
                variant.ident, first.ident, variant.text
            );
            diag.at(Rule::VariantNameClash, variant.text_span, message);
        }
    }
}

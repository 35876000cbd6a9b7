//! The rule about types that cannot be a part of a key, as far as names tell.

use syn::Type;

use crate::diag::Diagnostics;
use crate::model::key::{Key, Part};
use crate::rule::Rule;
use crate::syntax::{last_segment, only_argument_of, peel};

/// ```text
/// struct Tile { lat: f64, lon: f64 }
/// struct Report { day: SystemTime, filters: HashMap<String, String> }
/// ```
/// Other types without a canonical text are refused by their missing `KeyPart`.
pub(super) fn key_part_type(key: &Key, parts: &[Part], diag: &mut Diagnostics) {
    for part in parts {
        let is_keyed =
            key.placeholders().any(|placeholder| placeholder.is_whole() && placeholder.root() == part.name);
        if let (true, Some(message)) = (is_keyed, no_canonical_text(&part.ty)) {
            diag.on(Rule::KeyPartType, &part.ty, message);
        }
    }
}

/// Why a type cannot be a part, judged by its name.
fn no_canonical_text(ty: &Type) -> Option<String> {
    if only_argument_of(ty, "Option").is_some_and(|inner| only_argument_of(inner, "Option").is_some()) {
        return Some(
            "an `Option` of an `Option` has two ways to be absent; use one `Option`, \
             or an enum without fields that names the cases"
                .to_owned(),
        );
    }
    if let Some(inner) = inner(ty) {
        return no_canonical_text(inner);
    }
    let name = last_segment(ty)?.ident.to_string();
    match name.as_str() {
        "f32" | "f64" => Some(format!(
            "`{name}` cannot be a part of a key, because equal numbers can have different bits; \
             use an integer, like hundredths, or the text that you want in the key"
        )),
        "HashMap" | "BTreeMap" | "IndexMap" | "HashSet" | "BTreeSet" | "IndexSet" => Some(format!(
            "`{name}` cannot be a part of a key, because it has no one text; \
             put what identifies the value into fields of their own, or mark it `#[cache(skip)]`"
        )),
        "SystemTime" | "Instant" => Some(format!(
            "`{name}` cannot be a part of a key, because no two moments are equal; \
             use what the value is valid for, like the day as `u32`"
        )),
        _ => None,
    }
}

/// What a reference, an `Option` or a box is around.
fn inner(ty: &Type) -> Option<&Type> {
    match peel(ty) {
        Type::Reference(reference) => Some(&reference.elem),
        _ => ["Option", "Box", "Arc", "Rc"].iter().find_map(|name| only_argument_of(ty, name)),
    }
}

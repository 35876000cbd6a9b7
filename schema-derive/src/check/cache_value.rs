//! Rules about cache values.

use crate::diag::Diagnostics;
use crate::model::cache_value::CacheValue;
use crate::rule::Rule;

/// ```text
/// #[derive(CacheValue)]
/// union Bits { int: u32, float: f32 }
/// ```
pub(super) fn cache_value_shape(value: &CacheValue, diag: &mut Diagnostics) {
    if let Some(span) = value.union {
        let message =
            format!("`{}` is a union, which has no one shape to store; use a struct or an enum", value.ident);
        diag.at(Rule::CacheValueShape, span, message);
    }
}

/// ```text
/// #[derive(Serialize, Deserialize, CacheValue)]
/// struct Token { #[serde(with = "hex")] bytes: Vec<u8> }
/// ```
pub(super) fn serde_with_without_version(value: &CacheValue, diag: &mut Diagnostics) {
    for foreign in &value.foreign {
        let (word, of) = (&foreign.word, foreign.of);
        let message = format!(
            "serde's `{word}` lets other code decide the stored bytes, which the type does not show; \
             add `#[cache(version = 1)]` to the {of}, and count up when the bytes change"
        );
        diag.on(Rule::SerdeWithWithoutVersion, word, message);
    }
}

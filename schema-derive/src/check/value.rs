//! The rule about types that no bytes can become.

use syn::Type;

use crate::diag::Diagnostics;
use crate::model::returns::Handover;
use crate::rule::Rule;
use crate::syntax::{Unsized, text_of, unsized_type};

/// ```text
/// async fn motd(cache: &CacheKit) -> Arc<str> { … }
/// #[cache(value = [User], …)]
/// ```
/// `handover` is how a function returns its value.
pub(super) fn unsized_value(value: &Type, handover: Option<Handover>, diag: &mut Diagnostics) {
    let Some(found) = unsized_type(value) else { return };
    let instead = match (found, handover) {
        (Unsized::Object, _) => "a type that has one, like an enum".to_owned(),
        (Unsized::Owned(owned), Some(Handover::Shared)) => format!("`Arc<{owned}>`"),
        (Unsized::Owned(owned), Some(Handover::Handle)) => format!("`Cached<{owned}>`"),
        (Unsized::Owned(owned), _) => format!("`{owned}`"),
    };
    let message = format!(
        "`{}` has no size of its own, so it cannot be read back from bytes; write {instead}",
        text_of(value)
    );
    diag.on(Rule::UnsizedValue, value, message);
}

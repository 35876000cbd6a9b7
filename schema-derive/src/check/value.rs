//! Rules about the type of the values.

use syn::Type;

use crate::diag::Diagnostics;
use crate::model::policy::Policy;
use crate::model::returns::Handover;
use crate::rule::Rule;
use crate::syntax::{Unsized, mentions_secret, text_of, unsized_type};

/// ```text
/// #[cache(value = Vec<Secret<String>>, …)]              // not `secure`
/// ```
/// As far as names tell; other types say it themselves, in const evaluation.
pub(super) fn sensitive_without_secure(value: &Type, policy: &Policy, diag: &mut Diagnostics) {
    if !policy.means_secure && mentions_secret(value) {
        let message = "the value holds a secret, but would be stored as it is; write `secure` beside `ttl`";
        diag.on(Rule::SensitiveWithoutSecure, value, message);
    }
}

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

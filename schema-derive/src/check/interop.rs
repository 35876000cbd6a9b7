//! Rules about the interop layout: what every SDK can read, and so nothing that only this one knows.

use cachekit_schema::interop::{self, InteropSegmentError};
use syn::LitStr;
use syn::ext::IdentExt as _;

use crate::diag::Diagnostics;
use crate::literal::span_within;
use crate::model::key::{Key, KeySource, Part, PartForm};
use crate::model::policy::{Layout, Policy};
use crate::parse::words::Seen;
use crate::rule::Rule;
use crate::suggest;
use crate::syntax::is_secret;

/// ```text
/// layout = "python"
/// ```
pub(super) fn layout_unknown(policy: &Policy, diag: &mut Diagnostics) {
    if let Layout::Unknown(layout) = &policy.layout {
        let text = layout.value();
        let advice = suggest::advice(&text, ["interop", "native"].into_iter());
        diag.on(
            Rule::LayoutUnknown,
            layout,
            format_args!("unknown layout `{}`; {advice}", text.escape_debug()),
        );
    }
}

/// ```text
/// #[cache(namespace = "users", key = "user:{id}", operation = "get_user", …)]
/// ```
pub(super) fn operation_without_interop(policy: &Policy, diag: &mut Diagnostics) {
    if let (Layout::Native, Some(operation)) = (&policy.layout, &policy.operation) {
        diag.on(
            Rule::OperationWithoutInterop,
            operation,
            "an operation is a part of interop keys only; write `layout = \"interop\"` and no `key`, \
             or remove `operation`",
        );
    }
}

/// ```text
/// interop = "getUser"
/// ```
pub(super) fn bad_operation(policy: &Policy, diag: &mut Diagnostics) {
    let Some(operation) = policy.operation.as_ref().filter(|_| policy.is_interop()) else { return };
    if let Err(error) = interop::check_segment(&operation.value()) {
        diag.at(Rule::BadOperation, span_of(operation, error), error);
    }
}

/// ```text
/// #[cache(namespace = "Users", layout = "interop", operation = "get_user", …)]
/// ```
/// The rule of all namespaces, under the protocol's stricter grammar.
pub(super) fn bad_namespace(namespace: &LitStr, diag: &mut Diagnostics) {
    if let Err(error) = interop::check_namespace(&namespace.value()) {
        diag.at(Rule::BadNamespace, span_of(namespace, error), error);
    }
}

/// ```text
/// #[cache(key = "user:{id}", layout = "interop", operation = "get_user", …)]
/// ```
pub(super) fn key_with_interop(key: &Key, diag: &mut Diagnostics) {
    if let KeySource::Interop { stray: Some(stray) } = &key.source {
        diag.on(
            Rule::KeyWithInterop,
            stray,
            "an interop key is made of namespace, operation and arguments, in all languages alike; remove `key`",
        );
    }
}

/// ```text
/// #[cachekit(interop = "get_user", version = 2, codec = "bincode", …)]
/// async fn get_user(cache: &CacheKit, #[cache(compact)] id: &str, token: Secret<String>) -> …
/// ```
pub(super) fn interop_with_native_words(
    policy: &Policy,
    parts: &[Part],
    seen: &Seen,
    diag: &mut Diagnostics,
) {
    if !policy.is_interop() {
        return;
    }
    for word in &seen.words {
        let message = match word.unraw().to_string().as_str() {
            "version" => {
                "an interop entry has no room for a version, which other SDKs would not look at; remove `version`"
            }
            "codec" => "an interop value is MessagePack, since other SDKs read it; remove `codec`",
            _ => continue,
        };
        diag.on(Rule::InteropWithNativeWords, word, message);
    }
    for part in parts.iter().filter(|part| part.skip.is_none()) {
        let name = &part.name;
        if let Some(compact) = &part.compact {
            let message = "an interop key is one hash of all arguments already; remove `compact`";
            diag.on(Rule::InteropWithNativeWords, compact, message);
        }
        if part.form() != PartForm::Sensitive {
            continue;
        }
        let message = format!(
            "an interop key is a hash without a secret, so who sees keys can try values for `{name}`; leave it out with \
             `#[cache(skip)]`, or use the native layout"
        );
        match &part.sensitive {
            Some(sensitive) => diag.on(Rule::InteropWithNativeWords, sensitive, message),
            None if is_secret(&part.ty) => diag.on(Rule::InteropWithNativeWords, &part.ty, message),
            None => {}
        }
    }
}

fn span_of(literal: &LitStr, error: InteropSegmentError) -> proc_macro2::Span {
    match error {
        InteropSegmentError::BadCharacter { found, at } => span_within(literal, &(at..at + found.len_utf8())),
        InteropSegmentError::DoubleDot { at } => span_within(literal, &(at..at + 2)),
        _ => literal.span(),
    }
}

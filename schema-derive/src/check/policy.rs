//! Rules about namespaces, lifetimes, capacity, protection and codec.

use cachekit_schema::namespace::{self, NamespaceError};
use cachekit_schema::ttl::{Ttl, TtlError};
use syn::LitStr;

use super::interop;
use crate::Capabilities;
use crate::diag::Diagnostics;
use crate::literal::span_within;
use crate::model::policy::{Codec, Lifetime, Policy};
use crate::rule::Rule;
use crate::suggest;

/// ```text
/// #[cache(namespace = "my users", …)]
/// ```
pub(super) fn bad_namespace(policy: &Policy, namespace: Option<&LitStr>, diag: &mut Diagnostics) {
    let Some(literal) = namespace else { return };
    if policy.is_interop() {
        return interop::bad_namespace(literal, diag);
    }
    let text = literal.value();
    let Err(error) = namespace::check_region(&text) else { return };
    let span = match error {
        NamespaceError::BadCharacter { found, at, .. } => span_within(literal, &(at..at + found.len_utf8())),
        NamespaceError::StrayDot { at } => span_within(literal, &(at..at + 1)),
        _ => literal.span(),
    };
    let message = error.to_string();
    // Quotes would hide it.
    let message = match message.strip_prefix("` `") {
        Some(rest) => format!("a space{rest}"),
        None => message,
    };
    diag.at(Rule::BadNamespace, span, message);
}

/// ```text
/// ttl = "300"
/// ```
pub(super) fn ttl_without_unit(policy: &Policy, diag: &mut Diagnostics) {
    lifetimes(policy, Rule::TtlWithoutUnit, |error| matches!(error, TtlError::MissingUnit { .. }), diag);
}

/// ```text
/// ttl = "0s"
/// ttl = 0
/// ```
pub(super) fn ttl_zero(policy: &Policy, diag: &mut Diagnostics) {
    lifetimes(policy, Rule::TtlZero, |error| matches!(error, TtlError::Zero { .. }), diag);
}

/// ```text
/// ttl = "11000d"
/// ```
pub(super) fn ttl_too_long(policy: &Policy, diag: &mut Diagnostics) {
    lifetimes(policy, Rule::TtlTooLong, |error| matches!(error, TtlError::TooLong { .. }), diag);
}

/// ```text
/// ttl = "5 min"
/// ttl = "30m1h"
/// ```
pub(super) fn ttl_malformed(policy: &Policy, diag: &mut Diagnostics) {
    let has_own_rule = |error: &TtlError| {
        matches!(error, TtlError::MissingUnit { .. } | TtlError::Zero { .. } | TtlError::TooLong { .. })
    };
    lifetimes(policy, Rule::TtlMalformed, |error| !has_own_rule(error), diag);
}

/// ```text
/// ttl = "5m", l1_ttl = "10m"
/// ```
pub(super) fn l1_ttl_over_ttl(policy: &Policy, diag: &mut Diagnostics) {
    let (Some(ttl), Some(l1_ttl)) = (&policy.ttl, &policy.l1_ttl) else { return };
    let (Ok(Ttl::Millis(most)), Ok(l1)) = (&ttl.ttl, &l1_ttl.ttl) else { return };
    if l1.as_millis().is_none_or(|millis| millis > *most) {
        let most = Ttl::Millis(*most);
        diag.at(
            Rule::L1TtlOverTtl,
            l1_ttl.span(),
            format_args!(
                "`l1_ttl` is `{l1}`, but entries live for `{most}` only; write at most `\"{most}\"`"
            ),
        );
    }
}

/// ```text
/// l1_capacity = 0
/// ```
pub(super) fn l1_capacity_zero(policy: &Policy, diag: &mut Diagnostics) {
    if let Some(capacity) = policy.l1_capacity.filter(|capacity| capacity.entries == 0) {
        diag.at(
            Rule::L1CapacityZero,
            capacity.span,
            "an L1 of 0 entries holds nothing; write at least `1`, or leave `l1_capacity` out",
        );
    }
}

/// ```text
/// #[cachekit(ttl = "5m", secure)]        // and cachekit-rs without `features = ["encryption"]`
/// ```
pub(super) fn secure_without_encryption(policy: &Policy, capabilities: Capabilities, diag: &mut Diagnostics) {
    if let (Some(secure), false) = (&policy.secure, capabilities.encryption) {
        diag.on(
            Rule::SecureWithoutEncryption,
            secure,
            "`secure` needs the feature `encryption` of cachekit-rs; add `features = [\"encryption\"]` to the \
             dependency, or remove `secure` and cache only what may be stored in plain",
        );
    }
}

/// ```text
/// #[cachekit(ttl = "5m", on_outage = "fail")]
/// ```
/// What is not secure goes on without its backend.
pub(super) fn on_outage_without_secure(policy: &Policy, diag: &mut Diagnostics) {
    if let Some(what) = policy.on_outage.as_ref().filter(|_| !policy.means_secure) {
        diag.on(
            Rule::OnOutageWithoutSecure,
            what,
            "only what is `secure` can fail for its backend; write `secure`, or remove `on_outage`",
        );
    }
}

/// ```text
/// #[cachekit(ttl = "5m", secure, on_outage = "ignore")]
/// ```
pub(super) fn on_outage_unknown(policy: &Policy, diag: &mut Diagnostics) {
    choice("on_outage", policy.on_outage.as_ref(), Rule::OnOutageUnknown, diag);
}

/// ```text
/// #[cachekit(ttl = "5m", on_tampering = "load")]
/// ```
pub(super) fn on_tampering_without_secure(policy: &Policy, diag: &mut Diagnostics) {
    if let Some(what) = policy.on_tampering.as_ref().filter(|_| !policy.means_secure) {
        diag.on(
            Rule::OnTamperingWithoutSecure,
            what,
            "only in what is `secure` can tampering be seen; write `secure`, or remove `on_tampering`",
        );
    }
}

/// ```text
/// #[cachekit(ttl = "5m", secure, on_tampering = "serve")]
/// ```
pub(super) fn on_tampering_unknown(policy: &Policy, diag: &mut Diagnostics) {
    choice("on_tampering", policy.on_tampering.as_ref(), Rule::OnTamperingUnknown, diag);
}

fn choice(word: &str, what: Option<&LitStr>, rule: Rule, diag: &mut Diagnostics) {
    let Some(what) = what else { return };
    let text = what.value();
    if !matches!(text.as_str(), "load" | "fail") {
        let advice = suggest::advice(&text, ["fail", "load"].into_iter());
        diag.on(rule, what, format_args!("`{word}` cannot be `{}`; {advice}", text.escape_debug()));
    }
}

/// ```text
/// codec = "json"
/// ```
pub(super) fn codec_unknown(policy: &Policy, diag: &mut Diagnostics) {
    if let Codec::Unknown(name) = &policy.codec {
        let text = name.value();
        let advice = suggest::advice(&text, ["msgpack", "bincode"].into_iter());
        diag.on(Rule::CodecUnknown, name, format_args!("unknown codec `{}`; {advice}", text.escape_debug()));
    }
}

/// ```text
/// codec = "bincode"       // and cachekit-rs without `features = ["bincode"]`
/// ```
pub(super) fn codec_without_feature(policy: &Policy, capabilities: Capabilities, diag: &mut Diagnostics) {
    if let (Codec::Bincode(span), false) = (&policy.codec, capabilities.bincode) {
        diag.at(
            Rule::CodecWithoutFeature,
            *span,
            "the codec `bincode` needs the feature `bincode` of cachekit-rs; \
             add `features = [\"bincode\"]` to the dependency, or leave `codec` out",
        );
    }
}

/// Reports the errors of both lifetimes that belong to one rule.
fn lifetimes(policy: &Policy, rule: Rule, is_meant: impl Fn(&TtlError) -> bool, diag: &mut Diagnostics) {
    for lifetime in [&policy.ttl, &policy.l1_ttl].into_iter().flatten() {
        if let Err(error) = &lifetime.ttl
            && is_meant(error)
        {
            diag.at(rule, lifetime.span(), with_column(lifetime, error));
        }
    }
}

/// The error's text with the column of the fragment that it quotes, unless that is all there is.
fn with_column(lifetime: &Lifetime, error: &TtlError) -> String {
    let text = error.to_string();
    match (lifetime.column(), text.split_once("; ")) {
        (Some(column), Some((wrong, advice))) => format!("{wrong} at column {column}; {advice}"),
        _ => text,
    }
}

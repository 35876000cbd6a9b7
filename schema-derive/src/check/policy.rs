//! Rules about namespaces, lifetimes, capacity, protection and codec.

use cachekit_schema::namespace::{self, NamespaceError};
use cachekit_schema::ttl::{Ttl, TtlError};
use syn::LitStr;

use crate::Capabilities;
use crate::diag::Diagnostics;
use crate::literal::span_within;
use crate::model::policy::{Codec, Lifetime, Policy};
use crate::rule::Rule;
use crate::suggest;

/// ```text
/// #[cache(namespace = "my users", …)]
/// ```
pub(super) fn bad_namespace(namespace: Option<&LitStr>, diag: &mut Diagnostics) {
    let Some(literal) = namespace else { return };
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
/// #[cachekit(ttl = "5m", secure)]
/// ```
pub(super) fn secure_without_encryption(policy: &Policy, diag: &mut Diagnostics) {
    if let Some(secure) = &policy.secure {
        diag.on(
            Rule::SecureWithoutEncryption,
            secure,
            "`secure` needs the feature `encryption`, which this version of cachekit does not have; \
             remove `secure`, and cache only what may be stored in plain",
        );
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

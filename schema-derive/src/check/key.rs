//! Rules about keys, for regions and functions alike.

use cachekit_schema::budget;
use cachekit_schema::pattern::{self, PatternError, PatternErrorKind};
use proc_macro2::Ident;
use syn::LitStr;
use syn::ext::IdentExt as _;

use crate::diag::Diagnostics;
use crate::model::key::{Key, KeySource, Part, PartForm};
use crate::model::policy::{Layout, Policy};
use crate::rule::Rule;
use crate::suggest;

/// What a placeholder names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    Field,
    Parameter,
    /// Of a function with a receiver, which placeholders may name too.
    ParameterOrSelf,
}

/// ```text
/// key = "user/{id}"
/// ```
pub(super) fn bad_literal(key: &Key, diag: &mut Diagnostics) {
    if let KeySource::Default(function) = &key.source {
        if key.segments.is_err() {
            let message = format!(
                "the name `{function}` cannot be a literal of a key; write a key, like `key = \"user:{{id}}\"`"
            );
            diag.on(Rule::BadLiteral, function, message);
        }
        return;
    }
    of_kind(key, Rule::BadLiteral, |kind| matches!(kind, PatternErrorKind::BadLiteral { .. }), diag);
}

/// ```text
/// key = "user-{id}"
/// key = "{tenant}{id}"
/// ```
pub(super) fn glued_placeholder(key: &Key, diag: &mut Diagnostics) {
    of_kind(key, Rule::GluedPlaceholder, |kind| matches!(kind, PatternErrorKind::GluedPlaceholder), diag);
}

/// ```text
/// key = "user::{id}"
/// key = "user:{id"
/// key = ""
/// ```
pub(super) fn malformed_key(key: &Key, diag: &mut Diagnostics) {
    let has_own_rule =
        |kind| matches!(kind, PatternErrorKind::BadLiteral { .. } | PatternErrorKind::GluedPlaceholder);
    of_kind(key, Rule::MalformedKey, |kind| !has_own_rule(kind), diag);
}

/// ```text
/// #[cache(key = "{tenant}:{id}", …)]
/// struct UserProfile { tenant_id: u64, id: u64 }
/// ```
pub(super) fn placeholder_without_field(
    key: &Key,
    parts: &[Part],
    clients: &[Ident],
    noun: Noun,
    diag: &mut Diagnostics,
) {
    for placeholder in key.placeholders() {
        let root = placeholder.root();
        let is_self = noun == Noun::ParameterOrSelf && root == "self";
        let is_known = is_self || parts.iter().any(|part| part.name == root);
        let (path, column) = (placeholder.path(), key.column(&placeholder.at));
        let span = key.span(&placeholder.at);
        if clients.iter().any(|client| client.unraw() == root) {
            let message = format!("`{root}` is the client and cannot be in the key; remove it");
            diag.at(Rule::PlaceholderWithoutField, span, message);
        } else if !is_known {
            let why = match (noun, root) {
                (Noun::Parameter, "self") => ", since this function has no `self`",
                _ => "",
            };
            let advice = advice(root, parts, noun);
            let message = format!("`{{{path}}}`{column} names no {}{why}; {advice}", noun.describe());
            diag.at(Rule::PlaceholderWithoutField, span, message);
        } else if noun == Noun::Field && !placeholder.is_whole() {
            let message = format!(
                "`{{{path}}}`{column} is a path, but the placeholders of a region name whole fields; \
                 give the region a field for it"
            );
            diag.at(Rule::PlaceholderWithoutField, span, message);
        }
    }
}

/// ```text
/// key = "{id}:{id}"
/// ```
pub(super) fn duplicate_placeholder(key: &Key, diag: &mut Diagnostics) {
    let mut seen = Vec::new();
    for placeholder in key.placeholders() {
        let path = placeholder.path();
        if seen.contains(&path) {
            let column = key.column(&placeholder.at);
            let message = format!(
                "`{{{path}}}`{column} is in the key already, and a second time tells no more keys apart; remove it"
            );
            diag.at(Rule::DuplicatePlaceholder, key.span(&placeholder.at), message);
        }
        seen.push(path);
    }
}

/// ```text
/// #[cache(key = "{id}", …)]
/// struct ById { #[cache(skip)] id: u64 }
/// ```
pub(super) fn skip_and_placeholder(key: &Key, parts: &[Part], diag: &mut Diagnostics) {
    for part in parts {
        let name = &part.name;
        let placeholder = key.placeholders().find(|placeholder| placeholder.root() == name);
        if let (Some(skip), Some(placeholder)) = (&part.skip, placeholder) {
            let path = placeholder.path();
            let message = format!(
                "`{name}` is skipped and in the key; remove the `skip`, or `{{{path}}}` from the key"
            );
            diag.on(Rule::SkipAndPlaceholder, skip, message);
        }
    }
}

/// ```text
/// struct ById { #[cache(skip, compact)] trace: String, … }
/// ```
pub(super) fn compact_and_skip(parts: &[Part], diag: &mut Diagnostics) {
    for part in parts {
        if let (Some(_), Some(compact)) = (&part.skip, &part.compact) {
            let message = format!(
                "`{}` is skipped, so there is nothing to make compact; remove one of the two",
                part.name
            );
            diag.on(Rule::CompactAndSkip, compact, message);
        }
    }
}

/// ```text
/// struct ById { #[cache(skip, sensitive)] trace: String, … }
/// ```
pub(super) fn sensitive_and_skip(parts: &[Part], diag: &mut Diagnostics) {
    for part in parts {
        if let (Some(_), Some(sensitive)) = (&part.skip, &part.sensitive) {
            let message =
                format!("`{}` is skipped, so the key tells nothing of it; remove one of the two", part.name);
            diag.on(Rule::SensitiveAndSkip, sensitive, message);
        }
    }
}

/// ```text
/// struct ById { #[cache(compact, sensitive)] token: String, … }
/// ```
pub(super) fn sensitive_and_compact(parts: &[Part], diag: &mut Diagnostics) {
    for part in parts.iter().filter(|part| part.form() == PartForm::Sensitive) {
        if let Some(compact) = &part.compact {
            let message = format!(
                "`{}` is sensitive, and its hash with the tenant's secret is as short; remove `compact`",
                part.name
            );
            diag.on(Rule::SensitiveAndCompact, compact, message);
        }
    }
}

/// ```text
/// #[cache(key = "session:{token}", …)]                  // not `secure`
/// struct Session { #[cache(sensitive)] token: String }
/// struct Session { token: Secret<String> }
/// ```
/// The hash needs the tenant's secret, and only what is secure has one.
pub(super) fn sensitive_without_secure(key: &Key, parts: &[Part], policy: &Policy, diag: &mut Diagnostics) {
    if policy.means_secure || !matches!(policy.layout, Layout::Native) {
        return;
    }
    let in_key = parts.iter().filter(|part| part.skip.is_none() && !part.is_doubtful);
    for part in in_key.filter(|part| part.form() == PartForm::Sensitive) {
        let name = &part.name;
        match &part.sensitive {
            Some(sensitive) => diag.on(
                Rule::SensitiveWithoutSecure,
                sensitive,
                format_args!(
                    "`{name}` is to be hashed with the tenant's secret, which only what is `secure` has; \
                     write `secure` beside `ttl`"
                ),
            ),
            None if key.placeholders().any(|placeholder| placeholder.root() == name) => diag.on(
                Rule::SensitiveWithoutSecure,
                &part.ty,
                format_args!(
                    "`{name}` is a secret, and only in what is `secure` can its hash be in the key; \
                     write `secure` beside `ttl`, or leave it out of the key with `#[cache(skip)]`"
                ),
            ),
            None => {}
        }
    }
}

/// ```text
/// key = "a-literal-of-more-than-two-hundred-characters…"
/// ```
pub(super) fn key_cannot_fit(key: &Key, parts: &[Part], namespace: Option<&LitStr>, diag: &mut Diagnostics) {
    let Ok(pattern) = pattern::parse(&key.text) else { return };
    let namespace_len = namespace.map_or(0, |namespace| namespace.value().len());
    let is_hashed = |path: &str| {
        let root = path.split('.').next();
        parts.iter().any(|part| root == Some(part.name.as_str()) && part.form() != PartForm::Whole)
    };
    if !budget::fits(namespace_len, &pattern, is_hashed) {
        let has_hashes = key.placeholders().any(|placeholder| is_hashed(placeholder.root()));
        let what = if has_hashes { "literals and hashes" } else { "the literals" };
        diag.at(
            Rule::KeyCannotFit,
            key.span(&(0..key.text.len())),
            format_args!(
                "{what} alone make keys longer than {} bytes under a client namespace; shorten them",
                budget::MAX_STORAGE_KEY
            ),
        );
    }
}

fn of_kind(key: &Key, rule: Rule, is_meant: impl Fn(PatternErrorKind) -> bool, diag: &mut Diagnostics) {
    let Err(errors) = &key.segments else { return };
    let is_written = matches!(key.source, KeySource::Written(_));
    let meant = |error: &&PatternError| is_written && is_meant(error.kind);
    for error in errors.iter().filter(meant) {
        diag.at(rule, key.span(&error.at), error);
    }
}

fn advice(root: &str, parts: &[Part], noun: Noun) -> String {
    let own = (noun == Noun::ParameterOrSelf).then_some("self");
    let names = parts.iter().filter(|part| part.skip.is_none()).map(|part| part.name.as_str()).chain(own);
    if names.clone().next().is_none() && root == "self" {
        return format!("pass what the result depends on as a {}, or write a literal", noun.describe());
    }
    if names.clone().next().is_none() {
        return format!(
            "there is none that can be in the key, so add a {} `{root}` or write a literal",
            noun.describe()
        );
    }
    suggest::advice(root, names)
}

impl Noun {
    fn describe(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Parameter | Self::ParameterOrSelf => "parameter",
        }
    }
}

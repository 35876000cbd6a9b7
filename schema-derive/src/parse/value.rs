//! Values of attribute words: darling converts them, each type refuses what is not its own.

use darling::FromMeta;
use proc_macro2::Span;
use syn::{Expr, ExprLit, Lit, LitInt, LitStr};

/// A lifetime as written: text with units, or whole seconds.
#[derive(Debug, Clone)]
pub(crate) enum TtlValue {
    Text(LitStr),
    Seconds(LitInt),
}

impl FromMeta for TtlValue {
    fn from_expr(expr: &Expr) -> darling::Result<Self> {
        match literal(expr) {
            Some(Lit::Str(text)) => Ok(Self::Text(text.clone())),
            Some(Lit::Int(seconds)) if seconds.suffix().is_empty() => Ok(Self::Seconds(seconds.clone())),
            Some(Lit::Int(unquoted)) => Err(wrong(
                expr,
                format!("`{unquoted}` is not a lifetime; write it in quotes: `\"{unquoted}\"`"),
            )),
            _ => {
                Err(wrong(expr, "a lifetime is expected; write `\"5m\"`, `\"1h30m\"`, `\"none\"` or seconds"))
            }
        }
    }
}

/// Values that are texts, each with what is said where one is something else.
macro_rules! texts {
    ($($(#[doc = $doc:literal])+ $name:ident: $expected:literal;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone)]
        pub(crate) struct $name(pub(crate) LitStr);

        impl FromMeta for $name {
            fn from_expr(expr: &Expr) -> darling::Result<Self> {
                string(expr, $expected).map(Self)
            }
        }
    )+};
}

texts! {
    /// A key pattern, not yet read.
    PatternValue: "a key pattern is expected; write it in quotes: `\"profile:{id}\"`";
    /// A namespace, not yet checked.
    NamespaceValue: "a namespace is expected; write it in quotes: `\"users\"`";
    /// The name of a codec, not yet checked.
    CodecValue: "a codec is expected; write `\"msgpack\"` or `\"bincode\"`";
    /// What to do while the backend is unreachable, not yet checked.
    OnOutageValue: "what to do is expected; write `\"load\"` or `\"fail\"`";
    /// What to do with an entry that is not authentic, not yet checked.
    OnTamperingValue: "what to do is expected; write `\"fail\"` or `\"load\"`";
    /// The name of a layout, not yet checked.
    LayoutValue: "a layout is expected; write `\"interop\"` or `\"native\"`";
    /// The operation of an interop key, not yet checked.
    OperationValue: "an operation is expected; write it in quotes: `\"get_user\"`";
    /// The name of a variant in keys, not yet checked.
    RenameValue: "a name is expected; write it in quotes: `\"adm\"`";
}

/// The version of a value's stored shape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VersionValue(pub(crate) u32);

impl FromMeta for VersionValue {
    fn from_expr(expr: &Expr) -> darling::Result<Self> {
        number(expr, "a version is a whole number up to 4294967295; write `3`")
            .map(|(version, _)| Self(version))
    }
}

/// A number of entries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CapacityValue {
    pub(crate) entries: usize,
    pub(crate) span: Span,
}

impl FromMeta for CapacityValue {
    fn from_expr(expr: &Expr) -> darling::Result<Self> {
        number(expr, "a capacity is a whole number of entries; write `10_000`")
            .map(|(entries, span)| Self { entries, span })
    }
}

/// The string literal that `expr` is, if it is one.
pub(crate) fn literal_string(expr: &Expr) -> Option<&LitStr> {
    match literal(expr) {
        Some(Lit::Str(text)) => Some(text),
        _ => None,
    }
}

fn literal(expr: &Expr) -> Option<&Lit> {
    match expr {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        // Invisible delimiters, when a `macro_rules!` passes the value on.
        Expr::Group(group) => literal(&group.expr),
        _ => None,
    }
}

fn string(expr: &Expr, message: &str) -> darling::Result<LitStr> {
    literal_string(expr).cloned().ok_or_else(|| wrong(expr, message))
}

fn number<N>(expr: &Expr, message: &str) -> darling::Result<(N, Span)>
where
    N: std::str::FromStr,
    N::Err: std::fmt::Display,
{
    match literal(expr) {
        Some(Lit::Int(number)) if number.suffix().is_empty() => {
            number.base10_parse().map(|value| (value, number.span())).map_err(|_| wrong(expr, message))
        }
        _ => Err(wrong(expr, message)),
    }
}

fn wrong(expr: &Expr, message: impl std::fmt::Display) -> darling::Error {
    darling::Error::custom(message).with_span(expr)
}

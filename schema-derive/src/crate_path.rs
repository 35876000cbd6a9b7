//! The path under which expansions find the runtime crate.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, LitStr, Path};

use crate::parse::value::literal_string;

/// The path of the runtime crate: what `crate = …` says, else what the caller of the compiler found.
#[derive(Debug, Clone)]
pub(crate) struct CratePath(Path);

impl CratePath {
    /// From `Options::crate_path`, which our own proc-macro crate writes.
    pub(crate) fn from_options(path: &str) -> Self {
        Self(syn::parse_str(path).unwrap_or_else(|_| syn::parse_quote!(::cachekit)))
    }

    /// The first line of every expansion: the module that it may name, as `__ck`.
    pub(crate) fn alias(&self) -> TokenStream {
        let path = &self.0;
        quote!(use #path::__private as __ck;)
    }
}

/// `"::shop::cachekit"`, `::shop::cachekit`, `crate` or `crate::reexported`.
///
/// A relative path would mean another crate in every module, so it is refused.
impl FromMeta for CratePath {
    fn from_expr(expr: &Expr) -> darling::Result<Self> {
        let path = match expr {
            Expr::Group(group) => return Self::from_expr(&group.expr),
            Expr::Path(path) if path.qself.is_none() => path.path.clone(),
            other => match literal_string(other).map(LitStr::parse::<Path>) {
                Some(Ok(path)) => path,
                _ => return Err(refused(other, "the crate's path is expected", "::cachekit")),
            },
        };
        let first = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
        if path.leading_colon.is_some() || first == "crate" {
            return Ok(Self(path));
        }
        let written = path.to_token_stream().to_string().replace(' ', "");
        let absolute = match first.as_str() {
            "self" | "super" => "crate::path::to::cachekit".to_owned(),
            _ => format!("::{written}"),
        };
        Err(refused(expr, &format!("`{written}` is a relative path"), &absolute))
    }
}

fn refused(expr: &Expr, wrong: &str, instead: &str) -> darling::Error {
    darling::Error::custom(format!("{wrong}; write `crate = \"{instead}\"`")).with_span(expr)
}

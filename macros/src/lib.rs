//! Entry points of cachekit's macros. The work is done in `cachekit-schema-derive`; this crate only asks what a
//! library must not ask: under which name the user depends on `cachekit-rs`, and with which features it was built.
//!
//! The pages are those of `doc/`, which the runtime's re-exports show too. Their examples are tests of this crate, because
//! rustdoc runs the examples of a page only where its macro is defined.

use cachekit_schema_derive::{Capabilities, Options};
use proc_macro::TokenStream;
use proc_macro_crate::{FoundCrate, crate_name};

#[doc = include_str!("../doc/cache_region.md")]
#[proc_macro_derive(CacheRegion, attributes(cache))]
pub fn cache_region(input: TokenStream) -> TokenStream {
    cachekit_schema_derive::derive_cache_region(input.into(), &options()).into_tokens().into()
}

#[doc = include_str!("../doc/key_part.md")]
#[proc_macro_derive(KeyPart, attributes(cache))]
pub fn key_part(input: TokenStream) -> TokenStream {
    cachekit_schema_derive::derive_key_part(input.into(), &options()).into_tokens().into()
}

#[doc = include_str!("../doc/cache_value.md")]
#[proc_macro_derive(CacheValue, attributes(cache))]
pub fn cache_value(input: TokenStream) -> TokenStream {
    cachekit_schema_derive::derive_cache_value(input.into(), &options()).into_tokens().into()
}

#[doc = include_str!("../doc/cachekit.md")]
#[proc_macro_attribute]
pub fn cachekit(arguments: TokenStream, item: TokenStream) -> TokenStream {
    cachekit_schema_derive::expand_cachekit(arguments.into(), item.into(), &options()).into_tokens().into()
}

fn options() -> Options {
    let capabilities =
        Capabilities { bincode: cfg!(feature = "bincode"), encryption: cfg!(feature = "encryption") };
    Options { crate_path: crate_path(), capabilities }
}

/// The name of the dependency on the package `cachekit-rs`. Where it is not one, which is so in that package itself
/// and behind a re-export, the library's own name, which the word `crate` overrides.
fn crate_path() -> String {
    match crate_name("cachekit-rs") {
        Ok(FoundCrate::Name(name)) if name != "cachekit_rs" => format!("::{name}"),
        _ => "::cachekit".to_owned(),
    }
}

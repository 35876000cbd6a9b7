//! Whatever surrounds them, expansions mean the same: the dependency is renamed (to `shop_cache`, in all tests of
//! this package), names are shadowed, preludes are missing, lints are denied.
#![deny(warnings)]

mod associated_names;
mod crate_word;
mod editions;
mod lints;
mod local_names;
mod no_implicit_prelude;
mod raw_identifiers;
mod shadowed_names;

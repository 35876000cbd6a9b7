//! Last stage: from a model without mistakes to tokens.
//!
//! Nothing can go wrong here. Generated code names only `::core` and the runtime's private module, calls traits by
//! their full path, carries no `#[allow]`, and all its own names begin with `__`.

mod arguments;
pub(crate) mod cache_value;
pub(crate) mod fallback;
pub(crate) mod function;
pub(crate) mod key_part;
mod named_region;
pub(crate) mod region;
mod schema;

//! First stage: from tokens to what was written.
//!
//! Reports what is wrong with words by themselves: unknown, duplicate, missing, of the wrong kind. What words mean,
//! and whether they fit together, is decided later.

pub(crate) mod cache_value;
pub(crate) mod form;
pub(crate) mod function;
pub(crate) mod key_part;
pub(crate) mod region;
pub(crate) mod schema;
pub(crate) mod value;
pub(crate) mod words;

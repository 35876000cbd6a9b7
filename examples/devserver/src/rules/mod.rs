//! What the service demands of a request.
//!
//! Everything here is a pure function of what was sent. The order of the checks is the service's: who is calling
//! ([`api_key`]), what every request of that caller carries ([`headers`]), then the key ([`key`]) and the lifetime
//! ([`lifetime`]).

pub mod api_key;
pub mod headers;
pub mod key;
pub mod lifetime;
mod refusal;

pub use api_key::{ApiKey, BadApiKey};
pub use key::{Key, KeyError, Space};
pub use lifetime::{Freshness, Lifetime, Term, TermError};
pub use refusal::Refusal;

//! Single flight: many callers miss one key, one of them loads, all get the result.
//!
//! The caller that leads runs its own loader in its own task; nobody's work is spawned. Its claim is an RAII guard:
//! - it lands with an outcome, which all that wait receive;
//! - it is dropped (its caller was cancelled): those that wait compete for the lead, and the winner runs its own
//!   loader;
//! - its loader panics: those that wait are told.
//!
//! Whichever it is, the slot is gone afterwards. A loader that asks for the key it is loading is recognised and
//! loads on its own instead of waiting for itself.

mod driver;
mod held;
mod table;

pub(crate) use driver::drive;
pub(crate) use table::{FlightTable, Leader, Role};

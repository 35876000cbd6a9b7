//! What a client promises, tried from outside.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod auto_traits;
mod backends;
mod conflicts;
mod fencing;
mod fencing_random;
mod functions;
mod invalidation;
mod loads_and_writes;
mod outages;
mod regions;
mod single_flight;
mod strings;
mod support;
mod upgrades;

//! What encryption promises, tried from outside: nothing leaves in plaintext, and nothing that was changed, moved or
//! sealed by another key comes back.
#![cfg(all(feature = "encryption", feature = "file", feature = "macros", feature = "testing"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod configuration;
mod deployments;
mod functions;
mod interop;
mod invalidation;
mod outages;
mod regions;
mod rotation;
mod secrets;
mod strings;
mod support;
mod tampering;
mod tenants;

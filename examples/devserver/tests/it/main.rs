//! The server over real sockets: each rule of the interface, and the program around it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod callers;
mod files;
mod keys;
mod lifetimes;
mod locks;
mod paths;
mod program;
mod renewals;
mod support;
mod values;

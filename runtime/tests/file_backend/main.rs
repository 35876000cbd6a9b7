//! The file backend: its bytes, its caps, its manners towards other processes, and what it does when the disk is
//! full, read-only or somebody else's.
//!
//! No test waits for an expiry: time is moved by hand. Faults that a privileged user does not feel are had in user
//! and mount namespaces; where these are not to be had, a line that starts with NOTICE says so.

#![cfg(all(unix, feature = "file", feature = "testing"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod caps;
mod dir;
mod faults;
mod files;
mod format;
mod races;
mod random;
mod room;
mod sandbox;
mod sweep;
mod torture;

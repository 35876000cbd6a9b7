//! What operators are told, on standard error.

use std::io::{self, Write as _};

/// A line for somebody who may have stopped listening.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "axum-service: {line}");
}

//! The worked examples of the cachekit protocol, and what has to hold for everything else.
#![expect(clippy::items_after_statements, reason = "a type stands beside the one test that needs it")]

mod args;
mod errors;
mod keys;
mod properties;
mod temporal;
mod values;

/// Bytes from hex with spaces for people.
pub(super) fn unhex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

pub(super) fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

//! Numbers of the protocol: decimal digits and nothing else.

/// The number, where it is one and fits.
pub(super) fn parse<T: std::str::FromStr>(digits: &[u8]) -> Option<T> {
    // `parse` would take a sign, too.
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    str::from_utf8(digits).ok()?.parse().ok()
}

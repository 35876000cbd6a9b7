//! What `core` does not yet offer on `str` in const evaluation.

/// Whether two texts are the same bytes.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The character that starts at byte `at`, which has to be a character boundary inside `text`.
pub(crate) const fn char_at(text: &str, at: usize) -> char {
    let bytes = text.as_bytes();
    let (mut code, len) = match bytes[at] {
        lead @ 0x00..=0x7f => (lead as u32, 1),
        lead @ 0x80..=0xdf => ((lead & 0x1f) as u32, 2),
        lead @ 0xe0..=0xef => ((lead & 0x0f) as u32, 3),
        lead => ((lead & 0x07) as u32, 4),
    };
    let mut next = at + 1;
    while next < at + len {
        code = (code << 6) | (bytes[next] & 0x3f) as u32;
        next += 1;
    }
    match char::from_u32(code) {
        Some(found) => found,
        None => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const _: () = assert!(same("ab", "ab") && !same("ab", "ac") && !same("ab", "abc"));
    const _: () = assert!(matches!(char_at("xé", 1), 'é'));

    proptest! {
        #[test]
        fn char_at_agrees_with_char_indices(text in any::<alloc::string::String>()) {
            for (at, found) in text.char_indices() {
                prop_assert_eq!(char_at(&text, at), found);
            }
        }

        #[test]
        fn same_is_equality(a in "[ab]{0,3}", b in "[ab]{0,3}") {
            prop_assert_eq!(same(&a, &b), a == b);
        }
    }
}

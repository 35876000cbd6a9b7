//! The text of a key in a store.

/// The text itself where it is short, which most keys are.
///
/// The store finds an entry, then asks whether its key is the one: a text elsewhere in memory would be waited for a
/// second time. Together with the value's place it takes as much memory as the allocation would.
pub(super) enum KeyText {
    Short { len: u8, bytes: [u8; SHORT] },
    Long(Box<str>),
}

/// Such that all of it is 48 bytes.
const SHORT: usize = 46;

impl KeyText {
    pub(super) fn new(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(len)) => {
                place.copy_from_slice(text.as_bytes());
                Self::Short { len, bytes }
            }
            _ => Self::Long(text.into()),
        }
    }

    #[inline]
    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            // Never longer than what it is of.
            Self::Short { len, bytes } => bytes.get(..usize::from(*len)).unwrap_or_default(),
            Self::Long(text) => text.as_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_all_lengths_are_kept() {
        for len in 0..300 {
            let text = "k".repeat(len);
            let kept = KeyText::new(&text);
            assert_eq!(kept.as_bytes(), text.as_bytes());
            assert_eq!(matches!(kept, KeyText::Short { .. }), len <= SHORT);
        }
        assert_eq!(size_of::<KeyText>(), 48);
    }
}

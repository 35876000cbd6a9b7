//! A text that is put together in constant evaluation, for `panic!`: such a panic is a compile error with this text.

/// A message in the making. What does not fit is cut off.
///
/// ```
/// use cachekit_schema::message::Message;
///
/// const MESSAGE: Message = Message::new().with("`").with("token").with("` is sensitive");
/// assert_eq!(MESSAGE.as_str(), "`token` is sensitive");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Message {
    bytes: [u8; Self::CAPACITY],
    len: usize,
}

impl Message {
    /// The most bytes that a message has.
    pub const CAPACITY: usize = 1024;

    /// A message without text.
    pub const fn new() -> Self {
        Self { bytes: [0; Self::CAPACITY], len: 0 }
    }

    /// The message with `text` after it, as far as there is room for whole characters.
    #[must_use]
    pub const fn with(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let room = Self::CAPACITY - self.len;
        let mut end = if text.len() < room { text.len() } else { room };
        // Back to where a character begins.
        while end < text.len() && text[end] & 0xc0 == 0x80 {
            end -= 1;
        }
        let mut at = 0;
        while at < end {
            self.bytes[self.len] = text[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.len);
        match core::str::from_utf8(text) {
            Ok(text) => text,
            // Only whole characters were written.
            Err(_) => "",
        }
    }
}

impl Default for Message {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    #[test]
    fn what_does_not_fit_is_cut_off_between_characters() {
        let almost = "a".repeat(Message::CAPACITY - 1);
        for (text, kept) in [("", ""), ("b", "b"), ("bc", "b"), ("é", "")] {
            let message = Message::new().with(&almost).with(text);
            assert_eq!(message.as_str(), String::from(&almost) + kept);
        }
    }
}

//! The master keys of the tests. They protect nothing.

/// A keyring: one key that seals, and up to three that only open.
#[derive(Debug, Clone)]
pub struct MasterKeys {
    /// Hexadecimal.
    pub current: String,
    /// Hexadecimal, in the order in which they are tried.
    pub previous: Vec<String>,
}

impl MasterKeys {
    /// The key of 32 equal bytes, alone.
    pub fn only(byte: u8) -> Self {
        Self { current: hex_of(byte), previous: Vec::new() }
    }

    /// The same with a key from before the last rotation; the one added first is tried first.
    #[must_use]
    pub fn after(mut self, byte: u8) -> Self {
        self.previous.push(hex_of(byte));
        self
    }
}

fn hex_of(byte: u8) -> String {
    hex::encode([byte; 32])
}

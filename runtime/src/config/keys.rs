//! Master keys: from hex digits, and which may stand together.

use zeroize::Zeroizing;

use super::MAX_PREVIOUS_MASTER_KEYS;
use super::setting::Setting;
use crate::error::{ConfigError, ConfigProblem};

/// A key's bytes; wiped when dropped.
pub(super) type Key = Zeroizing<Vec<u8>>;

/// As in the other cachekit SDKs.
const MIN_KEY_BYTES: usize = 32;

impl Setting {
    /// A key as hex digits.
    pub(super) fn master_key(&self, hex: &str) -> Result<Key, ConfigError> {
        self.check_secret(hex)?;
        // The whole size at once: a vector that grows leaves copies behind.
        let mut key = Zeroizing::new(Vec::with_capacity(hex.len() / 2));
        let mut high = None;
        for character in hex.chars() {
            let digit = character.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let digit = digit.ok_or_else(|| self.is(ConfigProblem::NotHex))?;
            match high.take() {
                None => high = Some(digit),
                Some(high) => key.push(high << 4 | digit),
            }
        }
        if high.is_some() {
            return Err(self.is(ConfigProblem::OddHex));
        }
        if key.len() < MIN_KEY_BYTES {
            return Err(self.is(ConfigProblem::KeyTooShort { bytes: key.len() }));
        }
        Ok(key)
    }

    /// Keys that only decrypt, beside the one that encrypts.
    pub(super) fn previous_master_keys<'k>(
        &self,
        current: Option<&Key>,
        hex: impl IntoIterator<Item = &'k str>,
    ) -> Result<Vec<Key>, ConfigError> {
        let current = current.ok_or_else(|| self.is(ConfigProblem::NoCurrentKey))?;
        let mut keys: Vec<Key> = Vec::new();
        for hex in hex {
            let key = self.master_key(hex).map_err(|error| match error.problem {
                ConfigProblem::Blank => self.is(ConfigProblem::BlankEntry),
                _ => error,
            })?;
            if key == *current {
                return Err(self.is(ConfigProblem::CurrentAmongPrevious));
            }
            if keys.contains(&key) {
                return Err(self.is(ConfigProblem::Repeated));
            }
            keys.push(key);
        }
        if keys.len() > MAX_PREVIOUS_MASTER_KEYS {
            return Err(self.is(ConfigProblem::TooManyKeys { given: keys.len() }));
        }
        Ok(keys)
    }
}

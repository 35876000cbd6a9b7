//! Who holds what: the locks of a [`MemoryBackend`](super::MemoryBackend), and its leases.

use std::collections::HashMap;

use super::SWEEP_FROM;

/// Tokens by key, each until it runs out.
pub(super) struct Tokens {
    held: HashMap<String, Token>,
    sweep_at: usize,
    issued: u64,
}

struct Token {
    number: String,
    expires: u64,
}

impl Tokens {
    /// A token for `key`; `Err`: somebody has it, for so many milliseconds.
    pub(super) fn take(&mut self, key: &str, now: u64, lifetime_ms: u64) -> Result<String, u64> {
        if let Some(token) = self.held.get(key).filter(|token| token.expires > now) {
            return Err(token.expires - now);
        }
        if self.held.len() >= self.sweep_at {
            self.held.retain(|_, token| token.expires > now);
            self.sweep_at = (self.held.len() * 2).max(SWEEP_FROM);
        }
        self.issued += 1;
        let number = self.issued.to_string();
        let token = Token { number: number.clone(), expires: expiry(now, lifetime_ms) };
        self.held.insert(key.to_owned(), token);
        Ok(number)
    }

    /// How long the key is somebody's, in milliseconds, if it is.
    pub(super) fn left(&self, key: &str, now: u64) -> Option<u64> {
        self.held.get(key)?.expires.checked_sub(now).filter(|left| *left > 0)
    }

    pub(super) fn renew(&mut self, key: &str, number: &str, now: u64, lifetime_ms: u64) -> bool {
        let held = self.held.get_mut(key).filter(|token| token.number == number && token.expires > now);
        held.map(|token| token.expires = expiry(now, lifetime_ms)).is_some()
    }

    /// `false`: the key was not, or not any more, this token's.
    pub(super) fn give_back(&mut self, key: &str, number: &str, now: u64) -> bool {
        let held = self.held.get(key).is_some_and(|token| token.number == number && token.expires > now);
        if held {
            self.end(key);
        }
        held
    }

    /// Nobody has the key any more.
    pub(super) fn end(&mut self, key: &str) {
        self.held.remove(key);
    }
}

fn expiry(now: u64, lifetime_ms: u64) -> u64 {
    now.saturating_add(lifetime_ms.max(1))
}

impl Default for Tokens {
    fn default() -> Self {
        Self { held: HashMap::new(), sweep_at: SWEEP_FROM, issued: 0 }
    }
}

//! Which keys the service takes, and where each class of API keys may write.

use std::fmt;

/// The longest key, in characters.
const MAX_CHARS: usize = 400;
/// The longest name between `ns:` and the next `:`.
const MAX_NAMESPACE: usize = 64;

/// A key that the service takes: percent-decoded once, and checked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key(String);

/// Who may write there: see [`ApiKey::may_write`](super::ApiKey::may_write).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    /// Keys without a prefix: every class of API keys.
    Open,
    /// `ns:`
    Sdk,
    /// `nsapi:`
    Api,
}

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing.
    #[error("the key is empty")]
    Empty,
    /// More than 400 characters.
    #[error("the key has more than {MAX_CHARS} characters")]
    TooLong,
    /// Something else than letters, digits, `_`, `.`, `:` and `-`.
    #[error("the key holds a character outside of `A-Za-z0-9_.:-`")]
    Character,
    /// Two dots in a row.
    #[error("the key holds `..`")]
    Traversal,
    /// A segment of a path that the service uses itself: `.`, `health`, `ttl`, `lock`.
    #[error("the key is one of `.`, `health`, `ttl` and `lock`, which are parts of the interface")]
    Reserved,
    /// `ns:` or `nsapi:` without a namespace and a rest.
    #[error("after `ns:` or `nsapi:` come 1 to {MAX_NAMESPACE} of `A-Za-z0-9_-`, a `:`, and something more")]
    Namespace,
}

impl Key {
    /// Takes a key that was decoded.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.is_empty() {
            return Err(KeyError::Empty);
        }
        if text.chars().count() > MAX_CHARS {
            return Err(KeyError::TooLong);
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte)) {
            return Err(KeyError::Character);
        }
        if text.contains("..") {
            return Err(KeyError::Traversal);
        }
        if matches!(text, "." | "health" | "ttl" | "lock") {
            return Err(KeyError::Reserved);
        }
        let namespaced = text.strip_prefix("ns:").or_else(|| text.strip_prefix("nsapi:"));
        if namespaced.is_some_and(|rest| !has_namespace(rest)) {
            return Err(KeyError::Namespace);
        }
        Ok(Self(text.to_owned()))
    }

    /// Where it lies.
    pub fn space(&self) -> Space {
        if self.0.starts_with("ns:") {
            Space::Sdk
        } else if self.0.starts_with("nsapi:") {
            Space::Api
        } else {
            Space::Open
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Keys are the users' own: they appear in no log.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.space()).finish_non_exhaustive()
    }
}

fn has_namespace(text: &str) -> bool {
    let Some((namespace, rest)) = text.split_once(':') else { return false };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    (1..=MAX_NAMESPACE).contains(&namespace.len()) && namespace.bytes().all(plain) && !rest.is_empty()
}

//! Why a setting is refused.

use super::CachekitError;

/// A setting cannot be used: which one, what is wrong with it, and what is accepted.
///
/// It holds nothing of the value, of secrets no single character.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{setting}` {problem}; {accepted}")]
#[non_exhaustive]
pub struct ConfigError {
    /// The environment variable, or the method of the builder.
    pub setting: &'static str,
    /// What is wrong.
    pub problem: ConfigProblem,
    /// What to write instead.
    pub accepted: &'static str,
}

/// What is wrong with a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigProblem {
    /// The variable holds bytes that are no UTF-8.
    #[error("is not UTF-8")]
    NotUnicode,
    /// The variable is there, and holds nothing but white space.
    #[error("is set, but blank")]
    Blank,
    /// White space before or after a secret, of which nothing is cut off.
    #[error("has white space around it")]
    Surrounded,
    /// No digits, or something besides them.
    #[error("is not a number of that form")]
    NotANumber,
    /// A number that is too small or too large.
    #[error("is out of range")]
    OutOfRange,
    /// Neither yes nor no.
    #[error("is neither true nor false")]
    NotABoolean,
    /// Not 32 hex digits with or without hyphens.
    #[error("is not a UUID")]
    NotAUuid,
    /// A character that no such text can have.
    #[error("holds a character that it cannot have")]
    Character,
    /// Too long or too short a text.
    #[error("has the wrong length")]
    Length,
    /// Another scheme than HTTPS, or none.
    #[error("does not begin with `https://`")]
    NotHttps,
    /// `https://` and no host.
    #[error("names no host")]
    NoHost,
    /// A user name or a password in a URL.
    #[error("holds a user name or a password")]
    Userinfo,
    /// Something after a URL's path, where secrets are put as well.
    #[error("has a query or a fragment")]
    Query,
    /// `https://`, a host, and still no URL that a server could have.
    #[error("is not the URL of a server")]
    NotAUrl,
    /// A URL of this machine, of a private network, or of an address that nobody has.
    #[error("points to a host that is not on the public internet")]
    NotPublic,
    /// A URL of another host or port than those of cachekit.io, which the program or its configuration has to allow.
    #[error("names a host or port that is not permitted")]
    HostNotPermitted,
    /// A character that is no hex digit.
    #[error("holds a character that is no hex digit")]
    NotHex,
    /// Half a byte.
    #[error("has an odd number of hex digits")]
    OddHex,
    /// Fewer than 32 bytes.
    #[error("decodes to {bytes} bytes, which is too short a key")]
    KeyTooShort {
        /// How many it decodes to.
        bytes: usize,
    },
    /// Nothing between two commas.
    #[error("has a blank entry")]
    BlankEntry,
    /// More keys than a ring holds.
    #[error("has {given} keys")]
    TooManyKeys {
        /// How many.
        given: usize,
    },
    /// The key that encrypts, among those that only decrypt. Keys that were replaced do not come back: how many
    /// messages they have sealed is not known any more.
    #[error("names the current master key too")]
    CurrentAmongPrevious,
    /// One key twice.
    #[error("names one key twice")]
    Repeated,
    /// Previous keys, and no key to encrypt with.
    #[error("is there without a current master key")]
    NoCurrentKey,
}

impl From<ConfigError> for CachekitError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error.to_string())
    }
}

//! Which keys the server takes: checked before a URL is built, so that no key can change the path of a request.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::BackendError;

/// The longest key, in bytes.
const MAX_LEN: usize = 400;
/// Names of resources beside and below the keys, and steps in a path.
const RESERVED: [&str; 5] = [".", "..", "health", "lock", "ttl"];
/// The write spaces of the key classes: a name and a non-empty rest have to follow.
const SPACES: [&str; 2] = ["ns:", "nsapi:"];
const MAX_SPACE_NAME: usize = 64;

/// All but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A key that the server takes. No `Debug`: keys are the user's.
#[derive(Clone, Copy)]
pub(super) struct ServerKey<'a>(&'a str);

impl<'a> ServerKey<'a> {
    /// The key, if the server takes it.
    ///
    /// # Errors
    /// Permanent; the message says which rule the key breaks, and does not show the key.
    pub(super) fn check(key: &'a str) -> Result<Self, BackendError> {
        match refusal(key) {
            None => Ok(Self(key)),
            Some(rule) => Err(BackendError::permanent(format!("cachekit.io does not take this key: {rule}"))),
        }
    }

    /// The path of the entry.
    pub(super) fn path(self) -> String {
        format!("/v1/cache/{}", utf8_percent_encode(self.0, ENCODED))
    }

    /// The path of something that the entry has: its `lock`, its `ttl`.
    pub(super) fn path_of(self, part: &'static str) -> String {
        format!("{}/{part}", self.path())
    }
}

fn refusal(key: &str) -> Option<&'static str> {
    if key.is_empty() {
        return Some("it is empty");
    }
    if key.len() > MAX_LEN {
        return Some("it is longer than 400 bytes");
    }
    if !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte)) {
        return Some("only A-Z, a-z, 0-9, `_`, `.`, `:` and `-` are allowed");
    }
    if RESERVED.contains(&key) {
        return Some("it is a reserved word");
    }
    if key.contains("..") {
        return Some("`..` is not allowed");
    }
    let in_space = SPACES.iter().find_map(|space| key.strip_prefix(space));
    if in_space.is_some_and(|rest| !is_name_and_rest(rest)) {
        return Some(
            "after `ns:` or `nsapi:` there has to be a name of 1 to 64 letters, digits, `_` or `-`, a `:`, and more",
        );
    }
    None
}

fn is_name_and_rest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(name, rest)| {
        (1..=MAX_SPACE_NAME).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
            && !rest.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_regions_are_taken() {
        for key in [
            "users:profile:acme:42",
            "app::users:a.2Fb",
            "a",
            "-",
            "healthy",
            "ttl:1",
            "ns:web:x",
            "nsapi:a_-:x:y",
        ] {
            assert!(ServerKey::check(key).is_ok(), "{key}");
        }
        assert!(ServerKey::check(&"k".repeat(400)).is_ok());
        assert!(ServerKey::check(&format!("ns:{}:x", "n".repeat(64))).is_ok());
    }

    #[test]
    fn what_the_server_refuses_is_not_sent() {
        let long = "k".repeat(401);
        let long_name = format!("ns:{}:x", "n".repeat(65));
        let keys = [
            ("", "empty"),
            (&*long, "longer"),
            (".", "reserved"),
            ("..", "reserved"),
            ("health", "reserved"),
            ("ttl", "reserved"),
            ("lock", "reserved"),
            ("a..b", "`..`"),
            ("a b", "allowed"),
            ("a/b", "allowed"),
            ("a%2Fb", "allowed"),
            ("a?b", "allowed"),
            ("a#b", "allowed"),
            ("a\\b", "allowed"),
            ("a\nb", "allowed"),
            ("ключ", "allowed"),
            ("ns:", "`ns:`"),
            ("ns:x", "`ns:`"),
            ("ns:x:", "`ns:`"),
            ("ns::x", "`ns:`"),
            ("ns:a.b:x", "`ns:`"),
            ("nsapi:x", "`ns:`"),
            (&*long_name, "`ns:`"),
        ];
        for (key, rule) in keys {
            let error = ServerKey::check(key).map(|_| ()).unwrap_err();
            assert!(error.message.contains(rule), "{key:?}: {error}");
            assert!(!error.is_retryable());
        }
    }

    #[test]
    fn the_message_does_not_show_the_key() {
        let error = ServerKey::check("ssn 123-45-6789").map(|_| ()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("123-45"), "{error:?}");
    }

    #[test]
    fn keys_are_encoded_once() {
        let key = ServerKey::check("users:a.2F_b-c").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(key.path(), "/v1/cache/users%3Aa.2F_b-c");
        assert_eq!(key.path_of("lock"), "/v1/cache/users%3Aa.2F_b-c/lock");
    }
}

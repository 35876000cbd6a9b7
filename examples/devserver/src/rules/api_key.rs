//! API keys: three classes, told apart by how a key begins.

use std::fmt;
use std::str::FromStr;

use super::key::Space;

/// An API key that the server accepts.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    text: String,
    class: Class,
}

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// `ck_sdk_`: for the SDKs. Reports the state of its L1 with every request, writes outside of `nsapi:`.
    Sdk,
    /// `ck_api_`: for direct calls. Writes outside of `ns:`.
    Api,
    /// `ck_live_`: older than the two, and bound by neither rule.
    Live,
}

/// A text that is no API key: it begins with none of `ck_sdk_`, `ck_api_` and `ck_live_`, has nothing after that, or
/// holds characters that no HTTP header does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an API key is `ck_sdk_`, `ck_api_` or `ck_live_` and then letters, digits or any of `-._~+/=`")]
pub struct BadApiKey;

impl ApiKey {
    /// Whether the key has to come with `X-CacheKit-L1-Status`.
    pub fn reports_l1(&self) -> bool {
        self.class == Class::Sdk
    }

    /// Whether the key may change entries there.
    pub fn may_write(&self, space: Space) -> bool {
        match space {
            Space::Open => true,
            Space::Sdk => self.class != Class::Api,
            Space::Api => self.class != Class::Sdk,
        }
    }

    /// Whether this is the key that a request came with.
    pub(crate) fn is(&self, bearer: &str) -> bool {
        self.text == bearer
    }

    /// The key itself, for those who have to be told it.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for ApiKey {
    type Err = BadApiKey;

    fn from_str(text: &str) -> Result<Self, BadApiKey> {
        let classes = [("ck_sdk_", Class::Sdk), ("ck_api_", Class::Api), ("ck_live_", Class::Live)];
        let (rest, class) = classes
            .into_iter()
            .find_map(|(prefix, class)| Some((text.strip_prefix(prefix)?, class)))
            .ok_or(BadApiKey)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        if rest.is_empty() || !rest.bytes().all(plain) {
            return Err(BadApiKey);
        }
        Ok(Self { text: text.to_owned(), class })
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").field("class", &self.class).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn write_spaces_by_class() {
        for (key, open, sdk, api) in [
            ("ck_sdk_x", true, true, false),
            ("ck_api_x", true, false, true),
            ("ck_live_x", true, true, true),
        ] {
            let key: ApiKey = key.parse().unwrap();
            let may = [Space::Open, Space::Sdk, Space::Api].map(|space| key.may_write(space));
            assert_eq!(may, [open, sdk, api], "{key:?}");
        }
    }

    #[test]
    fn other_texts_are_no_keys() {
        for text in
            ["", "ck_", "ck_sdk", "ck_sdk_", "ck_test_x", "CK_SDK_x", " ck_sdk_x", "ck_sdk_x\n", "ck_sdk_ä"]
        {
            assert_eq!(text.parse::<ApiKey>(), Err(BadApiKey), "{text:?}");
        }
    }

    #[test]
    fn debug_has_no_secret() {
        let key: ApiKey = "ck_live_swordfish".parse().unwrap();
        assert!(!format!("{key:?}").contains("swordfish"));
    }
}

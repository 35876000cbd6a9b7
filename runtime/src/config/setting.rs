//! What each setting accepts, wherever it comes from.

use std::time::Duration;

use cachekit_schema::ttl::MAX_SECS;
use zeroize::Zeroizing;

use crate::error::{ConfigError, ConfigProblem};

/// A setting by the name that its user wrote.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    name: &'static str,
    accepted: &'static str,
}

impl Setting {
    pub(super) const fn new(name: &'static str, accepted: &'static str) -> Self {
        Self { name, accepted }
    }

    pub(super) const fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn is(&self, problem: ConfigProblem) -> ConfigError {
        ConfigError { setting: self.name, problem, accepted: self.accepted }
    }

    /// A token as the `Authorization` header takes it (RFC 6750): any other would fail at the first request, or end
    /// up in somebody's error message.
    pub(super) fn api_key(&self, key: Zeroizing<String>) -> Result<Zeroizing<String>, ConfigError> {
        self.check_secret(&key)?;
        let body = key.trim_end_matches('=');
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
        if body.is_empty() || !body.bytes().all(plain) {
            return Err(self.is(ConfigProblem::Character));
        }
        Ok(key)
    }

    /// The URL of a server, by the rules of the backend that sends credentials there. Nothing of it is repeated in
    /// errors: credentials are put into URLs.
    #[cfg(feature = "cachekitio")]
    pub(super) fn api_url(&self, url: &str, allow_custom_host: bool) -> Result<String, ConfigError> {
        crate::backend::cachekitio::url_validator::check(url, allow_custom_host)
            .map(|()| url.to_owned())
            .map_err(|problem| self.is(problem))
    }

    /// An address of HTTPS, as far as it can be told from its text: nothing is sent there by this build of the crate.
    #[cfg(not(feature = "cachekitio"))]
    pub(super) fn api_url(&self, url: &str, _allow_custom_host: bool) -> Result<String, ConfigError> {
        let rest = url
            .get(.."https://".len())
            .filter(|scheme| scheme.eq_ignore_ascii_case("https://"))
            .map(|scheme| &url[scheme.len()..])
            .ok_or_else(|| self.is(ConfigProblem::NotHttps))?;
        if url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(self.is(ConfigProblem::Character));
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(self.is(ConfigProblem::Userinfo));
        }
        if rest.contains(['?', '#']) {
            return Err(self.is(ConfigProblem::Query));
        }
        if authority.is_empty() || authority.starts_with(':') {
            return Err(self.is(ConfigProblem::NoHost));
        }
        Ok(url.to_owned())
    }

    /// What the client's builder takes.
    pub(super) fn namespace(&self, namespace: &str) -> Result<String, ConfigError> {
        if namespace.is_empty() || namespace.len() > 255 {
            return Err(self.is(ConfigProblem::Length));
        }
        if !namespace.bytes().all(|byte| (0x20..=0x7E).contains(&byte)) {
            return Err(self.is(ConfigProblem::Character));
        }
        Ok(namespace.to_owned())
    }

    /// A UUID in the spellings that the Python SDK takes: hyphens where one likes, braces, `urn:uuid:`. The text stays
    /// as it is written, since it is part of what keys are derived from.
    pub(super) fn uuid(&self, text: &str) -> Result<String, ConfigError> {
        let bare = text.replace("urn:", "").replace("uuid:", "");
        let digits = bare.trim_matches(['{', '}']).replace('-', "");
        if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(self.is(ConfigProblem::NotAUuid));
        }
        Ok(text.to_owned())
    }

    pub(super) fn boolean(&self, text: &str) -> Result<bool, ConfigError> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" | "t" | "y" => Ok(true),
            "false" | "0" | "no" | "off" | "f" | "n" => Ok(false),
            _ => Err(self.is(ConfigProblem::NotABoolean)),
        }
    }

    /// A whole number that is not 0. Digits only: other readers of these variables take no signs either.
    pub(super) fn count(&self, text: &str) -> Result<u64, ConfigError> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.is(ConfigProblem::NotANumber));
        }
        // Digits alone fail by their size only.
        let number = text.parse().map_err(|_| self.is(ConfigProblem::OutOfRange))?;
        if number == 0 { Err(self.is(ConfigProblem::OutOfRange)) } else { Ok(number) }
    }

    /// As [`count`](Self::count), for what is held in memory.
    pub(super) fn size(&self, text: &str) -> Result<usize, ConfigError> {
        usize::try_from(self.count(text)?).map_err(|_| self.is(ConfigProblem::OutOfRange))
    }

    pub(super) fn default_ttl(&self, ttl: Duration) -> Result<Duration, ConfigError> {
        let accepted = Duration::from_millis(1)..=Duration::from_secs(MAX_SECS);
        if accepted.contains(&ttl) { Ok(ttl) } else { Err(self.is(ConfigProblem::OutOfRange)) }
    }

    pub(super) fn timeout(&self, timeout: Duration) -> Result<Duration, ConfigError> {
        let accepted = Duration::from_millis(1)..=Duration::from_secs(86_400);
        if accepted.contains(&timeout) { Ok(timeout) } else { Err(self.is(ConfigProblem::OutOfRange)) }
    }

    /// Seconds with or without a fraction.
    pub(super) fn seconds(&self, text: &str) -> Result<Duration, ConfigError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return Err(self.is(ConfigProblem::NotANumber));
        }
        let seconds: f64 = text.parse().map_err(|_| self.is(ConfigProblem::NotANumber))?;
        Duration::try_from_secs_f64(seconds).map_err(|_| self.is(ConfigProblem::OutOfRange))
    }

    /// Of a secret nothing is cut off, so what is around it has to go.
    pub(super) fn check_secret(&self, secret: &str) -> Result<(), ConfigError> {
        let trimmed = secret.trim();
        if trimmed.is_empty() {
            Err(self.is(ConfigProblem::Blank))
        } else if trimmed.len() != secret.len() {
            Err(self.is(ConfigProblem::Surrounded))
        } else {
            Ok(())
        }
    }
}

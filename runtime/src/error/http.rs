//! HTTP statuses as backend errors.

use super::{BackendError, BackendErrorKind};

impl BackendError {
    /// The error for an HTTP answer that is no success: 401 and 403 are refused credentials; 408, 429 and 5xx may pass;
    /// everything else will not pass by itself.
    ///
    /// The body is not looked at: it is the server's, it may repeat what was sent, and errors end up in logs.
    pub fn from_http_status(status: u16, _body: &[u8]) -> Self {
        let kind = match status {
            401 | 403 => BackendErrorKind::Authentication,
            408 | 429 | 500.. => BackendErrorKind::Transient,
            _ => BackendErrorKind::Permanent,
        };
        Self::new(kind, format!("HTTP {status}: {}", meaning(status)))
    }

    /// `message` with every occurrence of the API key replaced by `***`. An empty key replaces nothing.
    pub fn sanitize_message(message: &str, api_key: &str) -> String {
        if api_key.is_empty() { message.to_owned() } else { message.replace(api_key, "***") }
    }
}

/// What a status means to somebody who has to mend it.
fn meaning(status: u16) -> &'static str {
    match status {
        300..=399 => "redirects are not followed; check the API URL",
        401 => "the API key was refused",
        403 => "the API key may not do this, or not with keys of this namespace",
        408 => "the server gave up waiting for the request",
        413 => "the value is larger than the server takes",
        429 => "too many requests",
        500.. => "the server is in trouble",
        _ => "the server refused the request",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_have_kinds() {
        use BackendErrorKind::{Authentication, Permanent, Transient};
        let table = [
            (301, Permanent),
            (400, Permanent),
            (401, Authentication),
            (403, Authentication),
            (404, Permanent),
            (408, Transient),
            (409, Permanent),
            (413, Permanent),
            (429, Transient),
            (500, Transient),
            (503, Transient),
            (599, Transient),
        ];
        for (status, kind) in table {
            assert_eq!(BackendError::from_http_status(status, b"").kind, kind, "{status}");
        }
    }

    #[test]
    fn bodies_stay_out_of_messages() {
        let error = BackendError::from_http_status(500, b"Bearer ck_live_secret");
        assert_eq!(error.to_string(), "transient backend error: HTTP 500: the server is in trouble");
    }

    #[test]
    fn api_keys_are_taken_out_of_messages() {
        assert_eq!(BackendError::sanitize_message("key ck_1, ck_1", "ck_1"), "key ***, ***");
        assert_eq!(BackendError::sanitize_message("as it was", ""), "as it was");
    }
}

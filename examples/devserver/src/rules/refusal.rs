//! What a request is refused with.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::headers::DENY_REASON;
use super::{KeyError, TermError};

/// Why a request is refused. The answer's body is `{"error": …}` with the text; the service's own texts differ.
///
/// No text holds anything that was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// 401
    #[error("no `Authorization: Bearer <API key>`")]
    NoCredentials,
    /// 401
    #[error("this server was started with other API keys; see `--api-key`")]
    UnknownApiKey,
    /// 400
    #[error("with a `ck_sdk_` key every request carries `X-CacheKit-L1-Status`: `hit`, `miss` or `disabled`")]
    L1Status,
    /// 429
    #[error("the quota is used up; see `--quota`")]
    Quota,
    /// 400
    #[error("{0}")]
    Key(#[from] KeyError),
    /// 400
    #[error("the key is not percent-encoded UTF-8")]
    Encoding,
    /// 403
    #[error("API keys of this class do not write there: `ck_sdk_` not to `nsapi:`, `ck_api_` not to `ns:`")]
    WriteSpace,
    /// 400
    #[error("{0}")]
    Term(#[from] TermError),
    /// 400
    #[error("a value is sent with `Content-Type: application/octet-stream`")]
    ContentType,
    /// 413
    #[error("the value is larger than {limit} bytes")]
    TooLarge {
        /// In bytes.
        limit: usize,
    },
    /// 400
    #[error("the body ended before its time")]
    Body,
    /// 400
    #[error("the body has to be a JSON object like {0}")]
    Json(&'static str),
    /// 400
    #[error("a lock is released with `X-CacheKit-Lock-Id`")]
    NoLockId,
    /// 409
    #[error("the entry is stale: only a write of new bytes makes it fresh")]
    Stale,
    /// 404
    #[error("there is no such path; the interface is below `/v1/cache/`")]
    Path,
    /// 405
    #[error("this path takes {allow}")]
    Method {
        /// What it takes.
        allow: &'static str,
    },
    /// 503
    #[error("the storage failed: {0}")]
    Storage(std::io::ErrorKind),
}

impl Refusal {
    /// The status code of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoCredentials | Self::UnknownApiKey => StatusCode::UNAUTHORIZED,
            Self::L1Status
            | Self::Key(_)
            | Self::Encoding
            | Self::Term(_)
            | Self::ContentType
            | Self::Body
            | Self::Json(_)
            | Self::NoLockId => StatusCode::BAD_REQUEST,
            Self::WriteSpace => StatusCode::FORBIDDEN,
            Self::Path => StatusCode::NOT_FOUND,
            Self::Method { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Stale => StatusCode::CONFLICT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Quota => StatusCode::TOO_MANY_REQUESTS,
            Self::Storage(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.to_string() }).to_string();
        let mut response =
            (self.status(), [(header::CONTENT_TYPE, "application/json")], body).into_response();
        let extra = match &self {
            Self::NoCredentials | Self::UnknownApiKey => Some((header::WWW_AUTHENTICATE, "Bearer")),
            Self::Method { allow } => Some((header::ALLOW, *allow)),
            Self::Quota => Some((HeaderName::from_static(DENY_REASON), "quota_exceeded")),
            Self::Storage(_) => Some((header::RETRY_AFTER, "1")),
            _ => None,
        };
        if let Some((name, value)) = extra {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        // For the server's own log.
        response.extensions_mut().insert(self);
        response
    }
}

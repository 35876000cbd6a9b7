//! Every answer that is not what was asked for: a problem document (RFC 9457).

use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use cachekit::LoadError;
use serde_json::json;

use crate::changes::ChangeError;
use crate::database::DatabaseError;
use crate::log;
use crate::regions::OrderError;

/// What is wrong, for the client.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    detail: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into() }
    }

    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// A failure of ours. The client is told that it was one, and operators what it was.
    fn of_ours(status: StatusCode, error: &dyn std::error::Error) -> Self {
        log::say(&error.to_string());
        Self::new(status, "the service cannot answer now; try again later")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { status, detail } = self;
        let document = json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": detail,
        });
        (status, [(CONTENT_TYPE, "application/problem+json")], document.to_string()).into_response()
    }
}

impl From<DatabaseError> for Problem {
    fn from(error: DatabaseError) -> Self {
        Self::of_ours(StatusCode::SERVICE_UNAVAILABLE, &error)
    }
}

impl From<LoadError<DatabaseError>> for Problem {
    fn from(error: LoadError<DatabaseError>) -> Self {
        let status = match &error {
            LoadError::Load(_) => StatusCode::SERVICE_UNAVAILABLE,
            // Not that the cache is down, which is no error: two regions share a key, or a load panicked.
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::of_ours(status, &error)
    }
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        Self::of_ours(StatusCode::SERVICE_UNAVAILABLE, &error)
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NoSuchProduct(_) => Self::not_found(error.to_string()),
            ChangeError::OutOfStock { .. } => Self::new(StatusCode::CONFLICT, error.to_string()),
            ChangeError::Database(error) => error.into(),
        }
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

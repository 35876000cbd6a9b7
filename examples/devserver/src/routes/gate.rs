//! What holds for every request, whatever its path.

use axum::extract::{Request, State as Shared};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::rules::{Refusal, headers};
use crate::state::State;

/// Lets callers in that have a key of this server, say what theirs have to, and have something left of the quota.
pub(super) async fn admit(
    Shared(state): Shared<State>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let caller = headers::caller(request.headers(), state.api_keys())?.clone();
    headers::check_l1_status(request.headers(), &caller)?;
    state.spend()?;
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

/// Browsers ask without credentials.
pub(super) async fn preflight(request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    next.run(request).await
}

/// Marks every answer as nobody else's to keep, and tells those who want to know.
pub(super) async fn close(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let asked = head.clone();
    let mut response = next.run(Request::from_parts(head, body)).await;
    if let Some(refusal) = response.extensions().get::<Refusal>() {
        state.report(asked.method.as_str(), refusal);
    }
    state.answered(&asked, response.status());
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Authorization"));
    response
}

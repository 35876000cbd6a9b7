//! `/v1/cache/{key}/lock`: who may load a missing value.

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::target::Writable;
use super::{body, done, json_body};
use crate::rules::{Refusal, headers};
use crate::state::State;

const EXAMPLE: &str = r#"{"timeout_ms": 5000}"#;

#[derive(Deserialize)]
struct Request {
    timeout_ms: u64,
}

/// Where the proof was before it got a header of its own: still taken, where there is no header.
#[derive(Deserialize)]
pub(super) struct OldQuery {
    lock_id: Option<String>,
}

/// POST: a lock for so many milliseconds, or `null` while another holds it, both with 200.
pub(super) async fn acquire(
    Shared(state): Shared<State>,
    Writable(key): Writable,
    body: Body,
) -> Result<Response, Refusal> {
    let Request { timeout_ms } = body::read_json(body, EXAMPLE).await?;
    if timeout_ms == 0 {
        return Err(Refusal::Json(EXAMPLE));
    }
    let lock_id = state.locks().acquire(key, timeout_ms, state.now_ms());
    Ok(json_body(&json!({ "lock_id": lock_id })))
}

/// DELETE: gives the lock back, if it is held under the id that was sent. The answer does not say whether it was.
pub(super) async fn release(
    Shared(state): Shared<State>,
    Writable(key): Writable,
    query: Result<Query<OldQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let in_header = headers::single(&headers, headers::LOCK_ID).map(str::to_owned);
    let in_query = query.ok().and_then(|Query(query)| query.lock_id);
    let given = |id: &String| !id.trim().is_empty();
    let id = in_header.filter(given).or(in_query).filter(given).ok_or(Refusal::NoLockId)?;
    state.locks().release(&key, &id);
    Ok(done())
}

//! `/v1/cache/health`

use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::json;

use super::json_body;
use crate::rules::Refusal;
use crate::state::State;
use crate::storage::Storage;

/// GET: how much there is.
pub(super) async fn read(Shared(state): Shared<State>) -> Result<Response, Refusal> {
    let entries = state.with_storage(Storage::sweep).await?;
    let locks = state.locks().active(state.now_ms());
    Ok(json_body(&json!({ "status": "ok", "cache_entries": entries, "active_locks": locks })))
}

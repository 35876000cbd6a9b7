//! What the service answers, path by path.

mod body;
mod entry;
mod gate;
mod health;
mod lock;
mod target;
mod ttl;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, head, post};
use serde_json::{Value, json};

use crate::rules::Refusal;
use crate::state::State;

/// The interface, below `/v1/cache/`.
pub(crate) fn router(state: State) -> Router {
    let entry = get(entry::read)
        .head(entry::look)
        .put(entry::write)
        .delete(entry::remove)
        .fallback(async || only("GET, HEAD, PUT, DELETE"));
    // A route for GET would answer HEAD too; the service does not.
    let ttl = head(async || only("GET, PATCH"))
        .get(ttl::read)
        .patch(ttl::renew)
        .fallback(async || only("GET, PATCH"));
    let lock = post(lock::acquire).delete(lock::release).fallback(async || only("POST, DELETE"));
    let health = head(async || only("GET")).get(health::read).fallback(async || only("GET"));

    Router::new()
        .route("/v1/cache/health", health)
        .route("/v1/cache/{key}", entry)
        .route("/v1/cache/{key}/ttl", ttl)
        .route("/v1/cache/{key}/lock", lock)
        .fallback(async || Refusal::Path)
        // The last is the outermost: headers of all answers, preflights, callers.
        .layer(from_fn_with_state(state.clone(), gate::admit))
        .layer(from_fn(gate::preflight))
        .layer(from_fn_with_state(state.clone(), gate::close))
        .with_state(state)
}

fn only(allow: &'static str) -> Refusal {
    Refusal::Method { allow }
}

/// What writes and deletes answer.
fn done() -> Response {
    json_body(&json!({ "success": true }))
}

fn json_body(value: &Value) -> Response {
    (StatusCode::OK, [("content-type", "application/json")], value.to_string()).into_response()
}

//! `/health`: whether the service can answer, for load balancers and people.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::shop::Shop;

/// 503 when the database does not answer. Without its cache the service is slower and right, so it stays in the
/// rotation, and says `degraded`.
pub(super) async fn read(State(shop): State<Shop>) -> (StatusCode, Json<Value>) {
    let (database, cache) = tokio::join!(
        shop.database.read(|connection| connection.query_row("SELECT 1", (), |row| row.get::<_, i64>(0))),
        shop.cache.health(),
    );
    let is_cached = cache.as_ref().is_ok_and(|cache| cache.is_healthy);
    let (code, status) = match (database.is_ok(), is_cached) {
        (true, true) => (StatusCode::OK, "ok"),
        (true, false) => (StatusCode::OK, "degraded"),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "down"),
    };
    let body = json!({
        "status": status,
        "database": { "status": if database.is_ok() { "ok" } else { "down" } },
        "cache": {
            "status": if is_cached { "ok" } else { "down" },
            "backend": cache.ok().map(|cache| cache.backend_type),
            // Whether changes by other instances are told now; null where nobody was asked to tell.
            "told_of_changes": shop.cache.stats().coherence.map(|coherence| coherence.is_live),
        },
    });
    (code, Json(body))
}

//! `/v1/cache/{key}/ttl`: lifetimes.

use axum::body::Body;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::target::{Readable, Writable};
use super::{body, done, json_body};
use crate::rules::{Freshness, Refusal, Term};
use crate::state::State;

#[derive(Deserialize)]
struct Renewal {
    ttl: u64,
}

/// GET: the seconds until the entry is gone, its stale window included; `null` is no expiry.
pub(super) async fn read(Shared(state): Shared<State>, Readable(key): Readable) -> Result<Response, Refusal> {
    let left = state
        .with_storage(move |storage, now_ms| {
            let there = storage.lifetime(&key)?.filter(|it| it.freshness(now_ms) != Freshness::Gone);
            Ok(there.map(|lifetime| lifetime.left_s(now_ms)))
        })
        .await?;
    Ok(match left {
        Some(left_s) => json_body(&json!({ "ttl": left_s })),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

/// PATCH: a new lifetime from now on, with the stale window that the entry has. Also 200 where there is no entry;
/// one that is stale already stays so.
pub(super) async fn renew(
    Shared(state): Shared<State>,
    Writable(key): Writable,
    body: Body,
) -> Result<Response, Refusal> {
    let Renewal { ttl } = body::read_json(body, r#"{"ttl": 300}"#).await?;
    Term::new(ttl, 0)?;
    state
        .with_storage(move |storage, now_ms| {
            let Some(mut entry) = storage.load(&key)? else { return Ok(Ok(())) };
            match entry.lifetime.freshness(now_ms) {
                Freshness::Gone => Ok(Ok(())),
                Freshness::Stale => Ok(Err(Refusal::Stale)),
                Freshness::Fresh { .. } => match entry.lifetime.renewed(ttl, now_ms) {
                    Err(error) => Ok(Err(error.into())),
                    Ok(lifetime) => {
                        entry.lifetime = lifetime;
                        storage.store(&key, entry).map(Ok)
                    }
                },
            }
        })
        .await??;
    Ok(done())
}

//! Bodies of requests, never more of them in memory than is allowed.

use axum::body::{Body, Bytes};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;

use crate::rules::Refusal;

/// How much of a body that is too large is read and thrown away, so that its sender gets to see the answer instead of
/// a connection that breaks while it writes.
const PATIENCE_BYTES: usize = 64 * 1024 * 1024;
/// The JSON bodies of the interface are one number each.
const MAX_JSON_BYTES: usize = 4096;

/// The whole body.
pub(super) async fn read(mut body: Body, limit: usize) -> Result<Bytes, Refusal> {
    let mut value = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Refusal::Body)?.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length <= limit {
            value.extend_from_slice(&data);
        } else {
            value = Vec::new();
            if length - limit > PATIENCE_BYTES {
                break;
            }
        }
    }
    if length > limit { Err(Refusal::TooLarge { limit }) } else { Ok(Bytes::from(value)) }
}

/// A body that has to be a JSON object like `example`; words that are not in it are passed over.
pub(super) async fn read_json<T: DeserializeOwned>(body: Body, example: &'static str) -> Result<T, Refusal> {
    let text = read(body, MAX_JSON_BYTES).await.map_err(|refusal| match refusal {
        Refusal::TooLarge { .. } => Refusal::Json(example),
        other => other,
    })?;
    serde_json::from_slice(&text).map_err(|_| Refusal::Json(example))
}

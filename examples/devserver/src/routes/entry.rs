//! `/v1/cache/{key}`: values.

use axum::body::Body;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::target::{Readable, Writable};
use super::{body, done};
use crate::rules::{Freshness, Lifetime, Refusal, Term, headers};
use crate::state::State;
use crate::storage::Entry;

const OCTETS: &str = "application/octet-stream";

/// GET: the bytes, with their freshness and for how long a copy may be kept.
pub(super) async fn read(Shared(state): Shared<State>, Readable(key): Readable) -> Result<Response, Refusal> {
    let found = state
        .with_storage(move |storage, now_ms| {
            let Some(entry) = storage.load(&key)? else { return Ok(None) };
            let freshness = entry.lifetime.freshness(now_ms);
            if freshness == Freshness::Gone {
                storage.remove(&key)?;
            }
            Ok(Some((entry.value, freshness)))
        })
        .await?;
    let Some((value, freshness)) = found else { return Ok(missing()) };
    let Some(label) = label(freshness) else { return Ok(missing()) };
    let mut response = (label, [(header::CONTENT_TYPE, OCTETS)], value).into_response();
    let fresh_for = match freshness {
        Freshness::Fresh { for_s } => for_s,
        Freshness::Stale | Freshness::Gone => Some(0),
    };
    if let Some(seconds) = fresh_for {
        response
            .headers_mut()
            .insert(HeaderName::from_static(headers::FRESH_FOR), HeaderValue::from(seconds));
    }
    Ok(response)
}

/// HEAD: whether there is an entry. There are no bytes to keep, hence no word about how long.
pub(super) async fn look(Shared(state): Shared<State>, Readable(key): Readable) -> Result<Response, Refusal> {
    let freshness = state
        .with_storage(move |storage, now_ms| {
            Ok(storage.lifetime(&key)?.map(|lifetime| lifetime.freshness(now_ms)))
        })
        .await?;
    Ok(freshness.and_then(label).map_or_else(missing, IntoResponse::into_response))
}

/// PUT: the bytes and their lifetime, in place of all that was there.
pub(super) async fn write(
    Shared(state): Shared<State>,
    Writable(key): Writable,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let term = Term::of_headers(&headers)?;
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != OCTETS) {
        return Err(Refusal::ContentType);
    }
    let value = body::read(body, state.max_value_bytes()).await?;
    state
        .with_storage(move |storage, now_ms| {
            storage.store(&key, Entry { value, lifetime: Lifetime::begin(term, now_ms) })
        })
        .await?;
    state.wrote().await?;
    Ok(done())
}

/// DELETE: 200, whether or not there was an entry.
pub(super) async fn remove(
    Shared(state): Shared<State>,
    Writable(key): Writable,
) -> Result<Response, Refusal> {
    state.with_storage(move |storage, _| storage.remove(&key)).await?;
    Ok(done())
}

fn label(freshness: Freshness) -> Option<[(&'static str, &'static str); 1]> {
    match freshness {
        Freshness::Fresh { .. } => Some([(headers::FRESHNESS, "fresh")]),
        Freshness::Stale => Some([(headers::FRESHNESS, "stale")]),
        Freshness::Gone => None,
    }
}

/// A miss is no refusal.
fn missing() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

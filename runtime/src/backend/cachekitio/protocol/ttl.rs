//! Remaining lifetimes.

use std::time::Duration;

use serde::Deserialize;

use super::call::Call;
use super::message::Method;
use super::status::{garbled, refused};
use super::{Api, JSON, SMALL_BODY};
use crate::backend::cachekitio::key::ServerKey;
use crate::backend::cachekitio::lifetime::{MAX_SECONDS, whole_seconds};
use crate::error::BackendError;

#[derive(Deserialize)]
struct Left {
    // Not `default`: an answer without it says nothing of the lifetime.
    #[serde(deserialize_with = "Option::deserialize")]
    ttl: Option<u64>,
}

/// What the server knows of an entry's lifetime.
enum Lifetime {
    NoEntry,
    Endless,
    Left(Duration),
}

impl Api {
    pub(in super::super) async fn ttl(&self, key: &str) -> Result<Option<Duration>, BackendError> {
        match self.lifetime(Call::Ttl, ServerKey::check(key)?).await? {
            Lifetime::NoEntry | Lifetime::Endless => Ok(None),
            Lifetime::Left(left) => Ok(Some(left)),
        }
    }

    /// The server acknowledges a new lifetime for an entry that it does not have, so it is asked for the lifetime
    /// afterwards.
    pub(in super::super) async fn refresh_ttl(&self, key: &str, ttl: Duration) -> Result<bool, BackendError> {
        let call = Call::RefreshTtl;
        let key = ServerKey::check(key)?;
        let body = format!(r#"{{"ttl":{}}}"#, whole_seconds(ttl)?).into_bytes();
        let request = self.request(call, Method::Patch, key.path_of("ttl")).body(JSON, body);
        let answer = self.send(call, request).await?;
        match answer.status {
            200 | 204 => {}
            // Gone, or stale already, which nothing makes fresh again but a new value.
            404 | 409 => return Ok(false),
            400 => {
                return Err(BackendError::permanent(
                    "cachekit.io refused refresh_ttl with HTTP 400: with the time that the entry may be served \
                     stale, its lifetime would be longer than 30 days",
                ));
            }
            _ => return Err(refused(call, &answer)),
        }
        Ok(!matches!(self.lifetime(call, key).await?, Lifetime::NoEntry))
    }

    async fn lifetime(&self, call: Call, key: ServerKey<'_>) -> Result<Lifetime, BackendError> {
        let request = self.request(call, Method::Get, key.path_of("ttl")).reads_at_most(SMALL_BODY);
        let answer = self.send(call, request).await?;
        match answer.status {
            404 => Ok(Lifetime::NoEntry),
            200 => {
                let Left { ttl } = serde_json::from_slice(&answer.body).map_err(|_| garbled(call))?;
                Ok(ttl.map_or(Lifetime::Endless, |seconds| {
                    Lifetime::Left(Duration::from_secs(seconds.min(MAX_SECONDS)))
                }))
            }
            _ => Err(refused(call, &answer)),
        }
    }
}

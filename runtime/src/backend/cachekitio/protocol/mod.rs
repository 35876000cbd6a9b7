//! The HTTP API of cachekit.io, version 1, without the bytes on the wire: which requests there are, and what their
//! answers mean. It runs on every target; a [`Transport`] carries it.

mod call;
mod health;
mod lock;
mod message;
mod status;
mod transport;
mod ttl;

use std::sync::Weak;
use std::time::Duration;

pub(super) use self::call::Call;
pub(super) use self::message::{ANSWER_HEADERS, Answer, Field, Header, Method, Request};
pub(super) use self::transport::{Transport, TransportError};

use self::message::{FRESH_FOR, FRESHNESS};
use self::status::refused;
use super::freshness::fresh_for;
use super::key::ServerKey;
use super::lifetime::whole_seconds;
use super::metrics::Metrics;
use super::session::session_headers;
use crate::backend::{Fetched, L1StatsSource};
use crate::error::BackendError;

const JSON: &str = "application/json";
const OCTETS: &str = "application/octet-stream";
const TTL: &str = "X-CacheKit-TTL";
/// More than any answer but a value has, in bytes.
const SMALL_BODY: usize = 16 * 1024;

/// How long calls may take, and how large values may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) read: Duration,
    pub(super) write: Duration,
    pub(super) response_bytes: usize,
}

impl Limits {
    pub(super) fn of(&self, call: Call) -> Duration {
        if call.is_write() { self.write } else { self.read }
    }
}

/// The API of one server, for one API key.
pub(super) struct Api {
    transport: Box<dyn Transport>,
    limits: Limits,
    metrics: Metrics,
}

impl Api {
    pub(super) fn new(transport: Box<dyn Transport>, limits: Limits, metrics: Metrics) -> Self {
        Self { transport, limits, metrics }
    }

    pub(super) fn observe_client(&self, stats: Weak<dyn L1StatsSource>) {
        self.metrics.observe(stats);
    }

    pub(super) async fn get(&self, key: &str) -> Result<Option<Fetched>, BackendError> {
        let call = Call::Get;
        let path = ServerKey::check(key)?.path();
        let request = self.request(call, Method::Get, path).reads_at_most(self.limits.response_bytes);
        let answer = self.send(call, request).await?;
        match answer.status {
            // 203: a value, by way of somebody who says that it was touched; what is above checks it.
            200 | 203 => {
                let fresh_for = fresh_for(answer.field(FRESHNESS), answer.field(FRESH_FOR));
                Ok(Some(Fetched::new(answer.body, fresh_for)))
            }
            204 | 404 => Ok(None),
            // A success of another kind is no value: part of one, or a promise of one.
            _ => Err(refused(call, &answer)),
        }
    }

    pub(super) async fn set(
        &self,
        key: &str,
        value: Vec<u8>,
        ttl: Option<Duration>,
    ) -> Result<(), BackendError> {
        let call = Call::Set;
        let path = ServerKey::check(key)?.path();
        let mut request = self.request(call, Method::Put, path).body(OCTETS, value);
        if let Some(ttl) = ttl {
            request = request.header(Header::new(TTL, whole_seconds(ttl)?.to_string()));
        }
        let answer = self.send(call, request).await?;
        if answer.is_success() { Ok(()) } else { Err(refused(call, &answer)) }
    }

    pub(super) async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        let call = Call::Delete;
        let path = ServerKey::check(key)?.path();
        let answer = self.send(call, self.request(call, Method::Delete, path)).await?;
        match answer.status {
            200 | 204 => Ok(true),
            404 => Ok(false),
            _ => Err(refused(call, &answer)),
        }
    }

    pub(super) async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        let call = Call::Exists;
        let path = ServerKey::check(key)?.path();
        let answer = self.send(call, self.request(call, Method::Head, path)).await?;
        match answer.status {
            200 | 203 => Ok(true),
            204 | 404 => Ok(false),
            _ => Err(refused(call, &answer)),
        }
    }

    /// A request with what every request has.
    fn request(&self, call: Call, method: Method, path: String) -> Request {
        let mut request = Request::new(method, path, self.limits.of(call));
        for (name, value) in session_headers() {
            request = request.header(Header::new(name, value));
        }
        for (name, value) in self.metrics.headers() {
            request = request.header(Header::new(name, value));
        }
        request
    }

    async fn send(&self, call: Call, request: Request) -> Result<Answer, BackendError> {
        let sent = self.transport.send(request).await;
        sent.map_err(|error| error.into_backend_error(call, &self.limits))
    }
}

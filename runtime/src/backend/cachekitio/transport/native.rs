//! HTTP/1.1 by reqwest, TLS by rustls.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderValue, InvalidHeaderValue};
use reqwest::{Client, Response, redirect};
use tokio::runtime::Handle;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::resolver::{NotPublic, PublicResolver};
use crate::backend::cachekitio::protocol::{
    ANSWER_HEADERS, Answer, Method, Request, Transport, TransportError,
};
use crate::rt;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The server's edge closes idle connections after 400 seconds.
const POOL_IDLE: Duration = Duration::from_secs(390);
/// What is read of a body that nobody wants, so that its connection can be used again.
const DRAINED_BYTES: usize = 16 * 1024;
const DRAINED_FOR: Duration = Duration::from_millis(250);
/// What is set aside for a body on the word of a header alone.
const TRUSTED_LENGTH: usize = 64 * 1024;

/// Connections to one server, with one API key.
pub(in super::super) struct HttpTransport {
    client: Client,
    /// Without a slash at the end.
    base: String,
    authorization: HeaderValue,
}

/// The client could not be set up.
#[derive(Debug)]
pub(in super::super) enum SetupError {
    ApiKey,
    Tls,
}

impl HttpTransport {
    /// # Errors
    /// When TLS cannot be set up, or the API key cannot be part of a header.
    pub(in super::super) fn new(base: String, api_key: &str) -> Result<Self, SetupError> {
        let authorization = bearer(api_key).map_err(|_| SetupError::ApiKey)?;
        let client = Client::builder()
            .user_agent(concat!("cachekit-rs/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            // A proxy would resolve names itself, past the resolver below.
            .no_proxy()
            .referer(false)
            .https_only(base.starts_with("https:"))
            .dns_resolver(Arc::new(PublicResolver))
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE)
            .build()
            .map_err(|_| SetupError::Tls)?;
        Ok(Self { client, base, authorization })
    }

    async fn exchange(&self, request: Request) -> Result<Answer, TransportError> {
        let started = Instant::now();
        let (limit, answer_limit) = (request.limit, request.answer_limit);
        let mut response = self.client.execute(self.translate(request)?).await.map_err(failed)?;
        let status = response.status();
        let body = match answer_limit {
            Some(bytes) if status.is_success() => read(&mut response, bytes).await?,
            _ => Vec::new(),
        };
        let headers = ANSWER_HEADERS
            .into_iter()
            .flat_map(|name| {
                response.headers().get_all(name).iter().map(move |value| (name, value.as_bytes().to_vec()))
            })
            .collect();
        let took = started.elapsed();
        // Whatever becomes of the rest, the answer is known, and in time.
        let _ = rt::timeout(DRAINED_FOR.min(limit.saturating_sub(took) / 2), drain(response)).await;
        Ok(Answer { status: status.as_u16(), headers, body, took })
    }

    fn translate(&self, request: Request) -> Result<reqwest::Request, TransportError> {
        let method = match request.method {
            Method::Delete => reqwest::Method::DELETE,
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Patch => reqwest::Method::PATCH,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
        };
        let mut translated = self
            .client
            .request(method, format!("{}{}", self.base, request.path))
            .header(AUTHORIZATION, self.authorization.clone());
        for header in request.headers {
            let mut value = HeaderValue::try_from(header.value).map_err(|_| TransportError::Malformed)?;
            value.set_sensitive(header.secret);
            translated = translated.header(header.name, value);
        }
        if let Some(body) = request.body {
            if body.is_empty() {
                // Left out otherwise, and a PUT without a length is refused by many servers (HTTP 411).
                translated = translated.header(CONTENT_LENGTH, 0);
            }
            translated = translated.body(body);
        }
        translated.build().map_err(|_| TransportError::Malformed)
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: Request) -> Result<Answer, TransportError> {
        if Handle::try_current().is_err() {
            return Err(TransportError::NoRuntime);
        }
        match rt::timeout(request.limit, self.exchange(request)).await {
            Ok(answer) => answer,
            Err(rt::Elapsed) => Err(TransportError::Timeout),
        }
    }
}

/// The value of the header `Authorization`: one piece of memory for all requests, wiped with the last of them.
fn bearer(api_key: &str) -> Result<HeaderValue, InvalidHeaderValue> {
    let text = Zeroizing::new(["Bearer ", api_key].concat().into_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(text))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The whole body, if it is within the limit.
async fn read(response: &mut Response, limit: usize) -> Result<Vec<u8>, TransportError> {
    let announced = response.content_length().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced.is_some_and(|length| length > limit) {
        return Err(TransportError::TooLarge);
    }
    let mut body = Vec::with_capacity(announced.unwrap_or(0).min(TRUSTED_LENGTH));
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if chunk.len() > limit - body.len() {
            return Err(TransportError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

async fn drain(mut response: Response) {
    let mut left = DRAINED_BYTES;
    while let Ok(Some(chunk)) = response.chunk().await {
        match left.checked_sub(chunk.len()) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    // The only limit of time that reqwest itself was given.
    if error.is_connect() && error.is_timeout() {
        return TransportError::ConnectTimeout(CONNECT_TIMEOUT);
    }
    if is_blocked(&error) {
        return TransportError::NotPublic;
    }
    if error.is_builder() {
        return TransportError::Malformed;
    }
    TransportError::Broken(error.into())
}

fn is_blocked(error: &reqwest::Error) -> bool {
    let mut cause: Option<&dyn StdError> = Some(error);
    while let Some(error) = cause {
        if error.is::<NotPublic>() {
            return true;
        }
        cause = error.source();
    }
    false
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ApiKey => "the API key cannot be part of a header",
            Self::Tls => "TLS could not be set up; does this machine have root certificates?",
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// Past the validator of URLs, as a name would be that begins to resolve to this machine after it was checked.
    #[tokio::test]
    async fn a_name_that_resolves_to_this_machine_is_not_connected_to() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let transport = HttpTransport::new(base, "ck_live_1").unwrap();
        let request = Request {
            method: Method::Get,
            path: "/v1/cache/health".to_owned(),
            headers: Vec::new(),
            body: None,
            limit: Duration::from_secs(5),
            answer_limit: None,
        };
        let sent = transport.send(request).await;
        assert!(matches!(sent, Err(TransportError::NotPublic)));
        let accepted = rt::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(accepted.is_err(), "nobody connects");
    }

    #[test]
    fn the_bearer_is_not_shown() {
        assert_eq!(format!("{:?}", bearer("ck_live_1").unwrap()), "Sensitive");
    }
}

//! A server on a clock that tests move, and a client that sends exactly what it is told.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use devserver::clock::ManualClock;
use devserver::storage::Storage;
use devserver::{Config, Server};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One of each class.
pub(crate) const SDK: &str = "ck_sdk_one";
pub(crate) const API: &str = "ck_api_one";
pub(crate) const LIVE: &str = "ck_live_one";

pub(crate) const MAX_VALUE: usize = 1000;

/// A server with a key of each class, which takes values of up to [`MAX_VALUE`] bytes.
pub(crate) struct Bench {
    pub(crate) server: Server,
    clock: ManualClock,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(Config::default(), ManualClock::default()).await
    }

    pub(crate) async fn on(storage: impl Storage, clock: ManualClock) -> Self {
        Self::with(Config { storage: Box::new(storage), ..Config::default() }, clock).await
    }

    pub(crate) async fn with_quota(requests: u64) -> Self {
        Self::with(Config { quota: Some(requests), ..Config::default() }, ManualClock::default()).await
    }

    async fn with(config: Config, clock: ManualClock) -> Self {
        let config = Config {
            api_keys: [SDK, API, LIVE].map(|key| key.parse().unwrap()).into(),
            max_value_bytes: MAX_VALUE,
            clock: Arc::new(clock.clone()),
            ..config
        };
        Self { server: Server::start(config).await.unwrap(), clock }
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// A request with a key of the oldest class, of which the least is demanded.
    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        self.bare(method, path).header("Authorization", &format!("Bearer {LIVE}"))
    }

    /// A request without credentials.
    pub(crate) fn bare(&self, method: &str, path: &str) -> Request {
        let head = format!("{method} {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n");
        Request { to: self.server.address(), head, body: Vec::new() }
    }

    pub(crate) async fn get(&self, key: &str) -> Answer {
        self.request("GET", &format!("/v1/cache/{key}")).send().await
    }

    pub(crate) async fn put(&self, key: &str, value: &[u8], headers: &[(&str, &str)]) -> Answer {
        let mut request = self.request("PUT", &format!("/v1/cache/{key}")).octets(value);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.send().await
    }
}

/// A request, byte for byte.
pub(crate) struct Request {
    to: SocketAddr,
    head: String,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.extend([name, ": ", value, "\r\n"]);
        self
    }

    pub(crate) fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self.header("Content-Length", &body.len().to_string())
    }

    /// A body whose length the headers say, or not.
    pub(crate) fn raw_body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    pub(crate) fn octets(self, value: &[u8]) -> Self {
        self.header("Content-Type", "application/octet-stream").body(value)
    }

    pub(crate) fn json(self, text: &str) -> Self {
        self.header("Content-Type", "application/json").body(text.as_bytes())
    }

    pub(crate) async fn send(self) -> Answer {
        let mut connection = self.written().await;
        let mut bytes = Vec::new();
        connection.read_to_end(&mut bytes).await.unwrap();
        Answer::parse(&bytes)
    }

    /// Sends it, then nothing more, and waits until the server has given up too.
    pub(crate) async fn send_and_leave(self) {
        let mut connection = self.written().await;
        connection.shutdown().await.unwrap();
        let mut bytes = Vec::new();
        connection.read_to_end(&mut bytes).await.unwrap();
    }

    async fn written(&self) -> TcpStream {
        let mut connection = TcpStream::connect(self.to).await.unwrap();
        connection.write_all(self.head.as_bytes()).await.unwrap();
        connection.write_all(b"\r\n").await.unwrap();
        connection.write_all(&self.body).await.unwrap();
        connection
    }

    pub(crate) async fn status(self) -> u16 {
        self.send().await.status
    }
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        Self { status, headers: headers.collect(), body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(has, _)| has == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

pub(crate) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

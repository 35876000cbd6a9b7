//! Backends for these tests, and another client beside them.

use std::time::Duration;

use cachekit::backend::redis::{RedisBackend, RedisBackendBuilder};
use cachekit::error::{BackendError, BackendErrorKind};
use cachekit_test_servers::RedisServer;
use redis::{Cmd, FromRedisValue};
use tokio::time::Instant;

/// Long enough for a server on a busy machine, short enough to wait for.
pub(crate) const LIMIT: Duration = Duration::from_millis(400);

pub(crate) const KEY: &str = "users:profile:42";
pub(crate) const VALUE: &[u8] = b"\x00a value that is nobody's business\xff";

pub(crate) fn builder(server: &RedisServer) -> RedisBackendBuilder {
    RedisBackend::builder().url(server.url())
}

pub(crate) fn backend(server: &RedisServer) -> RedisBackend {
    builder(server).build().unwrap()
}

/// A backend that does not wait for long.
pub(crate) fn impatient(server: &RedisServer) -> RedisBackend {
    builder(server).connect_timeout(LIMIT).command_timeout(LIMIT).build().unwrap()
}

/// What another client, of another library, is told.
pub(crate) struct Other(redis::Connection);

impl Other {
    pub(crate) fn of(server: &RedisServer) -> Self {
        Self::at(&server.url())
    }

    pub(crate) fn at(url: &str) -> Self {
        Self(redis::Client::open(url).unwrap().get_connection().unwrap())
    }

    /// The answer to a command of text.
    pub(crate) fn ask<T: FromRedisValue>(&mut self, words: &[&str]) -> T {
        let mut command = Cmd::new();
        for word in words {
            command.arg(word);
        }
        command.query(&mut self.0).unwrap()
    }
}

/// Checks what holds for every error: its kind, and that it shows neither a key, a value nor a password.
#[track_caller]
pub(crate) fn assert_refused<T>(result: Result<T, BackendError>, kind: BackendErrorKind) -> BackendError {
    let Err(error) = result else { panic!("an error was expected") };
    assert_eq!(error.kind, kind, "{error:?}");
    let texts = [format!("{error}"), format!("{error:#?}")];
    for secret in ["hunter2", "profile", "nobody's business"] {
        assert!(texts.iter().all(|text| !text.contains(secret)), "`{secret}` is in {error:?}");
    }
    error
}

/// Awaits a call, which has to end in its time and not much later.
pub(crate) async fn within<T>(limit: Duration, call: impl Future<Output = T>) -> T {
    let bound = limit + (limit / 5).max(Duration::from_millis(100));
    let answer = tokio::time::timeout(bound, call).await;
    answer.unwrap_or_else(|_| panic!("the call takes longer than {bound:?}"))
}

/// Asks until the call succeeds, as a program goes on after a fault.
pub(crate) async fn recovers<T, F>(within: Duration, mut call: impl FnMut() -> F) -> T
where
    F: Future<Output = Result<T, BackendError>>,
{
    let begun = Instant::now();
    loop {
        match call().await {
            Ok(answer) => return answer,
            Err(error) => assert!(begun.elapsed() < within, "still no answer: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

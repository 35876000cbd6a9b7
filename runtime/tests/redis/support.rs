//! Backends for these tests, and another client beside them.

use std::time::Duration;

use cachekit::backend::redis::{RedisBackend, RedisBackendBuilder};
use cachekit_test_servers::RedisServer;
pub(crate) use cachekit_test_servers::{recovers, within};
use redis::{Cmd, FromRedisValue};

pub(crate) use crate::errors::{KEY, assert_refused};

/// Long enough for a server on a busy machine, short enough to wait for.
pub(crate) const LIMIT: Duration = Duration::from_millis(400);

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

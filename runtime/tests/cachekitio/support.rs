//! Backends for these tests.

use std::future::Future;
use std::time::Duration;

use cachekit::backend::cachekitio::{CachekitIO, CachekitIOBuilder};

pub(crate) use crate::errors::{KEY, assert_no_secret, assert_refused};
use crate::server::Server;

pub(crate) const API_KEY: &str = "ck_live_0123456789abcdef";
pub(crate) const VALUE: &[u8] = b"a value that is nobody's business";

pub(crate) fn builder(server: &Server) -> CachekitIOBuilder {
    CachekitIO::builder().api_key(API_KEY).api_url(server.url()).allow_loopback(true)
}

/// A backend whose limits of time are far off.
pub(crate) fn backend(server: &Server) -> CachekitIO {
    builder(server).build().unwrap()
}

/// Awaits a call that has to end in about the time that it has.
pub(crate) async fn within<T>(limit: Duration, call: impl Future<Output = T>) -> T {
    let answer = tokio::time::timeout(limit + Duration::from_secs(2), call).await;
    answer.unwrap_or_else(|_| panic!("the call takes longer than {limit:?}"))
}

//! Backends for these tests, and what no error of theirs may show.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use cachekit::backend::cachekitio::{CachekitIO, CachekitIOBuilder};
use cachekit::error::{BackendError, BackendErrorKind};

use crate::server::Server;

pub(crate) const API_KEY: &str = "ck_live_0123456789abcdef";
pub(crate) const KEY: &str = "users:profile:42";
pub(crate) const VALUE: &[u8] = b"a value that is nobody's business";

pub(crate) fn builder(server: &Server) -> CachekitIOBuilder {
    CachekitIO::builder().api_key(API_KEY).api_url(server.url()).allow_loopback(true)
}

/// A backend whose limits of time are far off.
pub(crate) fn backend(server: &Server) -> CachekitIO {
    builder(server).build().unwrap()
}

/// Checks what holds for every error: its kind, and that it shows no secret in any form.
#[track_caller]
pub(crate) fn assert_refused<T>(result: Result<T, BackendError>, kind: BackendErrorKind) -> BackendError {
    let Err(error) = result else { panic!("an error was expected") };
    assert_eq!(error.kind, kind, "{error:?}");
    assert_no_secret(&error);
    error
}

/// The whole chain, as people and as programs print it.
#[track_caller]
pub(crate) fn assert_no_secret(error: &(dyn Error + 'static)) {
    let mut cause = Some(error);
    while let Some(error) = cause {
        for text in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
            let lower = text.to_lowercase();
            for secret in ["0123456789abcdef", "bearer", "profile", "nobody's business", "v1/cache"] {
                assert!(!lower.contains(secret), "`{secret}` is in {text}");
            }
        }
        cause = error.source();
    }
}

/// Awaits a call that has to end in about the time that it has.
pub(crate) async fn within<T>(limit: Duration, call: impl Future<Output = T>) -> T {
    let answer = tokio::time::timeout(limit + Duration::from_secs(2), call).await;
    answer.unwrap_or_else(|_| panic!("the call takes longer than {limit:?}"))
}

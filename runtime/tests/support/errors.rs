//! What the tests of all backends ask of errors.

use std::error::Error;

use cachekit::error::{BackendError, BackendErrorKind};

/// The key of the calls that fail.
pub(crate) const KEY: &str = "users:profile:42";

/// Parts of the key, of values, of passwords and of what else is written in these tests and nobody's business.
const SECRETS: [&str; 6] =
    ["profile", "nobody's business", "hunter2", "0123456789abcdef", "bearer", "v1/cache"];

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
            for secret in SECRETS {
                assert!(!lower.contains(secret), "`{secret}` is in {text}");
            }
        }
        cause = error.source();
    }
}

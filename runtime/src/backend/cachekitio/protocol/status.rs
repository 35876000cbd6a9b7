//! What an answer that is no success means.

use super::call::Call;
use super::message::{Answer, DENY_REASON, Field};
use crate::error::BackendError;

/// The error for an answer that the call has no other use for.
pub(super) fn refused(call: Call, answer: &Answer) -> BackendError {
    if answer.status == 429 && answer.field(DENY_REASON) != Field::Absent {
        return BackendError::quota(format!(
            "cachekit.io refused {call} with HTTP 429: the quota of the API key is used up"
        ));
    }
    if answer.is_success() {
        return BackendError::permanent(format!(
            "cachekit.io answered {call} with HTTP {}, which is no answer to it",
            answer.status
        ));
    }
    let mut error = BackendError::from_http_status(answer.status, &[]);
    error.message = format!("cachekit.io refused {call} with {}", error.message);
    error
}

/// The error for a success whose body is not what the protocol says.
pub(super) fn garbled(call: Call) -> BackendError {
    BackendError::permanent(format!("cachekit.io answered {call} with a body that is not of its protocol"))
}

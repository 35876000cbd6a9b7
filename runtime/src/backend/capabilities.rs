//! What a store can do beyond keeping bytes. Every capability is a trait of its own, and a backend that has it says so
//! with the `as_…` method of [`Backend`].

use std::time::Duration;

use async_trait::async_trait;

use super::Backend;
use crate::error::BackendError;

/// A backend that can tell and change the remaining lifetime of an entry.
#[async_trait]
pub trait TtlInspectable: Backend {
    /// The time that is left to the entry; `None` when it does not exist or never expires.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn ttl(&self, key: &str) -> Result<Option<Duration>, BackendError>;

    /// Gives the entry a new lifetime from now on. `false` when there is no such entry.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn refresh_ttl(&self, key: &str, ttl: Duration) -> Result<bool, BackendError>;
}

/// A backend that can hold a lock for several processes.
///
/// Such a lock is an efficiency device, a lease that can run out: it keeps most processes from doing the same
/// work twice and is never mutual exclusion.
#[async_trait]
pub trait LockableBackend: Backend {
    /// Takes the lock for at most `timeout_ms` milliseconds. `Some(token)` when taken, `None` when somebody
    /// else holds it.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn acquire_lock(&self, key: &str, timeout_ms: u64) -> Result<Option<String>, BackendError>;

    /// Holds a taken lock for `timeout_ms` milliseconds from now on. `false` when `lock_id` does not hold it any more,
    /// and from a store that cannot prolong a lock, which is the default.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn renew_lock(&self, _key: &str, _lock_id: &str, _timeout_ms: u64) -> Result<bool, BackendError> {
        Ok(false)
    }

    /// Gives the lock back, if `lock_id` still holds it. `false` when the store knows that it does not; one that cannot
    /// tell says `true`.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn release_lock(&self, key: &str, lock_id: &str) -> Result<bool, BackendError>;
}

/// A backend that can compare and set in one step.
#[async_trait]
pub trait ConditionalBackend: Backend {
    /// Stores `value` for `ttl` (`None`: until it is deleted) if what stands under `key` is exactly `expected`
    /// (`None`: nothing). `false` when it is something else; then nothing is written.
    ///
    /// When the future is dropped, or the error is a timeout, the write may still happen later, under the same
    /// condition.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn compare_and_set(
        &self,
        key: &str,
        expected: Option<&[u8]>,
        value: Vec<u8>,
        ttl: Option<Duration>,
    ) -> Result<bool, BackendError>;
}

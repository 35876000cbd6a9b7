//! The backend as the client calls it: with a limit of time on every call, whatever the backend does itself.

use std::future::Future;
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::backend::{
    Backend, ConditionalBackend, Fetched, HealthStatus, L1StatsSource, LeasingBackend, LockableBackend,
    SetEntry, WatchableBackend,
};
use crate::error::{BackendError, BackendErrorKind};
use crate::rt;

/// A backend whose every call ends.
#[derive(Clone)]
pub(crate) struct BoundedBackend {
    inner: Arc<dyn Backend>,
    timeout: Duration,
    /// Whether the backend itself ends a read within the timeout: a second timer would never run out.
    ends_reads: bool,
}

impl BoundedBackend {
    pub(crate) fn new(inner: Arc<dyn Backend>, timeout: Duration) -> Self {
        let ends_reads = inner.read_limit().is_some_and(|limit| limit <= timeout);
        Self { inner, timeout, ends_reads }
    }

    pub(crate) async fn get(&self, key: &str) -> Result<Option<Fetched>, BackendError> {
        let call = self.inner.get_with_freshness(key);
        if self.ends_reads {
            return call.await;
        }
        // In a box, so that a read without a timer of ours does not carry the room for one around.
        Box::pin(self.bounded("get", call)).await
    }

    pub(crate) async fn set(
        &self,
        key: &str,
        value: Vec<u8>,
        ttl: Option<Duration>,
    ) -> Result<(), BackendError> {
        self.bounded("set", self.inner.set(key, value, ttl)).await
    }

    pub(crate) async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        self.bounded("delete", self.inner.delete(key)).await
    }

    pub(crate) async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        self.bounded("exists", self.inner.exists(key)).await
    }

    /// One answer a key, in the order of the keys. The limit of time is that of the batch.
    pub(crate) async fn get_many(&self, keys: &[&str]) -> Vec<Result<Option<Fetched>, BackendError>> {
        if keys.is_empty() {
            return Vec::new();
        }
        let call = async { Ok(self.inner.get_many(keys).await) };
        for_each(keys.len(), self.bounded("get_many", call).await)
    }

    /// One answer an entry, in the order of the entries. The limit of time is that of the batch.
    pub(crate) async fn set_many(&self, entries: Vec<SetEntry<'_>>) -> Vec<Result<(), BackendError>> {
        let asked = entries.len();
        if asked == 0 {
            return Vec::new();
        }
        let call = async { Ok(self.inner.set_many(entries).await) };
        for_each(asked, self.bounded("set_many", call).await)
    }

    /// One answer a key, in the order of the keys. The limit of time is that of the batch.
    pub(crate) async fn delete_many(&self, keys: &[&str]) -> Vec<Result<bool, BackendError>> {
        if keys.is_empty() {
            return Vec::new();
        }
        let call = async { Ok(self.inner.delete_many(keys).await) };
        for_each(keys.len(), self.bounded("delete_many", call).await)
    }

    /// The time that is left to an entry; `None` where the backend cannot tell.
    pub(crate) async fn ttl(&self, key: &str) -> Option<Result<Option<Duration>, BackendError>> {
        let inspectable = self.inner.as_ttl_inspectable()?;
        Some(self.bounded("ttl", inspectable.ttl(key)).await)
    }

    pub(crate) async fn health(&self) -> Result<HealthStatus, BackendError> {
        self.bounded("health", self.inner.health()).await
    }

    pub(crate) fn observe_client(&self, counts: Weak<dyn L1StatsSource>) {
        self.inner.observe_client(counts);
    }

    /// For calls in [`bounded`](Self::bounded).
    pub(crate) fn leasing(&self) -> Option<&dyn LeasingBackend> {
        self.inner.as_leasing()
    }

    /// For calls in [`bounded`](Self::bounded).
    pub(crate) fn lockable(&self) -> Option<&dyn LockableBackend> {
        self.inner.as_lockable()
    }

    /// For calls in [`bounded`](Self::bounded).
    pub(crate) fn conditional(&self) -> Option<&dyn ConditionalBackend> {
        self.inner.as_conditional()
    }

    pub(crate) fn watchable(&self) -> Option<&dyn WatchableBackend> {
        self.inner.as_watchable()
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// How long a write that got no answer may still be on its way: as long again as was waited for it, twice.
    pub(crate) fn settling_ms(&self) -> u64 {
        u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX).saturating_mul(2)
    }

    /// A call of the backend, for as long as one may take.
    pub(crate) async fn bounded<T>(
        &self,
        operation: &str,
        call: impl Future<Output = Result<T, BackendError>>,
    ) -> Result<T, BackendError> {
        match rt::timeout(self.timeout, call).await {
            Ok(answer) => answer,
            Err(rt::Elapsed) => Err(BackendError::timeout(format!(
                "no answer to {operation} within {:?}; see `backend_timeout`",
                self.timeout
            ))),
        }
    }
}

/// The answers of a batch, for every key that was asked for.
fn for_each<T>(
    asked: usize,
    answers: Result<Vec<Result<T, BackendError>>, BackendError>,
) -> Vec<Result<T, BackendError>> {
    let failure = match answers {
        Ok(answers) if answers.len() == asked => return answers,
        // Nobody knows what became of which key.
        Ok(_) => BackendError::transient("the backend does not answer for every key of a batch"),
        Err(failure) => failure,
    };
    (0..asked).map(|_| Err(same(&failure))).collect()
}

/// The same failure for another key of its batch: all but the error underneath, which is one alone.
pub(crate) fn same(error: &BackendError) -> BackendError {
    BackendError::new(error.kind, error.message.clone())
}

/// Whether a write that failed like this can have happened all the same, now or later.
pub(crate) fn may_have_landed(error: &BackendError) -> bool {
    match error.kind {
        BackendErrorKind::Timeout | BackendErrorKind::Transient => true,
        BackendErrorKind::Permanent | BackendErrorKind::Authentication | BackendErrorKind::QuotaExhausted => {
            false
        }
    }
}

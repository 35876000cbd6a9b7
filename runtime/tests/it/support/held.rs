//! A backend whose calls a test holds and lets go one by one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use cachekit::backend::{Backend, HealthStatus};
use cachekit::error::BackendError;
use tokio::sync::oneshot;

/// What becomes of a held call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It happens and is answered.
    Done,
    /// It is answered with a timeout; it happens when the test calls [`Held::land`].
    TimedOut,
    /// It is refused for good and does not happen.
    Refused,
}

/// A map behind a gate.
#[derive(Clone, Default)]
pub(crate) struct HeldBackend {
    state: Arc<Mutex<State>>,
    gets: Arc<AtomicUsize>,
    sets: Arc<AtomicUsize>,
}

#[derive(Default)]
struct State {
    entries: HashMap<String, Vec<u8>>,
    holding: bool,
    waiting: Vec<Held>,
    failing_reads: bool,
}

/// One call at the gate.
pub(crate) struct Held {
    pub(crate) operation: Operation,
    fate: oneshot::Sender<Fate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    Get(String),
    Set(String, Vec<u8>),
    Delete(String),
}

impl HeldBackend {
    /// From now on calls wait at the gate.
    pub(crate) fn hold(&self) {
        self.state.lock().unwrap().holding = true;
    }

    /// From now on calls pass.
    pub(crate) fn open(&self) {
        let waiting = {
            let mut state = self.state.lock().unwrap();
            state.holding = false;
            std::mem::take(&mut state.waiting)
        };
        for held in waiting {
            held.release(Fate::Done);
        }
    }

    /// From now on reads fail.
    pub(crate) fn fail_reads(&self, failing: bool) {
        self.state.lock().unwrap().failing_reads = failing;
    }

    /// How many calls wait at the gate.
    pub(crate) fn waiting(&self) -> usize {
        self.state.lock().unwrap().waiting.len()
    }

    /// The call at this place in the queue, once it is there.
    pub(crate) async fn take(&self, index: usize) -> Held {
        loop {
            {
                let mut state = self.state.lock().unwrap();
                if state.waiting.len() > index {
                    return state.waiting.remove(index);
                }
            }
            tokio::task::yield_now().await;
        }
    }

    /// What happens outside of this client: another process writes.
    pub(crate) fn apply(&self, operation: &Operation) {
        self.state.lock().unwrap().apply(operation);
    }

    pub(crate) fn raw(&self, key: &str) -> Option<Vec<u8>> {
        self.state.lock().unwrap().entries.get(key).cloned()
    }

    pub(crate) fn gets(&self) -> usize {
        self.gets.load(Ordering::SeqCst)
    }

    pub(crate) fn sets(&self) -> usize {
        self.sets.load(Ordering::SeqCst)
    }

    async fn pass(&self, operation: Operation) -> Result<(), BackendError> {
        let gate = {
            let mut state = self.state.lock().unwrap();
            if state.holding {
                let (fate, gate) = oneshot::channel();
                state.waiting.push(Held { operation: operation.clone(), fate });
                Some(gate)
            } else {
                None
            }
        };
        let fate = match gate {
            Some(gate) => gate.await.unwrap_or(Fate::Done),
            None => Fate::Done,
        };
        match fate {
            Fate::Done => {
                self.apply(&operation);
                Ok(())
            }
            Fate::TimedOut => Err(BackendError::timeout("held back")),
            Fate::Refused => Err(BackendError::permanent("refused")),
        }
    }
}

impl Held {
    /// Lets the call go on.
    pub(crate) fn release(self, fate: Fate) {
        let _ = self.fate.send(fate);
    }
}

impl State {
    fn apply(&mut self, operation: &Operation) {
        match operation {
            Operation::Get(_) => {}
            Operation::Set(key, value) => {
                self.entries.insert(key.clone(), value.clone());
            }
            Operation::Delete(key) => {
                self.entries.remove(key);
            }
        }
    }
}

#[async_trait]
impl Backend for HeldBackend {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        self.gets.fetch_add(1, Ordering::SeqCst);
        if self.state.lock().unwrap().failing_reads {
            return Err(BackendError::transient("reads fail"));
        }
        // Read first, then held: what arrives late is what was there early.
        let read = self.raw(key);
        self.pass(Operation::Get(key.to_owned())).await?;
        Ok(read)
    }

    async fn set(&self, key: &str, value: Vec<u8>, _ttl: Option<Duration>) -> Result<(), BackendError> {
        self.sets.fetch_add(1, Ordering::SeqCst);
        self.pass(Operation::Set(key.to_owned(), value)).await
    }

    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        let existed = self.raw(key).is_some();
        self.pass(Operation::Delete(key.to_owned())).await?;
        Ok(existed)
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        Ok(self.raw(key).is_some())
    }

    async fn health(&self) -> Result<HealthStatus, BackendError> {
        Ok(HealthStatus::healthy("held"))
    }
}

//! What the cases share, so that each shows only its own point.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
pub(crate) struct User {
    pub(crate) id: u64,
    pub(crate) name: String,
}

pub(crate) fn user(id: u64) -> User {
    User { id, name: format!("user {id}") }
}

/// Counts the bodies and loaders that ran.
#[derive(Debug, Default)]
pub(crate) struct Calls(AtomicUsize);

impl Calls {
    pub(crate) fn one(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// A client whose entries go through the codec on every read.
pub(crate) fn without_l1() -> CacheKit {
    CacheKit::in_memory().no_l1().build().expect("defaults are sound")
}

pub(crate) fn client() -> CacheKit {
    CacheKit::in_memory().build().expect("defaults are sound")
}

//! The master keys of a program: the one that seals, and those that only open what they sealed before.

use std::fmt;

use super::{MasterKey, TenantKeys};
use crate::error::KeyError;

/// How many keys, besides the current one, a reader may have to try.
const MAX_PREVIOUS: usize = 3;

/// One current master key and at most three previous ones.
pub(crate) struct Keyring {
    current: MasterKey,
    previous: Vec<MasterKey>,
}

impl Keyring {
    pub(crate) fn new(current: MasterKey) -> Self {
        Self { current, previous: Vec::new() }
    }

    /// Adds keys that only open, newest first: readers try them in this order.
    pub(crate) fn with_previous(
        mut self,
        previous: impl IntoIterator<Item = MasterKey>,
    ) -> Result<Self, KeyError> {
        for key in previous {
            if key.is(&self.current) {
                return Err(KeyError::CurrentAmongPrevious);
            }
            if self.previous.iter().any(|other| key.is(other)) {
                return Err(KeyError::DuplicatePrevious);
            }
            if self.previous.len() == MAX_PREVIOUS {
                return Err(KeyError::TooManyPrevious);
            }
            self.previous.push(key);
        }
        Ok(self)
    }

    /// Derives the keys of one tenant: two of each master key. Some microseconds; to be kept, not repeated.
    pub(crate) fn tenant(&self, tenant: &str) -> Result<TenantKeys, KeyError> {
        if !(1..=255).contains(&tenant.len()) {
            return Err(KeyError::TenantLength { len: tenant.len() });
        }
        Ok(TenantKeys::derive(&self.current, &self.previous, tenant))
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("previous", &self.previous.len()).finish_non_exhaustive()
    }
}

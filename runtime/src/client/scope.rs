//! Whose entries a client handle reads and writes: what their keys begin with, and what they are sealed with.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::{CacheKit, Keyring, Shared, TenantKeys};
use crate::error::CachekitError;
use crate::key::{Blind, KeyScope};

/// The client itself, or one of its tenants.
pub(crate) struct Scope {
    pub(crate) key: KeyScope,
    /// The tenant, if the handle is one's.
    pub(crate) tenant: Option<String>,
    /// What values are sealed with, on a client with encryption.
    pub(crate) keys: Option<TenantKeys>,
}

impl Scope {
    /// What sensitive parts of keys are hashed with now.
    pub(crate) fn blind(&self) -> Option<CurrentBlind<'_>> {
        self.keys.as_ref().map(CurrentBlind)
    }

    /// What sensitive parts of keys were hashed with before the master key was changed.
    pub(crate) fn previous_blinds(&self) -> impl Iterator<Item = PreviousBlind<'_>> {
        let keys = self.keys.as_ref();
        let count = keys.map_or(0, TenantKeys::previous_blinds);
        (0..count).filter_map(move |index| Some(PreviousBlind { keys: keys?, index }))
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("tenant", &self.tenant)
            .field("encrypted", &self.keys.is_some())
            .finish_non_exhaustive()
    }
}

/// What is said where keys are needed and there are none.
pub(super) const NO_KEYS: &str = "this client has no encryption keys; give the builder a master key with \
                                  `encryption(…)`, or set `CACHEKIT_MASTER_KEY` and build the client from the environment";

pub(crate) struct CurrentBlind<'a>(&'a TenantKeys);

impl Blind for CurrentBlind<'_> {
    fn blind(&self, text: &[u8]) -> [u8; 32] {
        self.0.blind(text)
    }
}

pub(crate) struct PreviousBlind<'a> {
    keys: &'a TenantKeys,
    index: usize,
}

impl Blind for PreviousBlind<'_> {
    fn blind(&self, text: &[u8]) -> [u8; 32] {
        self.keys.blind_with_previous(self.index, text)
    }
}

/// The tenants that were asked for lately: deriving a tenant's keys costs more than a hit.
#[derive(Default)]
pub(crate) struct Tenants(Mutex<HashMap<String, Arc<Scope>>>);

/// Beyond that many, those that no handle uses are forgotten.
const MAX_TENANTS: usize = 1024;

impl Tenants {
    fn get_or_make(
        &self,
        tenant: &str,
        make: impl FnOnce() -> Result<Scope, CachekitError>,
    ) -> Result<Arc<Scope>, CachekitError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scope) = known.get(tenant) {
            return Ok(Arc::clone(scope));
        }
        let scope = Arc::new(make()?);
        if known.len() >= MAX_TENANTS {
            known.retain(|_, scope| Arc::strong_count(scope) > 1);
        }
        if known.len() < MAX_TENANTS {
            known.insert(tenant.to_owned(), Arc::clone(&scope));
        }
        Ok(scope)
    }
}

impl CacheKit {
    /// This client for one tenant: the same connections, L1 and statistics, but keys and entries of its own.
    ///
    /// The tenant stands in every storage key (`.tenant:acme::…`, after the client's namespace). On a client with
    /// encryption it also has a key of its own, derived from the master key, and is bound to every ciphertext: what
    /// was sealed for one tenant cannot be opened for another, wherever it is copied to. Without encryption the keys
    /// alone keep tenants apart.
    ///
    /// Cheap: a recent tenant costs a look into a table, another one some microseconds.
    ///
    /// ```
    /// use cachekit::prelude::*;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), CachekitError> {
    /// let cache = CacheKit::in_memory().build()?;
    /// let (acme, umbrella) = (cache.for_tenant("acme")?, cache.for_tenant("umbrella")?);
    ///
    /// acme.set("greeting", "hello").await?;
    /// assert_eq!(umbrella.get::<String>("greeting").await?, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CachekitError::Config`] for a name that is empty or longer than 255 bytes.
    pub fn for_tenant(&self, tenant: &str) -> Result<Self, CachekitError> {
        let shared = &self.shared;
        let scope = shared.tenants.get_or_make(tenant, || shared.scope_of(tenant))?;
        Ok(Self { shared: Arc::clone(shared), tenant: Some(scope) })
    }

    /// Whether this is the client itself and not a tenant of it.
    #[inline]
    pub(crate) fn is_home(&self) -> bool {
        self.tenant.is_none()
    }

    #[inline]
    pub(crate) fn scope(&self) -> &Scope {
        self.tenant.as_deref().unwrap_or(&self.shared.home)
    }
}

impl Shared {
    fn scope_of(&self, tenant: &str) -> Result<Scope, CachekitError> {
        if tenant.is_empty() || tenant.len() > 255 {
            return Err(CachekitError::Config("a tenant's name has to be 1 to 255 bytes long".to_owned()));
        }
        Ok(Scope {
            key: self.home.key.of_tenant(tenant, &self.seed),
            tenant: Some(tenant.to_owned()),
            keys: tenant_keys(self.keyring.as_ref(), tenant)?,
        })
    }
}

pub(super) fn tenant_keys(
    keyring: Option<&Keyring>,
    tenant: &str,
) -> Result<Option<TenantKeys>, CachekitError> {
    keyring.map(|keyring| keyring.tenant(tenant).map_err(CachekitError::from)).transpose()
}

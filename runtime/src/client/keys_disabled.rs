//! Without the feature `encryption` no client has keys, and the compiler knows it: these types have no values.

use crate::error::EncryptionError;

pub(crate) enum Keyring {}

pub(crate) enum TenantKeys {}

/// Without keys nothing is sealed.
pub(crate) enum Bound {}

impl Bound {
    pub(crate) fn key(&self) -> &[u8] {
        match *self {}
    }

    pub(crate) fn len(&self) -> usize {
        match *self {}
    }
}

impl Keyring {
    pub(crate) fn tenant(&self, _tenant: &str) -> Result<TenantKeys, EncryptionError> {
        match *self {}
    }
}

impl TenantKeys {
    pub(crate) const VALUE_ROOM: usize = 0;
    pub(crate) const REGION_ROOM: usize = 0;

    pub(crate) fn seal_value_in_place(
        &self,
        _key: &str,
        _bytes: Vec<u8>,
    ) -> Result<Vec<u8>, EncryptionError> {
        match *self {}
    }

    pub(crate) fn with_opened_value<R>(
        &self,
        _key: &str,
        _sealed: &[u8],
        _work: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, EncryptionError> {
        match *self {}
    }

    pub(crate) fn seal_region_in_place(
        &self,
        _key: &str,
        _bytes: Vec<u8>,
    ) -> Result<Vec<u8>, EncryptionError> {
        match *self {}
    }

    pub(crate) fn with_opened_region<R>(
        &self,
        _key: &[u8],
        _sealed: &[u8],
        _work: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, EncryptionError> {
        match *self {}
    }

    pub(crate) fn bind_region(&self, _key: &[u8], _sealed: &[u8]) -> Result<Bound, EncryptionError> {
        match *self {}
    }

    pub(crate) fn with_opened_bound_region<R>(
        &self,
        _bound: &Bound,
        _work: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, EncryptionError> {
        match *self {}
    }

    pub(crate) fn bind_value(&self, _key: &str, _sealed: &[u8]) -> Result<Bound, EncryptionError> {
        match *self {}
    }

    pub(crate) fn with_opened_bound_value<R>(
        &self,
        _bound: &Bound,
        _work: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, EncryptionError> {
        match *self {}
    }

    pub(crate) fn blind(&self, _text: &[u8]) -> [u8; 32] {
        match *self {}
    }

    pub(crate) fn previous_blinds(&self) -> usize {
        match *self {}
    }

    pub(crate) fn blind_with_previous(&self, _index: usize, _text: &[u8]) -> [u8; 32] {
        match *self {}
    }
}

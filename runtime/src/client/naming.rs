//! The storage keys of what is not simply the client's own and in the clear: of tenants, of sensitive parts, and of
//! the interop mode.

use cachekit_schema::region::{Layout, RegionSchema, Segment};

use super::region::Region;
use super::{CacheKit, Scope, Shared};
use crate::error::CachekitError;
use crate::interop::{InteropArgs, InteropValueError};
use crate::key::{Blind, KeyFields, KeyScope, Owner, StorageKey};
use crate::region::{CacheRegion, RegionFields};

/// The keys of one entry.
pub(crate) struct Named {
    pub(crate) key: StorageKey,
    /// The same key as it was written with earlier master keys, where a part of it is sensitive.
    pub(crate) previous: Box<[StorageKey]>,
}

/// Why parameters make no key.
#[derive(Debug, Clone)]
pub(crate) enum Unnamed {
    Arguments(InteropValueError),
    /// Interop keys have no place for a tenant.
    Tenant(&'static str),
}

impl Unnamed {
    pub(crate) fn to_error(&self) -> CachekitError {
        match self {
            Self::Arguments(error) => CachekitError::InvalidKey(error.to_string()),
            Self::Tenant(region) => CachekitError::Config(format!(
                "the interop region `{region}` has keys without a tenant, as the other SDKs write them; use it on the \
                 client itself, which names its tenant with `encryption(…)`"
            )),
        }
    }
}

impl Shared {
    /// What the keys of a region begin with on this client.
    pub(super) fn key_scope_of(&self, schema: &RegionSchema) -> KeyScope {
        match schema.layout {
            Layout::Native => self.home.key.clone(),
            // Other SDKs know nothing of this client's namespace.
            Layout::Interop { .. } => KeyScope::default(),
        }
    }
}

impl<V> Region<V> {
    /// Whether the client's own keys of this region are their parts' texts and nothing else.
    #[inline]
    pub(crate) fn is_plainly_keyed(&self) -> bool {
        self.plainly_keyed
    }

    /// The keys of a key struct, whosever they are.
    pub(crate) fn name<R: CacheRegion>(&self, client: &CacheKit, key: &R) -> Result<Named, Unnamed> {
        if client.is_home() && self.is_plainly_keyed() {
            Ok(Named { key: self.prefix.write(&RegionFields(key)), previous: Box::default() })
        } else {
            self.name_key(client, key)
        }
    }

    /// The keys of a key struct, where they are a tenant's, have sensitive parts or are of the interop mode.
    pub(crate) fn name_key<R: CacheRegion>(&self, client: &CacheKit, key: &R) -> Result<Named, Unnamed> {
        match self.decl.schema().layout {
            Layout::Native => Ok(self.name_fields(client.scope(), &RegionFields(key))),
            Layout::Interop { .. } => {
                self.name_arguments(client.scope(), |arguments| key.visit_args(arguments))
            }
        }
    }

    pub(crate) fn name_fields(&self, scope: &Scope, fields: &impl KeyFields) -> Named {
        let write = |blind: Option<&dyn Blind>| {
            let scope = scope.tenant.is_some().then_some(&scope.key);
            self.prefix.write_for(Owner { scope, blind }, fields)
        };
        let current = scope.blind();
        let key = write(current.as_ref().map(|blind| blind as &dyn Blind));
        let previous = if has_sensitive_parts(self.decl.schema()) {
            scope.previous_blinds().map(|blind| write(Some(&blind))).collect()
        } else {
            Box::default()
        };
        Named { key, previous }
    }

    pub(crate) fn name_arguments(
        &self,
        scope: &Scope,
        visit: impl FnOnce(&mut InteropArgs),
    ) -> Result<Named, Unnamed> {
        let schema = self.decl.schema();
        let Layout::Interop { operation } = schema.layout else {
            unreachable!("arguments are asked of interop regions alone")
        };
        if scope.tenant.is_some() {
            return Err(Unnamed::Tenant(schema.name));
        }
        let mut arguments = InteropArgs::new();
        visit(&mut arguments);
        let digest = arguments.finish().map_err(Unnamed::Arguments)?;
        Ok(Named { key: self.prefix.write_interop(operation, &digest), previous: Box::default() })
    }
}

/// Whether keys of the region are the texts of their parts, in the clear.
pub(super) fn is_plainly_keyed(schema: &RegionSchema) -> bool {
    matches!(schema.layout, Layout::Native) && !has_sensitive_parts(schema)
}

fn has_sensitive_parts(schema: &RegionSchema) -> bool {
    schema.segments.iter().any(|segment| matches!(segment, Segment::Part { sensitive: true, .. }))
}

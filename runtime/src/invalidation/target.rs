//! One entry that an invalidation is to remove.

use futures_util::future::{BoxFuture, FutureExt as _};

use crate::CacheKit;
use crate::client::{Access, Format, Named, Refusal, Unnamed};
use crate::error::CachekitError;
use crate::region::{CacheRegion, RegionDecl, StoredValue};

pub(super) enum Target {
    /// Of a region, whatever it stores.
    Entry(Box<dyn RegionEntry>),
    /// Under a string key.
    Text(String),
    /// Of a region, and why it has no key.
    Refused { region: &'static str, refused: Refused },
}

/// Why a key struct names no entry of a client.
pub(super) enum Refused {
    Region(Refusal),
    Key(Unnamed),
}

impl Target {
    pub(super) fn entry<R: CacheRegion>(client: &CacheKit, key: &R) -> Self {
        let format: fn() -> Format<R::Value> = || Format::of::<R::Codec>(R::FINGERPRINT);
        let named = match client.shared().region(R::DECL, format) {
            Ok(region) => region.name_key(client, key).map_err(Refused::Key),
            Err(refusal) => Err(Refused::Region(refusal.clone())),
        };
        match named {
            Ok(named) => Self::Entry(Box::new(NamedEntry { decl: R::DECL, format, named })),
            Err(refused) => Self::Refused { region: R::DECL.schema().name, refused },
        }
    }

    /// The name of the region; of a string key none.
    pub(super) fn region(&self) -> Option<&'static str> {
        match self {
            Self::Entry(entry) => Some(entry.region()),
            Self::Text(_) => None,
            Self::Refused { region, .. } => Some(region),
        }
    }

    /// Takes the entry out of L1.
    pub(super) fn evict(&self, client: &CacheKit) {
        match self {
            Self::Entry(entry) => entry.evict(client),
            Self::Text(key) => client.strings().evict(key),
            Self::Refused { .. } => {}
        }
    }

    /// Removes the entry; says which of the invalidation it was.
    pub(super) fn delete<'a>(
        (index, target): (usize, &'a Self),
        client: &'a CacheKit,
    ) -> BoxFuture<'a, (usize, Result<bool, CachekitError>)> {
        async move {
            let deleted = match target {
                Self::Entry(entry) => entry.delete(client).await,
                Self::Text(key) => client.delete(key).await,
                Self::Refused { refused, .. } => Err(refused.to_error()),
            };
            (index, deleted)
        }
        .boxed()
    }
}

impl Refused {
    fn to_error(&self) -> CachekitError {
        match self {
            Self::Region(refusal) => refusal.to_error(),
            Self::Key(unnamed) => unnamed.to_error(),
        }
    }
}

/// An entry whose type of value nobody above has to know.
pub(super) trait RegionEntry: Send + Sync {
    fn region(&self) -> &'static str;
    fn evict(&self, client: &CacheKit);
    fn delete<'a>(&'a self, client: &'a CacheKit) -> BoxFuture<'a, Result<bool, CachekitError>>;
}

/// The keys of an entry, and what its region is found by.
struct NamedEntry<V> {
    decl: &'static RegionDecl,
    format: fn() -> Format<V>,
    named: Named,
}

impl<V: StoredValue> NamedEntry<V> {
    fn access<'a>(&'a self, client: &'a CacheKit) -> Result<Access<'a, V>, CachekitError> {
        let Self { decl, format, named: Named { key, previous } } = self;
        let region = client.shared().region(decl, format).map_err(Refusal::to_error)?;
        Ok(Access { shared: client.shared(), scope: client.scope(), region, key, previous })
    }
}

impl<V: StoredValue> RegionEntry for NamedEntry<V> {
    fn region(&self) -> &'static str {
        self.decl.schema().name
    }

    fn evict(&self, client: &CacheKit) {
        if let Ok(access) = self.access(client) {
            access.evict();
        }
    }

    fn delete<'a>(&'a self, client: &'a CacheKit) -> BoxFuture<'a, Result<bool, CachekitError>> {
        async { self.access(client)?.delete().await }.boxed()
    }
}

//! The first half of a cached function: a look into L1.

use crate::CacheKit;
use crate::cached::Cached;
use crate::client::{Access, Format, Named, Region, Unnamed};
use crate::codec::Codec;
use crate::error::CachekitError;
use crate::interop::{InteropArgs, InteropCodec};
use crate::key::KeyFields;
use crate::region::{CacheRegion, RegionDecl, RegionFields, StoredValue};
use crate::value::CacheValue;
use cachekit_schema::region::Layout;

/// The fingerprint of a function's value type.
pub const fn fingerprint<V: CacheValue + ?Sized>() -> u64 {
    V::FINGERPRINT
}

/// The outcome of a look into L1. It borrows the client alone, so that the body may consume the parameters.
#[derive(Debug)]
#[must_use]
pub enum Lookup<'c, V> {
    Hit(Cached<V>),
    Miss(Miss<'c, V>),
}

/// What L1 does not have.
///
/// In a box, so that a [`Lookup`] is two words.
pub struct Miss<'c, V>(pub(super) Box<Missed<'c, V>>);

pub(super) enum Missed<'c, V> {
    Key {
        client: &'c CacheKit,
        region: &'c Region<V>,
        named: Named,
    },
    /// The region cannot be used on this client, or the parameters make no key.
    Refused(CachekitError),
}

impl<'c, V> Lookup<'c, V> {
    #[cold]
    fn miss(client: &'c CacheKit, region: &'c Region<V>, named: Named) -> Self {
        Self::Miss(Miss(Box::new(Missed::Key { client, region, named })))
    }

    #[cold]
    fn refused(error: CachekitError) -> Self {
        Self::Miss(Miss(Box::new(Missed::Refused(error))))
    }
}

impl<V> std::fmt::Debug for Miss<'_, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Miss").finish_non_exhaustive()
    }
}

pub(super) fn access<'a, V>(client: &'a CacheKit, region: &'a Region<V>, named: &'a Named) -> Access<'a, V> {
    let Named { key, previous } = named;
    Access { shared: client.shared(), scope: client.scope(), region, key, previous }
}

/// Looks for a function's value in L1, by its parameters.
#[inline]
pub fn lookup<'c, V: StoredValue, C: Codec, F: KeyFields>(
    client: &'c CacheKit,
    decl: &'static RegionDecl,
    fingerprint: u64,
    fields: &F,
) -> Lookup<'c, V> {
    let shared = client.shared();
    let region = match shared.region::<V>(decl, || Format::of::<C>(fingerprint)) {
        Ok(region) => region,
        Err(refusal) => return Lookup::refused(refusal.to_error()),
    };
    if !(client.is_home() && region.is_plainly_keyed()) {
        return lookup_scoped(client, region, fields);
    }
    match region.hit_by_parts(shared, fields) {
        Ok(Some(hit)) => Lookup::Hit(hit),
        Ok(None) => missed(client, region, fields),
        Err(_) => lookup_written(client, region, fields),
    }
}

#[cold]
fn missed<'c, V>(client: &'c CacheKit, region: &'c Region<V>, fields: &impl KeyFields) -> Lookup<'c, V> {
    Lookup::miss(client, region, written(region, fields))
}

/// Of a key that has to be written to be looked for: one with escapes, or one that is hashed for its length.
#[inline(never)]
fn lookup_written<'c, V>(
    client: &'c CacheKit,
    region: &'c Region<V>,
    fields: &impl KeyFields,
) -> Lookup<'c, V> {
    lookup_named(client, region, Ok(written(region, fields)))
}

/// Of a tenant, or with sensitive parts.
#[inline(never)]
fn lookup_scoped<'c, V>(
    client: &'c CacheKit,
    region: &'c Region<V>,
    fields: &impl KeyFields,
) -> Lookup<'c, V> {
    lookup_named(client, region, Ok(region.name_fields(client.scope(), fields)))
}

fn written<V>(region: &Region<V>, fields: &impl KeyFields) -> Named {
    Named { key: region.prefix.write(fields), previous: Box::default() }
}

fn lookup_named<'c, V>(
    client: &'c CacheKit,
    region: &'c Region<V>,
    named: Result<Named, Unnamed>,
) -> Lookup<'c, V> {
    let named = match named {
        Ok(named) => named,
        Err(unnamed) => return Lookup::refused(unnamed.to_error()),
    };
    match access(client, region, &named).hit() {
        Some(hit) => Lookup::Hit(hit),
        None => Lookup::miss(client, region, named),
    }
}

/// Looks for the value of a function in the interop layout, by its arguments.
pub fn lookup_interop<'c, V: StoredValue, F: FnOnce(&mut InteropArgs)>(
    client: &'c CacheKit,
    decl: &'static RegionDecl,
    visit: F,
) -> Lookup<'c, V> {
    match client.shared().region::<V>(decl, || Format::of::<InteropCodec>(0)) {
        Ok(region) => lookup_named(client, region, region.name_arguments(client.scope(), visit)),
        Err(refusal) => Lookup::refused(refusal.to_error()),
    }
}

/// Looks for the value of a region's key in L1, for a function that is not `secure`.
#[inline]
pub fn lookup_region<'c, V: StoredValue, R: CacheRegion<Value = V>>(
    client: &'c CacheKit,
    key: &R,
) -> Lookup<'c, V> {
    const {
        assert!(
            !R::SECURE,
            "the region is `secure`, so a function that uses it has to fail closed; \
             write `secure` beside `region(…)`"
        );
    }
    lookup_key(client, key)
}

/// Looks for the value of a region's key in L1, for a function that is `secure`.
pub fn lookup_secure_region<'c, V: StoredValue, R: CacheRegion<Value = V>>(
    client: &'c CacheKit,
    key: &R,
) -> Lookup<'c, V> {
    const {
        assert!(
            R::SECURE,
            "the function is `secure`, but its values are those of a region that is not; \
             write `secure` on the region"
        );
    }
    lookup_key(client, key)
}

#[inline]
fn lookup_key<'c, V: StoredValue, R: CacheRegion<Value = V>>(client: &'c CacheKit, key: &R) -> Lookup<'c, V> {
    if let Layout::Interop { .. } = R::DECL.schema().layout {
        return lookup_interop(client, R::DECL, |arguments| key.visit_args(arguments));
    }
    lookup::<V, R::Codec, _>(client, R::DECL, R::FINGERPRINT, &RegionFields(key))
}

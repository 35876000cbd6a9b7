//! What a `#[cachekit]` function does: look, and on a miss run its body.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::returns::{Returns, Wrap as _};
use crate::CacheKit;
use crate::cached::Cached;
use crate::client::{self, Access, Failure, Format, Loaded, Region, Terms};
use crate::codec::Codec;
use crate::key::{Arg, CompactArg, KeyFields, KeyPart, KeySink, Literal, StorageKey, in_plain};
use crate::region::{CacheRegion, RegionDecl, RegionFields, StoredValue};
use crate::value::CacheValue;

/// Something that holds a client: what `client = …` may name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `CacheKit` client",
    label = "expected a `CacheKit`, or a reference or `Arc` of one",
    note = "write `client = <expression>`, for example `client = self.cache`"
)]
pub trait AsClient {
    fn as_client(&self) -> &CacheKit;
}

impl AsClient for CacheKit {
    fn as_client(&self) -> &CacheKit {
        self
    }
}

impl<T: AsClient + ?Sized> AsClient for &T {
    fn as_client(&self) -> &CacheKit {
        (**self).as_client()
    }
}

impl<T: AsClient + ?Sized> AsClient for Arc<T> {
    fn as_client(&self) -> &CacheKit {
        (**self).as_client()
    }
}

#[inline]
pub fn client<T: AsClient + ?Sized>(place: &T) -> &CacheKit {
    place.as_client()
}

/// A parameter on its way into a key.
///
/// What is no key part has to be reported once, at the parameter. So its methods give it a type that is a key field
/// whatever it is: of the two, the inherent one comes first where its bound holds, and the one of the trait has the
/// bound for the message.
#[derive(Debug)]
pub struct Parameter<'a, T: ?Sized>(pub &'a T);

impl<'a, T: KeyPart + ?Sized> Parameter<'a, T> {
    #[inline]
    pub fn whole(self) -> Arg<'a, T> {
        Arg(self.0)
    }

    #[inline]
    pub fn compact(self) -> CompactArg<'a, T> {
        CompactArg(self.0)
    }
}

/// The methods of a [`Parameter`] that is no key part. They exist for the compiler's sake and are never called.
pub trait NoKeyPart<T: ?Sized>: Sized {
    fn whole(self)
    where
        T: KeyPart,
    {
    }

    fn compact(self)
    where
        T: KeyPart,
    {
    }
}

impl<T: ?Sized> NoKeyPart<T> for Parameter<'_, T> {}

/// A parameter as a field of a key.
#[doc(hidden)]
#[macro_export]
macro_rules! __arg {
    ($form:ident $parameter:expr) => {{
        use $crate::__private::NoKeyPart as _;
        $crate::__private::Parameter($parameter).$form()
    }};
}

#[inline]
pub fn lit(text: &'static str) -> Literal {
    Literal(text)
}

#[inline]
pub fn visit_part<T: KeyPart + ?Sized, S: KeySink>(part: &T, sink: &mut S) {
    in_plain::<T>();
    part.write_part(sink);
}

pub fn visit_compact<T: KeyPart + ?Sized, S: KeySink>(part: &T, sink: &mut S) {
    in_plain::<T>();
    sink.compact(part);
}

#[inline]
pub fn visit_literal<S: KeySink>(text: &'static str, sink: &mut S) {
    sink.literal(text);
}

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

/// A key that L1 does not have. `None` where the region cannot be used on this client: the body runs, uncached.
///
/// In a box, so that a [`Lookup`] is two words.
pub struct Miss<'c, V>(Option<Box<Missed<'c, V>>>);

struct Missed<'c, V> {
    shared: &'c client::Shared,
    region: &'c Region<V>,
    key: StorageKey,
}

impl<'c, V> Lookup<'c, V> {
    #[cold]
    fn miss(shared: &'c client::Shared, region: &'c Region<V>, key: StorageKey) -> Self {
        Self::Miss(Miss(Some(Box::new(Missed { shared, region, key }))))
    }
}

impl<V> std::fmt::Debug for Miss<'_, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Miss").finish_non_exhaustive()
    }
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
    let Ok(region) = shared.region::<V>(decl, || Format::of::<C>(fingerprint)) else {
        return Lookup::Miss(Miss(None));
    };
    match region.prefix.hash(fields) {
        Some(hash) => match region.l1.get_by_parts(&region.prefix, fields, hash, shared.now().ms) {
            Some(hit) => {
                region.counters.l1_hits.one();
                Lookup::Hit(hit)
            }
            None => missed(shared, region, fields),
        },
        None => lookup_written(shared, region, fields),
    }
}

#[cold]
fn missed<'c, V>(
    shared: &'c client::Shared,
    region: &'c Region<V>,
    fields: &impl KeyFields,
) -> Lookup<'c, V> {
    Lookup::miss(shared, region, region.prefix.write(fields))
}

/// Of a key that has to be written to be looked for: one with escapes, or one that is hashed for its length.
#[inline(never)]
fn lookup_written<'c, V>(
    shared: &'c client::Shared,
    region: &'c Region<V>,
    fields: &impl KeyFields,
) -> Lookup<'c, V> {
    let key = region.prefix.write(fields);
    match (Access { shared, region, key: &key }).hit() {
        Some(hit) => Lookup::Hit(hit),
        None => Lookup::miss(shared, region, key),
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
    lookup::<V, R::Codec, _>(client, R::DECL, R::FINGERPRINT, &RegionFields(key))
}

/// Serves the hit, or runs the body. Only the body is awaited: to await a future that is ready costs half a look-up.
#[doc(hidden)]
#[macro_export]
macro_rules! __serve {
    ($lookup:ident, $hit:ident => $answer:expr, $miss:ident => $load:expr) => {
        match $lookup {
            $crate::__private::Lookup::Hit($hit) => $answer,
            $crate::__private::Lookup::Miss($miss) => $load,
        }
    };
}

/// The answer from a hit.
#[inline]
pub fn answer<S: Returns>(hit: Cached<S::Value>) -> S::Output {
    S::found(S::Wrap::hand_out(hit))
}

/// Runs the body for all that want this value. In a box, so that the future of a function does not carry the state of
/// a load around on every hit.
#[cold]
pub fn load<S: Returns>(
    miss: Miss<'_, S::Value>,
    terms: Terms<S::Error>,
    body: impl AsyncFnOnce() -> S::Output,
) -> Pin<Box<impl Future<Output = S::Output>>> {
    Box::pin(load_missed::<S>(miss, terms, body))
}

/// Without access to the cache, the body is all there is.
async fn load_missed<S: Returns>(
    miss: Miss<'_, S::Value>,
    terms: Terms<S::Error>,
    body: impl AsyncFnOnce() -> S::Output,
) -> S::Output {
    let Miss(Some(missed)) = miss else { return body().await };
    let access = Access { shared: missed.shared, region: missed.region, key: &missed.key };
    let terms = if S::OPTIONAL { terms.or_absent() } else { terms };
    let load = async move || S::loaded(body().await);
    match access.load(terms, load).await {
        Ok(Some(value)) => answer::<S>(value),
        Ok(None) => S::absent(),
        Err(Failure::Load(error)) => S::failed(error),
        // This caller's return type has no word for it, and a second load has panicked as well.
        Err(Failure::Panicked) => {
            panic!("the function body that this call was waiting for panicked in another call")
        }
    }
}

/// A body's answer, taken apart.
pub(super) type Answer<S> = Loaded<<S as Returns>::Value, <S as Returns>::Error>;

//! A cache region: what its derive declares and what the runtime asks of it.
#![expect(clippy::inline_always, reason = "measured: every hit goes through it several times")]

use std::sync::atomic::{AtomicU32, Ordering};

use cachekit_schema::region::RegionSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::codec::Codec;
use crate::interop::InteropArgs;
use crate::key::{KeyFields, KeyParseError, KeySink, ParsedKey, parse};

/// A key struct that declares a cache region: typed key, value type, lifetimes.
///
/// Derived, never written by hand: see [`derive@CacheRegion`](macro@crate::CacheRegion).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cache region",
    label = "not a key struct",
    note = "write `#[derive(CacheRegion)]` and `#[cache(namespace = \"…\", key = \"…\", value = …, ttl = \"…\")]` on the struct"
)]
pub trait CacheRegion {
    /// What the region stores.
    type Value: StoredValue;

    /// How values become bytes.
    #[doc(hidden)]
    type Codec: Codec;

    /// Of the value's type: stored bytes with another fingerprint are a miss.
    #[doc(hidden)]
    const FINGERPRINT: u64;

    /// The one declaration of the region in this process.
    #[doc(hidden)]
    const DECL: &'static RegionDecl;

    /// Whether the region is `secure`: what its schema says too, but cannot say to the compiler.
    #[doc(hidden)]
    const SECURE: bool = false;

    /// Shows the segments from the first placeholder on.
    #[doc(hidden)]
    fn visit_key<S: KeySink>(&self, sink: &mut S);

    /// Shows the arguments of an interop region's key.
    #[doc(hidden)]
    fn visit_args(&self, _arguments: &mut InteropArgs) {}

    /// The region's schema as data.
    fn schema() -> &'static RegionSchema
    where
        Self: Sized,
    {
        Self::DECL.schema()
    }

    /// Reads a storage key of this region back into its parts: decoded text, or that a part was hashed.
    ///
    /// # Errors
    /// [`KeyParseError`] when `storage_key` cannot have been made by this region.
    fn parse(storage_key: &str) -> Result<ParsedKey, KeyParseError>
    where
        Self: Sized,
    {
        parse(Self::schema(), storage_key)
    }
}

/// What a region can store: a value that serde can write and read back, shared between threads.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a cache region",
    label = "needs `Serialize`, `Deserialize`, `Send`, `Sync` and no borrowed data",
    note = "write `#[derive(Serialize, Deserialize)]` on the type, and let it own its data"
)]
pub trait StoredValue: Serialize + DeserializeOwned + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> StoredValue for T {}

/// One definition of a region in this process: its schema, and the number under which clients file it.
///
/// It lives in a `static`, because the address of a constant is no identity: equal constants can share one address,
/// and one constant can have several.
#[derive(Debug)]
#[doc(hidden)]
pub struct RegionDecl {
    schema: RegionSchema,
    /// 0 until the region is used for the first time.
    index: AtomicU32,
}

impl RegionDecl {
    pub const fn new(schema: RegionSchema) -> Self {
        Self { schema, index: AtomicU32::new(0) }
    }

    pub const fn schema(&self) -> &RegionSchema {
        &self.schema
    }

    /// The number of this declaration, from 1, given out in the order of first use.
    #[inline]
    pub(crate) fn index(&self) -> u32 {
        match self.index.load(Ordering::Relaxed) {
            0 => self.assign_index(),
            index => index,
        }
    }

    #[cold]
    fn assign_index(&self) -> u32 {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let fresh = NEXT.fetch_add(1, Ordering::Relaxed);
        match self.index.compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => fresh,
            Err(assigned) => assigned,
        }
    }
}

/// The fields of a key struct, seen as key fields.
pub(crate) struct RegionFields<'a, R>(pub(crate) &'a R);

impl<R: CacheRegion> KeyFields for RegionFields<'_, R> {
    #[inline(always)]
    fn visit<S: KeySink>(&self, sink: &mut S) {
        self.0.visit_key(sink);
    }
}

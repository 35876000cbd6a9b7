//! A value that came from the cache.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

/// A cached value, shared and read-only, with a note of where it came from.
///
/// It behaves like the value (`Deref`); its own functions are associated ones (`Cached::age(&user)`), so that they
/// never stand in the way of the value's methods. Cloning shares the value.
pub struct Cached<V> {
    value: Arc<V>,
    /// The source in the upper 8 bits, the age in milliseconds below: two words in all.
    origin: u64,
}

/// Where a [`Cached`] value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// In this process.
    L1,
    /// In the backend.
    L2,
    /// Loaded by this call.
    Loader,
    /// Loaded by another call, for which this one waited.
    SharedLoad,
}

const AGE_BITS: u32 = 56;
const AGE_MAX: u64 = (1 << AGE_BITS) - 1;

impl<V> Cached<V> {
    #[inline]
    pub(crate) fn new(value: Arc<V>, source: Source, age_ms: u64) -> Self {
        let source = match source {
            Source::L1 => 0,
            Source::L2 => 1,
            Source::Loader => 2,
            Source::SharedLoad => 3,
        };
        Self { value, origin: source << AGE_BITS | age_ms.min(AGE_MAX) }
    }

    pub(crate) fn with_source(&self, source: Source) -> Self {
        Self::new(Arc::clone(&self.value), source, self.origin & AGE_MAX)
    }

    /// Where this call found the value.
    pub fn source(this: &Self) -> Source {
        match this.origin >> AGE_BITS {
            0 => Source::L1,
            1 => Source::L2,
            2 => Source::Loader,
            _ => Source::SharedLoad,
        }
    }

    /// How old the value was when it was read: the time since it was loaded or set, to the millisecond. Zero for a
    /// value that was loaded just now.
    pub fn age(this: &Self) -> Duration {
        Duration::from_millis(this.origin & AGE_MAX)
    }

    /// The shared value itself.
    pub fn into_arc(this: Self) -> Arc<V> {
        this.value
    }

    /// Another handle to the shared value.
    pub fn arc(this: &Self) -> Arc<V> {
        Arc::clone(&this.value)
    }
}

impl<V> Deref for Cached<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.value
    }
}

impl<V> AsRef<V> for Cached<V> {
    fn as_ref(&self) -> &V {
        &self.value
    }
}

impl<V> Clone for Cached<V> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), origin: self.origin }
    }
}

impl<V: fmt::Debug> fmt::Debug for Cached<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<V: fmt::Display> fmt::Display for Cached<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<V: PartialEq> PartialEq for Cached<V> {
    fn eq(&self, other: &Self) -> bool {
        *self.value == *other.value
    }
}

impl<V: PartialEq> PartialEq<V> for Cached<V> {
    fn eq(&self, other: &V) -> bool {
        *self.value == *other
    }
}

impl<V: Eq> Eq for Cached<V> {}

/// A value of one's own, loaded just now: what the body of a function that returns a `Cached` makes.
impl<V> From<V> for Cached<V> {
    fn from(value: V) -> Self {
        Self::new(Arc::new(value), Source::Loader, 0)
    }
}

/// A shared value of one's own, loaded just now.
impl<V> From<Arc<V>> for Cached<V> {
    fn from(value: Arc<V>) -> Self {
        Self::new(value, Source::Loader, 0)
    }
}

impl<V> From<Cached<V>> for Arc<V> {
    fn from(cached: Cached<V>) -> Self {
        Cached::into_arc(cached)
    }
}

/// What `set` takes: the value, or any way of sharing it.
///
/// Implemented for `V`, `Arc<V>`, [`Cached<V>`] and, where `V: Clone`, `&V`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the value type `{V}` of this region",
    label = "expected `{V}`, `Arc<{V}>`, `Cached<{V}>` or, if it is `Clone`, `&{V}`"
)]
pub trait IntoCached<V> {
    /// The value, shared.
    fn into_shared(self) -> Arc<V>;
}

impl<V> IntoCached<V> for V {
    fn into_shared(self) -> Arc<V> {
        Arc::new(self)
    }
}

impl<V> IntoCached<V> for Arc<V> {
    fn into_shared(self) -> Arc<V> {
        self
    }
}

impl<V> IntoCached<V> for Cached<V> {
    fn into_shared(self) -> Arc<V> {
        self.value
    }
}

impl<V: Clone> IntoCached<V> for &V {
    fn into_shared(self) -> Arc<V> {
        Arc::new(self.clone())
    }
}

//! Futures on the heap.

use std::future::Future;
use std::pin::Pin;

/// Makes a future in a box.
///
/// Unlike `Box::pin` in place, it takes no stack of the caller's: without optimisation a function keeps room for every
/// future that it makes, and moves, for as long as it is polled. Loads can be nested as deep as a cached function calls
/// itself, so each step of one that can hold a loader is made here.
#[inline(never)]
pub(crate) fn boxed<F: Future>(make: impl FnOnce() -> F) -> Pin<Box<F>> {
    Box::pin(make())
}

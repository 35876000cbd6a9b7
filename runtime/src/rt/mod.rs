//! The platform seam: clocks, timers, threads and `Send`-ness, and nothing else in the crate that depends on the
//! target.

mod clock;
#[cfg(any(test, feature = "testing"))]
mod manual_clock;
#[cfg(not(target_arch = "wasm32"))]
mod native;
mod send;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub(crate) use clock::{Clock, Moment};
#[cfg(any(test, feature = "testing"))]
pub use manual_clock::ManualClock;
pub use send::MaybeSend;

#[cfg(all(any(feature = "file", feature = "cachekitio"), not(target_arch = "wasm32")))]
pub(crate) use self::native::blocking;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use self::native::{Patience, sleep, spawn, timeout};
#[cfg(all(feature = "redis", not(target_arch = "wasm32")))]
pub(crate) use self::native::{RuntimeId, runtime_id, yield_now};
#[cfg(target_arch = "wasm32")]
pub(crate) use self::wasm::{Patience, sleep, spawn, timeout};

/// A limit of time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Elapsed;

//! Which flights the code that runs right now is leading.

use std::cell::RefCell;

/// Identifies a flight while it is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FlightId(pub(super) usize);

thread_local! {
    /// The flights whose loaders are being polled on this thread, the innermost last.
    static HELD: RefCell<Vec<FlightId>> = const { RefCell::new(Vec::new()) };
}

/// Marks flights as led by whatever runs until the mark is dropped.
pub(super) struct Held {
    /// How many were led before.
    outer: usize,
}

impl Held {
    pub(super) fn enter(flights: &[FlightId]) -> Self {
        HELD.with_borrow_mut(|held| {
            let outer = held.len();
            held.extend_from_slice(flights);
            Self { outer }
        })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HELD.with_borrow_mut(|held| held.truncate(self.outer));
    }
}

/// Whether the code that runs now is the loader of this flight.
pub(super) fn is_held(flight: FlightId) -> bool {
    HELD.with_borrow(|held| held.contains(&flight))
}

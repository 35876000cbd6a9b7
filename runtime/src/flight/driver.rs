//! Runs a loader for its flights.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use super::held::{FlightId, Held};

/// What a panic left behind.
pub(crate) type Panic = Box<dyn Any + Send>;

/// Runs `load` as the loader of `flights`, which it is recognised as for as long as it is polled.
///
/// A panic comes back as an error, so that those that wait can be told before it goes on its way. Nothing of the
/// loader is touched after its panic but to drop it, hence the assertion of unwind safety.
pub(crate) async fn drive<F: Future>(flights: &[FlightId], load: F) -> Result<F::Output, Panic> {
    let mut load = pin!(load);
    poll_fn(|context| {
        let _held = Held::enter(flights);
        match catch_unwind(AssertUnwindSafe(|| load.as_mut().poll(context))) {
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(panic) => Poll::Ready(Err(panic)),
        }
    })
    .await
}

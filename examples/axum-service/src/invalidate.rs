//! Invalidations that do not get through at once, as while Redis is down.
//!
//! The change is committed, so the answer is a success; but what the cache still holds is old. So it is tried again,
//! until every entry that could be meant has ended by itself.

use std::time::Duration;

use cachekit::{Invalidation, InvalidationError};
use tokio::time::{Instant, sleep};

use crate::log;
use crate::regions::LONGEST_TTL;

const PAUSE: Duration = Duration::from_secs(1);

/// What is left after one attempt; `None` where all is done.
pub(crate) async fn first_attempt(stale: Invalidation) -> Option<Invalidation> {
    let error = stale.run().await.err()?;
    log::say(&format!("the cache may be old: {error}"));
    worth_another_try(error)
}

/// Tries once a second.
pub(crate) async fn until_done(mut left: Invalidation) {
    let over = Instant::now() + LONGEST_TTL;
    while Instant::now() < over {
        sleep(PAUSE).await;
        match left.run().await {
            Ok(_) => return log::say("the cache is right again"),
            Err(error) => match worth_another_try(error) {
                Some(rest) => left = rest,
                None => return,
            },
        }
    }
}

/// A region that this program uses wrongly stays so.
fn worth_another_try(error: InvalidationError) -> Option<Invalidation> {
    error.is_retryable().then_some(error.rest)
}

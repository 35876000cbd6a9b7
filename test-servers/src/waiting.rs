//! How tests wait for a server: as long as it may take, and not for ever.

use std::fmt::Display;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

/// Between two looks at something that a test waits for.
const PAUSE: Duration = Duration::from_millis(2);

/// Awaits a call, which has to end in its time and not much later.
pub async fn within<T>(limit: Duration, call: impl Future<Output = T>) -> T {
    let bound = limit + (limit / 5).max(Duration::from_millis(100));
    timeout(bound, call).await.unwrap_or_else(|_| panic!("the call takes longer than {bound:?}"))
}

/// Asks until the call succeeds, as a program goes on after a fault.
pub async fn recovers<T, E, F>(limit: Duration, mut call: impl FnMut() -> F) -> T
where
    E: Display,
    F: Future<Output = Result<T, E>>,
{
    let begun = Instant::now();
    loop {
        match call().await {
            Ok(answer) => return answer,
            Err(error) => assert!(begun.elapsed() < limit, "still no answer: {error}"),
        }
        sleep(PAUSE).await;
    }
}

/// Waits until something holds; says how long it took.
pub async fn holds_within(limit: Duration, mut holds: impl AsyncFnMut() -> bool) -> Duration {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < limit, "not within {limit:?}");
        sleep(PAUSE).await;
    }
    begun.elapsed()
}

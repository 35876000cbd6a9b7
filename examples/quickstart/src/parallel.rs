//! Doing the same to many things, several at a time.

use std::future::{Future, pending};
use std::panic::resume_unwind;

use tokio::task::{JoinError, JoinSet, spawn_blocking};

/// Runs `work` on every item, at most `jobs` at one time, and returns the answers in the order of the items.
///
/// The bound matters for more than the processor: what waits for a free thread waits for its cache entry too, and
/// a backend that does not answer in time counts as failed.
///
/// The first error ends it. Then, and when the future is dropped, what has not begun does not begin.
pub(crate) async fn map<I, T, E, F>(
    jobs: usize,
    items: impl IntoIterator<Item = I>,
    work: impl Fn(I) -> F,
) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut items = items.into_iter().enumerate();
    let mut under_way = JoinSet::new();
    let mut done = Vec::new();
    loop {
        while under_way.len() < jobs
            && let Some((index, item)) = items.next()
        {
            let work = work(item);
            under_way.spawn(async move { (index, work.await) });
        }
        let Some(finished) = under_way.join_next().await else { break };
        let (index, answer) = settle(finished).await;
        done.push((index, answer?));
    }
    done.sort_unstable_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, answer)| answer).collect())
}

/// Runs `work` on a thread that may be kept busy.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    settle(spawn_blocking(work).await).await
}

/// The answer of a task. A panic in it goes on in the caller.
async fn settle<T>(joined: Result<T, JoinError>) -> T {
    match joined.map_err(JoinError::try_into_panic) {
        Ok(answer) => answer,
        Err(Ok(panic)) => resume_unwind(panic),
        // Cancelled: the runtime goes down, and the caller with it.
        Err(Err(_)) => pending().await,
    }
}

//! What backends that have locks alone are asked.

use cachekit::backend::LockableBackend;

use crate::support::{Can, STORAGE_KEY, Shared, Source, load};

#[tokio::test(start_paused = true)]
async fn the_locks_of_users_are_theirs() {
    let backend = Shared::new(Can::Lock);
    backend.acquire_lock(STORAGE_KEY, 60_000).await.unwrap().unwrap();
    let begun = tokio::time::Instant::now();
    assert_eq!(load(&backend.client(), "Ada").await, "Ada");
    assert!(begun.elapsed().as_millis() < 10, "nobody waits for them");
}

#[tokio::test(start_paused = true)]
async fn a_lock_is_given_back() {
    let backend = Shared::new(Can::Lock);
    load(&backend.client(), "Ada").await;
    assert_eq!((backend.count("lock"), backend.count("release")), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn what_was_filled_before_the_lock_was_taken_is_not_loaded_again() {
    let backend = Shared::new(Can::Lock);
    let (source, first, second) = (Source::new(), backend.client(), backend.client());
    let loading = source.begin(&first, "Ada").await;
    let waiting = source.spawn(&second, "never read");
    source.let_go();
    assert_eq!((loading.await.unwrap(), waiting.await.unwrap()), ("Ada".to_owned(), "Ada".to_owned()));
    assert_eq!(backend.count("lock"), backend.count("release") + 1, "one was refused, and none is left");
}

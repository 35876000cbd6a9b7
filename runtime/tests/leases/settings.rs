//! What a builder says of it.

use std::time::Duration;

use cachekit::prelude::*;

use crate::support::{Can, Shared, Source, load};

#[tokio::test(start_paused = true)]
async fn leases_can_be_left_out() {
    let backend = Shared::new(Can::Lease);
    let client = || backend.builder().no_load_lease().build().unwrap();
    let source = Source::new();
    let loading = [source.begin(&client(), "Ada").await, source.begin(&client(), "Ada").await];
    source.let_go();
    for loading in loading {
        loading.await.unwrap();
    }
    assert_eq!((source.loads(), backend.count("lease")), (2, 0));
}

#[test]
fn a_lease_of_no_time_is_refused() {
    let Err(CachekitError::Config(message)) = CacheKit::in_memory().load_lease(Duration::ZERO).build() else {
        panic!("an error was expected")
    };
    assert!(message.contains("no_load_lease"), "{message}");
}

#[tokio::test]
async fn a_client_with_a_backend_of_its_own_asks_for_none() {
    let cache = CacheKit::in_memory().build().unwrap();
    assert_eq!(load(&cache, "Ada").await, "Ada");
}

/// Nobody can wait there, so nobody does.
#[test]
fn without_timers_everybody_loads() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let backend = runtime.block_on(async {
        let backend = Shared::new(Can::Lease);
        backend.lease_and_die().await;
        backend
    });
    let without = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(without.block_on(load(&backend.client(), "Ada")), "Ada");
}

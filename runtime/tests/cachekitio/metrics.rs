//! What each request tells of L1 and of the process.

use std::sync::Arc;
use std::time::Duration;

use cachekit::backend::{Backend, L1Stats, L1StatsSource, LockableBackend, TtlInspectable};

use crate::server::{Seen, Server, answer};
use crate::support::{KEY, VALUE, backend, builder};

const NAMES: [&str; 5] = [
    "x-cachekit-l1-status",
    "x-cachekit-l1-hits",
    "x-cachekit-l2-hits",
    "x-cachekit-misses",
    "x-cachekit-l1-hit-rate",
];

fn told(seen: &Seen) -> [Option<&str>; 5] {
    NAMES.map(|name| seen.header(name))
}

struct Client;

impl L1StatsSource for Client {
    fn l1_stats(&self) -> Option<L1Stats> {
        Some(L1Stats { l1_hits: 5, l2_hits: 2, misses: 1, l1_enabled: true })
    }
}

#[tokio::test]
async fn the_counts_of_clients_are_told() {
    let server = Server::sending(answer(404, "", "")).await;
    let backend = backend(&server);
    let client: Arc<dyn L1StatsSource> = Arc::new(Client);
    backend.observe_client(Arc::downgrade(&client));
    backend.get(KEY).await.unwrap();
    drop(client);
    backend.get(KEY).await.unwrap();

    let seen = server.seen();
    assert_eq!(told(&seen[0]), [Some("miss"), Some("5"), Some("2"), Some("1"), Some("0.625")]);
    assert_eq!(told(&seen[1]), [Some("disabled"), None, None, None, None], "a client that is gone has no L1");
}

#[tokio::test]
async fn a_provider_that_panics_disables_the_counts() {
    let server = Server::sending(answer(200, "", "bytes")).await;
    let backend = builder(&server)
        .metrics_provider(Arc::new(|| panic!("a provider that panics, on purpose")))
        .build()
        .unwrap();
    assert!(backend.get(KEY).await.unwrap().is_some());
    assert_eq!(told(&server.only()), [Some("disabled"), None, None, None, None]);
}

#[tokio::test]
async fn every_request_tells_them() {
    let server = Server::sending(answer(404, "", "")).await;
    let provider = || Some(L1Stats { l1_enabled: true, ..L1Stats::default() });
    let backend = builder(&server).metrics_provider(Arc::new(provider)).build().unwrap();
    backend.get(KEY).await.unwrap();
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap_err();
    backend.delete(KEY).await.unwrap();
    backend.exists(KEY).await.unwrap();
    backend.health().await.unwrap_err();
    backend.ttl(KEY).await.unwrap();
    backend.refresh_ttl(KEY, Duration::from_secs(1)).await.unwrap();
    backend.acquire_lock(KEY, 1).await.unwrap_err();
    backend.release_lock(KEY, "token").await.unwrap();

    let seen = server.seen();
    assert_eq!(seen.len(), 9);
    for request in &seen {
        assert_eq!(told(request), [Some("miss"), Some("0"), Some("0"), Some("0"), Some("0.000")]);
        assert!(request.header("x-cachekit-session-id").is_some());
        assert_eq!(request.header("x-cachekit-session-id"), seen[0].header("x-cachekit-session-id"));
        assert_eq!(request.header("x-cachekit-session-start"), seen[0].header("x-cachekit-session-start"));
        assert_eq!(request.headers("authorization").len(), 1);
    }
}

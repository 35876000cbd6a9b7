//! Parameters by value, which the body consumes although they are in the key.

use shop_cache::prelude::*;

use crate::support::client;

struct Request {
    tenant: String,
    body: Vec<u8>,
}

fn consume<T>(value: T) -> T {
    value
}

#[cachekit(ttl = "5m")]
async fn consumed(cache: &CacheKit, name: String, bytes: Vec<u8>, maybe: Option<String>) -> (String, usize) {
    drop(maybe);
    (consume(name), consume(bytes).len())
}

#[cachekit(ttl = "5m", key = "by-path:{request.tenant}:{request.body}")]
async fn consumed_by_path(cache: &CacheKit, request: Request) -> Vec<u8> {
    let Request { tenant, mut body } = request;
    body.extend(tenant.into_bytes());
    body
}

#[cachekit(ttl = "5m", skip(send))]
async fn moved_into_a_task(
    cache: &CacheKit,
    name: String,
    send: tokio::sync::oneshot::Sender<String>,
) -> bool {
    tokio::task::spawn_blocking(move || send.send(name).is_ok()).await.unwrap_or(false)
}

#[tokio::test]
async fn bodies_can_consume_what_is_in_the_key() {
    let cache = client();
    for _ in 0..2 {
        let consumed = consumed(&cache, "a".to_owned(), vec![1, 2], None).await;
        assert_eq!(consumed, ("a".to_owned(), 2));
        let request = Request { tenant: "t".to_owned(), body: vec![1] };
        assert_eq!(consumed_by_path(&cache, request).await, [1, b't']);
    }
    let (send, receive) = tokio::sync::oneshot::channel();
    assert!(moved_into_a_task(&cache, "x".to_owned(), send).await);
    assert_eq!(receive.await.unwrap(), "x");
}

//! Without its cache the service is slower, and right.

use std::time::Duration;

use cachekit_test_servers::{RedisServer, holds_within};

use crate::support::Shop;

#[tokio::test]
async fn a_redis_that_dies_is_no_reason_to_stop() {
    let (shop, mut redis) = (Shop::new(), RedisServer::start());
    let service = shop.start(&["--cache", &redis.url()]);
    assert_eq!(service.price("green-tea-100g").await, 495);
    assert_eq!(service.get("/health").await.body["status"], "ok");

    redis.kill();
    assert_eq!(service.price("green-tea-100g").await, 495);
    assert_eq!(service.price("teapot-1l").await, 3490, "one that nobody had asked for");
    service.set_price("green-tea-100g", 525).await;
    assert_eq!(service.price("green-tea-100g").await, 525);
    let health = service.get("/health").await;
    assert_eq!((health.status, &health.body["status"]), (200, &"degraded".into()));

    redis.restart();
    holds_within(Duration::from_secs(15), async || service.get("/health").await.body["status"] == "ok").await;
    holds_within(Duration::from_secs(15), async || service.said().contains("the cache is right again")).await;
    assert_eq!(service.price("green-tea-100g").await, 525);
}

#[tokio::test]
async fn what_a_silent_redis_could_not_be_told_is_told_when_it_is_back() {
    let (shop, redis) = (Shop::new(), RedisServer::start());
    let service = shop.start(&["--cache", &redis.url()]);
    assert_eq!(service.price("green-tea-100g").await, 495);
    redis.pause();
    service.set_price("green-tea-100g", 525).await;
    assert!(service.said().contains("the cache may be old: 2 of 2 keys were not invalidated"));
    redis.resume();
    holds_within(Duration::from_secs(15), async || service.said().contains("the cache is right again")).await;
    // Not from the memory of the process that wrote.
    let other = shop.start(&["--cache", &redis.url()]);
    assert_eq!(other.price("green-tea-100g").await, 525);
}

#[tokio::test]
async fn a_redis_that_is_not_there_is_told_and_the_database_answers() {
    let (shop, mut redis) = (Shop::new(), RedisServer::start());
    redis.kill();
    let service = shop.start(&["--cache", &redis.url()]);
    assert!(service.said().contains("the database answers alone"), "{}", service.said());
    assert_eq!(service.price("green-tea-100g").await, 495);
    assert_eq!(service.get("/health").await.body["cache"]["status"], "down");
}

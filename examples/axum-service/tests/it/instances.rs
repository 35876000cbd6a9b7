//! Two instances on one Redis and one database.

use std::time::Duration;

use cachekit_test_servers::{RedisServer, holds_within};

use crate::support::{Instance, Shop};

/// Far less than the 30 seconds that an entry would stay in a process that nobody tells of changes.
const SOON: Duration = Duration::from_secs(5);

async fn on(shop: &Shop, redis: &RedisServer) -> Instance {
    let instance = shop.start_with(&[], &[("CACHEKIT_URL", &redis.url())]);
    holds_within(SOON, async || instance.get("/health").await.body["cache"]["told_of_changes"] == true).await;
    instance
}

#[tokio::test]
async fn what_one_writes_the_other_sees() {
    let (shop, redis) = (Shop::new(), RedisServer::start());
    let (first, second) = (on(&shop, &redis).await, on(&shop, &redis).await);
    let path = "/products/green-tea-100g";
    let is_in_process =
        async |instance: &Instance| instance.get(path).await.cache_status == "cachekit; hit; detail=process";
    holds_within(SOON, async || is_in_process(&first).await && is_in_process(&second).await).await;

    first.set_price("green-tea-100g", 525).await;
    assert_eq!(first.price("green-tea-100g").await, 525);
    holds_within(SOON, async || second.price("green-tea-100g").await == 525).await;
}

#[tokio::test]
async fn what_one_has_loaded_the_other_need_not() {
    let (shop, redis) = (Shop::new(), RedisServer::start());
    let (first, second) = (on(&shop, &redis).await, on(&shop, &redis).await);
    first.get("/categories/coffee").await;
    assert_eq!(second.get("/categories/coffee").await.cache_status, "cachekit; hit; detail=backend");
    assert_eq!(second.statistics("InCategory").await["loads"], 0);
}

#[tokio::test]
async fn shops_on_one_redis_do_not_answer_for_each_other() {
    let (here, there, redis) = (Shop::new(), Shop::new(), RedisServer::start());
    let (first, second) = (on(&here, &redis).await, on(&there, &redis).await);
    first.set_price("green-tea-100g", 1).await;
    assert_eq!(first.price("green-tea-100g").await, 1);
    assert_eq!(second.price("green-tea-100g").await, 495);
}

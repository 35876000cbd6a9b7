//! Orders, which hold what nobody may read in a cache.

use serde_json::{Value, json};

use crate::support::{Instance, Shop, is_in_files};

const CUSTOMER: &str = "ada@example.com";

async fn place(service: &Instance) -> Value {
    let lines = [json!({ "sku": "green-tea-100g", "quantity": 3 })];
    let placed = service.post("/orders", json!({ "customer": CUSTOMER, "lines": lines })).await;
    assert_eq!(placed.status, 201, "{placed:?}");
    placed.body
}

#[tokio::test]
async fn with_a_master_key_an_order_is_cached_and_cannot_be_read_there() {
    let shop = Shop::new();
    let key = "11".repeat(32);
    let service = shop.start_with(&[], &[("CACHEKIT_MASTER_KEY", &key)]);
    let order = place(&service).await;
    assert_eq!(order["lines"][0]["price_cents"], 495);
    for _ in 0..3 {
        assert_eq!(service.get("/orders/1").await.body, order);
    }
    let statistics = service.statistics("order").await;
    assert_eq!(
        (&statistics["loads"], &statistics["hits"]["process"]),
        (&1.into(), &2.into()),
        "{statistics}"
    );
    service.get("/products/green-tea-100g").await;
    assert!(is_in_files(&shop.files(), "Green tea"), "products are in the clear");
    assert!(!is_in_files(&shop.files(), CUSTOMER));
}

#[tokio::test]
async fn without_a_master_key_the_database_answers() {
    let shop = Shop::new();
    let service = shop.start(&[]);
    let order = place(&service).await;
    assert_eq!(service.get("/orders/1").await.body, order);
    assert!(service.statistics("order").await.is_null());
    assert!(service.said().contains("CACHEKIT_MASTER_KEY"), "{}", service.said());
}

#[tokio::test]
async fn an_entry_that_was_sealed_with_another_key_is_not_loaded_over() {
    let shop = Shop::new();
    let keys = [1, 2].map(|digit| digit.to_string().repeat(64));
    let service = shop.start_with(&[], &[("CACHEKIT_MASTER_KEY", &keys[0])]);
    place(&service).await;
    assert_eq!(service.get("/orders/1").await.status, 200);
    let other = shop.start_with(&[], &[("CACHEKIT_MASTER_KEY", &keys[1])]);
    let refused = other.get("/orders/1").await;
    assert_eq!(refused.status, 503);
    assert!(!refused.body.to_string().contains("key"), "operators are told why, and not the client");
    assert!(other.said().contains("key"), "{}", other.said());
}

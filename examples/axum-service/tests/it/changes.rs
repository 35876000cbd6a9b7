//! What a change makes stale goes after its commit, and nothing goes after a rollback.

use std::time::Duration;

use cachekit_test_servers::holds_within;
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::support::{Instance, Shop};

const HIT: &str = "cachekit; hit; detail=process";
const MISS: &str = "cachekit; fwd=miss";

/// An instance whose process holds two products and their categories.
async fn warm(shop: &Shop) -> Instance {
    let service = shop.start(&[]);
    for path in ["/products/white-tea-50g", "/products/coffee-mill", "/categories/tea", "/categories/ware"] {
        service.get(path).await;
        assert_eq!(service.get(path).await.cache_status, HIT, "{path}");
    }
    service
}

fn order(lines: &[(&str, u64)]) -> Value {
    let lines: Vec<_> =
        lines.iter().map(|(sku, quantity)| json!({ "sku": sku, "quantity": quantity })).collect();
    json!({ "customer": "ada@example.com", "lines": lines })
}

#[tokio::test]
async fn a_price_is_seen_at_once_wherever_the_product_is_shown() {
    let shop = Shop::new();
    let service = warm(&shop).await;
    service.set_price("white-tea-50g", 999).await;
    let product = service.get("/products/white-tea-50g").await;
    assert_eq!((&product.body["price_cents"], product.cache_status.as_str()), (&json!(999), MISS));
    let category = service.get("/categories/tea").await;
    assert_eq!(category.body[2]["price_cents"], 999);
    assert_eq!(category.cache_status, MISS);
    assert_eq!(service.get("/categories/ware").await.cache_status, HIT, "nothing else has gone");
}

#[tokio::test]
async fn a_product_that_was_deleted_is_gone_from_its_category_too() {
    let shop = Shop::new();
    let service = warm(&shop).await;
    assert_eq!(service.delete("/products/coffee-mill").await.status, 204);
    assert_eq!(service.get("/products/coffee-mill").await.status, 404);
    assert_eq!(service.get("/categories/ware").await.body.as_array().unwrap().len(), 1);
    assert_eq!(service.delete("/products/coffee-mill").await.status, 404);
}

#[tokio::test]
async fn an_order_makes_all_its_products_stale() {
    let shop = Shop::new();
    let service = warm(&shop).await;
    let placed = service.post("/orders", order(&[("white-tea-50g", 2), ("coffee-mill", 1)])).await;
    assert_eq!(placed.status, 201, "{placed:?}");
    for (path, stock) in [("/products/white-tea-50g", 5), ("/products/coffee-mill", 0)] {
        let product = service.get(path).await;
        assert_eq!((&product.body["stock"], product.cache_status.as_str()), (&json!(stock), MISS));
    }
    assert_eq!(service.statistics("ProductBySku").await["deletes"], 2);
    assert_eq!(service.statistics("InCategory").await["deletes"], 2);
}

#[tokio::test]
async fn a_transaction_that_rolls_back_costs_nothing() {
    let shop = Shop::new();
    let service = warm(&shop).await;
    // The first line is good: its row was changed, and its entries were named, when the second one failed.
    let refused = service.post("/orders", order(&[("white-tea-50g", 2), ("coffee-mill", 2)])).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.body["detail"], "there are 1 of `coffee-mill` left");
    for path in ["/products/white-tea-50g", "/products/coffee-mill", "/categories/tea", "/categories/ware"] {
        assert_eq!(service.get(path).await.cache_status, HIT, "{path}");
    }
    assert_eq!(service.statistics("ProductBySku").await["deletes"], 0);
    // From the database, where nothing has changed either.
    let other = Shop::new();
    assert_eq!(other.start(&[]).get("/products/white-tea-50g").await.body["stock"], 7);
    let again = shop.start(&["--cache", "memory:"]).get("/products/white-tea-50g").await;
    assert_eq!((&again.body["stock"], again.cache_status.as_str()), (&json!(7), MISS));
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_leave_the_cache_with_the_old_row() {
    let shop = Shop::new();
    let service = warm(&shop).await;
    // As long as this has the writer's place, the transaction waits for it.
    let writer = Connection::open(shop.database()).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    let asked = timeout(Duration::from_millis(300), service.set_price("white-tea-50g", 999)).await;
    assert!(asked.is_err(), "it had to wait");
    // The service hears of it.
    sleep(Duration::from_millis(100)).await;
    writer.execute_batch("ROLLBACK").unwrap();
    holds_within(Duration::from_secs(5), async || service.price("white-tea-50g").await == 999).await;
}

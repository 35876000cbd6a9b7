//! Whatever is wrong, the answer is a problem document.

use serde_json::json;

use crate::support::{Answer, Shop};

fn is_problem(answer: &Answer, status: u16, says: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.content_type, "application/problem+json");
    assert_eq!(answer.body["status"], status);
    assert!(answer.body["title"].is_string());
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.contains(says), "{detail}");
}

#[tokio::test]
async fn what_is_not_there() {
    let shop = Shop::new();
    let service = shop.start(&[]);
    is_problem(&service.get("/products/no-such-tea").await, 404, "`no-such-tea`");
    is_problem(&service.get("/categories/no-such").await, 404, "`no-such`");
    is_problem(&service.get("/orders/7").await, 404, "7");
    is_problem(&service.get("/nowhere").await, 404, "path");
    is_problem(&service.delete("/health").await, 405, "`Allow`");
    is_problem(&service.put("/products/no-such/price", json!({ "price_cents": 1 })).await, 404, "`no-such`");
    assert_eq!(service.statistics("InCategory").await["writes"], 0, "what is not there is not kept");
}

#[tokio::test]
async fn what_cannot_be_meant() {
    let shop = Shop::new();
    let service = shop.start(&[]);
    let long = "x".repeat(41);
    for name in ["Green-Tea", "a%20b", &long] {
        is_problem(&service.get(&format!("/products/{name}")).await, 400, "1 to 40 characters");
    }
    is_problem(&service.get("/orders/one").await, 400, "one");
    for (price, says) in [
        (json!({ "price_cents": -1 }), "price_cents"),
        (json!({ "price_cents": 1, "currency": "EUR" }), "currency"),
        (json!({}), "price_cents"),
    ] {
        is_problem(&service.put("/products/teapot-1l/price", price).await, 422, says);
    }
}

#[tokio::test]
async fn orders_that_cannot_be_placed() {
    let shop = Shop::new();
    let service = shop.start(&[]);
    let tea = json!({ "sku": "green-tea-100g", "quantity": 1 });
    for (lines, says) in [
        (json!([]), "at least one line"),
        (json!([tea, tea]), "one line"),
        (json!([{ "sku": "green-tea-100g", "quantity": 0 }]), "at least 1"),
        (json!([{ "sku": "no-such-tea", "quantity": 1 }]), "`no-such-tea`"),
    ] {
        let order = json!({ "customer": "ada@example.com", "lines": lines });
        is_problem(&service.post("/orders", order).await, 422, says);
    }
}

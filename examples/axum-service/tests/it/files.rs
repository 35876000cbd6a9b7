//! Without Redis: a cache in files beside the database.

use crate::support::{Shop, is_in_files};

#[tokio::test]
async fn a_product_is_read_once_and_then_served_by_the_cache() {
    let shop = Shop::new();
    let service = shop.start(&[]);
    let first = service.get("/products/green-tea-100g").await;
    assert_eq!((first.status, first.content_type.as_str()), (200, "application/json"));
    assert_eq!(first.body["name"], "Green tea, 100 g");
    assert_eq!(first.cache_status, "cachekit; fwd=miss");
    let second = service.get("/products/green-tea-100g").await;
    assert_eq!(second.cache_status, "cachekit; hit; detail=process");
    assert_eq!(second.body, first.body);
}

#[tokio::test]
async fn entries_outlive_the_process() {
    let shop = Shop::new();
    for status in ["cachekit; fwd=miss", "cachekit; hit; detail=backend"] {
        let service = shop.start(&[]);
        let category = service.get("/categories/tea").await;
        assert_eq!(category.cache_status, status);
        assert_eq!(category.body.as_array().unwrap().len(), 3);
        assert_eq!(category.body[0]["sku"], "black-tea-100g", "the cheapest first");
    }
    assert!(is_in_files(&shop.files(), "black-tea-100g"));
}

#[tokio::test]
async fn entries_of_a_database_that_is_gone_do_not_answer_for_a_new_one() {
    let shop = Shop::new();
    shop.start(&[]).get("/products/green-tea-100g").await;
    std::fs::remove_file(shop.database()).unwrap();
    let again = shop.start(&[]).get("/products/green-tea-100g").await;
    assert_eq!(again.cache_status, "cachekit; fwd=miss");
}

#[tokio::test]
async fn it_says_where_the_cache_is_and_how_to_get_a_better_one() {
    let shop = Shop::new();
    let service = shop.start(&[]);
    let said = service.said();
    assert!(said.contains("shop.db.cache") && said.contains("CACHEKIT_URL=redis://localhost"), "{said}");
    assert!(said.contains("7 products put into it"), "{said}");
    let health = service.get("/health").await;
    assert_eq!((health.status, &health.body["status"]), (200, &"ok".into()));
    assert_eq!(health.body["cache"]["backend"], "file");
    assert!(health.body["cache"]["told_of_changes"].is_null());
}

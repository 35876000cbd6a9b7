//! Values by string key, plain and sealed, of clients with and without a namespace and a tenant.

use cachekit::prelude::*;

use crate::support::{Bench, NUMBER, contains};

#[tokio::test]
async fn what_one_client_sets_another_gets() {
    let bench = Bench::new().await;
    let (one, other) = (bench.client().build().unwrap(), bench.client().build().unwrap());
    assert_eq!(other.get::<String>("greeting").await.unwrap(), None);
    one.set("greeting", "Hello, world!").await.unwrap();
    assert!(other.exists("greeting").await.unwrap());
    assert_eq!(other.get::<String>("greeting").await.unwrap().as_deref(), Some("Hello, world!"));
    assert_eq!(other.get::<String>("greeting").await.unwrap().as_deref(), Some("Hello, world!"));
    one.delete("greeting").await.unwrap();
    assert_eq!(one.get::<String>("greeting").await.unwrap(), None);
    assert!(!one.exists("greeting").await.unwrap());
    assert_eq!(
        bench.requests(),
        [
            "GET /v1/cache/greeting 404",
            "PUT /v1/cache/greeting 200",
            "HEAD /v1/cache/greeting 200",
            "GET /v1/cache/greeting 200",
            "DELETE /v1/cache/greeting 200",
            "GET /v1/cache/greeting 404",
            "HEAD /v1/cache/greeting 404",
        ],
        "the second read of one value is answered by L1"
    );
}

/// The server does not tell, so no client can.
#[tokio::test]
async fn a_delete_of_nothing_is_no_error() {
    let bench = Bench::new().await;
    let cache = bench.client().build().unwrap();
    assert!(cache.delete("absent").await.unwrap());
}

#[tokio::test]
async fn the_server_holds_ciphertext_and_a_copy_elsewhere_is_worthless() {
    let bench = Bench::new().await;
    let cache = bench.client().no_l1().build().unwrap();
    let secure = cache.secure().unwrap();
    secure.set("ssn", NUMBER).await.unwrap();
    cache.set("plain", NUMBER).await.unwrap();
    assert_eq!(secure.get::<String>("ssn").await.unwrap().as_deref(), Some(NUMBER));
    assert!(!contains(&bench.bytes("ssn").unwrap(), NUMBER));
    assert!(contains(&bench.bytes("plain").unwrap(), NUMBER), "or the line above proves nothing");

    for (reader, key) in [(cache.for_tenant("umbrella").unwrap(), ".tenant:umbrella::ssn"), (cache, "other")]
    {
        bench.copy("ssn", key);
        let name = key.rsplit(':').next().unwrap();
        let refused = reader.secure().unwrap().get::<String>(name).await;
        assert!(matches!(refused, Err(CachekitError::Encryption(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn namespaces_and_tenants_keep_apart() {
    let bench = Bench::new().await;
    let bare = bench.client().build().unwrap();
    let shop = bench.client().namespace("shop").build().unwrap();
    let acme = shop.for_tenant("acme gmbh").unwrap();
    for (cache, value, key) in
        [(&bare, 1, "k"), (&shop, 2, "shop:k"), (&acme, 3, "shop::.tenant:acme.20gmbh::k")]
    {
        cache.set("k", &value).await.unwrap();
        assert!(bench.bytes(key).is_some(), "{key}");
    }
    let (bare, shop) = (bench.client().build().unwrap(), bench.client().namespace("shop").build().unwrap());
    let acme = shop.for_tenant("acme gmbh").unwrap();
    for (cache, value) in [(&bare, 1), (&shop, 2), (&acme, 3)] {
        assert_eq!(cache.get::<u8>("k").await.unwrap(), Some(value));
    }
}

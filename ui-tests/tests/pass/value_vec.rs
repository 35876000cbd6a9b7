//! `value = Vec<User>`: a generic type after a word.

use shop_cache::prelude::*;

use crate::support::{User, user, without_l1};

#[derive(CacheRegion)]
#[cache(namespace = "value-vec", key = "all:{tenant}", value = Vec<User>, ttl = "5m")]
struct AllUsers<'a> {
    tenant: &'a str,
}

#[tokio::test]
async fn a_list_is_a_value() {
    let cache = without_l1();
    let all = cache.entry(&AllUsers { tenant: "acme" });
    all.set(vec![user(1), user(2)]).await.unwrap();
    let read = all.get().await.unwrap().unwrap();
    assert_eq!(read.iter().map(|user| user.id).collect::<Vec<_>>(), [1, 2]);
}

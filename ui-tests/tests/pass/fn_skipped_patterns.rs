//! Parameters without a name, which can only be skipped.

use shop_cache::prelude::*;

use crate::support::{User, client, user};

struct State<T>(T);

#[cachekit(ttl = "5m", client = cache)]
async fn patterns(
    #[cache(skip)] State(cache): State<&CacheKit>,
    #[cache(skip)] User { id: twice, .. }: User,
    #[cache(skip)] (left, _): (u64, u64),
    #[cache(skip)] _: &str,
    id: u64,
) -> u64 {
    twice + left + id
}

#[cachekit(ttl = "5m")]
async fn underscored(cache: &CacheKit, #[cache(skip)] _unused: f64, in_the_key: u64) -> u64 {
    1
}

#[tokio::test]
async fn patterns_are_skipped() {
    let cache = client();
    assert_eq!(patterns(State(&cache), user(1), (2, 3), "", 4).await, 7);
    assert_eq!(patterns(State(&cache), user(9), (9, 9), "", 4).await, 7);
    assert_eq!(patterns(State(&cache), user(9), (9, 9), "", 5).await, 23);
    assert_eq!(underscored(&cache, 0.5, 1).await, 1);
}

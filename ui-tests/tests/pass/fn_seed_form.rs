//! The form of the published crate's documentation: `client`, a lifetime in seconds, `namespace`.

use shop_cache::prelude::*;

use crate::support::{User, client, user};

#[cachekit(client = cache, ttl = 60, namespace = "fn-seed-form")]
async fn get_user(cache: &CacheKit, id: u64) -> Result<User, CachekitError> {
    Ok(user(id))
}

#[tokio::test]
async fn the_published_form_compiles() {
    let cache = client();
    assert_eq!(get_user(&cache, 1).await.unwrap(), user(1));
    assert_eq!(get_user(&cache, 1).await.unwrap(), user(1));
    assert_eq!(cache.stats().region("get_user").map(|region| region.l1_hits), Some(1));
}

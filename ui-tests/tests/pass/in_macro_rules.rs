//! Regions and functions that a `macro_rules!` writes, with every kind of fragment.

use shop_cache::prelude::*;

use crate::support::{User, client, user};

macro_rules! region {
    ($name:ident, $field:ident: $part:ty, $value:ty, $namespace:literal, $key:literal, $ttl:expr) => {
        #[derive(CacheRegion)]
        #[cache(namespace = $namespace, key = $key, value = $value, ttl = $ttl)]
        struct $name {
            $field: $part,
        }
    };
}

macro_rules! cached {
    ($name:ident($($parameter:ident: $ty:ty),*) -> $output:ty { $($body:tt)* }) => {
        #[cachekit(ttl = "5m", client = cache)]
        async fn $name(cache: &CacheKit, $($parameter: $ty),*) -> $output { $($body)* }
    };
}

macro_rules! with_body {
    ($visibility:vis fn $name:ident($parameter:ident: $ty:ty) -> $output:ty $body:block) => {
        #[cachekit(ttl = "5m", client = cache)]
        $visibility async fn $name(cache: &CacheKit, $parameter: $ty) -> $output $body
    };
}

region!(UserById, id: u64, Vec<User>, "in-macro-rules", "user:{id}", "5m");
cached!(double(id: u64) -> Result<u64, std::fmt::Error> { Ok(2 * id) });
cached!(length(text: &str) -> Option<usize> { Some(text.len()) });
with_body!(
    pub(super) fn triple(id: u64) -> Option<u64> {
        Some(3 * id)
    }
);

#[tokio::test]
async fn macros_can_write_regions_and_functions() {
    let cache = client();
    cache.entry(&UserById { id: 1 }).set(vec![user(1)]).await.unwrap();
    assert_eq!(cache.entry(&UserById { id: 1 }).get().await.unwrap().unwrap()[0], user(1));
    assert_eq!(double(&cache, 2).await, Ok(4));
    assert_eq!(length(&cache, "abc").await, Some(3));
    assert_eq!(triple(&cache, 2).await, Some(6));
}

//! Documentation, other attributes and the attributes of parameters stay where they are.

use shop_cache::prelude::*;

use crate::support::client;

/// Documented, with `code` and a second paragraph.
///
/// It stays on the function.
#[cachekit(ttl = "5m")]
#[must_use = "a sum is for use"]
#[expect(clippy::too_many_arguments, reason = "the lint sees the user's signature")]
#[inline]
async fn sum(cache: &CacheKit, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8) -> u32 {
    #![allow(non_snake_case, reason = "an attribute inside of a body")]
    let Sum = [a, b, c, d, e, f, g];
    Sum.iter().map(|part| u32::from(*part)).sum()
}

/// Above other attributes or below them.
#[must_use]
#[cachekit(ttl = "5m")]
#[cfg(not(any()))]
async fn below(cache: &CacheKit, #[expect(non_snake_case, reason = "kept on its parameter")] Id: u64) -> u8 {
    1
}

#[tokio::test]
async fn attributes_are_kept() {
    let cache = client();
    assert_eq!(sum(&cache, 1, 1, 1, 1, 1, 1, 1).await, 7);
    assert_eq!(below(&cache, 1).await, 1);
}

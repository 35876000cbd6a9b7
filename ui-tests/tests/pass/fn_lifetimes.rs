//! Lifetimes: written, elided, of the `impl`, and on the client itself.

use std::borrow::Cow;

use shop_cache::prelude::*;

use crate::support::{Calls, client};

#[cachekit(ttl = "5m")]
async fn written<'a, 'b: 'a>(cache: &'a CacheKit, first: &'a str, second: &'b str) -> String {
    [first, second].concat()
}

#[cachekit(ttl = "5m")]
async fn elided(cache: &CacheKit, name: Cow<'_, str>, bytes: &[u8], maybe: Option<&str>) -> usize {
    name.len() + bytes.len() + maybe.map_or(0, str::len)
}

#[cachekit(ttl = "5m")]
async fn of_static(cache: &'static CacheKit, name: &'static str) -> Cow<'static, str> {
    Cow::Borrowed(name)
}

struct View<'a> {
    cache: &'a CacheKit,
    tenant: &'a str,
    calls: &'a Calls,
}

impl<'a> View<'a> {
    #[cachekit(client = self.cache, namespace = "fn-lifetimes", key = "view:{self.tenant}:{suffix}", ttl = "5m")]
    async fn name<'b>(&self, suffix: &'b str) -> String
    where
        'a: 'b,
    {
        self.calls.one();
        [self.tenant, suffix].concat()
    }
}

#[tokio::test]
async fn borrowed_parameters_are_key_parts() {
    let cache = client();
    let second = String::from("b");
    for _ in 0..2 {
        assert_eq!(written(&cache, "a", &second).await, "ab");
        assert_eq!(elided(&cache, Cow::Borrowed("a"), &[1, 2], Some("c")).await, 4);
    }
    let calls = Calls::default();
    let view = View { cache: &cache, tenant: "acme", calls: &calls };
    assert_eq!(view.name("-1").await, view.name("-1").await);
    assert_eq!(calls.count(), 1);
    let forever: &'static CacheKit = Box::leak(Box::new(client()));
    assert_eq!(of_static(forever, "x").await, "x");
}

//! `client = …`: where the cache is, when it is no parameter of type `&CacheKit`.

use std::sync::{Arc, LazyLock};

use shop_cache::prelude::*;

use crate::support::client;

struct App {
    cache: Arc<CacheKit>,
    name: &'static str,
}

static CACHE: LazyLock<CacheKit> = LazyLock::new(client);

#[cachekit(client = app.cache, ttl = "5m", skip(app))]
async fn of_a_parameter(app: &App, id: u64) -> String {
    format!("{} {id}", app.name)
}

#[cachekit(client = app.cache, ttl = "5m", key = "named:{app.name}:{id}")]
async fn of_a_keyed_parameter(app: &App, id: u64) -> String {
    format!("{} {id}", app.name)
}

#[cachekit(client = &*CACHE, ttl = "5m")]
async fn of_a_static(id: u64) -> u64 {
    id
}

#[cachekit(client = cache, ttl = "5m")]
async fn of_an_arc(cache: Arc<CacheKit>, id: u64) -> u64 {
    id
}

#[cachekit(client = cache, ttl = "5m")]
async fn of_a_reference_to_an_arc(cache: &Arc<CacheKit>, id: u64) -> u64 {
    id
}

#[cachekit(client = second, ttl = "5m")]
async fn of_one_of_two(first: &CacheKit, second: &CacheKit, id: u64) -> usize {
    first.stats().regions.len()
}

#[cachekit(client = if primary { first } else { &*CACHE }, ttl = "5m", skip(primary))]
async fn of_any_expression(first: &CacheKit, primary: bool, id: u64) -> u64 {
    id
}

struct Service {
    app: App,
}

impl Service {
    fn cache(&self) -> Arc<CacheKit> {
        Arc::clone(&self.app.cache)
    }

    #[cachekit(client = self.app.cache, namespace = "fn-client", key = "field:{id}", skip(self), ttl = "5m")]
    async fn of_a_field(&self, id: u64) -> u64 {
        id
    }

    #[cachekit(client = self.cache(), namespace = "fn-client", key = "call:{id}", skip(self), ttl = "5m")]
    async fn of_a_call(&self, id: u64) -> u64 {
        id
    }
}

#[tokio::test]
async fn the_client_can_be_anywhere() {
    let cache = Arc::new(client());
    let app = App { cache: Arc::clone(&cache), name: "shop" };
    assert_eq!(of_a_parameter(&app, 1).await, "shop 1");
    assert_eq!(of_a_keyed_parameter(&app, 1).await, "shop 1");
    assert_eq!(of_a_static(1).await, 1);
    assert_eq!(of_an_arc(Arc::clone(&cache), 1).await, 1);
    assert_eq!(of_a_reference_to_an_arc(&cache, 1).await, 1);
    let second = client();
    assert_eq!(of_one_of_two(&cache, &second, 1).await, 4);
    assert_eq!(of_any_expression(&cache, false, 1).await, 1);
    let service = Service { app };
    assert_eq!(service.of_a_field(1).await + service.of_a_call(1).await, 2);
    let names = |cache: &CacheKit| cache.stats().regions.iter().map(|region| region.name).collect::<Vec<_>>();
    assert_eq!(
        names(&cache),
        [
            "of_a_parameter",
            "of_a_keyed_parameter",
            "of_an_arc",
            "of_a_reference_to_an_arc",
            "of_a_field",
            "of_a_call"
        ]
    );
    assert_eq!(names(&second), ["of_one_of_two"]);
    assert_eq!(names(&CACHE), ["of_a_static", "of_any_expression"]);
}

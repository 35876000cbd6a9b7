//! Methods with every receiver, and what of `self` is in their keys.

use std::sync::Arc;

use shop_cache::prelude::*;

use crate::support::{Calls, User, client, user};

#[derive(Clone)]
struct Service {
    cache: CacheKit,
    calls: Arc<Calls>,
    tenant: String,
}

impl Service {
    const PREFIX: &'static str = "service";

    fn new(tenant: &str) -> Self {
        Self { cache: client(), calls: Arc::default(), tenant: tenant.to_owned() }
    }

    #[cachekit(client = self.cache, namespace = "fn-methods", key = "ref:{self.tenant}:{id}", ttl = "5m")]
    async fn by_ref(&self, id: u64) -> Result<User, ()> {
        self.calls.one();
        assert_eq!(Self::PREFIX, "service");
        Ok(user(id))
    }

    #[cachekit(client = self.cache, namespace = "fn-methods", key = "arc:{self.tenant}:{id}", ttl = "5m")]
    async fn by_arc(self: Arc<Self>, id: u64) -> Result<User, ()> {
        self.calls.one();
        Ok(user(id))
    }

    #[cachekit(client = self.cache, namespace = "fn-methods", key = "arc-ref:{id}", ttl = "5m", skip(self))]
    async fn by_arc_ref(self: &Arc<Self>, id: u64) -> Arc<User> {
        self.calls.one();
        Arc::new(user(id))
    }

    #[cachekit(client = self.cache, namespace = "fn-methods", key = "mut:{id}", ttl = "5m", skip(self))]
    async fn by_mut(&mut self, id: u64) -> u64 {
        self.calls.one();
        id
    }

    /// The body takes `self` apart, so the client that it is looked up in has to be another one.
    #[cachekit(
        client = self.cache.clone(), namespace = "fn-methods", key = "value:{self.tenant}:{id}", ttl = "5m"
    )]
    async fn by_value(self, id: u64) -> (String, u64) {
        let Self { calls, tenant, .. } = self;
        calls.one();
        (tenant, id)
    }

    #[cachekit(ttl = "5m")]
    async fn associated(cache: &CacheKit, id: u64) -> User {
        user(id)
    }

    #[cachekit(client = self.cache, namespace = "fn-methods", key = "skipped:{id}", ttl = "5m")]
    async fn skipped_by_attribute(#[cache(skip)] &self, id: u64) -> u64 {
        self.calls.one();
        id
    }
}

#[tokio::test]
async fn methods_are_cached() {
    let mut service = Service::new("acme");
    let shared = Arc::new(service.clone());
    for _ in 0..3 {
        assert_eq!(service.by_ref(1).await, Ok(user(1)));
        assert_eq!(Arc::clone(&shared).by_arc(1).await, Ok(user(1)));
        assert_eq!(*shared.by_arc_ref(1).await, user(1));
        assert_eq!(service.by_mut(1).await, 1);
        assert_eq!(service.clone().by_value(1).await, ("acme".to_owned(), 1));
        assert_eq!(Service::associated(&service.cache, 1).await, user(1));
        assert_eq!(service.skipped_by_attribute(1).await, 1);
    }
    assert_eq!(service.calls.count(), 6);
}

//! Placeholders that are paths into parameters, through tuples, references and `self`.

use shop_cache::prelude::*;

use crate::support::{Calls, User, client, user};

struct Order {
    user: User,
    range: (u32, (u32, u32)),
}

#[cachekit(ttl = "5m", key = "order:{order.user.id}:{order.range.0}:{order.range.1.1}:{pair.0}", skip(calls))]
async fn of_order(cache: &CacheKit, calls: &Calls, order: &Order, pair: (u8, f64)) -> u64 {
    calls.one();
    order.user.id + u64::from(order.range.1.0) + u64::from(pair.0)
}

struct Service {
    cache: CacheKit,
    config: Config,
}

struct Config {
    tenants: (String, u8),
}

impl Service {
    #[cachekit(client = self.cache, ttl = "5m", key = "s:{self.config.tenants.0}:{self.config.tenants.1}:{id}")]
    async fn name(&self, id: u64) -> String {
        format!("{}{id}", self.config.tenants.0)
    }
}

#[tokio::test]
async fn placeholders_can_be_paths() {
    let (cache, calls) = (client(), Calls::default());
    let order = |id, last| Order { user: user(id), range: (1, (2, last)) };
    of_order(&cache, &calls, &order(1, 3), (1, 0.5)).await;
    of_order(&cache, &calls, &order(1, 3), (1, 0.7)).await;
    assert_eq!(calls.count(), 1);
    of_order(&cache, &calls, &order(1, 4), (1, 0.5)).await;
    of_order(&cache, &calls, &order(2, 3), (1, 0.5)).await;
    of_order(&cache, &calls, &order(1, 3), (2, 0.5)).await;
    assert_eq!(calls.count(), 4);
    let service = Service { cache, config: Config { tenants: ("acme".to_owned(), 1) } };
    assert_eq!(service.name(7).await, "acme7");
}

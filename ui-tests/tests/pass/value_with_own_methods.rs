//! A value with methods named like those of `Cached`: the value's own are called.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;
use shop_cache::{Cached, Source};

use crate::support::client;

#[derive(Clone, Serialize, Deserialize, CacheValue)]
struct Person {
    name: String,
    born: u32,
}

impl Person {
    fn age(&self) -> u32 {
        2026 - self.born
    }

    fn source(&self) -> &str {
        &self.name
    }

    fn arc(&self) -> f64 {
        f64::from(self.born)
    }

    #[expect(clippy::wrong_self_convention, reason = "a method of this name, of whatever kind")]
    fn into_arc(&self) -> u32 {
        self.born
    }

    fn with_source(&self) -> bool {
        self.born > 0
    }
}

#[derive(CacheRegion)]
#[cache(namespace = "value-with-own-methods", key = "{id}", value = Person, ttl = "5m")]
struct PersonById {
    id: u64,
}

#[tokio::test]
async fn the_methods_of_a_value_are_its_own() {
    let cache = client();
    let entry = cache.entry(&PersonById { id: 1 });
    entry.set(Person { name: "Ada".to_owned(), born: 1986 }).await.unwrap();
    let person = entry.get().await.unwrap().unwrap();
    assert_eq!((person.age(), person.source(), person.into_arc()), (40, "Ada", 1986));
    assert!((person.arc() - 1986.0).abs() < 0.1 && person.with_source());
    assert!(Cached::age(&person) < Duration::from_secs(60) && Cached::source(&person) == Source::L1);
    assert_eq!(Cached::into_arc(person).born, 1986);
}

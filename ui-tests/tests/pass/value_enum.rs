//! Enums of every kind of variant, with serde's own words, as values.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

use crate::support::without_l1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
#[serde(rename_all = "kebab-case")]
enum Event {
    Nothing,
    Moved(i32, i32),
    #[serde(rename = "said")]
    Spoke {
        text: Box<str>,
        #[serde(default, skip)]
        draft: bool,
    },
    #[serde(skip)]
    Internal(NotStored),
}

/// Neither serde's nor a cache value: what serde skips is not asked for one.
#[derive(Debug, Clone, PartialEq)]
struct NotStored;

#[derive(CacheRegion)]
#[cache(namespace = "value-enum", key = "last:{0}", value = Event, ttl = "5m")]
struct LastEvent(u8);

#[tokio::test]
async fn enums_are_values() {
    let cache = without_l1();
    let spoke = Event::Spoke { text: "hello".into(), draft: false };
    for (at, event) in [(1, Event::Nothing), (2, Event::Moved(-1, 1)), (3, spoke)] {
        let entry = cache.entry(&LastEvent(at));
        entry.set(Arc::new(event.clone())).await.unwrap();
        assert_eq!(*entry.get().await.unwrap().unwrap(), event);
    }
    let unstorable = cache.entry(&LastEvent(4)).set(Event::Internal(NotStored)).await;
    assert!(matches!(unstorable, Err(CachekitError::Serialization(_))), "{unstorable:?}");
}

//! A `Secret` that the compiler cannot see: it is written where it is encrypted, and nowhere else.

use cachekit::Secret;
use cachekit::prelude::*;
use serde::{Deserialize, Serialize};

use crate::support::{KEY, NUMBER, Store};

/// Without `CacheValue`, so nothing is known of what is inside.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Session {
    token: Secret<String>,
}

fn session() -> Session {
    Session { token: Secret::new(NUMBER.to_owned()) }
}

#[derive(CacheRegion)]
#[cache(namespace = "by-version", key = "{id}", value = Session, ttl = "5m", version = 1)]
struct ByVersion {
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "shared", layout = "interop", operation = "session", value = Session, ttl = "5m")]
struct Shared {
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "sealed", key = "{id}", value = Session, ttl = "5m", version = 1, secure)]
struct Sealed {
    id: u64,
}

#[cachekit(namespace = "functions", interop = "session", ttl = "5m")]
async fn find(cache: &CacheKit, id: u64) -> Session {
    let _ = id;
    session()
}

fn advises<T: std::fmt::Debug>(refused: Result<T, CachekitError>) {
    match refused {
        Err(CachekitError::Serialization(why)) => assert!(why.contains("write `secure`"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn it_leaves_the_process_by_no_way_in_plaintext() {
    let store = Store::default();
    let cache = store.client().encryption(KEY, "acme").unwrap().build().unwrap();
    advises(cache.entry(&ByVersion { id: 1 }).set(session()).await);
    advises(cache.entry(&Shared { id: 1 }).set(session()).await);
    advises(cache.set("session", &session()).await);
    advises(cache.set("token", &session().token).await);
    // A load still has its value; it is not stored, and that is counted.
    let load = || async { Ok::<_, std::io::Error>(session()) };
    let loaded = cache.entry(&ByVersion { id: 1 }).get_or_load(load).await.unwrap();
    assert_eq!(loaded.token.expose(), NUMBER);
    assert_eq!(find(&cache, 1).await.token.expose(), NUMBER);
    assert_eq!(cache.stats().region("ByVersion").unwrap().not_stored, 1);
    assert!(store.0.is_empty());

    cache.entry(&Sealed { id: 1 }).set(session()).await.unwrap();
    assert_eq!(cache.entry(&Sealed { id: 1 }).get().await.unwrap().unwrap().token.expose(), NUMBER);
    cache.secure().unwrap().set("session", &session()).await.unwrap();
    let read: Session = cache.secure().unwrap().get("session").await.unwrap().unwrap();
    assert_eq!(read.token.expose(), NUMBER);
}

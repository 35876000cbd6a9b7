//! `#[cachekit]` on functions: what is cached, under which key, and how it comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cachekit::prelude::*;

use crate::support::{User, UserById, user};

/// Counts the bodies that ran.
#[derive(Default)]
struct Db(AtomicUsize);

impl Db {
    fn user(&self, id: u64) -> User {
        self.0.fetch_add(1, Ordering::SeqCst);
        user(id, "Ada")
    }

    fn reads(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

#[derive(Debug, Clone, PartialEq)]
struct DbError;

#[cachekit(ttl = "5m", skip(db))]
async fn owned(cache: &CacheKit, db: &Db, tenant: &str, id: u64) -> Result<User, DbError> {
    let _ = tenant;
    Ok(db.user(id))
}

#[cachekit(ttl = "5m", skip(db))]
async fn shared(cache: &CacheKit, db: &Db, id: u64) -> Result<Arc<User>, DbError> {
    Ok(Arc::new(db.user(id)))
}

#[cachekit(ttl = "5m", skip(db))]
async fn optional(cache: &CacheKit, db: &Db, id: Option<u64>) -> Result<Option<User>, DbError> {
    let user = db.user(id.unwrap_or_default());
    Ok(id.map(|_| user))
}

#[cachekit(ttl = "5m", skip(db))]
async fn plain_option(cache: &CacheKit, db: &Db, id: u64) -> Option<Arc<User>> {
    let user = db.user(id);
    (id > 0).then(|| Arc::new(user))
}

#[cachekit(ttl = "5m", skip(db))]
async fn plain(cache: &CacheKit, db: &Db, names: String) -> Vec<String> {
    db.user(0);
    names.split(',').map(str::to_owned).collect()
}

#[cachekit(ttl = "5m", skip(db))]
async fn handle(cache: &CacheKit, db: &Db, id: u64) -> Result<Cached<User>, DbError> {
    Ok(db.user(id).into())
}

#[tokio::test]
async fn every_shape_of_return_type_is_cached() {
    let cache = CacheKit::in_memory().build().unwrap();
    let db = Db::default();
    for _ in 0..3 {
        assert_eq!(owned(&cache, &db, "acme", 1).await.unwrap(), user(1, "Ada"));
        assert_eq!(*shared(&cache, &db, 1).await.unwrap(), user(1, "Ada"));
        assert_eq!(optional(&cache, &db, Some(1)).await.unwrap(), Some(user(1, "Ada")));
        assert_eq!(*plain_option(&cache, &db, 1).await.unwrap(), user(1, "Ada"));
        assert_eq!(plain(&cache, &db, "a,b".to_owned()).await, ["a", "b"]);
        assert_eq!(*handle(&cache, &db, 1).await.unwrap(), user(1, "Ada"));
    }
    assert_eq!(db.reads(), 6);
}

#[tokio::test]
async fn a_value_that_does_not_exist_is_asked_for_again() {
    let cache = CacheKit::in_memory().build().unwrap();
    let db = Db::default();
    for _ in 0..3 {
        assert_eq!(optional(&cache, &db, None).await.unwrap(), None);
        assert!(plain_option(&cache, &db, 0).await.is_none());
    }
    assert_eq!(db.reads(), 6);
}

#[tokio::test]
async fn every_parameter_is_part_of_the_key() {
    let cache = CacheKit::in_memory().build().unwrap();
    let db = Db::default();
    for (tenant, id) in [("acme", 1), ("acme", 2), ("acme:1", 1), ("", 1), ("acme", 1)] {
        owned(&cache, &db, tenant, id).await.unwrap();
    }
    assert_eq!(db.reads(), 4);
    let stats = cache.stats();
    let region = stats.region("owned").unwrap();
    assert_eq!((region.namespace, region.pattern), ("cachekit-rs.functions", "owned:{tenant}:{id}"));
}

struct Service {
    cache: CacheKit,
    db: Db,
    tenant: String,
}

impl Service {
    #[cachekit(client = self.cache, namespace = "service", key = "user:{self.tenant}:{id}", ttl = "5m")]
    async fn user(&self, id: u64) -> Result<User, DbError> {
        Ok(self.db.user(id))
    }

    #[cachekit(client = self.cache, namespace = "service", key = "any:{user.id}", ttl = 60, skip(self, note))]
    async fn by_field(&self, user: &User, note: &str) -> Result<Arc<User>, DbError> {
        let _ = note;
        Ok(Arc::new(self.db.user(user.id)))
    }

    #[cachekit(client = self.cache, region(UserById { tenant: &self.tenant, id }))]
    async fn in_a_region(&self, id: u64) -> Result<User, DbError> {
        Ok(self.db.user(id))
    }
}

#[tokio::test]
async fn methods_say_what_of_self_is_in_the_key() {
    let cache = CacheKit::in_memory().build().unwrap();
    let service = Service { cache: cache.clone(), db: Db::default(), tenant: "acme".to_owned() };
    for _ in 0..2 {
        service.user(1).await.unwrap();
        service.by_field(&user(1, "x"), "why").await.unwrap();
        service.in_a_region(1).await.unwrap();
    }
    assert_eq!(service.db.reads(), 3);
    let other = Service { cache: cache.clone(), db: Db::default(), tenant: "umbrella".to_owned() };
    other.user(1).await.unwrap();
    assert_eq!(other.db.reads(), 1);
    // A region's function and its entry are one.
    assert!(cache.entry(&UserById { tenant: "acme", id: 1 }).delete().await.unwrap());
    service.in_a_region(1).await.unwrap();
    assert_eq!(service.db.reads(), 4);
}

#[cachekit(ttl = "5m", namespace = "users-by-fn", region = UserOfTenant, skip(db))]
async fn with_region(cache: &CacheKit, db: &Db, tenant: &str, id: u64) -> Result<User, DbError> {
    let _ = tenant;
    Ok(db.user(id))
}

#[tokio::test]
async fn a_function_can_name_its_region() {
    let cache = CacheKit::in_memory().build().unwrap();
    let db = Db::default();
    with_region(&cache, &db, "acme", 1).await.unwrap();
    let entry = cache.entry(&UserOfTenant { tenant: "acme", id: 1 });
    assert_eq!(entry.key(), "users-by-fn:with_region:acme:1");
    assert_eq!(entry.get().await.unwrap().unwrap(), user(1, "Ada"));
    entry.delete().await.unwrap();
    with_region(&cache, &db, "acme", 1).await.unwrap();
    assert_eq!(db.reads(), 2);
}

#[tokio::test]
async fn an_error_is_not_cached() {
    #[cachekit(ttl = "5m", skip(tries))]
    async fn flaky(cache: &CacheKit, tries: &AtomicUsize, id: u64) -> Result<User, DbError> {
        if tries.fetch_add(1, Ordering::SeqCst) == 0 { Err(DbError) } else { Ok(user(id, "Ada")) }
    }
    let cache = CacheKit::in_memory().build().unwrap();
    let tries = AtomicUsize::new(0);
    assert_eq!(flaky(&cache, &tries, 1).await, Err(DbError));
    assert!(flaky(&cache, &tries, 1).await.is_ok());
    assert!(flaky(&cache, &tries, 1).await.is_ok());
    assert_eq!(tries.load(Ordering::SeqCst), 2);
}

/// The future of a cached function can be sent to another thread.
#[tokio::test]
async fn futures_are_send() {
    let cache = CacheKit::in_memory().build().unwrap();
    let db = Arc::new(Db::default());
    let (task_cache, task_db) = (cache.clone(), db.clone());
    tokio::spawn(async move { owned(&task_cache, &task_db, "acme", 1).await }).await.unwrap().unwrap();
    owned(&cache, &db, "acme", 1).await.unwrap();
    assert_eq!(db.reads(), 1);
}

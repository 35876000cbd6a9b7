//! Two definitions that could read each other's entries: the second is refused, whoever it is.

use cachekit::prelude::*;
use serde::{Deserialize, Serialize};

use crate::support::{User, user};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
struct Order {
    id: u64,
    name: String,
}

/// A function's error that can say that the cache refused.
#[derive(Debug)]
struct Never;

struct Users;
struct Orders;

impl Users {
    #[cachekit(client = cache, namespace = "shop", key = "get:{id}", ttl = "5m", skip(self))]
    async fn get(&self, cache: &CacheKit, id: u64) -> Result<User, Never> {
        Ok(user(id, "Ada"))
    }
}

impl Orders {
    #[cachekit(client = cache, namespace = "shop", key = "get:{id}", ttl = "5m", skip(self))]
    async fn get(&self, cache: &CacheKit, id: u64) -> Result<Order, Never> {
        Ok(Order { id, name: "tea".to_owned() })
    }
}

#[tokio::test]
async fn two_methods_of_one_name_never_read_each_others_entry() {
    let cache = CacheKit::in_memory().build().unwrap();
    for _ in 0..2 {
        assert_eq!(Users.get(&cache, 1).await.unwrap(), user(1, "Ada"));
        assert_eq!(Orders.get(&cache, 1).await.unwrap(), Order { id: 1, name: "tea".to_owned() });
    }
    let conflicts = cache.stats().conflicts;
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    // Both places are named.
    assert_eq!(conflicts[0].matches("tests/it/conflicts.rs:").count(), 2, "{conflicts:?}");
}

/// A repository of anything: the macro cannot see the type parameter of the impl.
struct Repo<T>(fn(u64) -> T);

impl<T: Clone + Serialize + serde::de::DeserializeOwned + CacheValue + Send + Sync + 'static> Repo<T> {
    #[cachekit(client = cache, namespace = "repo", key = "find:{id}", ttl = "5m", skip(self))]
    async fn find(&self, cache: &CacheKit, id: u64) -> Result<T, Never> {
        Ok((self.0)(id))
    }
}

#[tokio::test]
async fn one_generic_method_does_not_store_two_types_under_one_key() {
    let cache = CacheKit::in_memory().build().unwrap();
    let users = Repo(|id| user(id, "Ada"));
    let orders = Repo(|id| Order { id, name: "tea".to_owned() });
    for _ in 0..2 {
        assert_eq!(users.find(&cache, 1).await.unwrap().name, "Ada");
        assert_eq!(orders.find(&cache, 1).await.unwrap().name, "tea");
    }
    let stats = cache.stats();
    assert_eq!(stats.conflicts.len(), 1, "{:?}", stats.conflicts);
    assert!(
        stats.conflicts[0].contains("User") && stats.conflicts[0].contains("Order"),
        "{:?}",
        stats.conflicts
    );
}

#[derive(CacheRegion)]
#[cache(namespace = "people", key = "{name}", value = User, ttl = "5m")]
struct ByName<'a> {
    name: &'a str,
}

#[derive(CacheRegion)]
#[cache(namespace = "people", key = "me", value = User, ttl = "5m")]
struct Me;

#[derive(CacheRegion)]
#[cache(namespace = "people", key = "by:{id}", value = User, ttl = "5m")]
struct ById {
    id: u64,
}

#[tokio::test]
async fn patterns_that_can_meet_are_refused_with_both_places() {
    let cache = CacheKit::in_memory().build().unwrap();
    cache.entry(&ByName { name: "me" }).set(user(1, "somebody")).await.unwrap();
    let me = cache.entry(&Me);
    let Err(CachekitError::RegionConflict(conflict)) = me.get().await else { panic!("not refused") };
    assert_eq!((conflict.first.region, conflict.second.region), ("ByName", "Me"));
    assert_eq!((&*conflict.first.pattern, &*conflict.second.pattern), ("people:{name}", "people:me"));
    assert!(conflict.first.place.line < conflict.second.place.line);
    assert!(matches!(me.set(user(2, "me")).await, Err(CachekitError::RegionConflict(_))));
    let loaded = me.get_or_load(|| async { Ok::<_, Never>(user(2, "me")) }).await;
    assert!(matches!(loaded, Err(LoadError::Cache(CachekitError::RegionConflict(_)))));
    assert_eq!(cache.stats().conflicts, [conflict.to_string()]);
    // Another number of segments is another key.
    cache.entry(&ById { id: 1 }).set(user(1, "Ada")).await.unwrap();
    // On another client it is the first.
    let other = CacheKit::in_memory().build().unwrap();
    other.entry(&Me).set(user(2, "me")).await.unwrap();
}

/// The value follows a type parameter, and so does the key.
#[derive(CacheRegion)]
#[cache(namespace = "latest", key = "{kind}", value = Of<K>, ttl = "5m")]
struct Latest<K: Kind> {
    kind: K,
}

trait Kind:
    KeyPart + Clone + Serialize + serde::de::DeserializeOwned + CacheValue + Send + Sync + 'static
{
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
struct Of<K> {
    kind: K,
}

#[derive(Debug, Clone, PartialEq, KeyPart, Serialize, Deserialize, CacheValue)]
enum News {
    News,
}

#[derive(Debug, Clone, PartialEq, KeyPart, Serialize, Deserialize, CacheValue)]
enum Weather {
    Weather,
}

impl Kind for News {}
impl Kind for Weather {}

#[tokio::test]
async fn a_generic_region_whose_key_names_the_type_stores_several() {
    let cache = CacheKit::in_memory().build().unwrap();
    cache.entry(&Latest { kind: News::News }).set(Of { kind: News::News }).await.unwrap();
    cache.entry(&Latest { kind: Weather::Weather }).set(Of { kind: Weather::Weather }).await.unwrap();
    assert_eq!(cache.entry(&Latest { kind: News::News }).get().await.unwrap().unwrap().kind, News::News);
    assert_eq!(
        cache.entry(&Latest { kind: Weather::Weather }).get().await.unwrap().unwrap().kind,
        Weather::Weather
    );
}

/// A key part that does not say which type its parameter is.
#[derive(KeyPart)]
struct Id<T>(u64, std::marker::PhantomData<T>);

#[derive(CacheRegion)]
#[cache(namespace = "rows", key = "{id}", value = T, ttl = "5m")]
struct Row<T: cachekit::StoredValue + CacheValue> {
    id: Id<T>,
}

#[derive(CacheRegion)]
#[cache(namespace = "versioned-rows", key = "{id}", value = T, ttl = "5m", version = 1)]
struct VersionedRow<T: cachekit::StoredValue> {
    id: Id<T>,
}

fn id<T>(id: u64) -> Id<T> {
    Id(id, std::marker::PhantomData)
}

#[tokio::test]
async fn a_delete_reaches_the_stores_of_all_value_types_of_a_key() {
    let cache = CacheKit::in_memory().build().unwrap();
    cache.entry(&Row::<User> { id: id(1) }).set(user(1, "Ada")).await.unwrap();
    assert!(cache.entry(&Row::<Order> { id: id(1) }).get().await.unwrap().is_none());
    cache.entry(&Row::<Order> { id: id(1) }).delete().await.unwrap();
    assert!(cache.entry(&Row::<User> { id: id(1) }).get().await.unwrap().is_none());
}

#[tokio::test]
async fn a_version_does_not_stand_for_two_types() {
    let cache = CacheKit::in_memory().no_l1().build().unwrap();
    cache.entry(&VersionedRow::<User> { id: id(1) }).set(user(1, "Ada")).await.unwrap();
    assert!(cache.entry(&VersionedRow::<Order> { id: id(1) }).get().await.unwrap().is_none());
}

const LONG: &str = "a-literal-of-sixty-bytes-that-is-longer-than-a-hash-of-forty5";

#[derive(CacheRegion)]
#[cache(namespace = "long", key = "{x}:{a}:{b}:{c}:{d}", value = u32, ttl = "5m")]
struct CompactFirst<'a> {
    #[cache(compact)]
    x: &'a str,
    a: &'a str,
    b: &'a str,
    c: &'a str,
    d: &'a str,
}

#[derive(CacheRegion)]
#[cache(
    namespace = "long",
    key = "a-literal-of-sixty-bytes-that-is-longer-than-a-hash-of-forty5:{a}:{b}:{c}:{d}",
    value = u32,
    ttl = "5m"
)]
struct LiteralFirst<'a> {
    a: &'a str,
    b: &'a str,
    c: &'a str,
    d: &'a str,
}

#[tokio::test]
async fn a_literal_is_never_hashed() {
    let cache = CacheKit::in_memory().build().unwrap();
    let p = "p".repeat(50);
    let compact = cache.entry(&CompactFirst { x: LONG, a: &p, b: &p, c: &p, d: &p });
    let literal = cache.entry(&LiteralFirst { a: &p, b: &p, c: &p, d: &p });
    assert_ne!(compact.key(), literal.key());
    assert!(LiteralFirst::parse(literal.key()).is_ok());
}

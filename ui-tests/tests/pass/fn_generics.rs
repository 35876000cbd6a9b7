//! Generic functions with bounds, where clauses and const parameters; generic impls.

use std::fmt::Display;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shop_cache::prelude::*;

use crate::support::{Calls, User, client, user};

trait Source {
    async fn load(&self, id: u64) -> Option<User>;
}

struct Db(Calls);

impl Source for Db {
    async fn load(&self, id: u64) -> Option<User> {
        self.0.one();
        Some(user(id))
    }
}

#[cachekit(ttl = "5m", skip(source))]
async fn from_any<S>(cache: &CacheKit, source: &S, id: u64) -> Option<User>
where
    S: Source + ?Sized,
{
    source.load(id).await
}

#[cachekit(ttl = "5m", skip(calls))]
async fn by_any_key<K>(cache: &CacheKit, calls: &Calls, id: K) -> String
where
    K: KeyPart + Display + Copy + Into<u64>,
{
    calls.one();
    format!("{id}-{}", id.into())
}

#[cachekit(ttl = "5m")]
async fn by_digest<const N: usize>(cache: &CacheKit, digest: [u8; N]) -> usize {
    N + digest.len()
}

/// The type of the value follows from that of a keyed parameter.
#[cachekit(ttl = "5m")]
async fn echo<T>(cache: &CacheKit, value: T) -> Vec<T>
where
    T: KeyPart + CacheValue + Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    vec![value]
}

/// Says which type a name stands for.
trait Kind<T> {}

#[derive(KeyPart)]
enum Number {
    #[cache(rename = "u32")]
    Number,
}

#[derive(KeyPart)]
enum Text {
    #[cache(rename = "text")]
    Text,
}

impl Kind<u32> for Number {}
impl Kind<String> for Text {}

/// The name of a type, as the part of a key that names `T` to the macro.
#[derive(KeyPart)]
struct As<K, T>(K, PhantomData<T>);

/// Or from that of a parameter which is there to tell the types apart.
#[cachekit(ttl = "5m", key = "parsed:{kind}:{text}")]
async fn parsed<K, T>(cache: &CacheKit, kind: As<K, T>, text: &str) -> Option<T>
where
    K: KeyPart + Kind<T>,
    T: std::str::FromStr + CacheValue + Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    text.parse().ok()
}

struct Repository<S> {
    cache: CacheKit,
    source: S,
}

impl<S: Source> Repository<S> {
    #[cachekit(client = self.cache, namespace = "fn-generics", key = "repository:{id}", skip(self), ttl = "5m")]
    async fn user(&self, id: u64) -> Option<User> {
        self.source.load(id).await
    }
}

#[tokio::test]
async fn generic_functions_are_cached() {
    let (cache, db) = (client(), Db(Calls::default()));
    for _ in 0..2 {
        assert_eq!(from_any(&cache, &db, 1).await, Some(user(1)));
        assert_eq!(by_any_key(&cache, &db.0, 7_u8).await, "7-7");
        assert_eq!(by_any_key(&cache, &db.0, 7_u64).await, "7-7");
        assert_eq!(by_digest(&cache, [1, 2, 3]).await, 6);
    }
    assert_eq!(db.0.count(), 2);
    assert_eq!(echo(&cache, 1_u8).await, [1]);
    assert_eq!(echo(&cache, "a".to_owned()).await, ["a"]);
    assert_eq!(parsed(&cache, As(Number::Number, PhantomData), "7").await, Some(7));
    assert_eq!(parsed(&cache, As(Text::Text, PhantomData), "7").await.as_deref(), Some("7"));
}

#[tokio::test]
async fn methods_of_generic_types_are_cached() {
    let repository = Repository { cache: client(), source: Db(Calls::default()) };
    assert_eq!(repository.user(1).await, repository.user(1).await);
    assert_eq!(repository.source.0.count(), 1);
}

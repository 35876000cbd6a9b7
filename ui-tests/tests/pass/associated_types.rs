//! Associated types: of a key's fields, of a value, and in what a function returns.

use serde::Serialize;
use serde::de::DeserializeOwned;
use shop_cache::prelude::*;

use crate::support::{User, client, user};

trait Entity: CacheValue + Serialize + DeserializeOwned + Send + Sync + 'static {
    type Id: KeyPart;
}

impl Entity for User {
    type Id = u64;
}

#[derive(KeyPart)]
struct IdOf<T: Entity>(T::Id);

#[derive(CacheRegion)]
#[cache(namespace = "associated-types", key = "by-id:{id}", value = T, ttl = "5m")]
struct ById<T: Entity> {
    id: IdOf<T>,
}

#[derive(CacheRegion)]
#[cache(namespace = "associated-types", key = "byte", value = <Vec<u8> as IntoIterator>::Item, ttl = "5m")]
struct Byte;

trait Load {
    type Item;
    type Error;

    async fn load(&self, id: u64) -> Result<Self::Item, Self::Error>;
}

struct Users(CacheKit);

impl Load for Users {
    type Item = User;
    type Error = std::fmt::Error;

    #[cachekit(client = self.0, namespace = "associated-types", key = "load:{id}", skip(self), ttl = "5m")]
    async fn load(&self, id: u64) -> Result<Self::Item, Self::Error> {
        Ok(user(id))
    }
}

#[tokio::test]
async fn associated_types_are_seen_through() {
    let cache = client();
    let entry = cache.entry(&ById::<User> { id: IdOf(7) });
    entry.set(user(7)).await.unwrap();
    assert_eq!((entry.key(), entry.exists().await.unwrap()), ("associated-types:by-id:7", true));
    cache.entry(&Byte).set(7).await.unwrap();
    assert_eq!(Users(cache).load(7).await, Ok(user(7)));
}

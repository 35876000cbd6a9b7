//! What is secure: it compiles, and without keys it fails closed.

use serde::{Deserialize, Serialize};
use shop_cache::Secret;
use shop_cache::prelude::*;

use crate::support::client;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, CacheValue)]
struct Card {
    #[cache(sensitive)]
    number: String,
}

#[derive(Clone, KeyPart)]
#[cache(sensitive)]
struct Token(String);

#[derive(CacheRegion)]
#[cache(
    namespace = "cards",
    key = "{tenant}:{token}:{pin}:{kind}",
    value = Vec<Card>,
    ttl = "5m",
    secure,
    on_outage = "fail",
    on_tampering = "load",
)]
struct CardsOf<'a, T> {
    tenant: &'a str,
    #[cache(sensitive)]
    token: Token,
    pin: Option<Secret<u16>>,
    #[cache(sensitive)]
    kind: T,
}

#[derive(Debug)]
enum BankError {
    Cache(#[expect(dead_code, reason = "shown by `Debug`")] CachekitError),
}

impl From<CachekitError> for BankError {
    fn from(error: CachekitError) -> Self {
        Self::Cache(error)
    }
}

#[cachekit(ttl = "5m", secure)]
async fn card(
    cache: &CacheKit,
    #[cache(sensitive)] token: &Token,
    pin: Secret<u16>,
) -> Result<Card, BankError> {
    let number = format!("{} {}", token.0, pin.expose());
    Ok(Card { number })
}

#[cachekit(ttl = "5m", secure, region = CardByToken)]
async fn named(cache: &CacheKit, #[cache(sensitive)] token: &str) -> Result<Option<Card>, CachekitError> {
    Ok(Some(Card { number: token.to_owned() }))
}

#[cachekit(region(CardByToken { token }), secure)]
async fn declared(cache: &CacheKit, token: &str) -> Result<Card, BankError> {
    Ok(Card { number: token.to_owned() })
}

#[cachekit(client = cache, ttl = 60, namespace = "cards", interop = "get_card", secure)]
async fn interop(cache: &CacheKit, id: u64) -> Result<Secret<String>, CachekitError> {
    Ok(Secret::new(id.to_string()))
}

#[tokio::test]
async fn without_keys_nothing_is_loaded_or_stored() {
    let cache = client();
    assert!(card(&cache, &Token("t".to_owned()), Secret::new(1)).await.is_err());
    assert!(named(&cache, "t").await.is_err() && declared(&cache, "t").await.is_err());
    assert!(interop(&cache, 1).await.is_err());
    let token = Token("t".to_owned());
    let cards = cache.entry(&CardsOf { tenant: "acme", token, pin: None, kind: 7_u8 });
    assert!(cards.set(vec![]).await.is_err() && cards.get().await.is_err());
}

#[test]
fn a_named_region_does_not_show_what_is_sensitive() {
    let shown = format!("{:?}", CardByToken { token: "s3cret" });
    assert_eq!(shown, "CardByToken { token: [REDACTED] }");
}

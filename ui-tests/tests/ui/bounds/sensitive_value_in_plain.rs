//! A value that says it is sensitive, where nothing says `secure`.

use serde::{Deserialize, Serialize};
use shop_cache::Secret;
use shop_cache::prelude::*;

#[derive(Clone, Serialize, Deserialize, CacheValue)]
struct Card {
    owner: String,
    #[cache(sensitive)]
    number: String,
}

#[derive(Clone, Serialize, Deserialize, CacheValue)]
struct Wallet {
    token: Secret<String>,
}

#[derive(CacheRegion)]
#[cache(
    namespace = "cards",
    key = "{id}",
    value = Vec<Card>, //~ sensitive
    ttl = "5m",
)]
struct CardsOf {
    id: u64,
}

/// A version stands for the shape, but not for this.
#[derive(CacheRegion)]
#[cache(
    namespace = "wallets",
    key = "{id}",
    value = Option<Wallet>, //~ sensitive
    version = 1,
    ttl = "5m",
)]
struct WalletOf {
    id: u64,
}

/// Here it belongs.
#[derive(CacheRegion)]
#[cache(namespace = "secure", key = "{id}", value = Card, ttl = "5m", secure)]
struct SecureCard {
    id: u64,
}

fn main() {}

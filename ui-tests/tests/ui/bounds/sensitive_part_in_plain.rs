//! A key part that says it is sensitive, in a field that does not.

use shop_cache::prelude::*;

#[derive(Clone, KeyPart)]
#[cache(sensitive)]
struct Token(String);

#[derive(CacheRegion)]
#[cache(namespace = "sessions", key = "{token}:{pin}:{old}", value = u64, ttl = "5m")]
struct ByToken<'a> {
    token: &'a Token, //~ sensitive
    #[cache(compact)]
    pin: Option<Token>, //~ sensitive
    #[cache(skip)]
    of: Token,
    old: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "secure", key = "{token}", value = u64, ttl = "5m", secure)]
struct SecureByToken {
    token: Token, //~ sensitive
}

fn main() {}

//! Texts that are no lifetimes.

use shop_cache::prelude::*;

macro_rules! region {
    ($name:ident, $ttl:literal) => {
        #[derive(CacheRegion)]
        #[cache(namespace = "users", key = "user", value = u64, ttl = $ttl)]
        struct $name;
    };
}

region!(Spaced, "5 min"); //~ ttl_malformed
region!(Order, "30m1h"); //~ ttl_malformed
region!(Twice, "1h2h"); //~ ttl_malformed
region!(Unit, "5y"); //~ ttl_malformed
region!(Empty, ""); //~ ttl_malformed
region!(Word, "never"); //~ ttl_malformed
region!(Fraction, "1.5h"); //~ ttl_malformed
region!(Negative, "-5m"); //~ ttl_malformed
region!(Millis, "500ms"); //~ ttl_malformed

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&Spaced).set(1).await?;
    cache.entry(&Unit).set(1).await
}

fn main() {}

//! Namespaces that a storage key cannot carry.

use shop_cache::prelude::*;

macro_rules! region {
    ($name:ident, $namespace:literal) => {
        #[derive(CacheRegion)]
        #[cache(namespace = $namespace, key = "user", value = u64, ttl = "5m")]
        struct $name;
    };
}

region!(Empty, ""); //~ bad_namespace
region!(Spaced, "my users"); //~ bad_namespace
region!(Colon, "shop:users"); //~ bad_namespace
region!(Dots, "shop..users"); //~ bad_namespace
region!(Foreign, "größen"); //~ bad_namespace
region!(Placeholder, "{tenant}"); //~ bad_namespace

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&Empty).set(1).await?;
    cache.entry(&Spaced).set(1).await
}

fn main() {}

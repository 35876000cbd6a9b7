//! A body whose value is not what the function returns: the error is at the body's expression.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn user(cache: &CacheKit, id: u64) -> Result<u64, std::fmt::Error> {
    if id == 0 {
        return Err("zero"); //~ error
    }
    Ok(id.to_string()) //~ error
}

#[cachekit(ttl = "5m")]
async fn parsed(cache: &CacheKit, text: &str) -> Result<u64, std::fmt::Error> {
    Ok(text.parse::<u64>()?) //~ error
}

async fn uses(cache: &CacheKit) -> Result<u64, std::fmt::Error> {
    Ok(user(cache, 1).await? + parsed(cache, "1").await?)
}

fn main() {}

//! A cache keeps values for longer than a borrow.

use std::borrow::Cow;

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", skip(names))]
async fn first<'a>(cache: &CacheKit, names: &'a [String]) -> Option<&'a str> { //~ borrowed_return
    names.first().map(String::as_str)
}

#[cachekit(ttl = "5m")]
async fn lower<'a>(cache: &CacheKit, name: &'a str) -> Result<Vec<Cow<'a, str>>, ()> { //~ borrowed_return
    Ok(vec![Cow::Borrowed(name)])
}

#[cachekit(ttl = "5m")]
async fn fixed(cache: &CacheKit, id: u64) -> &'static str { //~ borrowed_return
    if id == 0 { "zero" } else { "some" }
}

async fn uses(cache: &CacheKit) -> Result<usize, ()> {
    let first = first(cache, &[]).await.map_or(0, str::len);
    Ok(first + lower(cache, "x").await?.len() + fixed(cache, 1).await.len())
}

fn main() {}

//! Errors of every kind: without any `From`, not `Clone`, boxed, borrowed. No caller ever sees another's variant.

use std::error::Error;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use shop_cache::prelude::*;

use crate::support::{Calls, client};

/// No `Clone`, no `Error`, no `From`.
#[derive(Debug, PartialEq)]
enum Failure {
    Zero,
    Odd,
}

#[cachekit(ttl = "5m", skip(calls))]
async fn bare(cache: &CacheKit, calls: &Calls, id: u64) -> Result<u64, Failure> {
    calls.one();
    match id {
        0 => Err(Failure::Zero),
        odd if odd % 2 == 1 => Err(Failure::Odd),
        even => Ok(even),
    }
}

#[cachekit(ttl = "5m")]
async fn boxed(cache: &CacheKit, text: &str) -> Result<u64, Box<dyn Error>> {
    Ok(text.parse()?)
}

#[cachekit(ttl = "5m")]
async fn boxed_and_shared(cache: &CacheKit, text: &str) -> Result<u64, Box<dyn Error + Send + Sync>> {
    Ok(text.parse()?)
}

#[cachekit(ttl = "5m")]
async fn of_one_thread(cache: &CacheKit, id: u64) -> Result<Option<u64>, Rc<str>> {
    if id == 0 { Err("zero".into()) } else { Ok(Some(id)) }
}

#[cachekit(ttl = "5m")]
async fn borrowed<'a>(cache: &CacheKit, text: &'a str) -> Result<u64, &'a str> {
    text.parse().map_err(|_| text)
}

#[cachekit(ttl = "5m")]
async fn unit(cache: &CacheKit, text: &str) -> Result<u64, ()> {
    text.parse().map_err(drop)
}

#[cachekit(ttl = "5m")]
async fn formatted(cache: &CacheKit, text: &str) -> Result<u64, fmt::Error> {
    text.parse().map_err(|_| fmt::Error)
}

#[tokio::test]
async fn errors_need_no_traits() {
    let (cache, calls) = (client(), Calls::default());
    assert_eq!(bare(&cache, &calls, 0).await, Err(Failure::Zero));
    assert_eq!(bare(&cache, &calls, 1).await, Err(Failure::Odd));
    assert_eq!(bare(&cache, &calls, 2).await, Ok(2));
    assert_eq!(bare(&cache, &calls, 2).await, Ok(2));
    assert_eq!(calls.count(), 3);
    assert!(boxed(&cache, "x").await.is_err());
    assert_eq!(boxed(&cache, "7").await.ok(), Some(7));
    assert!(boxed_and_shared(&cache, "x").await.is_err());
    assert_eq!(boxed_and_shared(&cache, "7").await.ok(), Some(7));
    assert_eq!(of_one_thread(&cache, 0).await, Err("zero".into()));
    assert_eq!(of_one_thread(&cache, 1).await, Ok(Some(1)));
    assert_eq!(borrowed(&cache, "x").await, Err("x"));
    assert_eq!(unit(&cache, "x").await, Err(()));
    assert_eq!(formatted(&cache, "x").await, Err(fmt::Error));
}

/// Calls that wait for one load get its error where it can be shared, and load themselves where it cannot.
#[tokio::test]
async fn waiters_see_the_variant_of_the_loader() {
    let (cache, calls) = (client(), Arc::new(Calls::default()));
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (cache, calls) = (cache.clone(), Arc::clone(&calls));
            tokio::spawn(async move { bare(&cache, &calls, 1).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), Err(Failure::Odd));
    }
}

//! The ways into a region of ours.

use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;

use cachekit::{CacheKit, CacheRegion, CachekitError, cachekit};
use serde::{Deserialize, Serialize};
use tokio::runtime::{Builder, Runtime};

use super::{CAPACITY, KEYS, Parts, User, keys};
use crate::harness::Contestant;

#[derive(CacheRegion)]
#[cache(crate = "::cachekit", namespace = "users", key = "profile:{tenant}:{id}", value = User, ttl = "5m")]
struct UserProfile<'a> {
    tenant: &'a str,
    id: u64,
}

impl<'a> UserProfile<'a> {
    fn of(parts: &'a Parts) -> Self {
        Self { tenant: &parts.tenant, id: parts.id }
    }
}

#[cachekit(crate = "::cachekit", namespace = "fn-users", key = "profile:{tenant}:{id}", ttl = "5m")]
async fn profile(cache: &CacheKit, tenant: &str, id: u64) -> Result<Arc<User>, std::io::Error> {
    let _ = tenant;
    Ok(User::shared(id))
}

#[derive(Debug, Serialize, Deserialize, cachekit::CacheValue)]
#[cache(crate = "::cachekit")]
struct Name(String);

/// Answers are moved as a whole, with room for the error. Of a value type of its own, as functions mostly are: what two
/// share is not inlined into either.
#[cachekit(crate = "::cachekit", namespace = "fn-users-2", key = "profile:{tenant}:{id}", ttl = "5m")]
async fn profile_or_cachekit_error(
    cache: &CacheKit,
    tenant: &str,
    id: u64,
) -> Result<Arc<Name>, CachekitError> {
    let _ = tenant;
    Ok(Arc::new(Name(format!("user {id}"))))
}

/// A contestant whose expression is awaited for every key, in one future: a closure a key would be a future more.
macro_rules! awaited {
    ($name:literal, $fixture:expr, |$cache:ident, $parts:ident| $hit:expr) => {{
        let ($cache, runtime, keys) = $fixture.clone();
        Contestant::new($name, KEYS, move || {
            runtime.block_on(async {
                for $parts in &*keys {
                    black_box($hit);
                }
            });
        })
    }};
}

pub(super) fn all() -> Vec<Contestant> {
    let cache = CacheKit::in_memory().l1_capacity(CAPACITY).build().expect("a client");
    let (runtime, keys) = (Rc::new(runtime()), Rc::new(keys()));
    runtime.block_on(async {
        for parts in &*keys {
            let user = User::shared(parts.id);
            cache.entry(&UserProfile::of(parts)).set(user).await.expect("an entry");
            profile(&cache, &parts.tenant, parts.id).await.expect("a value");
            profile_or_cachekit_error(&cache, &parts.tenant, parts.id).await.expect("a value");
        }
    });
    let fixture = (cache, runtime, keys);
    vec![
        awaited!("#[cachekit] fn -> Result<Arc, _>, error of a word", fixture, |cache, parts| {
            profile(&cache, &parts.tenant, parts.id).await.expect("a hit")
        }),
        awaited!("#[cachekit] fn -> Result<Arc, CachekitError>", fixture, |cache, parts| {
            profile_or_cachekit_error(&cache, &parts.tenant, parts.id).await.expect("a hit")
        }),
        awaited!("entry().get()", fixture, |cache, parts| {
            cache.entry(&UserProfile::of(parts)).get().await.expect("a client").expect("a hit")
        }),
        awaited!("entry().get_or_load()", fixture, |cache, parts| {
            let load = async || Err::<User, _>(CachekitError::Config("a hit loads nothing".to_owned()));
            cache.entry(&UserProfile::of(parts)).get_or_load(load).await.expect("a hit")
        }),
        synchronous("  of it: entry(), with its key", &fixture, |cache, parts| {
            let _ = black_box(cache.entry(&UserProfile::of(parts)));
        }),
        synchronous("get_if_present()", &fixture, |cache, parts| {
            let Some(hit) = cache.get_if_present(&UserProfile::of(parts)) else { panic!("a miss") };
            black_box(hit);
        }),
    ]
}

fn synchronous(
    name: &'static str,
    (cache, _, keys): &(CacheKit, Rc<Runtime>, Rc<Vec<Parts>>),
    hit: impl Fn(&CacheKit, &Parts) + 'static,
) -> Contestant {
    let (cache, keys) = (cache.clone(), Rc::clone(keys));
    Contestant::new(name, KEYS, move || keys.iter().for_each(|parts| hit(&cache, parts)))
}

pub(super) fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime")
}

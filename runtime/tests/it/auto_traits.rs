//! What threads may do with the public types: a change of any of these is a breaking one.

use cachekit::backend::memory::MemoryBackend;
use cachekit::prelude::*;
use cachekit::schema::region::RegionSchema;
use cachekit::stats::Stats;
use cachekit::{Entry, Invalidation, InvalidationError, ManualClock, ParsedKey, RegionConflict};

use crate::support::User;

fn is_send_and_sync<T: Send + Sync>() {}
fn is_unpin<T: Unpin>() {}
fn is_send<T: Send>(_: &T) {}

#[test]
fn types_are_send_and_sync() {
    is_send_and_sync::<CacheKit>();
    is_send_and_sync::<CacheKitBuilder>();
    is_send_and_sync::<Entry<'static, User>>();
    is_send_and_sync::<Cached<User>>();
    is_send_and_sync::<CachekitError>();
    is_send_and_sync::<LoadError<std::io::Error>>();
    is_send_and_sync::<Invalidation>();
    is_send_and_sync::<InvalidationError>();
    is_send_and_sync::<RegionConflict>();
    is_send_and_sync::<Stats>();
    is_send_and_sync::<ParsedKey>();
    is_send_and_sync::<RegionSchema>();
    is_send_and_sync::<MemoryBackend>();
    is_send_and_sync::<ManualClock>();
    is_unpin::<Entry<'static, User>>();
    is_unpin::<Cached<User>>();
}

#[test]
fn futures_are_send() {
    let cache = CacheKit::in_memory().build().unwrap();
    let entry = cache.entry(&crate::support::KEY);
    is_send(&entry.get());
    is_send(&entry.get_or_load(|| async { Err::<User, _>(std::io::Error::other("never run")) }));
    is_send(&entry.set(crate::support::user(1, "Ada")));
    is_send(&entry.delete());
    is_send(&cache.invalidation().delete(&crate::support::KEY).run());
    is_send(&cache.get::<u64>("k"));
    is_send(&cache.set("k", &1));
}

/// The values that callers keep are small: an `Arc` and a word.
#[test]
fn a_cached_value_is_two_words() {
    assert_eq!(size_of::<Cached<User>>(), 2 * size_of::<usize>());
}

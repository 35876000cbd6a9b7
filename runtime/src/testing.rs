//! What tests of programs and of backends need.

use std::time::Duration;

use crate::CacheKit;
use crate::backend::{
    Backend, ConditionalBackend, Lease, LeasingBackend, LockableBackend, SetEntry, TtlInspectable,
};
use crate::error::CachekitError;
use crate::rt::ManualClock;

impl CacheKit {
    /// A client of its own for one test: in memory, on a clock that only the test moves.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use cachekit::prelude::*;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), CachekitError> {
    /// let (cache, clock) = CacheKit::test();
    /// cache.set_with_ttl("session", &42, Duration::from_secs(60)).await?;
    ///
    /// clock.advance(Duration::from_secs(60));
    /// assert_eq!(cache.get::<u32>("session").await?, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// Never: the settings are the defaults.
    pub fn test() -> (Self, ManualClock) {
        let clock = ManualClock::default();
        match CacheKit::in_memory().clock(&clock).build() {
            Ok(cache) => (cache, clock),
            Err(error) => unreachable!("the defaults are a client: {error}"),
        }
    }
}

/// Checks what every backend promises, on an empty one: call it from a test of your own backend.
///
/// A backend need not know everything: whether there was an entry to delete, and whether a lock was held by the id that
/// gave it back, are asked for, and any answer will do.
///
/// It writes under keys that begin with `conformance:` and removes them again. Expiry is not part of it, since a
/// backend's clock is its own.
///
/// # Errors
/// Whatever the backend reports.
///
/// # Panics
/// When the backend does not keep a promise; the message says which.
pub async fn check_backend(backend: &dyn Backend) -> Result<(), CachekitError> {
    values_come_back_as_they_were(backend).await?;
    the_last_write_counts(backend).await?;
    deleted_entries_are_gone(backend).await?;
    keys_are_told_apart(backend).await?;
    batches_answer_for_every_key(backend).await?;
    if let Some(inspectable) = backend.as_ttl_inspectable() {
        lifetimes_can_be_read(inspectable).await?;
    }
    if let Some(lockable) = backend.as_lockable() {
        locks_have_one_holder(lockable).await?;
        locks_are_prolonged_by_their_holder_alone(lockable).await?;
    }
    if let Some(leasing) = backend.as_leasing() {
        leases_are_for_one(leasing).await?;
        leases_end_with_writes(leasing).await?;
        fills_replace_what_was_seen_alone(leasing).await?;
    }
    if let Some(conditional) = backend.as_conditional() {
        a_condition_is_kept(conditional).await?;
    }
    assert!(backend.health().await?.is_healthy, "a backend that works is healthy");
    Ok(())
}

async fn values_come_back_as_they_were(backend: &dyn Backend) -> Result<(), CachekitError> {
    let every_byte: Vec<u8> = (0..=255).collect();
    for value in [Vec::new(), vec![0], every_byte, vec![0xAB; 1024 * 1024]] {
        backend.set("conformance:value", value.clone(), None).await?;
        assert_eq!(backend.get("conformance:value").await?, Some(value), "a value comes back as it was");
    }
    backend.delete("conformance:value").await?;
    Ok(())
}

async fn the_last_write_counts(backend: &dyn Backend) -> Result<(), CachekitError> {
    let key = "conformance:last";
    backend.set(key, b"first, and longer".to_vec(), Some(Duration::from_secs(60))).await?;
    backend.set(key, b"second".to_vec(), None).await?;
    assert_eq!(backend.get(key).await?.as_deref(), Some(&b"second"[..]), "a write replaces the whole value");
    backend.delete(key).await?;
    Ok(())
}

async fn deleted_entries_are_gone(backend: &dyn Backend) -> Result<(), CachekitError> {
    let key = "conformance:delete";
    assert!(!backend.exists(key).await?, "an empty backend has no entry");
    assert_eq!(backend.get(key).await?, None, "a missing entry is `None`, and no error");
    backend.set(key, b"value".to_vec(), Some(Duration::from_secs(60))).await?;
    assert!(backend.exists(key).await?, "an entry that was set exists");
    backend.delete(key).await?;
    assert!(!backend.exists(key).await?, "an entry that was deleted does not exist");
    assert_eq!(backend.get(key).await?, None, "an entry that was deleted is gone");
    backend.delete(key).await?;
    Ok(())
}

async fn keys_are_told_apart(backend: &dyn Backend) -> Result<(), CachekitError> {
    let keys = ["conformance:a", "conformance:A", "conformance:a.3A", "conformance:a:b", "conformance:a.e"];
    for key in keys {
        backend.set(key, key.as_bytes().to_vec(), None).await?;
    }
    for key in keys {
        assert_eq!(
            backend.get(key).await?.as_deref(),
            Some(key.as_bytes()),
            "every key has a value of its own"
        );
        backend.delete(key).await?;
    }
    Ok(())
}

async fn lifetimes_can_be_read(backend: &dyn TtlInspectable) -> Result<(), CachekitError> {
    let key = "conformance:ttl";
    assert_eq!(backend.ttl(key).await?, None, "a missing entry has no lifetime");
    assert!(!backend.refresh_ttl(key, Duration::from_secs(60)).await?, "a missing entry cannot be refreshed");
    backend.set(key, b"value".to_vec(), None).await?;
    assert_eq!(backend.ttl(key).await?, None, "an entry without a lifetime has none");
    backend.set(key, b"value".to_vec(), Some(Duration::from_secs(60))).await?;
    let left = backend.ttl(key).await?.unwrap_or_default();
    assert!((50..=60).contains(&left.as_secs()), "a lifetime is told in time, not {left:?} of 60 s");
    assert!(backend.refresh_ttl(key, Duration::from_secs(3600)).await?, "an entry can be refreshed");
    let left = backend.ttl(key).await?.unwrap_or_default();
    assert!(
        (3590..=3600).contains(&left.as_secs()),
        "a refreshed lifetime counts from now, not {left:?} of 3600 s"
    );
    assert_eq!(backend.get(key).await?.as_deref(), Some(&b"value"[..]), "a refresh leaves the value alone");
    backend.delete(key).await?;
    Ok(())
}

async fn locks_have_one_holder(backend: &dyn LockableBackend) -> Result<(), CachekitError> {
    let key = "conformance:lock";
    let Some(token) = backend.acquire_lock(key, 60_000).await? else { panic!("a free lock can be taken") };
    assert_eq!(backend.acquire_lock(key, 60_000).await?, None, "a lock that is held cannot be taken");
    for no_holder in ["00000000-0000-4000-8000-000000000000", "somebody else's", ""] {
        backend.release_lock(key, no_holder).await?;
        assert_eq!(backend.acquire_lock(key, 60_000).await?, None, "only the holder gives a lock back");
    }
    assert!(backend.release_lock(key, &token).await?, "the holder gives a lock back");
    let Some(token) = backend.acquire_lock(key, 60_000).await? else {
        panic!("a lock that was given back can be taken")
    };
    backend.release_lock(key, &token).await?;
    Ok(())
}

async fn locks_are_prolonged_by_their_holder_alone(
    backend: &dyn LockableBackend,
) -> Result<(), CachekitError> {
    let key = "conformance:renewal";
    assert!(!backend.renew_lock(key, "nobody's", 60_000).await?, "a lock that nobody holds is not prolonged");
    let Some(token) = backend.acquire_lock(key, 60_000).await? else { panic!("a free lock can be taken") };
    assert!(!backend.renew_lock(key, "somebody else's", 60_000).await?, "only the holder prolongs a lock");
    // A backend that cannot prolong locks says no.
    backend.renew_lock(key, &token, 60_000).await?;
    assert_eq!(backend.acquire_lock(key, 60_000).await?, None, "a lock that is held cannot be taken");
    assert!(backend.release_lock(key, &token).await?, "the holder gives a lock back");
    Ok(())
}

async fn a_condition_is_kept(backend: &dyn ConditionalBackend) -> Result<(), CachekitError> {
    let key = "conformance:condition";
    let [first, second] = [b"first\0\xff".to_vec(), b"second".to_vec()];
    let minute = Some(Duration::from_secs(60));
    assert!(
        !backend.compare_and_set(key, Some(&first), second.clone(), minute).await?,
        "nothing is not `first`"
    );
    assert_eq!(backend.get(key).await?, None, "a condition that does not hold writes nothing");
    assert!(backend.compare_and_set(key, None, first.clone(), minute).await?, "there was nothing");
    assert!(!backend.compare_and_set(key, None, second.clone(), None).await?, "now there is something");
    assert!(!backend.compare_and_set(key, Some(b""), second.clone(), None).await?, "and it is not empty");
    assert_eq!(backend.get(key).await?, Some(first.clone()), "a condition that does not hold writes nothing");
    assert!(backend.compare_and_set(key, Some(&first), second.clone(), None).await?, "there was `first`");
    assert_eq!(backend.get(key).await?, Some(second), "a condition that holds writes");
    backend.delete(key).await?;
    Ok(())
}

async fn batches_answer_for_every_key(backend: &dyn Backend) -> Result<(), CachekitError> {
    let keys = ["conformance:one", "conformance:two", "conformance:three"];
    let entry = |key: &'static str| SetEntry { key, value: key.into(), ttl: Some(Duration::from_secs(60)) };
    for set in backend.set_many(vec![entry(keys[0]), entry(keys[2])]).await {
        set?;
    }
    let asked = [keys[2], keys[1], keys[0], keys[2]];
    let mut answers = Vec::new();
    for fetched in backend.get_many(&asked).await {
        answers.push(fetched?.map(|fetched| fetched.bytes));
    }
    let expected =
        [Some(keys[2]), None, Some(keys[0]), Some(keys[2])].map(|key| key.map(|key| key.as_bytes().to_vec()));
    assert_eq!(answers, expected, "a batch answers in the order of its keys");
    assert!(backend.get_many(&[]).await.is_empty(), "no keys, no answers");
    for deleted in backend.delete_many(&keys).await {
        deleted?;
    }
    assert_eq!(backend.get(keys[0]).await?, None, "a batch deletes every key");
    Ok(())
}

const MINUTE: Duration = Duration::from_secs(60);

async fn taken(
    backend: &dyn LeasingBackend,
    key: &str,
    seen: Option<&[u8]>,
) -> Result<String, CachekitError> {
    match backend.lease(key, seen, MINUTE).await? {
        Lease::Taken(token) => Ok(token),
        other => panic!("the lease of a key that nobody fills can be taken, and not {other:?}"),
    }
}

async fn leases_are_for_one(backend: &dyn LeasingBackend) -> Result<(), CachekitError> {
    let key = "conformance:lease";
    let token = taken(backend, key, None).await?;
    let Lease::Held(left) = backend.lease(key, None, MINUTE).await? else { panic!("a lease has one holder") };
    assert!((50..=60).contains(&left.as_secs()), "a lease is held for its lifetime, not {left:?} of 60 s");
    assert!(!backend.renew_lease(key, "nobody's", MINUTE).await?, "only the holder prolongs a lease");
    assert!(backend.renew_lease(key, &token, MINUTE * 2).await?, "the holder prolongs its lease");
    assert!(!backend.release_lease(key, "nobody's").await?, "only the holder gives a lease back");
    let value = b"somebody else's".to_vec();
    assert!(!backend.fill(key, None, value, None, "nobody's").await?, "only the holder fills the key");
    assert!(backend.release_lease(key, &token).await?, "the holder gives its lease back");
    assert!(!backend.release_lease(key, &token).await?, "what was given back is not held");
    assert!(!backend.fill(key, None, Vec::new(), None, &token).await?, "nor does it fill");
    assert_eq!(backend.get(key).await?, None, "a fill that is refused stores nothing");

    let token = taken(backend, key, None).await?;
    assert!(backend.fill(key, None, b"value".to_vec(), Some(MINUTE), &token).await?, "the holder fills");
    assert_eq!(backend.get(key).await?.as_deref(), Some(&b"value"[..]), "a fill stores its value");
    let next = backend.lease(key, None, MINUTE).await?;
    assert_eq!(next, Lease::Changed(b"value".to_vec()), "whoever saw nothing is shown what there is");
    backend.delete(key).await?;
    Ok(())
}

async fn leases_end_with_writes(backend: &dyn LeasingBackend) -> Result<(), CachekitError> {
    let key = "conformance:lease-ends";
    let token = taken(backend, key, None).await?;
    backend.delete(key).await?;
    let late = b"loaded before the delete".to_vec();
    assert!(!backend.fill(key, None, late, None, &token).await?, "a delete ends the lease of its key");
    assert_eq!(backend.get(key).await?, None, "what was deleted does not come back");

    let token = taken(backend, key, None).await?;
    for set in backend.set_many(vec![SetEntry { key, value: b"set".to_vec(), ttl: None }]).await {
        set?;
    }
    assert!(!backend.renew_lease(key, &token, MINUTE).await?, "a set ends the lease of its key");
    let late = b"loaded before the set".to_vec();
    assert!(!backend.fill(key, None, late, None, &token).await?, "so nothing older replaces it");
    assert_eq!(backend.get(key).await?.as_deref(), Some(&b"set"[..]), "a set stays");
    for deleted in backend.delete_many(&[key]).await {
        deleted?;
    }
    Ok(())
}

async fn fills_replace_what_was_seen_alone(backend: &dyn LeasingBackend) -> Result<(), CachekitError> {
    let key = "conformance:lease-seen";
    let [old, other, new] = [b"old\0\xff".as_slice(), b"other", b"new"];
    backend.set(key, old.to_vec(), None).await?;
    let changed = backend.lease(key, Some(other), MINUTE).await?;
    assert_eq!(changed, Lease::Changed(old.to_vec()), "whoever saw something else is shown what there is");
    let token = taken(backend, key, Some(old)).await?;
    assert!(backend.fill(key, Some(old), new.to_vec(), None, &token).await?, "what was seen is replaced");
    assert_eq!(backend.get(key).await?.as_deref(), Some(new), "a fill stores its value");
    backend.delete(key).await?;
    Ok(())
}

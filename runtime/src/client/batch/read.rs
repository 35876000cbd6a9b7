//! Many keys of one region: reads without a loader, writes and deletes.

use std::sync::Arc;
use std::time::Duration;

use cachekit_schema::region::Layout;
use futures_util::future::join_all;

use super::{Answers, Keyed};
use crate::cached::Cached;
use crate::client::Shared;
use crate::client::access::{Access, Fetched};
use crate::error::CachekitError;
use crate::key::StorageKey;

/// Answers for keys that L1 misses with what the backend has.
pub(crate) async fn get_missed<V>(
    missed: &[Keyed<'_, V>],
    answers: &mut Answers<Option<Cached<V>>, CachekitError>,
) {
    for (key, fetched) in missed.iter().zip(fetch(missed).await) {
        answers.set(key.at, key.access.without_loader(fetched));
    }
}

/// Asks the backend for all keys at once, and puts what it has into L1: each as [`Access::fetch`] does.
pub(super) async fn fetch<V>(keys: &[Keyed<'_, V>]) -> Vec<Fetched<V>> {
    let mut fetched = fetch_keys(keys, |access| access.key).await;
    let earlier = keys.iter().map(|key| key.access.previous.len()).max().unwrap_or_default();
    for earlier in 0..earlier {
        let is_asked = |place: &usize| {
            fetched[*place].is_missing() && keys[*place].access.previous.get(earlier).is_some()
        };
        let places: Vec<_> = (0..keys.len()).filter(is_asked).collect();
        let asked: Vec<_> = places.iter().map(|&place| keys[place]).collect();
        let previous = fetch_keys(&asked, |access| &access.previous[earlier]).await;
        for (place, previous) in places.into_iter().zip(previous) {
            fetched[place].complete(previous);
        }
    }
    fetched
}

/// Asks the backend for one of the storage keys of each.
async fn fetch_keys<'a, V>(
    keys: &[Keyed<'a, V>],
    which: impl Fn(&Access<'a, V>) -> &'a StorageKey,
) -> Vec<Fetched<V>> {
    let Some(Keyed { access: Access { shared, region, .. }, .. }) = keys.first() else { return Vec::new() };
    let names: Vec<_> = keys.iter().map(|key| which(&key.access).as_str()).collect();
    // With an L1 for all of them, or for none.
    let seen: Vec<_> = names.iter().map_while(|name| shared.observe(name)).collect();
    let mut seen = seen.into_iter();
    let answers = shared.backend.get_many(&names).await;
    let answered =
        keys.iter().zip(answers).map(|(Keyed { access, .. }, answer)| (access, answer, seen.next()));
    match region.decl.schema().layout {
        Layout::Native => {
            let now = shared.now();
            answered
                .map(|(access, answer, seen)| access.opened(which(access), answer, seen, now, None))
                .collect()
        }
        // The backend is asked how long each of them has to live.
        Layout::Interop { .. } => {
            join_all(answered.map(|(access, answer, seen)| access.fetched(which(access), answer, seen))).await
        }
    }
}

/// Stores values for the region's lifetime or for `ttl`: each as [`Access::set`] does.
pub(crate) async fn set_all<V>(
    shared: &Shared,
    values: Vec<(Keyed<'_, V>, Arc<V>)>,
    ttl: Option<Duration>,
    answers: &mut Answers<(), CachekitError>,
) {
    let mut entries = Vec::with_capacity(values.len());
    let mut keys = Vec::with_capacity(values.len());
    for (key, value) in values {
        match key.access.new_entry(&value, ttl) {
            Ok(entry) => {
                entries.push(entry);
                keys.push(key);
            }
            Err(error) => answers.set(key.at, Err(error)),
        }
    }
    let mut written = Vec::with_capacity(keys.len());
    for (key, answer) in keys.into_iter().zip(shared.write_many_through(entries).await) {
        key.access.count(&answer, &key.access.region.counters.writes);
        match answer {
            Ok(()) => written.push(key),
            Err(error) => answers.set(key.at, Err(error.into())),
        }
    }
    for (key, deleted) in delete_previous(shared, written).await {
        answers.set(key.at, deleted.map(drop));
    }
}

/// Removes entries: each as [`Access::delete`] does.
pub(crate) async fn delete_all<V>(
    shared: &Shared,
    keys: Vec<Keyed<'_, V>>,
    answers: &mut Answers<bool, CachekitError>,
) {
    let places: Vec<_> =
        keys.iter().map(|key| (key.access.key(), key.access.l1_key(key.access.key))).collect();
    let mut present = Vec::with_capacity(keys.len());
    let mut deleted = Vec::with_capacity(keys.len());
    for (key, answer) in keys.into_iter().zip(shared.delete_many_through(&places).await) {
        key.access.count(&answer, &key.access.region.counters.deletes);
        match answer {
            Ok(was_there) => {
                deleted.push(key);
                present.push(was_there);
            }
            Err(error) => answers.set(key.at, Err(error.into())),
        }
    }
    for ((key, previous), present) in delete_previous(shared, deleted).await.into_iter().zip(present) {
        answers.set(key.at, previous.map(|previous| previous || present));
    }
}

/// Removes what was written under earlier master keys. Says for each whether there was anything.
async fn delete_previous<'a, V>(
    shared: &Shared,
    keys: Vec<Keyed<'a, V>>,
) -> Vec<(Keyed<'a, V>, Result<bool, CachekitError>)> {
    let mut outcomes: Vec<_> = keys.into_iter().map(|key| (key, Ok(false))).collect();
    let mut owners = Vec::new();
    let mut places = Vec::new();
    for (place, (Keyed { access, .. }, _)) in outcomes.iter().enumerate() {
        for previous in access.previous {
            owners.push(place);
            places.push((previous.as_str(), access.l1_key(previous)));
        }
    }
    if places.is_empty() {
        return outcomes;
    }
    for (owner, answer) in owners.into_iter().zip(shared.delete_many_through(&places).await) {
        let (key, outcome) = &mut outcomes[owner];
        match answer {
            Ok(was_there) => *outcome = std::mem::replace(outcome, Ok(false)).map(|any| any || was_there),
            Err(error) => {
                key.access.region.counters.backend_errors.one();
                *outcome = Err(error.into());
            }
        }
    }
    outcomes
}

//! Many values by string key.

use std::time::Duration;

use futures_util::future::join_all;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Answers;
use crate::client::TenantKeys;
use crate::client::by_string::Strings;
use crate::error::BatchError;

impl Strings<'_> {
    /// The values under `keys`, opened with `sealed_with` where they are sealed.
    pub(in crate::client) async fn get_many<T: DeserializeOwned>(
        self,
        keys: &[impl AsRef<str>],
        sealed_with: Option<&TenantKeys>,
    ) -> Result<Vec<Option<T>>, BatchError<Option<T>>> {
        let mut answers = Answers::of(keys.len());
        let mut missed = Vec::new();
        for (at, key) in keys.iter().enumerate() {
            match self.free_key(key.as_ref()) {
                Ok(key) => match self.hit(&key, sealed_with) {
                    Some(value) => answers.set(at, value.map(Some)),
                    None => missed.push((at, key)),
                },
                Err(error) => answers.set(at, Err(error)),
            }
        }
        if missed.is_empty() {
            return answers.into_result();
        }
        let names: Vec<_> = missed.iter().map(|(_, key)| &**key).collect();
        let seen: Vec<_> = names.iter().map(|name| self.shared.observe(name)).collect();
        let fetched = self.shared.backend.get_many(&names).await;
        let read = names.into_iter().zip(fetched).zip(seen);
        let read = read.map(|((key, answer), seen)| self.read(key, sealed_with, answer, seen));
        for ((at, _), value) in missed.iter().zip(join_all(read).await) {
            answers.set(*at, value);
        }
        answers.into_result()
    }

    pub(in crate::client) async fn set_many<T: Serialize>(
        self,
        entries: &[(impl AsRef<str>, T)],
        ttl: Duration,
        sealed_with: Option<&TenantKeys>,
    ) -> Result<(), BatchError<()>> {
        let mut answers = Answers::of(entries.len());
        let mut stored = Vec::with_capacity(entries.len());
        for (at, (key, value)) in entries.iter().enumerate() {
            match self.stored(key.as_ref(), value, ttl, sealed_with) {
                Ok((key, bytes)) => stored.push((at, key, bytes)),
                Err(error) => answers.set(at, Err(error)),
            }
        }
        let new_entries = stored
            .iter_mut()
            .map(|(_, key, bytes)| self.new_entry(key, std::mem::take(bytes), ttl))
            .collect();
        let written = self.shared.write_many_through(new_entries).await;
        for ((at, ..), written) in stored.iter().zip(written) {
            self.shared.count_string(&written, &self.shared.strings.writes);
            answers.set(*at, written.map_err(Into::into));
        }
        answers.into_result().map(drop)
    }

    pub(in crate::client) async fn delete_many(
        self,
        keys: &[impl AsRef<str>],
    ) -> Result<Vec<bool>, BatchError<bool>> {
        let mut answers = Answers::of(keys.len());
        let mut named = Vec::with_capacity(keys.len());
        for (at, key) in keys.iter().enumerate() {
            match self.storage_key(key.as_ref()) {
                Ok(key) => named.push((at, key)),
                Err(error) => answers.set(at, Err(error)),
            }
        }
        let places: Vec<_> = named.iter().map(|(_, key)| (&**key, self.l1_key(key))).collect();
        let deleted = self.shared.delete_many_through(&places).await;
        for ((at, _), deleted) in named.iter().zip(deleted) {
            self.shared.count_string(&deleted, &self.shared.strings.deletes);
            answers.set(*at, deleted.map_err(Into::into));
        }
        answers.into_result()
    }
}

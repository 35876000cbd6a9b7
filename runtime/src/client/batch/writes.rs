//! Writes and deletes of many keys: turns, fencing and doubt are those of single ones, a key at a time.

use super::Distinct;
use crate::backend::SetEntry;
use crate::client::Shared;
use crate::client::backend::same;
use crate::client::write::{L1Place, NewEntry, Write, late};
use crate::error::BackendError;
use crate::turns::Turn;

impl Shared {
    /// Writes entries to the backend, then to L1; of entries with one key the last.
    ///
    /// Of those that fail, and of all when it is dropped, L1 holds nothing.
    pub(crate) async fn write_many_through<L: L1Place>(
        &self,
        entries: Vec<NewEntry<'_, L>>,
    ) -> Vec<Result<(), BackendError>> {
        let distinct = Distinct::of(&entries.iter().map(|entry| entry.key).collect::<Vec<_>>());
        let mut entries: Vec<_> = entries.into_iter().map(Some).collect();
        let entries = distinct.chosen.iter().filter_map(|&at| entries[at].take());
        let (places, mut values): (Vec<_>, Vec<_>) = entries
            .map(|NewEntry { key, bytes, ttl, l1 }| ((key, l1), Some(SetEntry { key, value: bytes, ttl })))
            .unzip();
        let mut writes: Vec<_> = places.iter().map(|(key, l1)| Write::of(self, key, l1)).collect();
        let turns = self.turns_at(places.iter().map(|(key, _)| *key)).await;
        let turned = places_of(&turns);
        let begun: Vec<_> = turned.iter().map(|&place| writes[place].set_begins()).collect();
        let sent = turned.iter().filter_map(|&place| values[place].take()).collect();
        let mut answers: Vec<_> = turns.iter().map(|_| None).collect();
        for ((place, begun), answer) in turned.into_iter().zip(begun).zip(self.backend.set_many(sent).await) {
            writes[place].set_ends(begun, &answer);
            answers[place] = Some(answer);
        }
        distinct.spread(self.or_late(answers), again)
    }

    /// Takes keys out of L1 and the backend: each as [`delete_through`](Self::delete_through) does.
    pub(crate) async fn delete_many_through<L: L1Place>(
        &self,
        keys: &[(&str, L)],
    ) -> Vec<Result<bool, BackendError>> {
        let distinct = Distinct::of(&keys.iter().map(|(key, _)| *key).collect::<Vec<_>>());
        let places: Vec<_> = distinct.chosen.iter().map(|&at| &keys[at]).collect();
        let mut writes: Vec<_> = places.iter().map(|(key, l1)| Write::of(self, key, l1)).collect();
        for write in &writes {
            write.delete_announced();
        }
        let turns = self.turns_at(places.iter().map(|(key, _)| *key)).await;
        let turned = places_of(&turns);
        for &place in &turned {
            writes[place].delete_begins();
        }
        let sent: Vec<_> = turned.iter().map(|&place| places[place].0).collect();
        let mut answers: Vec<_> = turns.iter().map(|_| None).collect();
        for (place, answer) in turned.into_iter().zip(self.backend.delete_many(&sent).await) {
            writes[place].delete_ends(&answer);
            answers[place] = Some(answer);
        }
        distinct.spread(self.or_late(answers), again)
    }

    /// Waits for the earlier writes of sorted keys, all together for as long as one call of the backend may take.
    async fn turns_at<'k>(&self, sorted: impl Iterator<Item = &'k str>) -> Vec<Option<Turn<'_>>> {
        self.turns.take_each(sorted, self.backend.timeout()).await
    }

    /// Who has no answer did not get a turn.
    fn or_late<T>(&self, answers: Vec<Option<Result<T, BackendError>>>) -> Vec<Result<T, BackendError>> {
        let late = || Err(late(self.backend.timeout()));
        answers.into_iter().map(|answer| answer.unwrap_or_else(late)).collect()
    }
}

/// Where a turn has come.
fn places_of(turns: &[Option<Turn<'_>>]) -> Vec<usize> {
    (0..turns.len()).filter(|&place| turns[place].is_some()).collect()
}

/// An answer for a key that is there once more.
fn again<T: Copy>(answer: &Result<T, BackendError>) -> Result<T, BackendError> {
    answer.as_ref().copied().map_err(same)
}

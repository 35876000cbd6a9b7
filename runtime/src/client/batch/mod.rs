//! Many keys at once: one call of the backend for all of them, and for each what holds for a single one.
//!
//! Whoever has many keys in hand never waits for somebody else while it holds something that somebody else may be
//! waiting for. Turns are held while the next is waited for, so all batches take them in one order. Flights and leases
//! are not held while others are waited for: see [`load`].

mod load;
mod read;
mod strings;
mod writes;

pub(crate) use load::{Loading, Unloaded};
pub(crate) use read::{delete_all, get_missed, set_all};

use super::access::Access;
use crate::error::BatchError;

/// A key with its place in the caller's list.
pub(crate) struct Keyed<'a, V> {
    pub(crate) at: usize,
    pub(crate) access: Access<'a, V>,
}

impl<V> Clone for Keyed<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

/// References, whatever the value is.
impl<V> Copy for Keyed<'_, V> {}

/// The answers of a batch, which come in any order.
pub(crate) struct Answers<T, E> {
    values: Vec<Option<T>>,
    /// Few, as a rule, and larger than values.
    failures: Vec<(usize, E)>,
}

impl<T, E> Answers<T, E> {
    /// None yet, of so many keys.
    pub(crate) fn of(keys: usize) -> Self {
        Self { values: (0..keys).map(|_| None).collect(), failures: Vec::new() }
    }

    /// Once for every key.
    pub(crate) fn set(&mut self, at: usize, answer: Result<T, E>) {
        match answer {
            Ok(value) => self.values[at] = Some(value),
            Err(error) => self.failures.push((at, error)),
        }
    }

    /// Whether this key still has none.
    fn is_open(&self, at: usize) -> bool {
        self.values[at].is_none() && self.failures.iter().all(|(failed, _)| *failed != at)
    }

    pub(crate) fn map_err<O>(self, map: impl Fn(E) -> O) -> Answers<T, O> {
        let failures = self.failures.into_iter().map(|(at, error)| (at, map(error))).collect();
        Answers { values: self.values, failures }
    }

    /// All of them. Every key has got one by now.
    pub(crate) fn into_result(self) -> Result<Vec<T>, BatchError<T, E>> {
        let Self { values, failures } = self;
        debug_assert_eq!(values.iter().flatten().count() + failures.len(), values.len(), "an answer a key");
        if failures.is_empty() {
            return Ok(values.into_iter().flatten().collect());
        }
        let mut results: Vec<_> = values.into_iter().map(|value| value.map(Ok)).collect();
        for (at, error) in failures {
            results[at] = Some(Err(error));
        }
        Err(BatchError::of(results.into_iter().flatten().collect()))
    }
}

/// The keys of a batch without repetitions, in an order that is the same for all batches.
struct Distinct {
    /// Where they stand in the batch; of one that is there more than once the last.
    chosen: Vec<usize>,
    /// For every key of the batch, which of the chosen it is.
    which: Vec<usize>,
}

impl Distinct {
    fn of(keys: &[&str]) -> Self {
        let mut order: Vec<usize> = (0..keys.len()).collect();
        // Stable, so that of equal ones the last comes last.
        order.sort_by_key(|&at| keys[at]);
        let mut chosen: Vec<usize> = Vec::with_capacity(keys.len());
        let mut which = vec![0; keys.len()];
        for at in order {
            match chosen.last_mut() {
                Some(last) if keys[*last] == keys[at] => *last = at,
                _ => chosen.push(at),
            }
            which[at] = chosen.len() - 1;
        }
        Self { chosen, which }
    }

    /// The answers of the chosen for every key of the batch.
    fn spread<T, E>(
        self,
        answers: Vec<Result<T, E>>,
        again: impl Fn(&Result<T, E>) -> Result<T, E>,
    ) -> Vec<Result<T, E>> {
        let Self { chosen, which } = self;
        let repeated = |(at, which): (usize, usize)| (chosen[which] != at).then(|| again(&answers[which]));
        let mut spread: Vec<_> = which.into_iter().enumerate().map(repeated).collect();
        for (at, answer) in chosen.into_iter().zip(answers) {
            spread[at] = Some(answer);
        }
        spread.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equal_keys_the_last_is_chosen_and_answers_for_all() {
        let distinct = Distinct::of(&["b", "a", "b", "c", "a"]);
        assert_eq!(distinct.chosen, [4, 2, 3]);
        let spread = distinct.spread(vec![Ok("a"), Ok("b"), Err("c")], Clone::clone);
        assert_eq!(spread, [Ok("b"), Ok("a"), Ok("b"), Err("c"), Ok("a")]);
    }
}

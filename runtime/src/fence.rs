//! Fencing: nothing older than the last write of a key gets into L1.
//!
//! Whoever fills L1 with something it has read (a backfill, a load) first [observes](Fence::observe) the key's
//! generation, before its first await. Every write and delete of this client advances the generation. A fill is
//! taken only if the key was not written since the generation observed, and the check and the insert happen under one lock,
//! so there is no moment at which an older value stands in L1 after a newer one was acknowledged.
//!
//! A write whose outcome is unknown (it failed, ran out of time, or its future was dropped) can still land in the
//! backend later. For that time the key is *in doubt*: L1 takes nothing for it, and reads go to the backend.
//!
//! Generations are striped over the hash of the storage key, and a stripe remembers which keys its last writes were
//! for. So a write hinders the loads of its own key alone, unless very many come while one load is under way.

use std::hash::BuildHasher;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;

/// With what each remembers, 76 KiB a client.
const STRIPES: usize = 256;

/// How many writes a stripe remembers: a load that is overlapped by more of them, so by some 8,000 of the client, is
/// refused without a look at whose they were.
const REMEMBERED: usize = 32;

/// The generations of one client's keys.
pub(crate) struct Fence {
    stripes: Box<[Mutex<Stripe>]>,
    seed: RandomState,
}

#[derive(Default)]
struct Stripe {
    /// Counts the writes.
    generation: u64,
    /// Which key the write of a generation was for, at that generation modulo their number.
    written: [u64; REMEMBERED],
    /// Keys in doubt, by their hash, and until when, on the client's timeline in milliseconds.
    doubts: Vec<(u64, u64)>,
    /// Until when every key of the stripe is in doubt: there were too many to tell them apart.
    doubtful_until_ms: u64,
    #[cfg(any(test, feature = "testing"))]
    is_broken: bool,
}

/// More keys in doubt than that, and the whole stripe is.
const MAX_DOUBTS: usize = 64;

/// Where a key is counted: its stripe, and the hash that tells it from others there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    stripe: usize,
    hash: u64,
}

/// The generation at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation(u64);

impl Fence {
    pub(crate) fn new() -> Self {
        Self { stripes: (0..STRIPES).map(|_| Mutex::default()).collect(), seed: RandomState::default() }
    }

    /// One that takes every fill for a new one: what tests of fencing have to notice.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn broken() -> Self {
        let stripe = || Mutex::new(Stripe { is_broken: true, ..Stripe::default() });
        Self { stripes: (0..STRIPES).map(|_| stripe()).collect(), seed: RandomState::default() }
    }

    /// Where the generation of `key` is counted.
    pub(crate) fn place(&self, key: &str) -> Place {
        let hash = self.seed.hash_one(key);
        #[expect(clippy::cast_possible_truncation, reason = "the low bits choose the stripe")]
        Place { stripe: hash as usize % STRIPES, hash }
    }

    /// The generation now.
    pub(crate) fn observe(&self, place: Place) -> Generation {
        Generation(self.stripe(place).generation)
    }

    /// Whether nothing was written since `seen`.
    pub(crate) fn is_current(&self, place: Place, seen: Generation) -> bool {
        self.stripe(place).is_unwritten_since(place, seen)
    }

    /// Lets a fill into L1, if nothing was written since `seen` and nothing is in doubt.
    pub(crate) fn fill(&self, place: Place, seen: Generation, now_ms: u64, insert: impl FnOnce()) -> bool {
        let stripe = self.stripe(place);
        let current = stripe.is_unwritten_since(place, seen) && !stripe.is_in_doubt(place, now_ms);
        if current {
            insert();
        }
        current
    }

    /// A write or delete begins or ends: whatever was read before is not to be filled in, and `evict` takes what
    /// L1 has.
    pub(crate) fn advance(&self, place: Place, evict: impl FnOnce()) -> Generation {
        let mut stripe = self.stripe(place);
        stripe.count_write(place);
        evict();
        Generation(stripe.generation)
    }

    /// A write is acknowledged: `insert` puts its value into L1, unless another write has begun since `begun` or
    /// one is in doubt. Then `evict` leaves L1 without the key.
    pub(crate) fn settle(
        &self,
        place: Place,
        begun: Generation,
        now_ms: u64,
        insert: impl FnOnce(),
        evict: impl FnOnce(),
    ) {
        let mut stripe = self.stripe(place);
        if stripe.is_unwritten_since(place, begun) && !stripe.is_in_doubt(place, now_ms) {
            insert();
        } else {
            evict();
        }
        stripe.count_write(place);
    }

    /// The outcome of a write is unknown until `until_ms`.
    pub(crate) fn doubt(&self, place: Place, now_ms: u64, until_ms: u64, evict: impl FnOnce()) {
        let mut stripe = self.stripe(place);
        stripe.count_write(place);
        stripe.put_in_doubt(place, now_ms, until_ms);
        evict();
    }

    /// Any key may have been written: whatever was read before is not to be filled in. Whoever empties L1 does it after
    /// that.
    pub(crate) fn advance_all(&self) {
        for stripe in &self.stripes {
            stripe.lock().unwrap_or_else(PoisonError::into_inner).count_writes_of_all();
        }
    }

    fn stripe(&self, place: Place) -> MutexGuard<'_, Stripe> {
        // An insert or evict that panics leaves the numbers as they are.
        self.stripes[place.stripe].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stripe {
    fn count_write(&mut self, place: Place) {
        self.generation += 1;
        self.written[Self::slot(self.generation)] = place.hash;
    }

    /// More than are remembered, so that nobody asks whose they were.
    fn count_writes_of_all(&mut self) {
        self.generation += REMEMBERED as u64 + 1;
    }

    fn is_unwritten_since(&self, place: Place, seen: Generation) -> bool {
        #[cfg(any(test, feature = "testing"))]
        if self.is_broken {
            return true;
        }
        self.generation - seen.0 <= REMEMBERED as u64
            && (seen.0 + 1..=self.generation).all(|write| self.written[Self::slot(write)] != place.hash)
    }

    #[expect(clippy::cast_possible_truncation, reason = "a remainder of a small number")]
    fn slot(generation: u64) -> usize {
        (generation % REMEMBERED as u64) as usize
    }

    fn is_in_doubt(&self, place: Place, now_ms: u64) -> bool {
        self.doubtful_until_ms > now_ms
            || self.doubts.iter().any(|&(hash, until_ms)| hash == place.hash && until_ms > now_ms)
    }

    fn put_in_doubt(&mut self, place: Place, now_ms: u64, until_ms: u64) {
        self.doubts.retain(|&(hash, until_ms)| hash != place.hash && until_ms > now_ms);
        if self.doubts.len() < MAX_DOUBTS {
            self.doubts.push((place.hash, until_ms));
        } else {
            self.doubtful_until_ms = self.doubtful_until_ms.max(until_ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two keys of one stripe.
    fn neighbours(fence: &Fence) -> (Place, Place) {
        let first = fence.place("first");
        let mut others = (0..).map(|number| fence.place(&number.to_string()));
        (first, others.find(|other| other.stripe == first.stripe).expect("there are more keys than stripes"))
    }

    #[test]
    fn a_write_refuses_the_fills_of_its_own_key_only() {
        let fence = Fence::new();
        let (key, neighbour) = neighbours(&fence);
        let (seen, seen_by_neighbour) = (fence.observe(key), fence.observe(neighbour));
        fence.advance(key, || ());
        assert!(!fence.fill(key, seen, 0, || ()));
        assert!(fence.fill(neighbour, seen_by_neighbour, 0, || ()));
        assert!(fence.fill(key, fence.observe(key), 0, || ()));
    }

    #[test]
    fn more_writes_than_are_remembered_refuse_every_older_fill() {
        let fence = Fence::new();
        let (key, neighbour) = neighbours(&fence);
        let seen = fence.observe(key);
        for _ in 0..REMEMBERED {
            fence.advance(neighbour, || ());
        }
        assert!(fence.is_current(key, seen));
        fence.advance(neighbour, || ());
        assert!(!fence.is_current(key, seen));
    }

    #[test]
    fn doubt_is_a_matter_of_one_key_until_there_are_too_many() {
        let fence = Fence::new();
        let (key, neighbour) = neighbours(&fence);
        fence.doubt(key, 0, 100, || ());
        assert!(!fence.fill(key, fence.observe(key), 99, || ()));
        assert!(fence.fill(neighbour, fence.observe(neighbour), 99, || ()));
        assert!(fence.fill(key, fence.observe(key), 100, || ()));
        for hash in 0..=MAX_DOUBTS as u64 {
            fence.doubt(Place { hash, ..key }, 0, 100, || ());
        }
        assert!(!fence.fill(neighbour, fence.observe(neighbour), 99, || ()));
    }
}

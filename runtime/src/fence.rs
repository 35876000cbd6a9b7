//! Fencing: nothing older than the last write of a key gets into L1.
//!
//! Whoever fills L1 with something it has read (a backfill, a load) first [observes](Fence::observe) the key's
//! generation, before its first await. Every write and delete of this client advances the generation. A fill is
//! taken only while the generation is still the one observed, and the check and the insert happen under one lock,
//! so there is no moment at which an older value stands in L1 after a newer one was acknowledged.
//!
//! A write whose outcome is unknown (it failed, ran out of time, or its future was dropped) can still land in the
//! backend later. For that time the key is *in doubt*: L1 takes nothing for it, and reads go to the backend.
//!
//! Generations are striped over the hash of the storage key. Two keys of one stripe cost each other at most the
//! fills of L1 that a write of the other overlaps; they never see each other's values.

use std::hash::BuildHasher;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;

/// At 1,000 writes a second a stripe sees one every two seconds, so a fill of 20 ms is refused for a stranger's
/// write in 1 of 100 cases. They take 48 KiB a client.
const STRIPES: usize = 2048;

/// The generations of one client's keys.
pub(crate) struct Fence {
    stripes: Box<[Mutex<Stripe>]>,
    seed: RandomState,
}

#[derive(Default)]
struct Stripe {
    generation: u64,
    /// Keys in doubt, by their hash, and until when, on the client's timeline in milliseconds.
    doubts: Vec<(u64, u64)>,
    /// Until when every key of the stripe is in doubt: there were too many to tell them apart.
    doubtful_until_ms: u64,
}

/// More keys in doubt than that, and the whole stripe is.
const MAX_DOUBTS: usize = 16;

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
        self.observe(place) == seen
    }

    /// Lets a fill into L1, if nothing was written since `seen` and nothing is in doubt.
    pub(crate) fn fill(&self, place: Place, seen: Generation, now_ms: u64, insert: impl FnOnce()) -> bool {
        let stripe = self.stripe(place);
        let current = stripe.generation == seen.0 && !stripe.is_in_doubt(place, now_ms);
        if current {
            insert();
        }
        current
    }

    /// A write or delete begins or ends: whatever was read before is not to be filled in, and `evict` takes what
    /// L1 has.
    pub(crate) fn advance(&self, place: Place, evict: impl FnOnce()) -> Generation {
        let mut stripe = self.stripe(place);
        stripe.generation += 1;
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
        if stripe.generation == begun.0 && !stripe.is_in_doubt(place, now_ms) {
            insert();
        } else {
            evict();
        }
        stripe.generation += 1;
    }

    /// The outcome of a write is unknown until `until_ms`.
    pub(crate) fn doubt(&self, place: Place, now_ms: u64, until_ms: u64, evict: impl FnOnce()) {
        let mut stripe = self.stripe(place);
        stripe.generation += 1;
        stripe.put_in_doubt(place, now_ms, until_ms);
        evict();
    }

    fn stripe(&self, place: Place) -> MutexGuard<'_, Stripe> {
        // An insert or evict that panics leaves the numbers as they are.
        self.stripes[place.stripe].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stripe {
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

//! Whatever happens to the cache costs loads, and never a wrong table.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher as _;
use std::path::Path;

use crate::support::{Bench, ENTRIES, Run};

#[test]
fn a_cache_that_is_deleted_in_mid_run_costs_loads_only() {
    let bench = Bench::slow();
    let undisturbed = bench.run();
    fs::remove_dir_all(bench.entries_dir()).unwrap();

    let mut child = bench.start();
    for entries in [4, 3, 2] {
        bench.wait_for_entries(&mut child, entries);
        // The run may write between the last look and the removal of the directory itself.
        while bench.entries_dir().exists() && fs::remove_dir_all(bench.entries_dir()).is_err() {}
        assert!(child.try_wait().unwrap().is_none(), "the run was over before the cache was deleted");
    }
    let disturbed = Run::from_output(&child.wait_with_output().unwrap());
    assert_eq!(disturbed.analysis(), undisturbed.analysis());

    let repaired = bench.run();
    assert_eq!(repaired.analysis(), undisturbed.analysis());
    assert_eq!(repaired.state(), "partly_warm");
    assert!(repaired.loads() >= 9, "{} loads for nine deleted entries and more", repaired.loads());
    assert_eq!(bench.run().loads(), 0);
}

#[test]
fn ten_corrupted_entries_cost_ten_loads_at_the_most() {
    let mut random = Random::from_environment();
    let bench = Bench::new();
    let sound = bench.run();
    let mut entries = bench.entries();
    assert_eq!(entries.len() as u64, ENTRIES);

    for number in 0..10 {
        let victim = entries.swap_remove(random.below(entries.len()));
        match number % 3 {
            0 => truncate(&victim, &mut random),
            1 => flip_a_bit(&victim, &mut random),
            _ => fs::write(&victim, "not an entry of any cache").unwrap(),
        }
    }
    let damaged = bench.run();
    assert_eq!(damaged.analysis(), sound.analysis());
    // A flipped bit may have hit the date of expiry, and leave the entry valid.
    assert!((7..=10).contains(&damaged.loads()), "{} loads", damaged.loads());

    let repaired = bench.run();
    assert_eq!(repaired.analysis(), sound.analysis());
    assert_eq!(repaired.loads(), 0);
}

#[test]
fn entries_that_change_places_are_not_served() {
    let bench = Bench::new();
    let sound = bench.run();
    let entries = bench.entries();
    let contents: Vec<Vec<u8>> = entries.iter().map(|entry| fs::read(entry).unwrap()).collect();
    for (entry, content) in entries.iter().zip(contents.iter().cycle().skip(1)) {
        fs::write(entry, content).unwrap();
    }
    let swapped = bench.run();
    assert_eq!(swapped.analysis(), sound.analysis());
    assert_eq!(swapped.loads(), ENTRIES);
}

fn truncate(path: &Path, random: &mut Random) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..random.below(bytes.len())]).unwrap();
}

fn flip_a_bit(path: &Path, random: &mut Random) {
    let mut bytes = fs::read(path).unwrap();
    let at = random.below(bytes.len());
    bytes[at] ^= 1 << random.below(8);
    fs::write(path, bytes).unwrap();
}

/// Numbers that one seed repeats (splitmix64). `QUICKSTART_SEED` sets it.
struct Random(u64);

impl Random {
    fn from_environment() -> Self {
        let given = std::env::var("QUICKSTART_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| RandomState::new().hash_one(0));
        println!("QUICKSTART_SEED={seed}");
        Self(seed)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }
}

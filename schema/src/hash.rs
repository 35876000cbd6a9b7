//! A stable 64-bit hash for data that is known at compile time.
//!
//! Value fingerprints are folded with these functions and stored with every entry, so their results may never change:
//! a change makes every stored entry of every user a miss. It is no defence against chosen input and no hash for
//! tables; it identifies names that a programmer wrote.
//!
//! Strings are hashed with [FNV-1a], which const evaluation runs quickly, followed by the finaliser of
//! [`MurmurHash3`], which spreads FNV's weak high bits over the whole word.
//!
//! [FNV-1a]: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
//! [`MurmurHash3`]: https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp

/// The hash of a byte string.
pub const fn of_bytes(bytes: &[u8]) -> u64 {
    finalise(fnv1a(bytes))
}

/// The hash of a text: that of its UTF-8 bytes.
pub const fn of_str(text: &str) -> u64 {
    of_bytes(text.as_bytes())
}

/// Folds `b` into `a`; the order matters, so that a fold over a list depends on the order of its elements.
///
/// With one argument fixed, it is a bijection of the other: no information is lost in a single step.
pub const fn mix(a: u64, b: u64) -> u64 {
    finalise(a.wrapping_mul(GOLDEN_RATIO) ^ finalise(b.wrapping_add(GOLDEN_RATIO)))
}

/// 2^64 divided by the golden ratio, made odd: multiplying by it is invertible and far from any bit pattern in use.
const GOLDEN_RATIO: u64 = 0x9e37_79b9_7f4a_7c15;

/// FNV-1a with the 64-bit offset basis and prime of its specification.
const fn fnv1a(bytes: &[u8]) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut hash = OFFSET_BASIS;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(PRIME);
        at += 1;
    }
    hash
}

/// `fmix64` of `MurmurHash3`: a bijection in which every input bit reaches every output bit.
const fn finalise(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const _: () = assert!(of_str("User") == of_bytes(b"User"));
    const _: () = assert!(mix(1, 2) != mix(2, 1));

    /// Published vectors of the two building blocks.
    #[test]
    fn the_building_blocks_are_the_published_ones() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
        assert_eq!(finalise(0), 0);
        assert_eq!(finalise(1), 0xb456_bcfc_34c2_cb2c);
    }

    /// These numbers are in stored entries; computed apart from this code.
    #[test]
    fn results_never_change() {
        assert_eq!(of_str(""), 0xefd0_1f60_ba99_2926);
        assert_eq!(of_str("a"), 0x82a2_a958_a9be_ce5b);
        assert_eq!(of_str("foobar"), 0x2c22_1949_22d1_672b);
        assert_eq!(of_str("User"), 0xc0ba_61ab_0da0_48a9);
        assert_eq!(of_str("é"), 0x9d55_ccb9_ba86_763b);

        assert_eq!(mix(0, 0), 0x6393_d51c_06c6_18dc);
        assert_eq!(mix(0, 1), 0xc6ff_e416_e9a5_dfee);
        assert_eq!(mix(1, 0), 0xdf95_45e1_3007_448a);
        assert_eq!(mix(1, 2), 0x6c0e_9ca5_074d_17df);
        assert_eq!(mix(2, 1), 0x541a_2a76_56ad_684d);
        assert_eq!(mix(u64::MAX, u64::MAX), 0x1027_d881_d296_afe7);
        assert_eq!(mix(of_str("User"), 3), 0x3947_f46b_adc7_9501);
    }

    proptest! {
        #[test]
        fn order_matters(a: u64, b: u64) {
            prop_assume!(a != b);
            prop_assert_ne!(mix(a, b), mix(b, a));
        }

        #[test]
        fn with_one_argument_fixed_it_is_injective(fixed: u64, a: u64, b: u64) {
            prop_assert_eq!(mix(fixed, a) == mix(fixed, b), a == b);
            prop_assert_eq!(mix(a, fixed) == mix(b, fixed), a == b);
        }
    }
}

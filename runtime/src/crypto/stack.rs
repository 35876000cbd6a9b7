//! The stack, cleared of keys.

use std::hint::black_box;

/// Twice of what HKDF and the keyed hash use, unoptimised.
const USED: usize = 4 * 1024;

/// Overwrites what calls made before this one left below the caller on the stack.
///
/// Everything that is kept of a key is cleared when it is dropped; what hash functions move about while they work is
/// not, and only the next call would write over it.
#[inline(never)]
pub(super) fn scrub() {
    black_box(&mut [0_u8; USED]);
}

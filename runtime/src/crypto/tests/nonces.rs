//! One nonce for each message, of the operating system's randomness. That a forked process repeats none is tested with
//! real processes in `tests/fork.rs`.

use std::collections::HashSet;
use std::panic::RefUnwindSafe;

use super::*;

#[test]
fn no_nonce_comes_twice() {
    const MESSAGES: usize = 100_000;
    let keys = ring(&[1]);
    let nonces: HashSet<[u8; 12]> =
        (0..MESSAGES).map(|_| *keys.seal_value("key", b"").unwrap().first_chunk().unwrap()).collect();
    assert_eq!(nonces.len(), MESSAGES);
    // Every bit is about as often set as not: there is no counter and no constant in them.
    for bit in 0..96 {
        let set = nonces.iter().filter(|nonce| nonce[bit / 8] >> (bit % 8) & 1 == 1).count();
        // Eight standard deviations.
        assert!(set.abs_diff(MESSAGES / 2) < 1_300, "bit {bit} is set in {set} of {MESSAGES}");
    }
}

/// Sealing takes `&self`, and `RefUnwindSafe` has no type with a `Cell` or `RefCell` in it: there is no state that two
/// processes could have a copy of.
#[test]
fn keys_have_no_state_that_changes() {
    fn shared<T: Send + Sync + RefUnwindSafe>() {}
    shared::<TenantKeys>();
    shared::<Keyring>();
    shared::<crate::encryption::EncryptionLayer>();
}

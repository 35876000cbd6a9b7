//! No two processes seal with one nonce, not even when one was forked from the other.

use std::collections::HashSet;
use std::process::Command;

/// The nonces of one process before a fork, and of it and four children after it.
fn nonces(sdk: &str) -> Vec<String> {
    let sealers = Command::new(env!("CARGO_BIN_EXE_forked_sealers")).arg(sdk).output().expect("it was built");
    assert!(sealers.status.success(), "{}", String::from_utf8_lossy(&sealers.stderr));
    let nonces: Vec<_> = String::from_utf8_lossy(&sealers.stdout).lines().map(str::to_owned).collect();
    assert_eq!(nonces.len(), 1 + 5 * 100);
    assert!(nonces.iter().all(|nonce| nonce.len() == 24));
    nonces
}

#[test]
fn we_repeat_no_nonce_after_a_fork() {
    let nonces = nonces("ours");
    let distinct: HashSet<_> = nonces.iter().collect();
    assert_eq!(distinct.len(), nonces.len());
}

/// Shows that the program forks in earnest, and that a repetition would be seen.
#[test]
fn the_published_crate_repeats_nonces_after_a_fork() {
    let nonces = nonces("published");
    let distinct: HashSet<_> = nonces.iter().collect();
    assert_eq!(distinct.len(), 1 + 100, "five processes seal with the same hundred");
}

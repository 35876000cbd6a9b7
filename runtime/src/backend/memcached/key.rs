//! Which keys there are.

use blake2::digest::Digest as _;

use crate::error::BackendError;

type Blake2b256 = blake2::Blake2b<blake2::digest::consts::U32>;

/// The most bytes of a key.
const MAX_KEY: usize = 250;

/// Checks a key before anything is sent: a space or an end of line in it would be taken for the next word or command.
///
/// # Errors
/// [`Permanent`](crate::error::BackendErrorKind::Permanent).
pub(super) fn check(key: &str) -> Result<(), BackendError> {
    if key.is_empty() {
        return Err(BackendError::permanent("an empty key; memcached takes none"));
    }
    if key.len() > MAX_KEY {
        return Err(BackendError::permanent(format!(
            "a key of {} bytes; memcached takes at most {MAX_KEY}",
            key.len()
        )));
    }
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(BackendError::permanent(
            "a key with spaces, control characters or letters outside of ASCII, which memcached does not take",
        ));
    }
    Ok(())
}

/// Checks what keys are to begin with, by the shortest of them.
///
/// # Errors
/// [`Permanent`](crate::error::BackendErrorKind::Permanent).
pub(super) fn check_prefix(prefix: &str) -> Result<(), BackendError> {
    check(&format!("{prefix}k"))
}

/// Where the lock of a key stands: beside it, and under a hash of it where that would be too long.
pub(super) fn lock_key(key: &str) -> String {
    const SUFFIX: &str = ":lock";
    if key.len() + SUFFIX.len() <= MAX_KEY {
        return format!("{key}{SUFFIX}");
    }
    let digest = Blake2b256::digest(key.as_bytes());
    digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}")) + SUFFIX
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_are_checked_before_they_are_sent() {
        for key in ["!", "~", "users:profile:42", &"x".repeat(250)] {
            assert!(check(key).is_ok(), "{key}");
        }
        for key in ["", "a b", "a\r\nflush_all", "\0", "\x7f", "ключ", "\t", &"x".repeat(251)] {
            let error = check(key).unwrap_err().to_string();
            assert!(error.starts_with("permanent") && (key.is_empty() || !error.contains(key)), "{error}");
        }
    }

    #[test]
    fn what_keys_begin_with_leaves_room_for_them() {
        assert!(check_prefix(&"x".repeat(249)).is_ok());
        for prefix in ["my shop::", &"x".repeat(250)] {
            assert!(check_prefix(prefix).is_err(), "{prefix}");
        }
    }

    proptest! {
        #[test]
        fn what_has_a_key_has_one_for_its_lock(key in "[!-~]{1,250}", other in "[!-~]{240,250}") {
            prop_assert!(check(&lock_key(&key)).is_ok());
            prop_assert!(lock_key(&key) != key);
            prop_assert!(key == other || lock_key(&key) != lock_key(&other));
        }
    }
}

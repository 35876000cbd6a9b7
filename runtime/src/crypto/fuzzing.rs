//! What has to hold for any bytes: run by tests on generated input and by `fuzz/` on its own.

use std::sync::LazyLock;

use super::{Keyring, MasterKey, TenantKeys, is_sealed_region};
use crate::error::EncryptionError;

const KEY: &str = "fuzzing:key";

static KEYS: LazyLock<TenantKeys> = LazyLock::new(|| {
    let [current, previous] = [1, 2].map(|byte| MasterKey::from_bytes(&[byte; 32]).expect("32 bytes"));
    let ring = Keyring::new(current).with_previous([previous]).expect("one other key");
    ring.tenant("fuzzing").expect("a tenant")
});

/// Nothing that was not sealed opens, what was sealed opens to what it was, and a changed byte is an error.
///
/// The bytes are also taken for a plaintext, since no fuzzer guesses a tag.
///
/// # Panics
///
/// The code of encryption is at fault.
pub fn fuzz(bytes: &[u8]) {
    check_any(bytes);
    let header = &KEYS.seal_region(KEY, b"").expect("no fuzzer's input is too large")[..7];
    check_any(&[header, bytes].concat());

    let frame = KEYS.seal_region(KEY, bytes).expect("no fuzzer's input is too large");
    let value = KEYS.seal_value(KEY, bytes).expect("no fuzzer's input is too large");
    assert_eq!(KEYS.open_region(KEY, &frame).as_deref(), Ok(bytes));
    assert_eq!(KEYS.open_value(KEY, &value).as_deref(), Ok(bytes));
    if let Some((&[high, low, change], _)) = bytes.split_first_chunk()
        && change != 0
    {
        let at = usize::from(u16::from_be_bytes([high, low]));
        assert!(KEYS.open_region(KEY, &changed(frame, at, change)).is_err());
        assert!(KEYS.open_value(KEY, &changed(value, at, change)).is_err());
    }
}

fn check_any(bytes: &[u8]) {
    let error = KEYS.open_region(KEY, bytes).expect_err("nobody sealed this");
    assert_eq!(error == EncryptionError::NotSealed, !is_sealed_region(bytes));
    let error = KEYS.open_value(KEY, bytes).expect_err("nobody sealed this");
    assert_eq!(error == EncryptionError::AuthenticationFailed, bytes.len() >= 28);
}

fn changed(mut bytes: Vec<u8>, at: usize, change: u8) -> Vec<u8> {
    let at = at % bytes.len();
    bytes[at] ^= change;
    bytes
}

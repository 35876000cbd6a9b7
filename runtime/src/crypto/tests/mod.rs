//! Encryption: the protocol's bytes, what must not open, rotation, and what stays in memory.

mod bytes;
mod ciphers;
#[cfg(target_os = "linux")]
mod memory;
mod nonces;
mod regions;
mod rings;
mod secrets;
mod tampering;

use crate::error::EncryptionError;

use super::*;

/// The master key of the protocol's examples: the bytes 0 to 31.
fn example_master() -> MasterKey {
    MasterKey::from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f").unwrap()
}

/// A key of one byte, over and over.
fn master(byte: u8) -> MasterKey {
    MasterKey::from_bytes(&[byte; 32]).unwrap()
}

fn example_keys(tenant: &str) -> TenantKeys {
    Keyring::new(example_master()).tenant(tenant).unwrap()
}

/// Keys of the tenant `acme`: the current one first.
fn ring(masters: &[u8]) -> TenantKeys {
    let (&current, previous) = masters.split_first().unwrap();
    let previous = previous.iter().map(|&byte| master(byte));
    Keyring::new(master(current)).with_previous(previous).unwrap().tenant("acme").unwrap()
}

/// Bytes written in hex, with spaces where they help to read them.
fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let digits = digits.as_chunks::<2>().0;
    digits.iter().map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

//! Both implementations of AES-256-GCM write the same bytes, and open each other's.

use proptest::prelude::*;

use super::super::cipher::{Aead, Cipher, Portable, Refused};

/// Sealed bytes and tag.
fn seal(cipher: &impl Aead, nonce: [u8; 12], aad: &[u8], plaintext: &[u8]) -> (Vec<u8>, [u8; 16]) {
    let mut ciphertext = vec![0; plaintext.len()];
    let mut tag = [0; 16];
    cipher.seal(nonce, aad, plaintext, &mut ciphertext, &mut tag).unwrap();
    (ciphertext, tag)
}

fn seal_in_place(cipher: &impl Aead, nonce: [u8; 12], aad: &[u8], plaintext: &[u8]) -> (Vec<u8>, [u8; 16]) {
    let mut bytes = plaintext.to_vec();
    let tag = cipher.seal_in_place(nonce, aad, &mut bytes).unwrap();
    (bytes, tag)
}

fn open(
    cipher: &impl Aead,
    nonce: [u8; 12],
    aad: &[u8],
    (ciphertext, tag): &(Vec<u8>, [u8; 16]),
) -> Result<Vec<u8>, Refused> {
    let mut plaintext = vec![0; ciphertext.len()];
    cipher.open(nonce, aad, ciphertext, tag, &mut plaintext)?;
    Ok(plaintext)
}

fn agree(key: &[u8; 32], nonce: [u8; 12], aad: &[u8], plaintext: &[u8]) {
    let native = Cipher::new(key);
    let portable = Portable::new(key);
    let sealed = seal(&native, nonce, aad, plaintext);
    assert_eq!(sealed, seal(&portable, nonce, aad, plaintext));
    assert_eq!(sealed, seal_in_place(&native, nonce, aad, plaintext));
    assert_eq!(sealed, seal_in_place(&portable, nonce, aad, plaintext));
    assert_eq!(open(&native, nonce, aad, &sealed).as_deref(), Ok(plaintext));
    assert_eq!(open(&portable, nonce, aad, &sealed).as_deref(), Ok(plaintext));

    let mut other_tag = sealed;
    other_tag.1[15] ^= 1;
    assert_eq!(open(&native, nonce, aad, &other_tag), Err(Refused));
    assert_eq!(open(&portable, nonce, aad, &other_tag), Err(Refused));
    other_tag.1[15] ^= 1;
    let other_aad = [aad, b"\0"].concat();
    assert_eq!(open(&native, nonce, &other_aad, &other_tag), Err(Refused));
    assert_eq!(open(&portable, nonce, &other_aad, &other_tag), Err(Refused));
}

/// The lengths around which blocks, and the loops that are unrolled over them, end.
#[test]
fn they_agree_at_every_length() {
    let plaintext: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    for len in (0..600).chain([4_095, 4_096, 4_097, 16_384, 65_535, 65_536, 70_000]) {
        agree(&[3; 32], [5; 12], &plaintext[..len % 97], &plaintext[..len]);
    }
}

proptest! {
    #[test]
    fn they_agree(key: [u8; 32], nonce: [u8; 12], aad: Vec<u8>, plaintext: Vec<u8>) {
        agree(&key, nonce, &aad, &plaintext);
    }
}

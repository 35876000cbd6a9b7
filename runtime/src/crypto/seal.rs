//! Nonce, ciphertext and tag, with or without a header before them.

use super::binding::Binding;
use super::cipher::{Aead, Cipher, NONCE_LEN, TAG_LEN};
use crate::error::EncryptionError;

/// What sealing adds to a plaintext, besides a header.
pub(super) const OVERHEAD: usize = NONCE_LEN + TAG_LEN;

/// The longest message of AES-256-GCM, in bytes.
const MAX_PLAINTEXT: u64 = (1 << 36) - 32;

/// `header | nonce | ciphertext | tag`, in one allocation that the cipher writes into: the plaintext is not copied.
pub(super) fn seal(
    cipher: &Cipher,
    binding: &Binding<'_>,
    header: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, EncryptionError> {
    check_binding(binding)?;
    let len = plaintext.len().checked_add(header.len() + OVERHEAD);
    let len = len.filter(|&len| isize::try_from(len).is_ok() && plaintext.len() as u64 <= MAX_PLAINTEXT);
    let mut sealed = vec![0; len.ok_or(EncryptionError::TooLarge)?];
    write(cipher, binding, header, plaintext, &mut sealed)?;
    Ok(sealed)
}

fn write(
    cipher: &Cipher,
    binding: &Binding<'_>,
    header: &[u8],
    plaintext: &[u8],
    sealed: &mut [u8],
) -> Result<(), EncryptionError> {
    let (header_room, body) = sealed.split_at_mut(header.len());
    header_room.copy_from_slice(header);
    let (nonce_room, rest) = body.split_at_mut(NONCE_LEN);
    let (ciphertext, tag) = rest.split_last_chunk_mut().ok_or(EncryptionError::TooLarge)?;
    let mut nonce = [0; NONCE_LEN];
    getrandom::fill(&mut nonce).map_err(|_| EncryptionError::Entropy)?;
    nonce_room.copy_from_slice(&nonce);
    binding
        .with_bytes(|aad| cipher.seal(nonce, aad, plaintext, ciphertext, tag))
        .map_err(|_| EncryptionError::TooLarge)
}

/// What `nonce | ciphertext | tag` holds, by the first of the ciphers under which the tag fits.
///
/// All of them are asked with the same binding: bytes that were sealed for anything else open under none.
pub(super) fn open<'a>(
    ciphers: impl IntoIterator<Item = &'a Cipher>,
    binding: &Binding<'_>,
    body: &[u8],
) -> Result<Vec<u8>, EncryptionError> {
    check_binding(binding)?;
    let truncated = EncryptionError::Truncated { len: body.len() };
    let (nonce, rest) = body.split_first_chunk::<NONCE_LEN>().ok_or(truncated)?;
    let (ciphertext, tag) = rest.split_last_chunk::<TAG_LEN>().ok_or(truncated)?;
    let mut plaintext = vec![0; ciphertext.len()];
    let opened = binding.with_bytes(|aad| {
        ciphers.into_iter().any(|cipher| cipher.open(*nonce, aad, ciphertext, tag, &mut plaintext).is_ok())
    });
    if opened { Ok(plaintext) } else { Err(EncryptionError::AuthenticationFailed) }
}

/// The protocol has 32 bits for the length of a component.
fn check_binding(binding: &Binding<'_>) -> Result<(), EncryptionError> {
    u32::try_from(binding.key.len()).map(|_| ()).map_err(|_| EncryptionError::TooLarge)
}

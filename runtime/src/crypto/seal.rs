//! Nonce, ciphertext and tag, with or without a header before them.

use super::binding::Binding;
use super::cipher::{Aead, Cipher, NONCE_LEN, TAG_LEN};
use crate::error::EncryptionError;

/// What sealing adds to a plaintext, besides a header.
pub(super) const OVERHEAD: usize = NONCE_LEN + TAG_LEN;

/// The longest message of AES-256-GCM, in bytes.
const MAX_PLAINTEXT: u64 = (1 << 36) - 32;

/// `nonce | ciphertext | tag`, in one allocation that the cipher writes into: the plaintext is not copied.
pub(super) fn seal(
    cipher: &Cipher,
    binding: &Binding<'_>,
    plaintext: &[u8],
) -> Result<Vec<u8>, EncryptionError> {
    check_binding(binding)?;
    let mut sealed = vec![0; sealed_len(plaintext.len(), 0)?];
    let nonce = new_nonce()?;
    let (nonce_room, rest) = sealed.split_first_chunk_mut().ok_or(EncryptionError::TooLarge)?;
    *nonce_room = nonce;
    let (ciphertext, tag) = rest.split_last_chunk_mut().ok_or(EncryptionError::TooLarge)?;
    binding
        .with_bytes(|aad| cipher.seal(nonce, aad, plaintext, ciphertext, tag))
        .map_err(|_| EncryptionError::TooLarge)?;
    Ok(sealed)
}

/// `header | nonce | ciphertext | tag` of a plaintext that has room for header and nonce before it, in its place.
///
/// Nothing is copied, unless there is no capacity for the tag.
pub(super) fn seal_in_place(
    cipher: &Cipher,
    binding: &Binding<'_>,
    header: &[u8],
    mut bytes: Vec<u8>,
) -> Result<Vec<u8>, EncryptionError> {
    check_binding(binding)?;
    let nonce = new_nonce()?;
    let (header_room, body) = bytes.split_at_mut_checked(header.len()).ok_or(EncryptionError::TooLarge)?;
    let (nonce_room, plaintext) = body.split_first_chunk_mut().ok_or(EncryptionError::TooLarge)?;
    sealed_len(plaintext.len(), header.len())?;
    header_room.copy_from_slice(header);
    *nonce_room = nonce;
    let tag = binding
        .with_bytes(|aad| cipher.seal_in_place(nonce, aad, plaintext))
        .map_err(|_| EncryptionError::TooLarge)?;
    bytes.reserve_exact(TAG_LEN);
    bytes.extend_from_slice(&tag);
    Ok(bytes)
}

/// How long a message becomes, if it can be one.
fn sealed_len(plaintext: usize, header: usize) -> Result<usize, EncryptionError> {
    let len = plaintext.checked_add(header + OVERHEAD);
    len.filter(|&len| isize::try_from(len).is_ok() && plaintext as u64 <= MAX_PLAINTEXT)
        .ok_or(EncryptionError::TooLarge)
}

fn new_nonce() -> Result<[u8; NONCE_LEN], EncryptionError> {
    let mut nonce = [0; NONCE_LEN];
    getrandom::fill(&mut nonce).map_err(|_| EncryptionError::Entropy)?;
    Ok(nonce)
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
    let sealed = Sealed::of(body)?;
    let mut plaintext = vec![0; sealed.ciphertext.len()];
    let opened =
        binding.with_bytes(|aad| ciphers.into_iter().any(|cipher| sealed.open(cipher, aad, &mut plaintext)));
    if opened { Ok(plaintext) } else { Err(EncryptionError::AuthenticationFailed) }
}

/// Room on the stack for most small values: it is cleared at every hit.
const SHORT: usize = 128;
/// A longer message is opened in memory of its own.
const LONG: usize = 512;

/// As [`open`], for `work` to look at, which takes no memory for a short message.
#[inline]
pub(super) fn open_for<'a, R>(
    ciphers: impl IntoIterator<Item = &'a Cipher>,
    aad: &[u8],
    body: &[u8],
    work: impl FnOnce(&[u8]) -> R,
) -> Result<R, EncryptionError> {
    let sealed = Sealed::of(body)?;
    let len = sealed.ciphertext.len();
    let (mut short, mut long, mut longer);
    let plaintext = if len <= SHORT {
        short = [0; SHORT];
        &mut short[..len]
    } else if len <= LONG {
        long = [0; LONG];
        &mut long[..len]
    } else {
        longer = vec![0; len];
        &mut longer[..]
    };
    let opened = ciphers.into_iter().any(|cipher| sealed.open(cipher, aad, plaintext));
    if opened { Ok(work(plaintext)) } else { Err(EncryptionError::AuthenticationFailed) }
}

/// `nonce | ciphertext | tag`, taken apart.
struct Sealed<'a> {
    nonce: [u8; NONCE_LEN],
    ciphertext: &'a [u8],
    tag: &'a [u8; TAG_LEN],
}

impl<'a> Sealed<'a> {
    #[inline]
    fn of(body: &'a [u8]) -> Result<Self, EncryptionError> {
        let truncated = EncryptionError::Truncated { len: body.len() };
        let (nonce, rest) = body.split_first_chunk().ok_or(truncated)?;
        let (ciphertext, tag) = rest.split_last_chunk().ok_or(truncated)?;
        Ok(Self { nonce: *nonce, ciphertext, tag })
    }

    #[inline]
    fn open(&self, cipher: &Cipher, aad: &[u8], plaintext: &mut [u8]) -> bool {
        cipher.open(self.nonce, aad, self.ciphertext, self.tag, plaintext).is_ok()
    }
}

/// The protocol has 32 bits for the length of a component.
pub(super) fn check_binding(binding: &Binding<'_>) -> Result<(), EncryptionError> {
    u32::try_from(binding.key.len()).map(|_| ()).map_err(|_| EncryptionError::TooLarge)
}

//! AES-256-GCM, by whoever is fastest on the target: three to four times between the two from 16 KiB up.

#[cfg(not(target_arch = "wasm32"))]
mod native;
// In tests on every target, since both have to write the same bytes.
#[cfg(any(test, target_arch = "wasm32"))]
mod portable;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use self::native::Native as Cipher;
#[cfg(test)]
pub(super) use self::portable::Portable;
#[cfg(target_arch = "wasm32")]
pub(super) use self::portable::Portable as Cipher;

pub(super) const KEY_LEN: usize = 32;
pub(super) const NONCE_LEN: usize = 12;
pub(super) const TAG_LEN: usize = 16;

/// AES-256-GCM under one key, whose schedule is computed once. The key is gone from memory when this is dropped.
pub(super) trait Aead {
    fn new(key: &[u8; KEY_LEN]) -> Self;

    /// Writes the ciphertext, which is as long as the plaintext, and the tag.
    ///
    /// # Errors
    ///
    /// The plaintext is too long for one message.
    fn seal(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        plaintext: &[u8],
        ciphertext: &mut [u8],
        tag: &mut [u8; TAG_LEN],
    ) -> Result<(), Refused>;

    /// Puts the ciphertext in the plaintext's place, and gives the tag.
    ///
    /// # Errors
    ///
    /// The plaintext is too long for one message.
    fn seal_in_place(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        bytes: &mut [u8],
    ) -> Result<[u8; TAG_LEN], Refused>;

    /// Writes the plaintext, which is as long as the ciphertext.
    ///
    /// # Errors
    ///
    /// The tag does not fit; then the plaintext's room holds nothing of meaning.
    fn open(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        ciphertext: &[u8],
        tag: &[u8; TAG_LEN],
        plaintext: &mut [u8],
    ) -> Result<(), Refused>;
}

/// The cipher says no, and never why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused;

//! By aes-gcm, which is Rust throughout and so runs wherever Rust does.

use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::{Aes256Gcm, KeyInit};

use super::{Aead, KEY_LEN, NONCE_LEN, Refused, TAG_LEN};

/// Boxed, so that moving it leaves no copy behind. It clears its memory when it is dropped.
pub(in crate::crypto) struct Portable(Box<Aes256Gcm>);

impl Aead for Portable {
    fn new(key: &[u8; KEY_LEN]) -> Self {
        Self(Box::new(Aes256Gcm::new(key.into())))
    }

    fn seal(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        plaintext: &[u8],
        ciphertext: &mut [u8],
        tag: &mut [u8; TAG_LEN],
    ) -> Result<(), Refused> {
        let bytes = InOutBuf::new(plaintext, ciphertext).map_err(|_| Refused)?;
        *tag = self.0.encrypt_inout_detached(&nonce.into(), aad, bytes).map_err(|_| Refused)?.into();
        Ok(())
    }

    fn seal_in_place(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        bytes: &mut [u8],
    ) -> Result<[u8; TAG_LEN], Refused> {
        let tag = self.0.encrypt_inout_detached(&nonce.into(), aad, bytes.into()).map_err(|_| Refused)?;
        Ok(tag.into())
    }

    fn open(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        ciphertext: &[u8],
        tag: &[u8; TAG_LEN],
        plaintext: &mut [u8],
    ) -> Result<(), Refused> {
        let bytes = InOutBuf::new(ciphertext, plaintext).map_err(|_| Refused)?;
        self.0.decrypt_inout_detached(&nonce.into(), aad, bytes, tag.into()).map_err(|_| Refused)
    }
}

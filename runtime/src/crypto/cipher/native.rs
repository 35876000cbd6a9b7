//! By aws-lc-rs, which uses what the processor has for it.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use super::{Aead, KEY_LEN, NONCE_LEN, Refused, TAG_LEN};

/// "Less safe" only in that it takes nonces from us. Its memory is cleared when it is freed.
pub(in crate::crypto) struct Native(LessSafeKey);

impl Aead for Native {
    fn new(key: &[u8; KEY_LEN]) -> Self {
        // It refuses keys of other lengths only.
        let key = UnboundKey::new(&AES_256_GCM, key).expect("AES-256 takes a key of 32 bytes");
        Self(LessSafeKey::new(key))
    }

    fn seal(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        plaintext: &[u8],
        ciphertext: &mut [u8],
        tag: &mut [u8; TAG_LEN],
    ) -> Result<(), Refused> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.0
            .seal_out_of_place_scatter(nonce, Aad::from(aad), plaintext, ciphertext, &[], tag)
            .map_err(|_| Refused)
    }

    fn seal_in_place(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        bytes: &mut [u8],
    ) -> Result<[u8; TAG_LEN], Refused> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::from(aad), bytes).map_err(|_| Refused)?;
        tag.as_ref().try_into().map_err(|_| Refused)
    }

    #[inline]
    fn open(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        ciphertext: &[u8],
        tag: &[u8; TAG_LEN],
        plaintext: &mut [u8],
    ) -> Result<(), Refused> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.0.open_separate_gather(nonce, Aad::from(aad), ciphertext, tag, plaintext).map_err(|_| Refused)
    }
}

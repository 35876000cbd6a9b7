//! Sensitive parts in a key: as a hash that only who has the secret can take.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cachekit_schema::segment;

use super::KeyPart;
use super::sink::TextSink;

/// A hash with a secret.
pub(crate) trait Blind {
    /// 256 bits that tell nothing of `text` to who does not have the secret, and are the same for the same text.
    fn blind(&self, text: &[u8]) -> [u8; 32];
}

/// What stands in a key for a sensitive part.
///
/// Without a secret there are no sensitive parts: their regions are refused before a key is written.
pub(super) fn blinded<T: KeyPart + ?Sized>(blind: Option<&dyn Blind>, part: &T) -> String {
    let mut text = String::with_capacity(segment::KEYED.len() + segment::DIGEST_LEN);
    text.push_str(segment::KEYED);
    if let Some(blind) = blind {
        let mut plain = TextSink::default();
        part.write_part(&mut plain);
        URL_SAFE_NO_PAD.encode_string(blind.blind(&plain.into_text()), &mut text);
    }
    text
}

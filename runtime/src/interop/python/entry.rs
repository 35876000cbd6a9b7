//! The frame of an entry: a header in JSON and a payload.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::PythonError;

const MAGIC: &[u8] = b"CK";
const VERSION: u8 = 3;
/// Nonce and tag: less than these is no sealed message.
const MIN_SEALED: usize = 12 + 16;

/// An entry of the Python SDK's default layout, taken apart.
///
/// Layout of the cachekit protocol: `CK`, a byte 3, the length of the header as u32 in big-endian order, the header,
/// the payload; and before that version one JSON object with the payload in base64. **The header is not
/// authenticated.**
pub struct Entry<'a> {
    serializer: Cow<'a, str>,
    metadata: Metadata,
    payload: Cow<'a, [u8]>,
}

/// What the header says of the payload.
#[derive(Deserialize)]
struct Metadata {
    format: String,
    #[serde(default)]
    compressed: bool,
    #[serde(default)]
    original_type: Option<String>,
    #[serde(default)]
    encrypted: bool,
    #[serde(default)]
    tenant_id: Option<String>,
    #[serde(default)]
    encryption_algorithm: Option<String>,
    #[serde(default)]
    key_fingerprint: Option<String>,
}

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(rename = "s", borrow)]
    serializer: Cow<'a, str>,
    #[serde(rename = "m")]
    metadata: Metadata,
}

/// An entry from before version 3.
#[derive(Deserialize)]
struct Legacy<'a> {
    #[serde(borrow)]
    serializer: Cow<'a, str>,
    metadata: Metadata,
    #[serde(borrow)]
    data: Cow<'a, str>,
}

/// What an encrypted entry says of itself, for whoever decrypts it.
///
/// The additional data of the sealed message, in the cachekit protocol's version 3: `tenant`, the entry's full key,
/// `format`, `True` or `False` for `compressed`, and `original_type` where there is one.
#[derive(Clone, Copy)]
pub struct EncryptedEntry<'a> {
    /// The tenant that the entry claims to be of.
    pub tenant: &'a str,
    /// Which key it was sealed with: the first 16 bytes of the protocol's fingerprint of the tenant's encryption key.
    /// One of another key cannot be opened.
    pub fingerprint: [u8; 16],
    /// The format, as the additional data name it.
    pub format: &'a str,
    /// Whether there is an envelope in it.
    pub compressed: bool,
    /// The type of the value, as the additional data name it.
    pub original_type: Option<&'a str>,
    /// Nonce (12 bytes), ciphertext and tag (16 bytes) of AES-256-GCM.
    pub sealed: &'a [u8],
}

impl<'a> Entry<'a> {
    /// Takes an entry apart, without reading the value.
    ///
    /// # Errors
    /// The bytes are no entry of the default layout, or a damaged one.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, PythonError> {
        if bytes.starts_with(b"{") {
            return Self::parse_legacy(bytes);
        }
        let rest = bytes.strip_prefix(MAGIC).ok_or(PythonError::NotAnEntry)?;
        let (&version, rest) = rest.split_first().ok_or(PythonError::Header("it is cut"))?;
        if version != VERSION {
            return Err(PythonError::FrameVersion(version));
        }
        let (len, rest) = rest.split_first_chunk().ok_or(PythonError::Header("it is cut"))?;
        let len = usize::try_from(u32::from_be_bytes(*len)).unwrap_or(usize::MAX);
        let (header, payload) = rest.split_at_checked(len).ok_or(PythonError::Header("it is cut"))?;
        let header: Header<'a> = json(header)?;
        Self::new(header.serializer, header.metadata, Cow::Borrowed(payload))
    }

    fn parse_legacy(bytes: &'a [u8]) -> Result<Self, PythonError> {
        let entry: Legacy<'a> = json(bytes)?;
        let payload = STANDARD.decode(entry.data.as_bytes());
        let payload = payload.map_err(|_| PythonError::Header("its payload is not base64"))?;
        Self::new(entry.serializer, entry.metadata, Cow::Owned(payload))
    }

    fn new(
        serializer: Cow<'a, str>,
        metadata: Metadata,
        payload: Cow<'a, [u8]>,
    ) -> Result<Self, PythonError> {
        if serializer.is_empty() {
            return Err(PythonError::Header("it names no serializer"));
        }
        Ok(Self { serializer, metadata, payload })
    }

    /// The name of the serializer that wrote the value, such as `default` or `auto`.
    pub fn serializer(&self) -> &str {
        &self.serializer
    }

    /// Whether the header says that the payload is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.metadata.encrypted
    }

    /// Whether the header says that the value is in an envelope, compressed and with a checksum.
    pub fn is_compressed(&self) -> bool {
        self.metadata.compressed
    }

    /// What the header is about.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// What an encrypted entry says of itself.
    ///
    /// # Errors
    /// The entry does not claim to be encrypted, or not all that is needed to decrypt it is there.
    pub fn encrypted(&self) -> Result<EncryptedEntry<'_>, PythonError> {
        let Metadata { tenant_id, encryption_algorithm, key_fingerprint, original_type, .. } = &self.metadata;
        if !self.metadata.encrypted {
            return Err(PythonError::NotEncrypted);
        }
        if encryption_algorithm.as_deref() != Some("AES-256-GCM") {
            return Err(PythonError::Header("its encryption algorithm is not AES-256-GCM"));
        }
        let tenant = tenant_id.as_deref().filter(|tenant| !tenant.is_empty());
        let fingerprint = key_fingerprint.as_deref().and_then(parse_fingerprint);
        if self.payload.len() < MIN_SEALED {
            return Err(PythonError::Header("it has no room for a sealed message"));
        }
        Ok(EncryptedEntry {
            tenant: tenant.ok_or(PythonError::Header("it names no tenant"))?,
            fingerprint: fingerprint.ok_or(PythonError::Header("it names no key"))?,
            format: &self.metadata.format,
            compressed: self.metadata.compressed,
            original_type: original_type.as_deref().filter(|name| !name.is_empty()),
            sealed: &self.payload,
        })
    }

    /// Refuses what is not `MessagePack`.
    pub(super) fn check_readable(&self) -> Result<(), PythonError> {
        let serializer = matches!(&*self.serializer, "default" | "std" | "standard" | "auto" | "pythonic");
        let original_type = self.metadata.original_type.as_deref();
        let value = matches!(original_type, None | Some("" | "msgpack"));
        if serializer && value && self.metadata.format == "msgpack" {
            Ok(())
        } else {
            Err(PythonError::Format)
        }
    }
}

/// What is in the entry is a user's: what is shown is what kind of entry it is.
impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("encrypted", &self.is_encrypted())
            .field("compressed", &self.is_compressed())
            .field("payload_len", &self.payload.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for EncryptedEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptedEntry")
            .field("compressed", &self.compressed)
            .field("sealed_len", &self.sealed.len())
            .finish_non_exhaustive()
    }
}

fn json<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, PythonError> {
    // The error of the parser repeats what it found.
    serde_json::from_slice(bytes).map_err(|_| PythonError::Header("it is not the JSON it should be"))
}

/// 32 digits of hex.
fn parse_fingerprint(text: &str) -> Option<[u8; 16]> {
    let digits = text.as_bytes();
    if digits.len() != 32 {
        return None;
    }
    let mut fingerprint = [0; 16];
    for (byte, pair) in fingerprint.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = [pair[0], pair[1]].map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    Some(fingerprint)
}

//! Why bytes could not be sealed or opened.

/// Bytes could not be encrypted, or what is stored could not be decrypted.
///
/// None of these is ever treated as a miss: what cannot be opened is not served, and not replaced in silence. No
/// message holds a key, a value or any part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum EncryptionError {
    /// The tag does not fit: the bytes were changed, they were stored under another key or for another tenant, or
    /// they were sealed with a master key that is not in use here.
    #[error(
        "what is stored was not sealed for this key and tenant, or it was changed since; if the master key was \
         replaced, add the old one as a previous key, else delete the entry"
    )]
    AuthenticationFailed,
    /// Shorter than anything that was ever sealed.
    #[error(
        "what is stored ends after {len} bytes, which is less than any sealed value takes; delete the entry"
    )]
    Truncated {
        /// How many bytes there are.
        len: usize,
    },
    /// An entry of an encrypted region without the header of one: it was stored in plain, or by another program.
    #[error("what is stored is not sealed; delete the entry, or give the region another namespace")]
    NotSealed,
    /// An entry of an encrypted region in a format that a later version of this crate writes.
    #[error("what is stored is sealed in format {0}, and this version of cachekit reads format 1; update it")]
    Version(u8),
    /// An entry of an encrypted region that names a key which is neither the current nor a previous one.
    #[error(
        "what is stored names a key that is not in use here; if the master key was replaced, add the old one as a \
         previous key, else delete the entry"
    )]
    UnknownKey,
    /// More bytes than one message of AES-256-GCM, or of this platform, can have.
    #[error("too many bytes to be encrypted as one value; split it")]
    TooLarge,
    /// The operating system gave no random bytes. Nothing was sealed.
    #[error("the operating system gave no random bytes; allow this process its source of randomness")]
    Entropy,
}

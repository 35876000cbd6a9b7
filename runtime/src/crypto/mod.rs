//! Encryption of what leaves the process: AES-256-GCM under keys that are derived for one tenant, bound to the storage
//! key.
//!
//! ```text
//! master keys ──HKDF──> keys of a tenant ──AES-256-GCM──> stored bytes
//!  (Keyring)             (TenantKeys)        │
//!                                            └─ bound to tenant, storage key and format (Binding)
//! ```
//!
//! Two forms are stored. **Values** of the string API and of interop regions are those of the cachekit protocol:
//!
//! | at | bytes | what |
//! | --: | --: | --- |
//! | 0 | 12 | nonce |
//! | 12 | | AES-256-GCM ciphertext |
//! | | 16 | tag |
//!
//! **Frames** of typed regions have a header before the same, so that they are told from plain frames, and so that the
//! key is found without trying:
//!
//! | at | bytes | what |
//! | --: | --: | --- |
//! | 0 | 1 | `0xc1`: no `MessagePack` document begins with it |
//! | 1 | 1 | `s` |
//! | 2 | 1 | format: 1 |
//! | 3 | 4 | key id: the first four bytes of the fingerprint of the tenant's encryption key |
//! | 7 | | nonce, ciphertext, tag |
//!
//! L1 keeps either form behind what it is bound to (Bound), and finds it by the key in there.
//!
//! Nothing here has mutable state: a nonce is twelve bytes of the operating system's randomness for each message. A
//! counter would be cheaper, and repeat itself in a forked process or in a virtual machine that is resumed twice; under
//! GCM, one nonce used twice gives away both messages and the key of the tag.

mod binding;
mod bound;
mod cipher;
mod derive;
#[cfg(any(test, feature = "testing"))]
mod fuzzing;
mod keyring;
mod master_key;
mod region;
mod seal;
mod stack;
mod tenant;
#[cfg(test)]
mod tests;

pub(crate) use self::bound::Bound;
#[cfg(any(test, feature = "testing"))]
pub use self::fuzzing::fuzz;
pub(crate) use self::keyring::Keyring;
pub(crate) use self::master_key::MasterKey;
#[cfg(any(test, feature = "testing"))]
pub(crate) use self::region::is_sealed_region;
pub(crate) use self::tenant::TenantKeys;

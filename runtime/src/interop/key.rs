//! From a namespace, an operation and arguments to the key.

use std::fmt;
use std::ops::Deref;

use blake2::digest::Digest as _;
use cachekit_schema::interop::{MAX_LEN, check_namespace, check_segment};

use super::error::Step;
use super::pack::{self, Buffer};
use super::{InteropArg, InteropError, InteropNameError, InteropValue, InteropValueError, InteropWriter};

type Blake2b256 = blake2::Blake2b<blake2::digest::consts::U32>;

/// The longest interop key, in bytes: two names, a hash in hex, two colons.
pub const MAX_KEY_LEN: usize = 2 * MAX_LEN + 64 + 2;

/// The interop/v1 key of a call: `namespace:operation:` and the Blake2b-256 of the canonical arguments in hex.
///
/// Every SDK that is asked for the same operation with equal arguments makes the same key. Arguments are those of the
/// declaration, in its order: names do not count, defaults are filled in.
///
/// ```
/// use cachekit::interop::interop_key;
///
/// let key = interop_key("users", "get_user", &[42.into()])?;
/// assert_eq!(key, "users:get_user:61598716255080080f6456eb065c2e51badfaa4320b0efe97469c29cffee8875");
/// # Ok::<_, cachekit::interop::InteropError>(())
/// ```
///
/// # Errors
/// A name does not fit the protocol, or an argument has no interop form.
pub fn interop_key(namespace: &str, operation: &str, args: &[InteropValue]) -> Result<String, InteropError> {
    Ok(InteropOperation::new(namespace, operation)?.key(args)?.as_str().to_owned())
}

/// The interop/v1 key of a call with Rust values as arguments: a tuple of them, or a slice.
///
/// ```
/// use cachekit::interop::interop_key_of;
///
/// let key = interop_key_of("users", "search", &("alice", true, None::<u32>))?;
/// assert_eq!(key, "users:search:1b710f1a11e86472668472657be495c7ca8fb7d16a8771793eb2dd1c321517ee");
/// # Ok::<_, cachekit::interop::InteropError>(())
/// ```
///
/// # Errors
/// A name does not fit the protocol, or an argument has no interop form.
pub fn interop_key_of<A>(namespace: &str, operation: &str, args: &A) -> Result<String, InteropError>
where
    A: ArgumentList + ?Sized,
{
    Ok(InteropOperation::new(namespace, operation)?.key(args)?.as_str().to_owned())
}

/// The canonical bytes that an interop key is the hash of.
///
/// # Errors
/// An argument has no interop form.
pub fn canonical_args<A: ArgumentList + ?Sized>(args: &A) -> Result<Vec<u8>, InteropValueError> {
    let mut arguments = InteropArgs::new();
    args.push_to(&mut arguments);
    Ok(arguments.canonical()?.to_vec())
}

/// All arguments of a call: a tuple of at most twelve [`InteropArg`]s, `()`, or a slice of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of arguments of an interop key",
    label = "expected a tuple of arguments",
    note = "write `&(first, second)`, for one argument `&(first,)`, for none `&()`"
)]
pub trait ArgumentList {
    #[doc(hidden)]
    fn push_to(&self, arguments: &mut InteropArgs);
}

impl ArgumentList for () {
    fn push_to(&self, _no_arguments: &mut InteropArgs) {}
}

impl<T: InteropArg> ArgumentList for [T] {
    fn push_to(&self, arguments: &mut InteropArgs) {
        for argument in self {
            arguments.push(argument);
        }
    }
}

/// The names of an interop key, checked: in a constant, at compile time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InteropOperation<'a> {
    namespace: &'a str,
    operation: &'a str,
}

impl<'a> InteropOperation<'a> {
    /// Accepts names of the protocol's grammar: `[a-z0-9][a-z0-9._-]*`, at most 64 bytes, without `..`; and as
    /// namespace neither `ns` nor `nsapi`.
    ///
    /// # Errors
    /// One of the names is not of this kind.
    pub const fn new(namespace: &'a str, operation: &'a str) -> Result<Self, InteropNameError> {
        if let Err(error) = check_namespace(namespace) {
            return Err(InteropNameError::Namespace(error));
        }
        if let Err(error) = check_segment(operation) {
            return Err(InteropNameError::Operation(error));
        }
        Ok(Self { namespace, operation })
    }

    /// The key of a call.
    ///
    /// # Errors
    /// An argument has no interop form.
    #[inline]
    pub fn key<A: ArgumentList + ?Sized>(&self, args: &A) -> Result<InteropKey, InteropValueError> {
        let mut arguments = InteropArgs::new();
        args.push_to(&mut arguments);
        Ok(self.key_of_digest(&arguments.finish()?))
    }

    /// The key of a call whose arguments were hashed already, by [`InteropArgs::finish`].
    pub fn key_of_digest(&self, digest: &[u8; 32]) -> InteropKey {
        let mut key = InteropKey { bytes: [0; MAX_KEY_LEN], len: 0 };
        key.push(self.namespace.as_bytes());
        key.push(b":");
        key.push(self.operation.as_bytes());
        key.push(b":");
        key.push(&hex(digest));
        key
    }
}

/// The arguments of a call, one after the other.
///
/// What generated code uses. Nothing is allocated for arguments of up to 250 bytes, maps with more than eight
/// entries and sets aside.
pub struct InteropArgs {
    /// The arguments, after room for the head of their list, whose length shows only at the end.
    buffer: Buffer,
    count: usize,
    failed: Option<InteropValueError>,
}

/// The longest head of a list.
const ROOM: usize = 5;

impl InteropArgs {
    /// No arguments yet.
    #[inline]
    pub fn new() -> Self {
        let mut buffer = Buffer::new();
        buffer.extend_from_slice(&[0; ROOM]);
        Self { buffer, count: 0, failed: None }
    }

    /// Adds the next argument. A mistake in it comes out of [`finish`](Self::finish).
    #[inline]
    pub fn push<T: InteropArg + ?Sized>(&mut self, argument: &T) {
        if self.failed.is_none() {
            let mut writer = InteropWriter::new(&mut self.buffer);
            self.failed = writer.value(Step::Argument(self.count), argument).err();
            self.count += 1;
        }
    }

    /// The Blake2b-256 of the arguments' canonical bytes.
    ///
    /// # Errors
    /// An argument has no interop form; of several the first is named.
    #[inline]
    pub fn finish(mut self) -> Result<[u8; 32], InteropValueError> {
        Ok(Blake2b256::digest(self.canonical()?).into())
    }

    fn canonical(&mut self) -> Result<&[u8], InteropValueError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let mut head = Buffer::new();
        pack::array(&mut head, self.count)?;
        let start = ROOM - head.len();
        self.buffer[start..ROOM].copy_from_slice(&head);
        Ok(&self.buffer[start..])
    }
}

impl Default for InteropArgs {
    fn default() -> Self {
        Self::new()
    }
}

/// Arguments are a user's, and not shown.
impl fmt::Debug for InteropArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InteropArgs").field("count", &self.count).finish_non_exhaustive()
    }
}

/// An interop key, in place: a key is short by construction, so it needs no memory of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct InteropKey {
    bytes: [u8; MAX_KEY_LEN],
    len: u8,
}

const _: () = assert!(MAX_KEY_LEN <= u8::MAX as usize);

impl InteropKey {
    /// The key as text.
    #[inline]
    pub fn as_str(&self) -> &str {
        // Names and hex are ASCII.
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the names are checked, and all is at most MAX_KEY_LEN"
    )]
    fn push(&mut self, bytes: &[u8]) {
        let start = usize::from(self.len);
        self.bytes[start..start + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len() as u8;
    }
}

impl Deref for InteropKey {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for InteropKey {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for InteropKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for InteropKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl From<InteropKey> for String {
    fn from(key: InteropKey) -> Self {
        key.as_str().to_owned()
    }
}

/// Lower-case hex.
pub(super) fn hex(digest: &[u8; 32]) -> [u8; 64] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [0; 64];
    for (pair, byte) in text.chunks_exact_mut(2).zip(digest) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    text
}

/// Blake2b-256 of all of some bytes.
#[cfg(feature = "python")]
pub(super) fn digest(bytes: &[u8]) -> [u8; 32] {
    Blake2b256::digest(bytes).into()
}

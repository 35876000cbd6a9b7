//! Who can read a region's entries, and what happens when they cannot be had or trusted.

/// What a secure region does while its backend is unreachable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnOutage {
    /// The value is loaded and returned, without being stored.
    Load,
    /// The caller gets an error, and nothing is loaded: for loads that the source could not bear without a cache.
    Fail,
}

/// What a secure region does with an entry that is not authentic: changed, moved from another key, or sealed with a
/// key that is not in the ring. It is never served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnTampering {
    /// The caller gets an error, and nothing is loaded, so that somebody looks.
    Fail,
    /// The value is loaded and overwrites the entry.
    Load,
}

/// How the keys and values of a region are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Keys by pattern, values in a frame: everything that this library does, for this library.
    Native,
    /// Keys and values of the interop/v1 protocol, byte-identical in the SDKs of all languages.
    Interop {
        /// The second part of the keys, after the namespace. See [`check_segment`](crate::interop::check_segment).
        operation: &'static str,
    },
}

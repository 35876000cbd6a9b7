//! A region's schema as const data: what a definition says, without its types.

mod protection;
mod segment;
#[cfg(test)]
mod tests;

use core::fmt;

pub use protection::{Layout, OnOutage, OnTampering};
pub use segment::Segment;

/// Everything that the definition of a region says, known at compile time.
///
/// The macros write it with [`new`](Self::new) and the builder methods, so that fields can be added without changing
/// what they emit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegionSchema {
    /// The name of the type or function that defines the region, for messages and statistics.
    pub name: &'static str,
    /// The region's namespace: the first segment of its keys after the client's. See
    /// [`check_region`](crate::namespace::check_region).
    pub namespace: &'static str,
    /// The key pattern as written, for messages. Keys are built from `segments`.
    pub pattern: &'static str,
    /// The segments of the pattern, in order. None in the interop layout, whose keys are made otherwise.
    pub segments: &'static [Segment],
    /// How long a stored entry may be served, in milliseconds; `None` means without end.
    pub ttl_ms: Option<u64>,
    /// How long an entry may be served from this process's memory, in milliseconds; `None` leaves it to the client.
    pub l1_ttl_ms: Option<u64>,
    /// How many entries this process keeps in memory; `None` leaves it to the client.
    pub l1_capacity: Option<usize>,
    /// The version that the definition gives the value type, in place of the fingerprint of its shape.
    pub version: Option<u32>,
    /// The name of the codec of the stored values: `msgpack` or `bincode`.
    pub codec: &'static str,
    /// Where the region is defined.
    pub place: Place,
    /// Whether the value's type depends on type parameters, so that one definition stores several types.
    pub generic_value: bool,
    /// Whether values are stored encrypted.
    pub secure: bool,
    /// What a secure region does while its backend is unreachable.
    pub on_outage: OnOutage,
    /// What a secure region does with an entry that is not authentic.
    pub on_tampering: OnTampering,
    /// Who can read the entries: this library, or every SDK.
    pub layout: Layout,
}

/// A place in the user's source. Displayed as `src/users.rs:12:1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The path of the file, as `file!()` gives it; empty where the place is not known.
    pub file: &'static str,
    /// The line, from 1 on.
    pub line: u32,
    /// The column, from 1 on.
    pub column: u32,
}

impl RegionSchema {
    /// A region of this name, namespace and pattern, whose keys consist of `segments`.
    ///
    /// The rest is at its defaults: no expiry, limits left to the client, codec `msgpack`, no version, place unknown,
    /// not secure, native layout.
    pub const fn new(
        name: &'static str,
        namespace: &'static str,
        pattern: &'static str,
        segments: &'static [Segment],
    ) -> Self {
        Self {
            name,
            namespace,
            pattern,
            segments,
            ttl_ms: None,
            l1_ttl_ms: None,
            l1_capacity: None,
            version: None,
            codec: "msgpack",
            place: Place { file: "", line: 0, column: 0 },
            generic_value: false,
            secure: false,
            on_outage: OnOutage::Load,
            on_tampering: OnTampering::Fail,
            layout: Layout::Native,
        }
    }

    /// Sets how long a stored entry may be served, in milliseconds.
    #[must_use]
    pub const fn ttl_ms(mut self, ttl_ms: u64) -> Self {
        self.ttl_ms = Some(ttl_ms);
        self
    }

    /// Sets how long an entry may be served from this process's memory, in milliseconds.
    #[must_use]
    pub const fn l1_ttl_ms(mut self, l1_ttl_ms: u64) -> Self {
        self.l1_ttl_ms = Some(l1_ttl_ms);
        self
    }

    /// Sets how many entries this process keeps in memory.
    #[must_use]
    pub const fn l1_capacity(mut self, entries: usize) -> Self {
        self.l1_capacity = Some(entries);
        self
    }

    /// Sets the version that stands for the shape of the value type.
    #[must_use]
    pub const fn version(mut self, version: u32) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets the name of the codec.
    #[must_use]
    pub const fn codec(mut self, codec: &'static str) -> Self {
        self.codec = codec;
        self
    }

    /// Says that the value's type depends on type parameters.
    #[must_use]
    pub const fn generic_value(mut self) -> Self {
        self.generic_value = true;
        self
    }

    /// Says that values are stored encrypted.
    #[must_use]
    pub const fn secure(mut self) -> Self {
        self.secure = true;
        self
    }

    /// Says that an unreachable backend is an error, see [`OnOutage::Fail`].
    #[must_use]
    pub const fn on_outage_fail(mut self) -> Self {
        self.on_outage = OnOutage::Fail;
        self
    }

    /// Says that an entry that is not authentic is loaded anew, see [`OnTampering::Load`].
    #[must_use]
    pub const fn on_tampering_load(mut self) -> Self {
        self.on_tampering = OnTampering::Load;
        self
    }

    /// Says that the entries are those of the interop layout, under this operation. The region then has no segments:
    /// its keys consist of namespace, operation and a hash of the arguments.
    #[must_use]
    pub const fn interop(mut self, operation: &'static str) -> Self {
        self.layout = Layout::Interop { operation };
        self
    }

    /// Sets where the region is defined: `file!()`, `line!()`, `column!()`.
    #[must_use]
    pub const fn at(mut self, file: &'static str, line: u32, column: u32) -> Self {
        self.place = Place { file, line, column };
        self
    }

    /// The number of literal segments before the first part: those that every key of the region starts with.
    pub const fn literals_before_first_part(&self) -> usize {
        let mut count = 0;
        while count < self.segments.len() && matches!(self.segments[count], Segment::Literal { .. }) {
            count += 1;
        }
        count
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

//! What generated code may name, and nothing else.
//!
//! Not part of the public interface: the macros and this module are one contract, pinned to one version.

mod declare;
mod function;
mod lookup;
mod parameter;
mod returns;
mod share;

pub use cachekit_schema::part::PartKind;
pub use cachekit_schema::region::{RegionSchema, Segment};

pub use crate::__arg as arg;
pub use crate::__default_namespace as default_namespace;
pub use crate::__miss as miss;
pub use crate::__open_fingerprint as open_fingerprint;
pub use crate::__open_part as open_part;
pub use crate::__open_value as open_value;
pub use crate::__shape as shape;
pub use crate::__share_errors as share_errors;
pub use crate::client::{Loaded, Terms};
#[cfg(feature = "bincode")]
pub use crate::codec::Bincode;
pub use crate::codec::MessagePack;
pub use crate::interop::{InteropArg, InteropArgs, InteropCodec as Interop};
pub use crate::key::{
    Arg, CanBeAbsent, CompactArg, KeyFields, KeyPart, KeySink, Literal, NeverAbsent, PartSink, SensitiveArg,
};
pub use crate::region::{CacheRegion, RegionDecl, StoredValue};
pub use crate::value::{CacheValue, mix, versioned};
pub use cachekit_schema::namespace;
pub use declare::{
    AnySecrecy, AnyShape, SecrecyOf, Shape, ShapeOf, compact_part, compact_part_any, literal, open_part,
    open_value, part, part_any, sensitive_part, sensitive_part_any,
};
pub use function::{FailClosed, answer, closed, load, load_secure};
pub use lookup::{Lookup, Miss, fingerprint, lookup, lookup_interop, lookup_region, lookup_secure_region};
pub use parameter::{
    AsClient, NoKeyPart, Parameter, client, interop_arg, lit, visit_compact, visit_literal, visit_part,
    visit_sensitive,
};
pub use returns::{
    Fallible, FallibleOptional, Handle, Infallible, Optional, Owned, ReturnedByValue, Returns, Shared, Wrap,
};
pub use share::{ErrorsOf, ViaClone, ViaRerun, rerun_errors};

/// Doors for the fuzz targets.
#[cfg(any(test, feature = "testing"))]
pub mod fuzzing {
    #[cfg(feature = "cachekitio")]
    pub use crate::backend::cachekitio::fuzzing::url_validator;
    #[cfg(all(feature = "file", not(target_arch = "wasm32")))]
    pub use crate::backend::file::fuzzing::file_header;
    #[cfg(all(feature = "memcached", not(target_arch = "wasm32")))]
    pub use crate::backend::memcached::fuzzing::memcached_reply;
    #[cfg(feature = "bincode")]
    pub use crate::codec::fuzz_bincode as bincode;
    pub use crate::codec::fuzz_msgpack as msgpack;
    #[cfg(feature = "encryption")]
    pub use crate::crypto::fuzz as sealed;
    pub use crate::frame::fuzz as frame;
    pub use crate::interop::fuzzing::interop_encode;
    #[cfg(feature = "python")]
    pub use crate::interop::python::fuzzing::{ck_frame, envelope};
}

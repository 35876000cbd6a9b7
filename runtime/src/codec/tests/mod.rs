//! Every codec, on values of every kind and on bytes of no kind.

mod hostile;
mod messages;
mod reader;
mod round_trip;
mod tree;
mod well_formed;

use super::MessagePack;

/// Runs a generic test body as one test for each codec.
macro_rules! for_each_codec {
    ($($name:ident;)*) => {
        mod messagepack {
            $(#[test] fn $name() { super::$name::<super::MessagePack>(); })*
        }
        #[cfg(feature = "bincode")]
        mod bincode {
            $(#[test] fn $name() { super::$name::<crate::codec::Bincode>(); })*
        }
    };
}
use for_each_codec;

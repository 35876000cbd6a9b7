//! The protocol over real connections.

mod native;
mod resolver;

pub(super) use self::native::HttpTransport;

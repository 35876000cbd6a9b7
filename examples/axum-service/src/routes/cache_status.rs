//! The header `Cache-Status` (RFC 9211): where an answer came from.

use axum::http::HeaderName;
use cachekit::{Cached, Source};

pub(super) fn of<V>(value: &Cached<V>) -> [(HeaderName, &'static str); 1] {
    let status = match Cached::source(value) {
        Source::L1 => "cachekit; hit; detail=process",
        Source::L2 => "cachekit; hit; detail=backend",
        Source::Loader => "cachekit; fwd=miss",
        Source::SharedLoad => "cachekit; fwd=miss; collapsed",
        // One that is newer than this program.
        _ => "cachekit",
    };
    [(HeaderName::from_static("cache-status"), status)]
}

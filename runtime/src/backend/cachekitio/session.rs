//! How the server tells the processes that use one API key apart.

use std::sync::OnceLock;

use uuid::Uuid;

use crate::rt::Clock;

/// A random number of this process and the time of its first request, as headers:
/// `X-CacheKit-Session-ID` (a UUID, version 4) and `X-CacheKit-Session-Start` (Unix milliseconds).
///
/// Both are made at the first call and stay as they are until the process ends.
pub fn session_headers() -> [(&'static str, &'static str); 2] {
    static SESSION: OnceLock<(String, String)> = OnceLock::new();
    let (id, start) = SESSION.get_or_init(|| {
        (Uuid::new_v4().hyphenated().to_string(), Clock::default().now().unix_ms.to_string())
    });
    [("X-CacheKit-Session-ID", id), ("X-CacheKit-Session-Start", start)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_has_one_session() {
        let [(_, id), (_, start)] = session_headers();
        assert_eq!(Uuid::parse_str(id).ok().map(|id| id.get_version_num()), Some(4));
        // After the first of January 2024, and not in microseconds.
        let start: u64 = start.parse().unwrap();
        assert!((1_704_067_200_000..100_000_000_000_000).contains(&start), "{start}");
        assert_eq!(session_headers(), session_headers());
    }
}

//! The calls, by the names that error messages give them.

use std::fmt;

/// What a backend was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Call {
    AcquireLock,
    Delete,
    Exists,
    Get,
    Health,
    RefreshTtl,
    ReleaseLock,
    Set,
    Ttl,
}

impl Call {
    /// Whether it has the time of a write.
    pub(super) const fn is_write(self) -> bool {
        match self {
            Self::AcquireLock | Self::Delete | Self::RefreshTtl | Self::ReleaseLock | Self::Set => true,
            Self::Exists | Self::Get | Self::Health | Self::Ttl => false,
        }
    }

    /// The setting that limits its time.
    pub(super) const fn limit_setting(self) -> &'static str {
        if self.is_write() { "write_timeout" } else { "read_timeout" }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AcquireLock => "acquire_lock",
            Self::Delete => "delete",
            Self::Exists => "exists",
            Self::Get => "get",
            Self::Health => "health",
            Self::RefreshTtl => "refresh_ttl",
            Self::ReleaseLock => "release_lock",
            Self::Set => "set",
            Self::Ttl => "ttl",
        })
    }
}

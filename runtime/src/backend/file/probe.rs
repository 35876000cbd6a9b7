//! The health check.

use std::io::{self, Read as _};

use super::dir;
use super::name::EntryName;
use super::store::Store;
use super::sys::{Access, Dir};
use super::temporary::Temporary;
use crate::backend::HealthStatus;
use crate::error::BackendError;

const PROBE: &[u8] = b"cachekit";

impl Store {
    /// Writes a file, reads it back and removes it. It never has an entry's name, so no reader and no eviction
    /// meets it, and a sweep removes it should this process die meanwhile.
    pub(super) fn health(&self) -> HealthStatus {
        let mut status = HealthStatus::healthy("file");
        let started = self.clock.now().ms;
        let probed = self.probe();
        let taken = self.clock.now().ms.saturating_sub(started);
        status.latency_ms = u32::try_from(taken).unwrap_or(u32::MAX).into();
        if let Err(error) = probed {
            status.is_healthy = false;
            status.details.insert("error".to_owned(), error.to_string());
        }
        let usage = self.usage();
        status.details.insert("dir".to_owned(), self.dir.display().to_string());
        status.details.insert("entries".to_owned(), usage.entries.to_string());
        status.details.insert("bytes".to_owned(), usage.bytes.to_string());
        status
    }

    fn probe(&self) -> Result<(), BackendError> {
        let dir = dir::open_or_create(&self.dir)?;
        self.write_and_read(&dir).map_err(|error| self.fault("write and read a probe", error))
    }

    fn write_and_read(&self, dir: &Dir) -> io::Result<()> {
        let mut temporary = Temporary::create(dir, &EntryName::of_key("health"), self.clock.now().unix_ms)?;
        temporary.write(PROBE)?;
        if self.durable {
            temporary.flush()?;
        }
        let file = dir.open_file(temporary.name(), Access::Read)?.ok_or(io::ErrorKind::NotFound)?;
        let mut read = Vec::with_capacity(PROBE.len());
        file.take(PROBE.len() as u64 + 1).read_to_end(&mut read)?;
        if read == PROBE { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }
}

//! Entries that outlive the server, a file each.

mod format;

use std::fs::{self, File};
use std::io::{self, Read, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use axum::body::Bytes;
use blake2::{Blake2b256, Digest as _};

use self::format::{HEADER_MAX, Header};
use super::{Entry, Storage};
use crate::rules::{Freshness, Key, Lifetime};

/// How a file of an entry ends.
const ENTRY: &str = "entry";
/// How a file ends that is being written.
const UNFINISHED: &str = "tmp";

/// Entries in a directory, each in a file named by the hash of its key.
///
/// A file gets its name when it is complete, so a server that is killed leaves entries whole. They are not forced to
/// the disk: a machine that loses power may lose what was written last, and a torn file counts as no entry.
///
/// One server at a time may use a directory.
#[derive(Debug)]
pub struct FileStorage {
    dir: PathBuf,
}

impl FileStorage {
    /// Opens a directory, or makes it, and removes what a killed server has left half-written.
    ///
    /// # Errors
    /// Where the directory cannot be made or read.
    pub fn open(dir: impl Into<PathBuf>) -> io::Result<Self> {
        let storage = Self { dir: dir.into() };
        fs::create_dir_all(&storage.dir)?;
        for unfinished in storage.files(UNFINISHED)? {
            remove_if_there(&unfinished)?;
        }
        Ok(storage)
    }

    fn path(&self, key: &Key) -> PathBuf {
        use std::fmt::Write as _;
        let mut name = String::with_capacity(70);
        for byte in Blake2b256::digest(key.as_str()) {
            // Writing to a string does not fail.
            let _ = write!(name, "{byte:02x}");
        }
        self.dir.join(name).with_extension(ENTRY)
    }

    fn files(&self, extension: &str) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for file in fs::read_dir(&self.dir)? {
            let path = file?.path();
            if path.extension().is_some_and(|has| has == extension) {
                found.push(path);
            }
        }
        Ok(found)
    }

    /// The header of a key's file. A file that is damaged, or another key's, counts as none.
    fn open_entry(&self, key: &Key) -> io::Result<Option<(File, Header)>> {
        let Some((file, header)) = read_header(&self.path(key))? else { return Ok(None) };
        Ok((header.key == key.as_str()).then_some((file, header)))
    }
}

impl Storage for FileStorage {
    fn load(&mut self, key: &Key) -> io::Result<Option<Entry>> {
        let Some((mut file, header)) = self.open_entry(key)? else { return Ok(None) };
        let mut value = Vec::new();
        file.read_to_end(&mut value)?;
        let whole = value.len() as u64 == header.value_bytes;
        Ok(whole.then(|| Entry { value: Bytes::from(value), lifetime: header.lifetime }))
    }

    fn lifetime(&mut self, key: &Key) -> io::Result<Option<Lifetime>> {
        Ok(self.open_entry(key)?.map(|(_, header)| header.lifetime))
    }

    fn store(&mut self, key: &Key, entry: Entry) -> io::Result<()> {
        let path = self.path(key);
        let unfinished = path.with_extension(UNFINISHED);
        let header = Header {
            key: key.as_str().to_owned(),
            lifetime: entry.lifetime,
            value_bytes: entry.value.len() as u64,
        };
        let mut file = File::create(&unfinished)?;
        file.write_all(&header.to_bytes())?;
        file.write_all(&entry.value)?;
        fs::rename(&unfinished, &path)
    }

    fn remove(&mut self, key: &Key) -> io::Result<()> {
        remove_if_there(&self.path(key))
    }

    fn sweep(&mut self, now_ms: u64) -> io::Result<u64> {
        let mut left = 0;
        for path in self.files(ENTRY)? {
            match read_header(&path)? {
                Some((_, header)) if header.lifetime.freshness(now_ms) != Freshness::Gone => left += 1,
                // Over, or no entry at all.
                _ => remove_if_there(&path)?,
            }
        }
        Ok(left)
    }
}

/// A file and its header, read up to where the value begins; `None` when there is no file, or none of ours.
fn read_header(path: &Path) -> io::Result<Option<(File, Header)>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut start = Vec::with_capacity(HEADER_MAX);
    Read::by_ref(&mut file).take(HEADER_MAX as u64).read_to_end(&mut start)?;
    let Some((header, length)) = Header::parse(&start) else { return Ok(None) };
    let whole = file.metadata()?.len() == (length as u64).saturating_add(header.value_bytes);
    file.seek(io::SeekFrom::Start(length as u64))?;
    Ok(whole.then_some((file, header)))
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

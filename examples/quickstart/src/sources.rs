//! Which files are parsed.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;

use crate::error::Error;
use crate::table::grouped;

/// What keeps a fast machine busy for a second, in an optimised build. With less, a cache has little to show.
const ENOUGH_BYTES: u64 = 20_000_000;

/// Rust sources below one directory.
#[derive(Debug, Serialize)]
pub(crate) struct Sources {
    /// The directory.
    pub(crate) root: PathBuf,
    /// Why it was taken, where nobody asked for it.
    pub(crate) reason: Option<String>,
    /// Whether there are more files than were asked for.
    pub(crate) truncated: bool,
    /// The size of all files, in bytes.
    pub(crate) bytes: u64,
    /// In the order of their names.
    #[serde(skip)]
    pub(crate) files: Vec<SourceFile>,
    /// Directories that could not be looked into.
    #[serde(skip)]
    pub(crate) skipped: Vec<Unreadable>,
}

/// One file.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its path below the root, with `/` on every platform.
    pub(crate) name: String,
}

impl SourceFile {
    /// The directory right below the root that it is in, and its path from there on.
    pub(crate) fn split(&self) -> (&str, &str) {
        self.name.split_once('/').unwrap_or((".", &self.name))
    }
}

/// A file or directory that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Unreadable {
    /// Its path below the root.
    pub(crate) name: String,
    /// What the system said.
    pub(crate) reason: String,
}

/// The sources in `dir`, or some that are there anyway.
pub(crate) fn choose(dir: Option<&Path>, max_files: usize) -> Result<Sources, Error> {
    let Some(dir) = dir else { return choose_ourselves(max_files) };
    let sources = walk(dir, max_files)?;
    if sources.files.is_empty() { Err(Error::NoSources(dir.to_owned())) } else { Ok(sources) }
}

/// A place where there may be sources.
struct Candidate {
    what: &'static str,
    find: fn() -> Option<PathBuf>,
}

const CANDIDATES: [Candidate; 3] = [
    Candidate { what: "the workspace of this program", find: workspace },
    Candidate { what: "the library of the Rust toolchain", find: toolchain_library },
    Candidate { what: "the registry of cargo", find: cargo_registry },
];

/// The first candidate that is large enough; where none is, the largest.
fn choose_ourselves(max_files: usize) -> Result<Sources, Error> {
    let mut passed_over = Vec::new();
    let mut largest: Option<Sources> = None;
    for Candidate { what, find } in CANDIDATES {
        let Some(mut sources) = find().and_then(|root| walk(&root, max_files).ok()) else {
            passed_over.push(format!("{what} is not there"));
            continue;
        };
        let reasons = if passed_over.is_empty() { "large enough".to_owned() } else { passed_over.join("; ") };
        sources.reason = Some(format!("taken: {what} ({reasons})"));
        if sources.bytes >= ENOUGH_BYTES {
            return Ok(sources);
        }
        let kilobytes = grouped(sources.bytes.div_ceil(1000));
        passed_over.push(format!("{what} has only {kilobytes} kB"));
        if largest.as_ref().is_none_or(|largest| sources.bytes > largest.bytes) {
            largest = Some(sources);
        }
    }
    largest.filter(|sources| !sources.files.is_empty()).ok_or(Error::NoDefaultSources)
}

fn workspace() -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_owned)
}

/// Where `rustup component add rust-src` puts them.
fn toolchain_library() -> Option<PathBuf> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(["--print", "sysroot"]).output().ok()?;
    let sysroot = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| Path::new(sysroot.trim_end()).join("lib/rustlib/src/rust/library"))
}

fn cargo_registry() -> Option<PathBuf> {
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = cargo_home.or_else(|| Some(std::env::home_dir()?.join(".cargo")))?;
    Some(home.join("registry/src"))
}

/// The `.rs` files below `root`: not in hidden directories, not in `target`, and behind no links.
fn walk(root: &Path, max_files: usize) -> Result<Sources, Error> {
    let metadata = fs::metadata(root).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => Error::NoSuchDirectory(root.to_owned()),
        _ => Error::Unreadable { path: root.to_owned(), source },
    })?;
    if !metadata.is_dir() {
        return Err(Error::NotADirectory(root.to_owned()));
    }
    let first = list(root).map_err(|source| Error::Unreadable { path: root.to_owned(), source })?;
    let mut sources = Sources {
        root: root.to_owned(),
        reason: None,
        truncated: false,
        bytes: 0,
        files: Vec::new(),
        skipped: Vec::new(),
    };
    // Depth first, each directory in the order of names. What is next stands last.
    let mut open = first;
    while let Some(entry) = open.pop() {
        let path = entry.path();
        match Kind::of(&entry) {
            Kind::Directory => match list(&path) {
                Ok(inner) => open.extend(inner),
                Err(error) => sources.skipped.push(unreadable(root, &path, &error)),
            },
            Kind::Source if sources.files.len() == max_files => {
                sources.truncated = true;
                break;
            }
            Kind::Source => {
                sources.bytes += entry.metadata().map_or(0, |metadata| metadata.len());
                sources.files.push(SourceFile { name: name_below(root, &path), path });
            }
            Kind::Other => {}
        }
    }
    Ok(sources)
}

/// What a directory holds, last name first.
fn list(directory: &Path) -> io::Result<Vec<DirEntry>> {
    let mut entries = fs::read_dir(directory)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.file_name()));
    Ok(entries)
}

enum Kind {
    Directory,
    Source,
    Other,
}

impl Kind {
    fn of(entry: &DirEntry) -> Self {
        let name = entry.file_name();
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && !is_hidden && name != "target" => Self::Directory,
            Ok(kind) if kind.is_file() && Path::new(&name).extension().is_some_and(|it| it == "rs") => {
                Self::Source
            }
            _ => Self::Other,
        }
    }
}

pub(crate) fn unreadable(root: &Path, path: &Path, error: &io::Error) -> Unreadable {
    Unreadable { name: name_below(root, path), reason: error.to_string() }
}

fn name_below(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

//! A tree of sources, a cache of its own, and runs of the program on both.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// Directories of a [`Bench`]'s tree, and the files in each.
pub(crate) const DIRECTORIES: u64 = 4;
pub(crate) const FILES_EACH: u64 = 6;
pub(crate) const FILES: u64 = DIRECTORIES * FILES_EACH;
pub(crate) const RANKINGS: u64 = 2;
/// One for each file and directory, and the rankings.
pub(crate) const ENTRIES: u64 = FILES + DIRECTORIES + RANKINGS;

/// Sources and a cache, both removed at the end.
pub(crate) struct Bench {
    home: TempDir,
}

impl Bench {
    /// Files with few functions, no two alike.
    pub(crate) fn new() -> Self {
        Self::with_functions(5)
    }

    /// Files that take a while to parse.
    pub(crate) fn slow() -> Self {
        Self::with_functions(1500)
    }

    fn with_functions(functions: u64) -> Self {
        let bench = Self { home: tempfile::tempdir().unwrap() };
        for directory in 0..DIRECTORIES {
            for file in 0..FILES_EACH {
                let text = source(directory * FILES_EACH + file, functions);
                bench.write(&format!("part{directory}/file{file}.rs"), text.as_bytes());
            }
        }
        bench
    }

    pub(crate) fn sources(&self) -> PathBuf {
        self.home.path().join("sources")
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.home.path().join("cache")
    }

    /// Where the entries are.
    pub(crate) fn entries_dir(&self) -> PathBuf {
        self.cache().join("cachekit-quickstart")
    }

    /// The files of the cache, by name.
    pub(crate) fn entries(&self) -> Vec<PathBuf> {
        let Ok(directory) = fs::read_dir(self.entries_dir()) else { return Vec::new() };
        let files = directory.flatten().map(|entry| entry.path());
        // Not those that are being written.
        let mut entries: Vec<_> = files.filter(|path| path.extension().is_none()).collect();
        entries.sort();
        entries
    }

    /// Writes a file of the tree.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.sources().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Appends to a file of the tree.
    pub(crate) fn append(&self, name: &str, text: &str) {
        let old = fs::read_to_string(self.sources().join(name)).unwrap();
        self.write(name, format!("{old}{text}").as_bytes());
    }

    pub(crate) fn command(&self) -> Command {
        command(&self.sources(), &self.cache())
    }

    /// Runs to the end, which has to be a good one.
    pub(crate) fn run(&self) -> Run {
        Run::of(self.command().arg("--json"))
    }

    /// A run that is under way.
    pub(crate) fn start(&self) -> Child {
        let mut command = self.command();
        command.args(["--json", "--jobs", "2"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Waits until `child` has left so many entries.
    pub(crate) fn wait_for_entries(&self, child: &mut Child, count: usize) {
        while self.entries().len() < count {
            assert!(
                child.try_wait().unwrap().is_none(),
                "the run was over before it had left {count} entries"
            );
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// The program, on these sources and this cache.
pub(crate) fn command(sources: &Path, cache: &Path) -> Command {
    let mut command = program();
    command.arg(sources).arg("--cache").arg(cache);
    command
}

pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_quickstart"))
}

/// What a run printed with `--json`.
#[derive(Debug)]
pub(crate) struct Run(Value);

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        Self::from_output(&command.output().unwrap())
    }

    pub(crate) fn from_output(output: &Output) -> Self {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", output.status);
        assert_eq!(said, "", "nobody looks at standard error");
        Self(serde_json::from_slice(&output.stdout).unwrap())
    }

    /// All that is known of the sources; nothing of the cache, no times.
    pub(crate) fn analysis(&self) -> &Value {
        &self.0["analysis"]
    }

    pub(crate) fn loads(&self) -> u64 {
        self.0["usage"]["loads"].as_u64().unwrap()
    }

    pub(crate) fn state(&self) -> &str {
        self.0["usage"]["state"].as_str().unwrap()
    }

    /// A number of a region: `l2_hits`, `loads`, …
    pub(crate) fn count(&self, region: &str, counter: &str) -> u64 {
        self.region(region)[counter].as_u64().unwrap()
    }

    /// A time of a region: `spent`, `saved`.
    pub(crate) fn seconds(&self, region: &str, time: &str) -> f64 {
        self.region(region)[format!("{time}_seconds")].as_f64().unwrap()
    }

    fn region(&self, name: &str) -> &Value {
        let regions = self.0["usage"]["regions"].as_array().unwrap();
        regions.iter().find(|region| region["name"] == name).unwrap()
    }
}

fn source(seed: u64, functions: u64) -> String {
    let mut text = format!("pub struct S{seed};\npub enum E{seed} {{ A }}\nimpl S{seed} {{\n");
    for function in 0..functions {
        let lines = "        let _ = [1, 2, 3].iter().map(|x| x + 1).sum::<u64>();\n"
            .repeat(1 + (function % 3) as usize);
        writeln!(text, "    fn f{seed}_{function}(&self) {{\n{lines}    }}").unwrap();
    }
    text + "}\n"
}

//! The cases as files.

use std::fs;
use std::path::{Path, PathBuf};

use cachekit_schema_derive::rule::Rule;
use cachekit_schema_derive::symbol::Site;

use crate::uses;

/// The folders of `tests/ui`.
pub(crate) const STAGES: [&str; 5] = ["bounds", "built", "check", "parse", "without_features"];

/// A case that does not compile.
pub(crate) struct Refused {
    pub(crate) name: String,
    text: String,
    /// What the compiler says.
    pub(crate) stderr: String,
    /// Line and rule of each `//~`.
    pub(crate) marks: Vec<(usize, String)>,
    pub(crate) errors: Vec<Error>,
}

/// An error in a `.stderr`.
pub(crate) struct Error {
    pub(crate) message: String,
    pub(crate) line: usize,
}

/// A case that compiles and runs.
pub(crate) struct Accepted {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl Refused {
    pub(crate) fn all() -> Vec<Self> {
        Self::of_stages(&STAGES)
    }

    pub(crate) fn of_stages(stages: &[&str]) -> Vec<Self> {
        let files = stages.iter().flat_map(|stage| files(&format!("tests/ui/{stage}"), "rs"));
        let cases: Vec<_> = files.map(|(name, path)| Self::read(name, &path)).collect();
        assert!(!cases.is_empty(), "no cases in {stages:?}");
        cases
    }

    fn read(name: String, path: &Path) -> Self {
        let text = read(path);
        let stderr = read(&path.with_extension("stderr"));
        let marks = marks(&text);
        assert!(!marks.is_empty(), "{name}: no mistake is marked `//~`");
        let errors = errors(&stderr, &name);
        Self { name, text, stderr, marks, errors }
    }

    /// The rule that the file is named after; of two, the longer one.
    pub(crate) fn rule(&self) -> Option<Rule> {
        let is_meant = |rule: &&Rule| {
            self.name.strip_prefix(rule.name()).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        Rule::ALL.iter().filter(is_meant).max_by_key(|rule| rule.name().len()).copied()
    }

    pub(crate) fn marks(&self, rule: &str) -> bool {
        self.marks.iter().any(|(_, marked)| marked == rule)
    }

    /// The words that the case writes and that the compiler names, for another reason than that it knows them not.
    pub(crate) fn words(&self) -> Vec<(String, Site)> {
        let unknown = Rule::UnknownWord.name();
        let is_unknown = |line| self.marks.iter().any(|(at, rule)| *at == line && rule == unknown);
        let known: Vec<_> = self.errors.iter().filter(|error| !is_unknown(error.line)).collect();
        let mut words = uses::of(&self.text, &self.name);
        words.retain(|(word, _)| known.iter().any(|error| error.message.contains(&format!("`{word}`"))));
        words
    }
}

impl Accepted {
    pub(crate) fn all() -> Vec<Self> {
        let folders = ["tests/pass", "tests/hygiene", "tests/fixtures", "editions"];
        let files = folders.iter().flat_map(|folder| files(folder, "rs"));
        files.map(|(name, path)| Self { name, text: read(&path) }).collect()
    }
}

/// Name and path of the files of a folder, by name.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let mut files: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), path))
        .collect();
    files.sort();
    files
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `RegionField` as `region_field`.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

fn marks(text: &str) -> Vec<(usize, String)> {
    let lines =
        text.lines().enumerate().filter_map(|(index, line)| Some((index + 1, line.split_once("//~")?.1)));
    lines
        .flat_map(|(line, rules)| rules.split_whitespace().map(move |rule| (line, rule.to_owned())))
        .collect()
}

/// Every error begins a line with `error`, and says in the next where it is.
fn errors(stderr: &str, case: &str) -> Vec<Error> {
    let lines: Vec<_> = stderr.lines().collect();
    let starts = lines.iter().enumerate().filter(|(_, line)| line.starts_with("error"));
    let errors: Vec<_> = starts
        .map(|(index, message)| {
            let place = lines.get(index + 1).and_then(|place| place.trim_start().strip_prefix("--> "));
            let line = place.and_then(|place| place.rsplit(':').nth(1)).and_then(|line| line.parse().ok());
            let line = line.unwrap_or_else(|| panic!("{case}: no line after `{message}`"));
            Error { message: (*message).to_owned(), line }
        })
        .collect();
    assert!(!errors.is_empty(), "{case}: its `.stderr` has no error");
    errors
}

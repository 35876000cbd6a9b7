//! What is asked.

use super::LONGEST_SECONDS;

/// A command as it is sent, and what it asks for.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) line: Vec<u8>,
    /// A value to store, which follows the line, and is followed by the end of a line.
    pub(crate) data: Option<Vec<u8>>,
    pub(crate) question: Question,
}

/// Which answers there are to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Question {
    /// The values of these keys, each of at most so many bytes. Larger ones are not kept.
    Values { keys: Vec<String>, limit: usize },
    /// Whether a value was stored.
    Stored,
    /// Whether something was removed or changed.
    Changed,
    /// How long an entry still lives.
    Lifetime,
    /// Which version the server is of.
    Version,
}

/// Under which condition a value is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Under none.
    Set,
    /// There is no entry.
    Add,
    /// The entry is still the one that had this number.
    Cas(u64),
}

/// How long an entry is to live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expiry {
    Never,
    /// So many seconds, at least one and at most [`LONGEST_SECONDS`].
    After(u32),
    /// It is over as soon as it is stored.
    AtOnce,
}

impl Expiry {
    pub(crate) fn seconds(seconds: u64) -> Self {
        Self::After(
            u32::try_from(seconds).map_or(LONGEST_SECONDS, |seconds| seconds.clamp(1, LONGEST_SECONDS)),
        )
    }

    fn text(self) -> String {
        match self {
            Self::Never => "0".to_owned(),
            Self::After(seconds) => seconds.to_string(),
            Self::AtOnce => "-1".to_owned(),
        }
    }
}

/// Keys are valid: see [`key::check`](super::super::key::check).
impl Request {
    /// The values of several keys, none of them twice.
    pub(crate) fn get(keys: Vec<String>, limit: usize) -> Self {
        Self::values("get", keys, limit)
    }

    /// The value of a key, with the number that [`Mode::Cas`] takes.
    pub(crate) fn gets(key: &str, limit: usize) -> Self {
        Self::values("gets", vec![key.to_owned()], limit)
    }

    fn values(command: &str, keys: Vec<String>, limit: usize) -> Self {
        let line = format!("{command} {}\r\n", keys.join(" "));
        Self { line: line.into_bytes(), data: None, question: Question::Values { keys, limit } }
    }

    pub(crate) fn store(mode: Mode, key: &str, value: Vec<u8>, expiry: Expiry) -> Self {
        let (command, number) = match mode {
            Mode::Set => ("set", String::new()),
            Mode::Add => ("add", String::new()),
            Mode::Cas(number) => ("cas", format!(" {number}")),
        };
        let line = format!("{command} {key} 0 {} {}{number}\r\n", expiry.text(), value.len());
        Self { line: line.into_bytes(), data: Some(value), question: Question::Stored }
    }

    pub(crate) fn delete(key: &str) -> Self {
        Self::line(format!("delete {key}\r\n"), Question::Changed)
    }

    pub(crate) fn touch(key: &str, expiry: Expiry) -> Self {
        Self::line(format!("touch {key} {}\r\n", expiry.text()), Question::Changed)
    }

    pub(crate) fn lifetime(key: &str) -> Self {
        Self::line(format!("mg {key} t\r\n"), Question::Lifetime)
    }

    pub(crate) fn version() -> Self {
        Self::line("version\r\n".to_owned(), Question::Version)
    }

    fn line(line: String, question: Question) -> Self {
        Self { line: line.into_bytes(), data: None, question }
    }
}

//! The names of files: which belong to an entry, which to a write in progress, and which to somebody else.

use std::sync::atomic::{AtomicU64, Ordering};

use blake2::Digest as _;

type Blake2b128 = blake2::Blake2b<blake2::digest::consts::U16>;

/// The file name of an entry: the Blake2b-128 of its key in 32 lower-case hexadecimal digits.
///
/// It tells nothing of the key, so messages may hold it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct EntryName(String);

impl EntryName {
    pub(super) fn of_key(key: &str) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut name = String::with_capacity(HEX_LEN);
        for byte in Blake2b128::digest(key.as_bytes()) {
            name.push(char::from(DIGITS[usize::from(byte >> 4)]));
            name.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        Self(name)
    }

    /// `None` for the name of a file that is no entry.
    pub(super) fn parse(file_name: &str) -> Option<Self> {
        is_entry_name(file_name).then(|| Self(file_name.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

const HEX_LEN: usize = 32;

fn is_entry_name(text: &str) -> bool {
    text.len() == HEX_LEN && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A name that no other write uses: `{entry}.tmp.{pid}.{nanoseconds}.{sequence}`.
///
/// Process ids repeat between containers that share a directory, hence the time; whoever creates the file still
/// has to insist on being the first.
pub(super) fn temporary(entry: &EntryName, unix_ms: u64) -> String {
    static SEQUENCE: AtomicU64 = AtomicU64::new(0);
    let sequence = SEQUENCE.fetch_add(1, Ordering::Relaxed);
    let nanoseconds = u128::from(unix_ms) * 1_000_000;
    format!("{}.tmp.{}.{nanoseconds}.{sequence}", entry.as_str(), std::process::id())
}

/// The process id in the name of a temporary file, ours or another SDK's; `None` for any other name.
pub(super) fn writer_of_temporary(file_name: &str) -> Option<u32> {
    let (entry, rest) = file_name.split_once(".tmp.")?;
    if !is_entry_name(entry) {
        return None;
    }
    let numbers: Vec<&str> = rest.split('.').collect();
    let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(numbers.len(), 2 | 3) || !numbers.iter().all(is_number) {
        return None;
    }
    numbers.first()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_contract_s_hash() {
        assert_eq!(EntryName::of_key("user:42").as_str(), "fdd48118d77004ffecb66c1b1e69dc3c");
    }

    #[test]
    fn only_32_lower_case_digits_are_an_entry() {
        assert!(EntryName::parse("fdd48118d77004ffecb66c1b1e69dc3c").is_some());
        for foreign in [
            "",
            "README",
            "fdd48118d77004ffecb66c1b1e69dc3",
            "FDD48118D77004FFECB66C1B1E69DC3C",
            "..",
            "ü".repeat(16).as_str(),
        ] {
            assert!(EntryName::parse(foreign).is_none(), "{foreign}");
        }
    }

    #[test]
    fn temporary_names_are_told_apart_from_foreign_ones() {
        let entry = EntryName::of_key("k");
        assert_eq!(writer_of_temporary(&temporary(&entry, 5)), Some(std::process::id()));
        let ours = |tail: &str| format!("{}.tmp.{tail}", entry.as_str());
        assert_eq!(writer_of_temporary(&ours("7.123")), Some(7), "the form without a sequence number");
        for foreign in ["7", "7.", "7.1.2.3", "x.1", "7.1.bak", "", "-7.1", "+7.1"] {
            assert_eq!(writer_of_temporary(&ours(foreign)), None, "{foreign}");
        }
        assert_eq!(writer_of_temporary("notes.tmp.7.123"), None);
    }
}

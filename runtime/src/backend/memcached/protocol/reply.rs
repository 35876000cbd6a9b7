//! What answers mean.

use std::time::Duration;

use bytes::BytesMut;

use super::request::Question;
use super::{MAX_LINE, MAX_VALUE, number};

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// What the keys hold, in the order in which they were asked.
    Values(Vec<Held>),
    /// It was stored, removed or changed.
    Done,
    /// There was something else, so it was not stored.
    NotStored,
    /// There is no such entry.
    NotFound,
    /// How long the entry still lives; `None`: until it is deleted.
    Lifetime(Option<Duration>),
    Version(String),
    Refused {
        refusal: Refusal,
        /// Whether the next answer is that to the next question for certain.
        in_step: bool,
    },
}

/// What a key holds.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) enum Held {
    #[default]
    Nothing,
    /// A value of more bytes than were asked for.
    TooLarge,
    Value {
        bytes: Vec<u8>,
        /// Of this very entry; another write has another. Zero where it was not asked for.
        number: u64,
    },
}

/// Why a server did not do it. Its own words can repeat a key, so none of them are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    UnknownCommand,
    TooLarge,
    OutOfMemory,
    Unauthenticated,
    /// Another mistake of ours.
    Client,
    /// Another fault of the server's.
    Server,
}

/// No answer of memcached's to that question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Takes the answer to one question out of bytes, however they come.
pub(crate) struct Decoder {
    question: Question,
    values: Vec<Held>,
    /// Where the next value probably belongs: servers answer in the order of the keys.
    next: usize,
    data: Option<Data>,
}

/// A value that is on its way.
struct Data {
    at: usize,
    number: u64,
    /// What has come of it; `None` of one that is not kept.
    bytes: Option<Vec<u8>>,
    left: usize,
}

/// So much room is made for a value before it has come.
const ROOM: usize = 1 << 20;

impl Decoder {
    pub(crate) fn new(question: Question) -> Self {
        let keys = match &question {
            Question::Values { keys, .. } => keys.len(),
            _ => 0,
        };
        Self { question, values: vec![Held::Nothing; keys], next: 0, data: None }
    }

    /// Takes what it can from the front of `buffer`. `None`: the answer is not complete. Not to be called after an
    /// answer or an error.
    pub(crate) fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Reply>, Malformed> {
        loop {
            if let Some(data) = &mut self.data {
                if !data.take(buffer)? {
                    return Ok(None);
                }
                let Some(Data { at, number, bytes, .. }) = self.data.take() else { return Err(Malformed) };
                self.values[at] = bytes.map_or(Held::TooLarge, |bytes| Held::Value { bytes, number });
            }
            let Some(line) = take_line(buffer)? else { return Ok(None) };
            if let Some(reply) = self.read(&line)? {
                return Ok(Some(reply));
            }
        }
    }

    /// Reads a line: a whole answer, or the head of a value.
    fn read(&mut self, line: &[u8]) -> Result<Option<Reply>, Malformed> {
        if let Some(refusal) = Refusal::of(line) {
            return self.refused(refusal).map(Some);
        }
        if let Some(head) = line.strip_prefix(b"VALUE ") {
            self.data = Some(self.head(head)?);
            return Ok(None);
        }
        let reply = match (&self.question, line) {
            (Question::Values { .. }, b"END") => Reply::Values(std::mem::take(&mut self.values)),
            (Question::Stored, b"STORED") | (Question::Changed, b"DELETED" | b"TOUCHED") => Reply::Done,
            (Question::Stored, b"NOT_STORED" | b"EXISTS") => Reply::NotStored,
            (Question::Stored | Question::Changed, b"NOT_FOUND") | (Question::Lifetime, b"EN") => {
                Reply::NotFound
            }
            (Question::Lifetime, line) => Reply::Lifetime(lifetime(line)?),
            (Question::Version, line) => Reply::Version(version(line)?),
            _ => return Err(Malformed),
        };
        Ok(Some(reply))
    }

    /// The head of a value: `key flags length [number]`.
    fn head(&mut self, head: &[u8]) -> Result<Data, Malformed> {
        let Question::Values { keys, limit } = &self.question else { return Err(Malformed) };
        let mut words = head.split(|&byte| byte == b' ');
        let key = words.next().ok_or(Malformed)?;
        let _flags: u32 = words.next().and_then(number::parse).ok_or(Malformed)?;
        let length: usize = words.next().and_then(number::parse).ok_or(Malformed)?;
        let number = words.next().map_or(Some(0), number::parse).ok_or(Malformed)?;
        if words.next().is_some() || length > MAX_VALUE {
            return Err(Malformed);
        }
        let (before, after) = keys.split_at(self.next.min(keys.len()));
        let at = after.iter().position(|asked| asked.as_bytes() == key).map(|at| at + before.len());
        let at = at.or_else(|| before.iter().position(|asked| asked.as_bytes() == key)).ok_or(Malformed)?;
        if self.values[at] != Held::Nothing {
            return Err(Malformed);
        }
        self.next = at + 1;
        let bytes = (length <= *limit).then(|| Vec::with_capacity(length.min(ROOM)));
        Ok(Data { at, number, bytes, left: length })
    }

    /// A refusal stands for a whole answer. The bytes of a value that was to be stored are swallowed by the server in
    /// two cases only; in others it may take them for commands.
    fn refused(&self, refusal: Refusal) -> Result<Reply, Malformed> {
        if self.values.iter().any(|value| *value != Held::Nothing) {
            return Err(Malformed);
        }
        let swallowed = matches!(refusal, Refusal::TooLarge | Refusal::OutOfMemory);
        Ok(Reply::Refused { refusal, in_step: self.question != Question::Stored || swallowed })
    }
}

impl Data {
    /// Takes bytes of the value, and the end of its line. Whether it is complete.
    fn take(&mut self, buffer: &mut BytesMut) -> Result<bool, Malformed> {
        let taken = buffer.split_to(self.left.min(buffer.len()));
        self.left -= taken.len();
        if let Some(bytes) = &mut self.bytes {
            bytes.extend_from_slice(&taken);
        }
        if self.left > 0 || buffer.len() < 2 {
            return Ok(false);
        }
        if &buffer.split_to(2)[..] == b"\r\n" { Ok(true) } else { Err(Malformed) }
    }
}

impl Refusal {
    fn of(line: &[u8]) -> Option<Self> {
        match line {
            b"ERROR" => Some(Self::UnknownCommand),
            b"SERVER_ERROR object too large for cache" => Some(Self::TooLarge),
            b"SERVER_ERROR out of memory storing object" => Some(Self::OutOfMemory),
            b"CLIENT_ERROR unauthenticated" => Some(Self::Unauthenticated),
            _ if line.starts_with(b"CLIENT_ERROR ") => Some(Self::Client),
            // `ERROR Too many open connections`, too.
            _ if line.starts_with(b"SERVER_ERROR ") || line.starts_with(b"ERROR ") => Some(Self::Server),
            _ => None,
        }
    }
}

/// The next line, without its end.
fn take_line(buffer: &mut BytesMut) -> Result<Option<BytesMut>, Malformed> {
    let end = buffer.iter().take(MAX_LINE).position(|&byte| byte == b'\n');
    match end {
        Some(end) => {
            let mut line = buffer.split_to(end + 1);
            if !line.ends_with(b"\r\n") {
                return Err(Malformed);
            }
            line.truncate(line.len() - 2);
            Ok(Some(line))
        }
        None if buffer.len() >= MAX_LINE => Err(Malformed),
        None => Ok(None),
    }
}

/// `HD t60`; -1: it lives until it is deleted.
fn lifetime(line: &[u8]) -> Result<Option<Duration>, Malformed> {
    match line.strip_prefix(b"HD t").ok_or(Malformed)? {
        b"-1" => Ok(None),
        seconds => number::parse(seconds).map(|seconds| Some(Duration::from_secs(seconds))).ok_or(Malformed),
    }
}

/// The server's word for its version, as far as it is one.
fn version(line: &[u8]) -> Result<String, Malformed> {
    let version = line.strip_prefix(b"VERSION ").ok_or(Malformed)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    Ok(version.iter().take(32).take_while(|&&byte| is_plain(byte)).map(|&byte| char::from(byte)).collect())
}

/// Without the bytes: they are the user's.
impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => f.write_str("Nothing"),
            Self::TooLarge => f.write_str("TooLarge"),
            Self::Value { bytes, number } => f
                .debug_struct("Value")
                .field("len", &bytes.len())
                .field("number", number)
                .finish_non_exhaustive(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_announced_takes_no_room_before_it_comes() {
        let question = Question::Values { keys: vec!["a".to_owned()], limit: usize::MAX };
        let mut decoder = Decoder::new(question);
        assert_eq!(decoder.decode(&mut BytesMut::from("VALUE a 0 1073741824\r\n")), Ok(None));
        let room = decoder.data.and_then(|data| data.bytes).map(|bytes| bytes.capacity());
        assert!(room.is_some_and(|room| room <= 2 * ROOM), "{room:?}");
    }
}

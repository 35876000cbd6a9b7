//! Requests and answers, as the protocol sees them.

use std::time::Duration;

/// What is done to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Method {
    Delete,
    Get,
    Head,
    Patch,
    Post,
    Put,
}

/// A header of a request.
pub(in super::super) struct Header {
    pub(in super::super) name: &'static str,
    pub(in super::super) value: String,
    /// Whether it lets its holder do something, and is to be kept out of whatever shows requests.
    pub(in super::super) secret: bool,
}

impl Header {
    pub(super) fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into(), secret: false }
    }

    pub(super) fn secret(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into(), secret: true }
    }
}

/// A request; where the server is and the API key are the transport's business. No `Debug`: it holds keys and values.
pub(in super::super) struct Request {
    pub(in super::super) method: Method,
    /// From the root, percent-encoded.
    pub(in super::super) path: String,
    pub(in super::super) headers: Vec<Header>,
    pub(in super::super) body: Option<Vec<u8>>,
    /// From connecting to the last byte of the answer.
    pub(in super::super) limit: Duration,
    /// The most bytes of a successful answer that are read; `None` where its body says nothing.
    pub(in super::super) answer_limit: Option<usize>,
}

impl Request {
    pub(super) fn new(method: Method, path: String, limit: Duration) -> Self {
        Self { method, path, headers: Vec::new(), body: None, limit, answer_limit: None }
    }

    pub(super) fn header(mut self, header: Header) -> Self {
        self.headers.push(header);
        self
    }

    pub(super) fn body(self, content_type: &'static str, body: Vec<u8>) -> Self {
        Self { body: Some(body), ..self.header(Header::new("Content-Type", content_type)) }
    }

    pub(super) fn reads_at_most(mut self, bytes: usize) -> Self {
        self.answer_limit = Some(bytes);
        self
    }
}

/// The headers of answers that mean something here; a transport passes these on.
pub(in super::super) const ANSWER_HEADERS: [&str; 3] = [FRESHNESS, FRESH_FOR, DENY_REASON];
pub(super) const FRESHNESS: &str = "x-cachekit-freshness";
pub(super) const FRESH_FOR: &str = "x-cachekit-fresh-for";
pub(super) const DENY_REASON: &str = "x-cachekit-deny-reason";

/// An answer. No `Debug`: it holds values.
pub(in super::super) struct Answer {
    pub(in super::super) status: u16,
    /// Those of [`ANSWER_HEADERS`] that are there, as often as they are.
    pub(in super::super) headers: Vec<(&'static str, Vec<u8>)>,
    /// Empty unless the answer is a success whose body was asked for.
    pub(in super::super) body: Vec<u8>,
    /// From sending the request to the last byte of the answer.
    pub(in super::super) took: Duration,
}

impl Answer {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(super) fn field(&self, name: &str) -> Field<'_> {
        let mut values = self.headers.iter().filter(|(other, _)| *other == name).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (None, _) => Field::Absent,
            (Some(value), None) => Field::Once(value),
            (Some(_), Some(_)) => Field::Repeated,
        }
    }
}

/// A header of an answer that has one value, if everything is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Field<'a> {
    Absent,
    Once(&'a [u8]),
    Repeated,
}

//! The protocol on bytes, friendly and hostile.

use std::time::Duration;

use bytes::BytesMut;
use proptest::prelude::*;

use super::{Decoder, Expiry, Held, MAX_LINE, Malformed, Mode, Question, Refusal, Reply, Request};
use crate::backend::memcached::fuzzing::memcached_reply;

const LIMIT: usize = 10;

fn values(keys: &[&str]) -> Question {
    Question::Values { keys: keys.iter().map(|&key| key.to_owned()).collect(), limit: LIMIT }
}

fn decode(question: Question, bytes: &[u8]) -> Result<Option<Reply>, Malformed> {
    Decoder::new(question).decode(&mut BytesMut::from(bytes))
}

fn held(bytes: &[u8], number: u64) -> Held {
    Held::Value { bytes: bytes.to_vec(), number }
}

#[test]
fn commands_are_lines() {
    let line = |request: Request| (String::from_utf8(request.line).unwrap(), request.data);
    let only = |text: &str| (text.to_owned(), None);
    let with = |text: &str, data: &[u8]| (text.to_owned(), Some(data.to_vec()));
    let stored = |mode, expiry| line(Request::store(mode, "k", b"a\r\nb".to_vec(), expiry));
    assert_eq!(line(Request::get(vec!["a".to_owned(), "b".to_owned()], LIMIT)), only("get a b\r\n"));
    assert_eq!(line(Request::gets("a", LIMIT)), only("gets a\r\n"));
    assert_eq!(stored(Mode::Set, Expiry::Never), with("set k 0 0 4\r\n", b"a\r\nb"));
    assert_eq!(stored(Mode::Add, Expiry::After(60)), with("add k 0 60 4\r\n", b"a\r\nb"));
    assert_eq!(
        stored(Mode::Cas(u64::MAX), Expiry::AtOnce),
        with(&format!("cas k 0 -1 4 {}\r\n", u64::MAX), b"a\r\nb")
    );
    assert_eq!(line(Request::delete("k")), only("delete k\r\n"));
    assert_eq!(line(Request::touch("k", Expiry::After(1))), only("touch k 1\r\n"));
    assert_eq!(line(Request::lifetime("k")), only("mg k t\r\n"));
    assert_eq!(line(Request::version()), only("version\r\n"));
}

#[test]
fn values_stand_in_the_order_of_the_keys() {
    let bytes = b"VALUE a 0 1\r\n1\r\nVALUE c 7 4 99\r\n\r\n\0\xff\r\nEND\r\n";
    let expected = vec![held(b"1", 0), Held::Nothing, held(b"\r\n\0\xff", 99)];
    assert_eq!(decode(values(&["a", "b", "c"]), bytes), Ok(Some(Reply::Values(expected))));
    // A proxy may answer in another order.
    let bytes = b"VALUE c 0 0\r\n\r\nVALUE a 0 1\r\n1\r\nEND\r\n";
    let expected = vec![held(b"1", 0), Held::Nothing, held(b"", 0)];
    assert_eq!(decode(values(&["a", "b", "c"]), bytes), Ok(Some(Reply::Values(expected))));
}

#[test]
fn a_value_over_the_limit_is_passed_over() {
    let bytes = b"VALUE a 0 11\r\n12345678901\r\nVALUE b 0 10\r\n1234567890\r\nEND\r\n";
    let expected = vec![Held::TooLarge, held(b"1234567890", 0)];
    assert_eq!(decode(values(&["a", "b"]), bytes), Ok(Some(Reply::Values(expected))));
}

#[test]
fn answers_have_meanings() {
    for (question, line, reply) in [
        (values(&["a"]), "END", Reply::Values(vec![Held::Nothing])),
        (Question::Stored, "STORED", Reply::Done),
        (Question::Stored, "NOT_STORED", Reply::NotStored),
        (Question::Stored, "EXISTS", Reply::NotStored),
        (Question::Stored, "NOT_FOUND", Reply::NotFound),
        (Question::Changed, "DELETED", Reply::Done),
        (Question::Changed, "TOUCHED", Reply::Done),
        (Question::Changed, "NOT_FOUND", Reply::NotFound),
        (Question::Lifetime, "HD t60", Reply::Lifetime(Some(Duration::from_secs(60)))),
        (Question::Lifetime, "HD t-1", Reply::Lifetime(None)),
        (Question::Lifetime, "EN", Reply::NotFound),
        (Question::Version, "VERSION 1.6.18", Reply::Version("1.6.18".to_owned())),
        (Question::Version, "VERSION 1.6 <b>", Reply::Version("1.6".to_owned())),
    ] {
        assert_eq!(decode(question, format!("{line}\r\n").as_bytes()), Ok(Some(reply)), "{line}");
    }
}

#[test]
fn a_refusal_says_whether_the_next_answer_fits_its_question() {
    let too_large = "SERVER_ERROR object too large for cache";
    for (question, line, refusal, in_step) in [
        (Question::Stored, too_large, Refusal::TooLarge, true),
        (Question::Stored, "SERVER_ERROR out of memory storing object", Refusal::OutOfMemory, true),
        // What was to be stored may be read as commands.
        (Question::Stored, "CLIENT_ERROR bad data chunk", Refusal::Client, false),
        (Question::Stored, "ERROR", Refusal::UnknownCommand, false),
        (Question::Lifetime, "ERROR", Refusal::UnknownCommand, true),
        (Question::Version, "ERROR Too many open connections", Refusal::Server, true),
        (values(&["a"]), "SERVER_ERROR it is tired", Refusal::Server, true),
        (Question::Version, "CLIENT_ERROR unauthenticated", Refusal::Unauthenticated, true),
    ] {
        let reply = decode(question, format!("{line}\r\n").as_bytes());
        assert_eq!(reply, Ok(Some(Reply::Refused { refusal, in_step })), "{line}");
    }
}

#[test]
fn what_is_no_answer_to_the_question_is_refused() {
    let long = "x".repeat(MAX_LINE);
    for bytes in [
        "hello\r\n",
        "\r\n",
        "END\n",
        "STORED\r\n",
        "HTTP/1.1 400 Bad Request\r\n",
        "-ERR unknown command\r\n",
        "VALUE b 0 1\r\n",
        "VALUE a 0 1\r\n12\r\n",
        "VALUE a 0 1\r\n1\r\nVALUE a 0 1\r\n1\r\n",
        "VALUE a 0 1\r\n1\r\nSERVER_ERROR out of memory writing get response\r\n",
        "VALUE a 0\r\n",
        "VALUE a 0 \r\n",
        "VALUE a 0 -1\r\n",
        "VALUE a 0 +1\r\n",
        "VALUE a x 1\r\n",
        "VALUE a 4294967296 1\r\n",
        "VALUE a 0 1 2 3\r\n",
        "VALUE a 0 1 18446744073709551616\r\n",
        "VALUE a 0 1073741825\r\n",
        "VALUE a 0 99999999999999999999\r\n",
        &long,
    ] {
        assert_eq!(decode(values(&["a"]), bytes.as_bytes()), Err(Malformed), "{bytes}");
    }
    for question in [Question::Stored, Question::Changed, Question::Lifetime, Question::Version] {
        assert_eq!(decode(question, b"VALUE a 0 1\r\n"), Err(Malformed));
    }
    for lifetime in ["HD\r\n", "HD t\r\n", "HD t-2\r\n", "HD t1 s2\r\n", "HD t99999999999999999999\r\n"] {
        assert_eq!(decode(Question::Lifetime, lifetime.as_bytes()), Err(Malformed), "{lifetime}");
    }
}

/// What servers say, and what they do not, mixed.
fn lines() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        Just("VALUE a 0 3\r\nabc\r\n".to_owned()),
        Just("VALUE bb 1 0 7\r\n\r\n".to_owned()),
        Just("VALUE users:1 0 65\r\n".to_owned() + &"x".repeat(65) + "\r\n"),
        Just("END\r\n".to_owned()),
        Just("STORED\r\n".to_owned()),
        Just("NOT_FOUND\r\n".to_owned()),
        Just("HD t5\r\n".to_owned()),
        Just("SERVER_ERROR x\r\n".to_owned()),
        "[A-Z _0-9]{0,20}(\r\n|\n|)",
    ];
    prop::collection::vec(word, 0..6).prop_map(|words| words.concat().into_bytes())
}

proptest! {
    #[test]
    fn answers_do_not_depend_on_how_they_come(bytes in lines()) {
        memcached_reply(&bytes);
    }

    #[test]
    fn any_bytes_are_an_answer_or_none(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        memcached_reply(&bytes);
    }
}

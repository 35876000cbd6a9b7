//! What has to hold for any bytes of a server: run by `fuzz/`.

use bytes::BytesMut;

use super::protocol::{Decoder, Held, Malformed, Question, Reply};

/// Largest value that is kept here.
const LIMIT: usize = 64;

/// An answer is the same however its bytes come; it holds no value that nobody asked for or that is too large; and what
/// follows it is left for the next question.
///
/// # Panics
/// The decoder is at fault.
pub fn memcached_reply(bytes: &[u8]) {
    let keys = || vec!["a".to_owned(), "bb".to_owned(), "users:1".to_owned()];
    for question in [
        Question::Values { keys: keys(), limit: LIMIT },
        Question::Stored,
        Question::Changed,
        Question::Lifetime,
        Question::Version,
    ] {
        let at_once = decode(&question, bytes, bytes.len().max(1));
        assert_eq!(decode(&question, bytes, 1), at_once, "{question:?}");
        assert_eq!(decode(&question, bytes, 7), at_once, "{question:?}");
        if let Ok(Some((Reply::Values(values), _))) = at_once {
            assert_eq!(values.len(), keys().len());
            let is_small = |held: &Held| !matches!(held, Held::Value { bytes, .. } if bytes.len() > LIMIT);
            assert!(values.iter().all(is_small), "{values:?}");
        }
    }
}

/// The answer, and what follows it.
type Decoded = Result<Option<(Reply, Vec<u8>)>, Malformed>;

fn decode(question: &Question, bytes: &[u8], step: usize) -> Decoded {
    let mut decoder = Decoder::new(question.clone());
    let mut buffer = BytesMut::new();
    let mut pieces = bytes.chunks(step);
    while let Some(piece) = pieces.next() {
        buffer.extend_from_slice(piece);
        if let Some(reply) = decoder.decode(&mut buffer)? {
            pieces.for_each(|piece| buffer.extend_from_slice(piece));
            return Ok(Some((reply, buffer.to_vec())));
        }
    }
    Ok(None)
}

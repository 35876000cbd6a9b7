//! Headers to bytes and back.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::{FrameError, Header};

/// The bytes of a frame before its payload.
pub(crate) const HEADER_LEN: usize = CHECKSUM_AT + 8;

const MAGIC: [u8; 2] = [0xc1, b'r'];
const VERSION: u8 = 1;
const FLAGS_AT: usize = 3;
const CODEC_AT: usize = 4;
const TAGS_AT: usize = 37;
const CHECKSUM_AT: usize = 42;

/// Writes the header of the entry `key` into the room before its payload: the first [`HEADER_LEN`] of the bytes.
pub(crate) fn write(header: &Header, key: &str, bytes: &mut [u8]) -> Result<(), FrameError> {
    let (room, payload) = bytes.split_first_chunk_mut::<HEADER_LEN>().ok_or(FrameError::Truncated)?;
    let payload_len = u32::try_from(payload.len()).map_err(|_| FrameError::Length)?;
    let [magic, kind] = MAGIC;
    let (flags, tags) = (0, 0);
    let fields: [&[u8]; 7] = [
        &[magic, kind, VERSION, flags, header.codec],
        &header.fingerprint.to_be_bytes(),
        &header.created_unix_ms.to_be_bytes(),
        &header.fresh_for_ms.to_be_bytes(),
        &header.stale_for_ms.to_be_bytes(),
        &[tags],
        &payload_len.to_be_bytes(),
    ];
    let (summed, checksum_room) = room.split_at_mut(CHECKSUM_AT);
    let mut rest = &mut *summed;
    for field in fields {
        let (place, after) = rest.split_at_mut(field.len());
        place.copy_from_slice(field);
        rest = after;
    }
    checksum_room.copy_from_slice(&checksum(summed, payload, key.as_bytes()).to_be_bytes());
    Ok(())
}

/// Puts a header before the payload of the entry `key`.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn encode(header: &Header, key: &str, payload: &[u8]) -> Result<Vec<u8>, FrameError> {
    let mut bytes = [&[0; HEADER_LEN], payload].concat();
    write(header, key, &mut bytes)?;
    Ok(bytes)
}

/// Takes a frame apart, if it is one of this version, complete, undamaged, and of the entry `key`.
///
/// The order of the checks is part of the format: what comes after an unknown version, flag or tag is unknown too.
pub(crate) fn decode(key: impl AsRef<[u8]>, bytes: &[u8]) -> Result<(Header, &[u8]), FrameError> {
    let (header, expected, payload) = take_apart(bytes)?;
    let summed = bytes.get(..CHECKSUM_AT).ok_or(FrameError::Truncated)?;
    if checksum(summed, payload, key.as_ref()) == expected {
        Ok((header, payload))
    } else {
        Err(FrameError::Checksum)
    }
}

/// As [`decode`], for a frame that was sealed for its key: the seal says that nothing in it was changed.
#[inline]
pub(crate) fn decode_authentic(bytes: &[u8]) -> Result<(Header, &[u8]), FrameError> {
    take_apart(bytes).map(|(header, _checksum, payload)| (header, payload))
}

/// Header, checksum and payload.
#[inline]
fn take_apart(bytes: &[u8]) -> Result<(Header, u64, &[u8]), FrameError> {
    let Some((room, payload)) = bytes.split_first_chunk::<HEADER_LEN>() else {
        check_words(bytes)?;
        return Err(FrameError::Truncated);
    };
    check_words(room)?;
    let mut rest = &room[CODEC_AT..];
    let header = Header {
        codec: u8::from_be_bytes(take(&mut rest)?),
        fingerprint: u64::from_be_bytes(take(&mut rest)?),
        created_unix_ms: u64::from_be_bytes(take(&mut rest)?),
        fresh_for_ms: u64::from_be_bytes(take(&mut rest)?),
        stale_for_ms: u64::from_be_bytes(take(&mut rest)?),
    };
    let [_tags] = take(&mut rest)?;
    let payload_len = u32::from_be_bytes(take(&mut rest)?);
    let expected = u64::from_be_bytes(take(&mut rest)?);
    match u64::from(payload_len).cmp(&(payload.len() as u64)) {
        std::cmp::Ordering::Equal => Ok((header, expected, payload)),
        std::cmp::Ordering::Greater => Err(FrameError::Truncated),
        std::cmp::Ordering::Less => Err(FrameError::Length),
    }
}

/// The bytes that say whether the others mean what this version takes them for; as many of them as there are.
#[inline]
fn check_words(bytes: &[u8]) -> Result<(), FrameError> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or(FrameError::NotAFrame)?;
    if let Some(&version) = rest.first()
        && version != VERSION
    {
        return Err(FrameError::Version(version));
    }
    let set = |at: usize| bytes.get(at).is_some_and(|&word| word != 0);
    if set(FLAGS_AT) {
        Err(FrameError::Flags)
    } else if set(TAGS_AT) {
        Err(FrameError::Tags)
    } else {
        Ok(())
    }
}

/// The hash of one piece is the seed of the next, so that they need not be copied into one.
fn checksum(header: &[u8], payload: &[u8], key: &[u8]) -> u64 {
    [key, header].into_iter().fold(xxh3_64(payload), |seed, piece| xxh3_64_with_seed(piece, seed))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], FrameError> {
    let (head, tail) = rest.split_first_chunk().ok_or(FrameError::Truncated)?;
    *rest = tail;
    Ok(*head)
}

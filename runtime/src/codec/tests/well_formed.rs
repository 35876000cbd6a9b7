//! The look over a `MessagePack` document.

use proptest::collection::vec;
use proptest::prelude::*;
use serde::de::IgnoredAny;

use crate::codec::error::Malformed;
use crate::codec::msgpack::check;
use crate::codec::{Codec, MAX_DEPTH, MessagePack};

/// One document for each form of header, with its length.
const DOCUMENTS: &[&[u8]] = &[
    b"\x00",
    b"\x7f",
    b"\xe0",
    b"\xff",
    b"\xc0",
    b"\xc2",
    b"\xc3",
    b"\xcc\x01",
    b"\xcd\x01\x02",
    b"\xce\x01\x02\x03\x04",
    b"\xcf\x01\x02\x03\x04\x05\x06\x07\x08",
    b"\xd0\x01",
    b"\xd1\x01\x02",
    b"\xd2\x01\x02\x03\x04",
    b"\xd3\x01\x02\x03\x04\x05\x06\x07\x08",
    b"\xca\x01\x02\x03\x04",
    b"\xcb\x01\x02\x03\x04\x05\x06\x07\x08",
    b"\xa0",
    b"\xa2ab",
    b"\xd9\x02ab",
    b"\xda\x00\x02ab",
    b"\xdb\x00\x00\x00\x02ab",
    b"\xc4\x02ab",
    b"\xc5\x00\x02ab",
    b"\xc6\x00\x00\x00\x02ab",
    b"\xd4ta",
    b"\xd5tab",
    b"\xd6tabcd",
    b"\xd7tabcdefgh",
    b"\xd8tabcdefghijklmnop",
    b"\xc7\x02tab",
    b"\xc8\x00\x02tab",
    b"\xc9\x00\x00\x00\x02tab",
    b"\x90",
    b"\x92\x01\x90",
    b"\xdc\x00\x02\x01\x90",
    b"\xdd\x00\x00\x00\x02\x01\x90",
    b"\x80",
    b"\x81\x01\x90",
    b"\xde\x00\x01\x01\x90",
    b"\xdf\x00\x00\x00\x01\x01\x90",
    b"\x93\x91\x91\x01\x82\x01\x02\x03\x80\x00",
];

#[test]
fn takes_every_form_and_refuses_all_cuts_and_additions() {
    for document in DOCUMENTS {
        assert_eq!(check(document), Ok(()), "{document:x?}");
        for cut in 0..document.len() {
            assert!(
                matches!(check(&document[..cut]), Err(Malformed::Truncated | Malformed::Claim)),
                "{document:x?}"
            );
        }
        assert_eq!(
            check(&[document, b"\x00".as_slice()].concat()),
            Err(Malformed::Trailing),
            "{document:x?}"
        );
    }
}

#[test]
fn counts_levels() {
    let arrays = |depth| [b"\x91".repeat(depth - 1).as_slice(), b"\x90"].concat();
    assert_eq!(check(&arrays(MAX_DEPTH)), Ok(()));
    assert_eq!(check(&arrays(MAX_DEPTH + 1)), Err(Malformed::TooDeep));
    // Beside each other is not inside each other.
    assert_eq!(check(&[b"\xdc\x03\xe8".as_slice(), &b"\x91\x90".repeat(1_000)].concat()), Ok(()));
}

#[test]
fn refuses_the_reserved_byte() {
    assert_eq!(check(b"\xc1"), Err(Malformed::Reserved));
    assert_eq!(check(b"\x92\x01\xc1"), Err(Malformed::Reserved));
}

#[test]
fn refuses_claims_before_it_follows_them() {
    for bomb in
        [b"\xdd\xff\xff\xff\xff".as_slice(), b"\xdf\xff\xff\xff\xff", b"\xdc\xff\xff\x00", b"\x9f\x00"]
    {
        assert_eq!(check(bomb), Err(Malformed::Claim), "{bomb:x?}");
    }
    // Enough bytes for each claim, and not for both.
    assert_eq!(check(b"\x92\x92\x01\x02"), Err(Malformed::Truncated));
}

proptest! {
    /// All agree with `rmp-serde` on where things begin and end.
    #[test]
    fn agrees_with_the_decoder(documents in vec(prop::sample::select(DOCUMENTS), 0..15)) {
        let head = 0x90 | u8::try_from(documents.len()).unwrap();
        let bytes = [&[head], documents.concat().as_slice()].concat();
        prop_assert_eq!(check(&bytes), Ok(()));
        prop_assert!(rmp_serde::from_slice::<IgnoredAny>(&bytes).is_ok());
        prop_assert!(MessagePack::decode::<IgnoredAny>(&bytes).is_ok());
    }
}

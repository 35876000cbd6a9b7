//! The reader of `MessagePack` beside `rmp-serde`'s, and where the two differ.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};
use std::marker::PhantomData;

use proptest::prelude::*;
use serde::de::{DeserializeOwned, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_bytes::ByteBuf;

use super::MessagePack;
use super::tree::{Tree, any_tree};
use crate::codec::fuzzing::read_as_others_do;
use crate::codec::{Codec, CodecError};

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    MessagePack::decode(bytes)
}

/// Reads what both have to read as the same value.
fn read<T: PartialEq + Debug + DeserializeOwned>(bytes: &[u8]) -> T {
    let value = decode(bytes).unwrap();
    assert_eq!(rmp_serde::from_slice::<T>(bytes).unwrap(), value);
    value
}

proptest! {
    #[test]
    fn reads_what_was_damaged_as_others_do(
        tree in any_tree(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = MessagePack::encode(&tree).unwrap();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        read_as_others_do::<Tree>(&bytes);
    }
}

#[test]
fn integers_of_every_width_fit_every_type() {
    let one: &[&[u8]] = &[
        b"\x01",
        b"\xcc\x01",
        b"\xcd\x00\x01",
        b"\xce\x00\x00\x00\x01",
        b"\xcf\x00\x00\x00\x00\x00\x00\x00\x01",
        b"\xd0\x01",
        b"\xd1\x00\x01",
        b"\xd2\x00\x00\x00\x01",
        b"\xd3\x00\x00\x00\x00\x00\x00\x00\x01",
    ];
    for bytes in one {
        assert_eq!(read::<u8>(bytes), 1, "{bytes:x?}");
        assert_eq!(read::<i8>(bytes), 1, "{bytes:x?}");
        assert_eq!(read::<u64>(bytes), 1, "{bytes:x?}");
        assert_eq!(read::<i64>(bytes), 1, "{bytes:x?}");
        assert_eq!(read::<u128>(bytes), 1, "{bytes:x?}");
        assert_eq!(read::<i128>(bytes), 1, "{bytes:x?}");
        assert_eq!(read::<f64>(bytes).to_bits(), 1.0_f64.to_bits(), "{bytes:x?}");
    }
    assert_eq!(read::<i8>(b"\xff"), -1);
    assert_eq!(read::<i64>(b"\xd3\x80\x00\x00\x00\x00\x00\x00\x00"), i64::MIN);
    assert_eq!(read::<u64>(b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff"), u64::MAX);
    assert!(decode::<u8>(b"\xcd\x01\x00").is_err());
    assert!(decode::<u64>(b"\xff").is_err());
    assert_eq!(read::<i128>(b"\xff"), -1);
    // `rmp-serde` makes 2^128 - 1 of it.
    assert!(decode::<u128>(b"\xff").is_err());
    // Nor any other form of 16 bytes than the one that is written.
    assert!(decode::<u128>(&[b"\xc5\x00\x10".as_slice(), &[0; 16]].concat()).is_err());
    assert!(decode::<u128>(&[b"\xc4\x0f".as_slice(), &[0; 15]].concat()).is_err());
}

#[test]
fn bytes_texts_and_sequences_stand_for_each_other() {
    for bytes in
        [b"\x92\x01\x02".as_slice(), b"\xdc\x00\x02\x01\x02", b"\xc4\x02\x01\x02", b"\xc5\x00\x02\x01\x02"]
    {
        assert_eq!(read::<Vec<u8>>(bytes), [1, 2], "{bytes:x?}");
        assert_eq!(read::<(u8, u8)>(bytes), (1, 2), "{bytes:x?}");
        assert_eq!(read::<ByteBuf>(bytes), [1, 2], "{bytes:x?}");
    }
    for bytes in [b"\xa2ab".as_slice(), b"\xd9\x02ab", b"\xda\x00\x02ab", b"\xdb\x00\x00\x00\x02ab"] {
        assert_eq!(read::<String>(bytes), "ab", "{bytes:x?}");
        assert_eq!(read::<ByteBuf>(bytes), b"ab", "{bytes:x?}");
    }
    // A text that is none.
    assert_eq!(read::<ByteBuf>(b"\xa2a\xff"), b"a\xff");
    assert_eq!(decode::<String>(b"\xa2a\xff").unwrap_err().to_string(), "found bytes, expected a string");
}

#[test]
fn structs_are_maps_or_sequences() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Point {
        x: u8,
        y: u8,
    }
    let point = Point { x: 1, y: 2 };
    for bytes in [
        b"\x82\xa1x\x01\xa1y\x02".as_slice(),
        b"\x82\xa1y\x02\xa1x\x01",
        b"\xde\x00\x02\xa1x\x01\xa1y\x02",
        // A field that the type does not have.
        b"\x83\xa1x\x01\xa1z\x93\x01\x91\x02\x80\xa1y\x02",
        b"\x92\x01\x02",
    ] {
        assert_eq!(read::<Point>(bytes), point, "{bytes:x?}");
    }
    let error = decode::<Point>(b"\x93\x01\x02\x03").unwrap_err();
    assert_eq!(error.to_string(), "wrong number of elements, expected fewer");
}

#[test]
fn variants_are_names_or_maps_of_one() {
    #[derive(Debug, PartialEq, Deserialize)]
    enum Shape {
        Point,
        Circle(u8),
        Line(u8, u8),
        Box { side: u8 },
    }
    assert_eq!(read::<Shape>(b"\xa5Point"), Shape::Point);
    assert_eq!(read::<Shape>(b"\x81\xa5Point\xc0"), Shape::Point);
    assert_eq!(read::<Shape>(b"\x00"), Shape::Point);
    assert_eq!(read::<Shape>(b"\x81\xa6Circle\x01"), Shape::Circle(1));
    assert_eq!(read::<Shape>(b"\xde\x00\x01\xa6Circle\x01"), Shape::Circle(1));
    assert_eq!(read::<Shape>(b"\x81\xa4Line\x92\x01\x02"), Shape::Line(1, 2));
    assert_eq!(read::<Shape>(b"\x81\xa3Box\x81\xa4side\x01"), Shape::Box { side: 1 });
    assert_eq!(
        decode::<Shape>(b"\x81\xa5Point\x01").unwrap_err().to_string(),
        "found an integer, expected unit"
    );
    assert_eq!(
        decode::<Shape>(b"\xa6Circle").unwrap_err().to_string(),
        "found an enum, expected newtype variant"
    );
    assert!(decode::<Shape>(b"\x80").is_err());
    assert!(decode::<Shape>(b"\x82\xa5Point\xc0\xa5Point\xc0").is_err());
}

#[test]
fn extensions_are_what_rmp_serde_makes_of_them() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename = "_ExtStruct")]
    struct Extension((i8, ByteBuf));

    #[derive(Debug, Deserialize)]
    #[serde(rename = "_ExtStruct")]
    struct KindAlone(#[expect(dead_code, reason = "it is the reading that is tested")] (i8,));

    let forms: &[(&[u8], &[u8])] = &[
        (b"\xd4\xffa", b"a"),
        (b"\xd6\xffabcd", b"abcd"),
        (b"\xc7\x03\xffabc", b"abc"),
        (b"\xc8\x00\x03\xffabc", b"abc"),
        (b"\xc9\x00\x00\x00\x03\xffabc", b"abc"),
    ];
    for (bytes, data) in forms {
        assert_eq!(read::<Extension>(bytes), Extension((-1, ByteBuf::from(*data))), "{bytes:x?}");
    }
    let value = vec![Extension((7, ByteBuf::from(b"abc"))), Extension((8, ByteBuf::from(b"abcd")))];
    assert_eq!(read::<Vec<Extension>>(&MessagePack::encode(&value).unwrap()), value);
    for other in [b"\x01".as_slice(), b"\x91\x92\xff\xc4\x01a", b"\x92\xff\xc4\x01a"] {
        assert!(decode::<Extension>(other).is_err(), "{other:x?}");
    }
    // Both parts have to be read.
    assert!(decode::<KindAlone>(b"\xd4\x07\x05").is_err());
    assert!(decode::<u8>(b"\xd4\xffa").is_err());
}

/// Asks for a number, and would take a name too: as some types of dates do.
#[test]
fn what_is_asked_for_as_a_number_is_one() {
    #[derive(Debug, PartialEq)]
    struct Day(u8);
    impl<'de> Deserialize<'de> for Day {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct DayVisitor;
            impl Visitor<'_> for DayVisitor {
                type Value = Day;
                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("a day")
                }
                fn visit_u64<E>(self, day: u64) -> Result<Day, E> {
                    Ok(Day(u8::try_from(day).unwrap_or_default()))
                }
                fn visit_str<E>(self, _name: &str) -> Result<Day, E> {
                    Ok(Day(0))
                }
            }
            deserializer.deserialize_u8(DayVisitor)
        }
    }
    assert_eq!(read::<Day>(b"\x03"), Day(3));
    assert_eq!(read::<Day>(b"\xcc\x03"), Day(3));
    assert_eq!(decode::<Day>(b"\xa6Monday").unwrap_err().to_string(), "found a string, expected a day");
    assert_eq!(read::<Vec<Option<Day>>>(b"\x92\xc0\x03"), [None, Some(Day(3))]);
}

/// Of a wide type's visitor, the other ways may not be there.
#[test]
fn integers_of_128_bits_are_told_as_such() {
    #[derive(Debug, PartialEq)]
    struct Nanoseconds(i128);
    impl<'de> Deserialize<'de> for Nanoseconds {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct WideVisitor;
            impl Visitor<'_> for WideVisitor {
                type Value = Nanoseconds;
                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("nanoseconds")
                }
                fn visit_i128<E>(self, value: i128) -> Result<Nanoseconds, E> {
                    Ok(Nanoseconds(value))
                }
            }
            deserializer.deserialize_i128(WideVisitor)
        }
    }
    assert_eq!(read::<Nanoseconds>(b"\x07"), Nanoseconds(7));
    assert_eq!(read::<Nanoseconds>(b"\xd1\xff\x00"), Nanoseconds(-256));
    assert_eq!(read::<Nanoseconds>(&MessagePack::encode(&i128::MAX).unwrap()), Nanoseconds(i128::MAX));
}

#[test]
fn unit_structs_are_nil_or_the_short_empty_array() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Marker;
    assert_eq!(read::<Marker>(b"\xc0"), Marker);
    assert_eq!(read::<Marker>(b"\x90"), Marker);
    assert!(decode::<Marker>(b"\xdc\x00\x00").is_err());
}

#[test]
fn bytes_are_a_sequence_of_all_of_them() {
    assert!(decode::<[u8; 1]>(b"\xc4\x02\x01\x02").is_err());
    assert!(decode::<[u8; 0]>(b"\xc4\x01\x05").is_err());
}

/// Skips elements that it cannot read, on a document that has none, and by a type that does not even look.
#[test]
fn a_loop_over_errors_ends() {
    #[derive(Debug)]
    struct Refusing;
    impl<'de> Deserialize<'de> for Refusing {
        fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            Err(serde::de::Error::custom("without a look"))
        }
    }
    #[derive(Debug)]
    struct Good<T>(Vec<T>);
    impl<'de, T: Deserialize<'de>> Deserialize<'de> for Good<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct GoodVisitor<T>(PhantomData<T>);
            impl<'de, T: Deserialize<'de>> Visitor<'de> for GoodVisitor<T> {
                type Value = Good<T>;
                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("a sequence")
                }
                fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Good<T>, A::Error> {
                    let mut good = Vec::new();
                    loop {
                        match access.next_element() {
                            Ok(Some(element)) => good.push(element),
                            Ok(None) => return Ok(Good(good)),
                            Err(_) => {}
                        }
                    }
                }
            }
            deserializer.deserialize_seq(GoodVisitor(PhantomData))
        }
    }
    assert!(decode::<Good<String>>(b"\x92\xa5a").is_err());
    assert_eq!(decode::<Good<String>>(b"\x93\xa1a\x91\x07\xa1b").unwrap().0, ["a", "b"]);
    assert!(decode::<Good<Refusing>>(b"\x92\xa1a\xa1b").unwrap().0.is_empty());
}

/// Takes what it cannot read for nothing.
#[derive(Debug, PartialEq)]
struct Lenient<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(deserializer).ok()))
    }
}

#[test]
fn a_type_that_catches_an_error_goes_on_behind_the_part() {
    type Parts = Vec<Lenient<BTreeMap<String, (u8, u8)>>>;
    let parts = b"\x93\x81\xa1a\x92\x01\x02\x82\xa1a\x93\x01\xa1b\x03\xa1b\x92\x01\x02\x81\xa1c\x92\x03\x04";
    let one = |name: &str, pair| Lenient(Some(BTreeMap::from([(name.to_owned(), pair)])));
    assert_eq!(decode::<Parts>(parts).unwrap(), [one("a", (1, 2)), Lenient(None), one("c", (3, 4))]);
    // The last item is refused.
    assert_eq!(decode::<(Lenient<[u8; 2]>, u8)>(b"\x92\x92\x01\xa1a\x07").unwrap(), (Lenient(None), 7));
    // Too many.
    assert_eq!(decode::<(Lenient<[u8; 1]>, u8)>(b"\x92\x92\x01\x91\x02\x07").unwrap(), (Lenient(None), 7));
    // An entry of which only the key was read.
    assert_eq!(
        decode::<(Lenient<BTreeMap<u8, u8>>, u8)>(b"\x92\x81\xa1a\x02\x07").unwrap(),
        (Lenient(None), 7)
    );
}

#[test]
fn a_type_that_catches_an_error_cannot_mend_a_document() {
    type Parts = (u8, Lenient<Vec<String>>);
    let whole = b"\x92\x07\x92\xa1a\xa3bcd";
    assert_eq!(decode::<Parts>(whole).unwrap().0, 7);
    for cut in 2..whole.len() {
        assert!(decode::<Parts>(&whole[..cut]).is_err(), "{cut}");
    }
    assert!(decode::<Parts>(b"\x92\x07\xc1").is_err());
    assert!(decode::<Parts>(b"\x92\x07\x91\xdd\xff\xff\xff\xff").is_err());
    let deep = [b"\x92\x07".as_slice(), &b"\x91".repeat(100), b"\xc0"].concat();
    assert_eq!(decode::<Parts>(&deep).unwrap_err().to_string(), "nested deeper than 100 levels");
}

#[test]
fn elements_that_are_announced_are_backed_by_bytes_of_their_own() {
    // Each claim is, all of them together are not.
    let nested = [b"\xdc\x00\x60".as_slice(), &b"\xdc\x00\x20".repeat(0x60)].concat();
    let error = decode::<Vec<Vec<Lenient<u8>>>>(&nested).unwrap_err();
    assert_eq!(error.to_string(), "a length is larger than the bytes that follow it");
}

//! Bytes that nobody wrote: refused, in bounded time, memory and stack.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use serde::de::{DeserializeOwned, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::MessagePack;
use super::tree::{Tree, any_tree};
use crate::codec::{Codec, MAX_DEPTH, fuzzing};

super::for_each_codec! {
    random_bytes_do_not_panic;
    mutated_bytes_do_not_panic;
    trailing_bytes_are_refused;
    cut_bytes_are_refused;
    endless_types_are_refused;
}

/// Reads the bytes as types that differ in what they ask of a decoder.
fn read_all_ways<C: Codec>(bytes: &[u8]) {
    fn read<C: Codec, T: DeserializeOwned>(bytes: &[u8]) {
        let _ = C::decode::<T>(bytes);
    }
    read::<C, Tree>(bytes);
    read::<C, Vec<Tree>>(bytes);
    read::<C, HashMap<String, Vec<Option<u16>>>>(bytes);
    read::<C, (i128, char, String)>(bytes);
    read::<C, Vec<()>>(bytes);
    read::<C, IgnoredAny>(bytes);
    read::<C, Flattened>(bytes);
    read::<C, Untagged>(bytes);
    read::<C, Probe>(bytes);
    read::<C, EndlessWrapper>(bytes);
    read::<C, EndlessStruct>(bytes);
}

#[derive(Deserialize)]
struct Flattened {
    #[serde(flatten)]
    _rest: BTreeMap<String, Tree>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Untagged {
    Text(#[expect(dead_code, reason = "it is the reading that is tested")] String),
    Many(#[expect(dead_code, reason = "it is the reading that is tested")] Vec<Untagged>),
}

/// Types without an end: nothing is a value of them, and serde's derive still reads on and on.
#[derive(Debug, Deserialize)]
struct EndlessWrapper(#[expect(dead_code, reason = "it is the reading that is tested")] Option<Box<Self>>);

#[derive(Debug, Deserialize)]
struct EndlessStruct {
    #[expect(dead_code, reason = "it is the reading that is tested")]
    next: Box<EndlessStruct>,
}

/// Fails when it is told of more elements than `Probe::INPUT` has bytes: that many a type would reserve.
#[derive(Debug)]
struct Probe;

impl Probe {
    const INPUT: usize = 512;
}

impl<'de> Deserialize<'de> for Probe {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ProbeVisitor;
        impl<'de> Visitor<'de> for ProbeVisitor {
            type Value = Probe;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sequence")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Probe, A::Error> {
                assert!(access.size_hint().unwrap_or(0) <= Probe::INPUT, "{:?}", access.size_hint());
                while access.next_element::<Probe>()?.is_some() {}
                Ok(Probe)
            }
        }
        deserializer.deserialize_seq(ProbeVisitor)
    }
}

proptest! {
    #[test]
    fn what_is_fuzzed_holds(bytes in vec(any::<u8>(), 0..200)) {
        fuzzing::msgpack(&bytes);
        #[cfg(feature = "bincode")]
        fuzzing::bincode(&bytes);
    }
}

fn random_bytes_do_not_panic<C: Codec>() {
    proptest!(|(bytes in vec(any::<u8>(), 0..Probe::INPUT))| read_all_ways::<C>(&bytes));
}

fn mutated_bytes_do_not_panic<C: Codec>() {
    let edit = (any::<prop::sample::Index>(), any::<u8>());
    proptest!(|(tree in any_tree(), edits in vec(edit, 1..4))| {
        let mut bytes = C::encode(&tree).unwrap();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(Probe::INPUT);
        read_all_ways::<C>(&bytes);
    });
}

fn trailing_bytes_are_refused<C: Codec>() {
    proptest!(|(tree in any_tree(), byte in any::<u8>())| {
        let mut bytes = C::encode(&tree).unwrap();
        bytes.push(byte);
        let error = C::decode::<Tree>(&bytes).unwrap_err();
        prop_assert_eq!(error.to_string(), "the bytes go on after the value");
    });
}

fn cut_bytes_are_refused<C: Codec>() {
    proptest!(|(tree in any_tree(), at in any::<prop::sample::Index>())| {
        let mut bytes = C::encode(&tree).unwrap();
        bytes.truncate(at.index(bytes.len()));
        prop_assert!(C::decode::<Tree>(&bytes).is_err());
    });
}

fn endless_types_are_refused<C: Codec>() {
    // A `Some` that holds itself, in either format.
    let bytes = [1; 10_000];
    assert!(C::decode::<EndlessWrapper>(&bytes).is_err());
    assert!(C::decode::<EndlessWrapper>(&bytes[..1]).is_err());
    assert!(C::decode::<EndlessStruct>(&bytes).is_err());
}

#[test]
fn messagepack_refuses_bombs() {
    let wide = |head: &[u8]| MessagePack::decode::<Vec<Tree>>(head).unwrap_err().to_string();
    assert_eq!(wide(b"\xdd\xff\xff\xff\xff"), "a length is larger than the bytes that follow it");
    assert_eq!(wide(b"\xdf\xff\xff\xff\xff"), "a length is larger than the bytes that follow it");
    assert_eq!(wide(b"\xc6\xff\xff\xff\xff"), "the bytes end inside a value");
    assert_eq!(wide(b"\xdb\xff\xff\xff\xff"), "the bytes end inside a value");
    assert_eq!(wide(b"\xc9\xff\xff\xff\xff\x00"), "the bytes end inside a value");
    for container in [b"\x91".as_slice(), b"\x81\xc0", b"\x81\xa4Many\x91"] {
        let bytes = [container.repeat(1_000_000).as_slice(), b"\xc0"].concat();
        assert_eq!(wide(&bytes), "nested deeper than 100 levels");
    }
}

#[cfg(feature = "bincode")]
#[test]
fn bincode_refuses_bombs() {
    use crate::codec::Bincode;
    fn refused<T: DeserializeOwned>(bytes: &[u8]) -> String {
        Bincode::decode::<T>(bytes).err().expect("the bytes are a bomb").to_string()
    }
    for claim in [u64::from(u32::MAX), 1 << 40, u64::MAX] {
        let bytes = [&[253], claim.to_le_bytes().as_slice()].concat();
        // Owned bytes: bincode itself would set the announced length aside.
        assert_eq!(refused::<String>(&bytes), "the bytes do not fit the type, which asked for string");
        assert_eq!(refused::<Vec<u64>>(&bytes), "a length is larger than the bytes that follow it");
        assert_eq!(refused::<HashMap<u8, u8>>(&bytes), "a length is larger than the bytes that follow it");
        // Elements without bytes: bincode would count to the end.
        assert_eq!(refused::<Vec<()>>(&bytes), "a length is larger than the bytes that follow it");
    }
    // The claims of all containers together, not only of each.
    let nested = [[100].as_slice(), &[99; 100]].concat();
    assert_eq!(refused::<Vec<Vec<()>>>(&nested), "a length is larger than the bytes that follow it");

    // A tree of sixteen variants: `Many` with one element, a million times.
    let many = Bincode::encode(&Tree::Many(vec![])).unwrap()[0];
    assert_eq!(refused::<Tree>(&[many, 1].repeat(1_000_000)), "nested deeper than 100 levels");
}

/// [`MAX_DEPTH`] levels of a large record, in a debug build, on a thread as tests and tokio have them.
#[test]
fn the_deepest_value_fits_the_stack() {
    #[derive(Debug, Default, serde::Serialize, Deserialize)]
    struct Large {
        names: (String, String, String),
        counts: [u64; 8],
        notes: Vec<Option<String>>,
        index: BTreeMap<String, (u64, String)>,
        next: Option<Box<Large>>,
    }
    let deepest = (2..MAX_DEPTH)
        .fold(Large::default(), |inner, _| Large { next: Some(Box::new(inner)), ..Large::default() });
    let bytes = MessagePack::encode(&deepest).unwrap();
    let decode = move || drop(MessagePack::decode::<Large>(&bytes).unwrap());
    std::thread::Builder::new().stack_size(2 << 20).spawn(decode).unwrap().join().unwrap();
}

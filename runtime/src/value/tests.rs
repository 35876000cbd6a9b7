//! Different types differ, alike types agree, and the numbers stay.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{NonZero, Wrapping};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{CacheValue, versioned};

macro_rules! fingerprints {
    ($($ty:ty),* $(,)?) => {
        [$((stringify!($ty), <$ty as CacheValue>::FINGERPRINT, <$ty as CacheValue>::FLAT)),*]
    };
}

#[test]
fn different_types_differ() {
    let all = fingerprints![
        (), bool, char, String, PathBuf, Duration, SystemTime,
        i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize, f32, f64,
        NonZero<i8>, NonZero<i16>, NonZero<i32>, NonZero<i64>, NonZero<i128>, NonZero<isize>,
        NonZero<u8>, NonZero<u16>, NonZero<u32>, NonZero<u64>, NonZero<u128>, NonZero<usize>,
        IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6,
        Option<u8>, Option<Option<u8>>, Option<String>, Vec<u8>, Vec<Vec<u8>>, Option<Vec<u8>>, Vec<Option<u8>>,
        [u8; 0], [u8; 1], [u8; 2], [[u8; 1]; 2], [[u8; 2]; 1], [(); 1],
        HashSet<u8>, HashMap<u8, u16>, HashMap<u16, u8>, HashMap<u8, u8>, HashMap<u8, (u8, u8)>,
        Result<u8, u16>, Result<u16, u8>, PhantomData<u8>,
        Range<u8>, RangeInclusive<u8>, RangeFrom<u8>, RangeTo<u8>, Bound<u8>,
        (u8,), ((u8,),), (u8, u8), ((u8, u8),), (u8, (u8,)), ((u8,), u8), (u8, u16), (u16, u8), (u8, ()), ((), u8),
        (u8, u8, u8), ((u8, u8), u8), (u8, (u8, u8)), (u8, u8, u8, u8), (u8, u8, u8, u8, u8),
        (u8, u8, u8, u8, u8, u8), (u8, u8, u8, u8, u8, u8, u8), (u8, u8, u8, u8, u8, u8, u8, u8),
        (u8, u8, u8, u8, u8, u8, u8, u8, u8), (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8),
        (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8), (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8),
    ];
    let mut seen = HashMap::new();
    for (name, fingerprint, flat) in all {
        assert_eq!(seen.insert(fingerprint, name), None, "`{name}` and another");
        assert_eq!(fingerprint, flat, "`{name}` holds no type with a definition of its own");
    }
}

#[test]
fn types_that_are_stored_alike_agree() {
    macro_rules! agree {
        ($($group:expr),* $(,)?) => {$({
            let group = $group;
            for (name, fingerprint, flat) in group {
                assert_eq!((fingerprint, flat), (group[0].1, group[0].2), "`{name}` and `{}`", group[0].0);
            }
        })*};
    }
    agree![
        fingerprints![u8, Box<u8>, Rc<u8>, Arc<u8>, Cow<'static, u8>, Wrapping<u8>, std::cmp::Reverse<u8>],
        fingerprints![String, str, Box<str>, Arc<str>, Cow<'static, str>],
        fingerprints![PathBuf, Path, Cow<'static, Path>],
        fingerprints![Vec<u8>, [u8], Box<[u8]>, Cow<'static, [u8]>, VecDeque<u8>, LinkedList<u8>],
        fingerprints![HashSet<u8>, BTreeSet<u8>, HashSet<u8, BuildHasherDefault<DefaultHasher>>],
        fingerprints![HashMap<u8, u8>, BTreeMap<u8, u8>, HashMap<u8, u8, BuildHasherDefault<DefaultHasher>>],
        fingerprints![PhantomData<u8>, PhantomData<str>],
    ];
}

/// As the derive writes it: a type with a definition, once in each of its two numbers.
struct Derived;

impl CacheValue for Derived {
    const FINGERPRINT: u64 = 1;
    const FLAT: u64 = 2;
}

#[test]
fn containers_pass_on_both_numbers() {
    let all = fingerprints![
        Vec<Derived>, Option<Derived>, Box<Derived>, (u8, Derived), [Derived; 2], HashMap<Derived, u8>,
        Result<u8, Derived>, BTreeSet<Derived>,
    ];
    for (name, fingerprint, flat) in all {
        assert_ne!(fingerprint, flat, "`{name}`");
    }
}

/// These are in users' stores, beside their entries: a change makes all of those a miss. The numbers were computed by
/// another program, from the description in `cachekit_schema::hash` and the names in `std_types`.
#[test]
fn golden_fingerprints() {
    let golden = [
        ("unit", <()>::FINGERPRINT, 0xe107_7465_b12d_4fe9),
        ("u64", u64::FINGERPRINT, 0x6d43_10d7_54c7_1419),
        ("String", String::FINGERPRINT, 0x8ea4_c354_af3e_bc1c),
        ("Option<String>", Option::<String>::FINGERPRINT, 0x8082_f8df_0f88_75b0),
        ("Vec<u8>", Vec::<u8>::FINGERPRINT, 0xe273_fd72_9ef4_6a13),
        ("HashMap<String, u64>", HashMap::<String, u64>::FINGERPRINT, 0x1353_1c9c_8c76_02f8),
        ("(u8, u16)", <(u8, u16)>::FINGERPRINT, 0x9a1e_7692_b8e6_9877),
        ("[u8; 32]", <[u8; 32]>::FINGERPRINT, 0xb0bf_0ff8_5275_cdfc),
        ("versioned", versioned("User", 3), 0xfa1d_e4e9_aea5_422e),
    ];
    for (name, fingerprint, expected) in golden {
        assert_eq!(fingerprint, expected, "{name}: {fingerprint:#018x}");
    }
}

#[test]
fn versions_and_names_differ() {
    let all = [versioned("User", 1), versioned("User", 2), versioned("Order", 1), versioned("", 1)];
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
}

#[test]
fn const_evaluation() {
    const FINGERPRINT: u64 = <HashMap<String, Vec<Option<Arc<str>>>> as CacheValue>::FINGERPRINT;
    const VERSIONED: u64 = versioned("User", 1);
    static BOTH: [u64; 2] = [FINGERPRINT, VERSIONED];
    assert_ne!(BOTH[0], BOTH[1]);
}

#[test]
fn what_holds_a_secret_is_sensitive() {
    struct Token {
        _text: u8,
    }
    impl CacheValue for Token {
        const FINGERPRINT: u64 = 1;
        const FLAT: u64 = 1;
        const SENSITIVE: bool = true;
    }
    macro_rules! sensitive {
        ($($ty:ty),* $(,)?) => { [$((stringify!($ty), <$ty as CacheValue>::SENSITIVE)),*] };
    }
    for (name, is_sensitive) in sensitive![
        Option<Token>, Result<u8, Token>, Result<Token, u8>, [Token], Vec<Token>, VecDeque<Token>, LinkedList<Token>,
        BTreeSet<Token>, HashSet<Token>, BTreeMap<u8, Token>, BTreeMap<Token, u8>, HashMap<u8, Vec<Token>>,
        Range<Token>, RangeInclusive<Token>, RangeFrom<Token>, RangeTo<Token>, Bound<Token>, [Token; 2],
        Box<Token>, Rc<Token>, Arc<[Token]>, Wrapping<Token>, std::cmp::Reverse<Token>,
        (Token,), (u8, Token), (u8, u8, (u8, Option<Token>)),
    ] {
        assert!(is_sensitive, "{name}");
    }
    // Nothing is stored of what only is in its type.
    for (name, is_sensitive) in
        sensitive![(), u8, String, Vec<u8>, (u8, u8), HashMap<u8, u8>, PhantomData<Token>]
    {
        assert!(!is_sensitive, "{name}");
    }
}

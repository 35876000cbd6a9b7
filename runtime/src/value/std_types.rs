//! The standard library's types, by how serde stores them.
//!
//! Names in quotes reach stored bytes: a change makes every entry with such a value a miss.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8, NonZeroU16,
    NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize, Wrapping,
};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use cachekit_schema::hash::of_str;

use super::{CacheValue, mix};

/// Types without types inside, each under the name of what is stored.
macro_rules! leaves {
    ($($ty:ty => $name:literal;)*) => {$(
        impl CacheValue for $ty {
            const FINGERPRINT: u64 = of_str($name);
            const FLAT: u64 = Self::FINGERPRINT;
        }
    )*};
}

leaves! {
    () => "unit";
    bool => "bool";
    char => "char";
    i8 => "i8";
    i16 => "i16";
    i32 => "i32";
    i64 => "i64";
    i128 => "i128";
    isize => "isize";
    u8 => "u8";
    u16 => "u16";
    u32 => "u32";
    u64 => "u64";
    u128 => "u128";
    usize => "usize";
    f32 => "f32";
    f64 => "f64";
    NonZeroI8 => "nonzero i8";
    NonZeroI16 => "nonzero i16";
    NonZeroI32 => "nonzero i32";
    NonZeroI64 => "nonzero i64";
    NonZeroI128 => "nonzero i128";
    NonZeroIsize => "nonzero isize";
    NonZeroU8 => "nonzero u8";
    NonZeroU16 => "nonzero u16";
    NonZeroU32 => "nonzero u32";
    NonZeroU64 => "nonzero u64";
    NonZeroU128 => "nonzero u128";
    NonZeroUsize => "nonzero usize";
    str => "str";
    String => "str";
    Path => "path";
    PathBuf => "path";
    Duration => "duration";
    SystemTime => "system time";
    IpAddr => "ip";
    Ipv4Addr => "ipv4";
    Ipv6Addr => "ipv6";
    SocketAddr => "socket";
    SocketAddrV4 => "socket v4";
    SocketAddrV6 => "socket v6";
}

/// Types with types inside: the name of what is stored, then each of them in order.
macro_rules! containers {
    ($([$($generics:tt)*] $ty:ty => $name:literal, $($inner:ty),+;)*) => {$(
        impl<$($generics)*> CacheValue for $ty {
            const FINGERPRINT: u64 = fold(of_str($name), &[$(<$inner>::FINGERPRINT),+]);
            const FLAT: u64 = fold(of_str($name), &[$(<$inner>::FLAT),+]);
            const SENSITIVE: bool = $(<$inner>::SENSITIVE)||+;
        }
    )*};
}

containers! {
    [T: CacheValue] Option<T> => "option", T;
    [T: CacheValue, E: CacheValue] Result<T, E> => "result", T, E;
    [T: CacheValue] [T] => "seq", T;
    [T: CacheValue] Vec<T> => "seq", T;
    [T: CacheValue] VecDeque<T> => "seq", T;
    [T: CacheValue] LinkedList<T> => "seq", T;
    [T: CacheValue] BTreeSet<T> => "set", T;
    [T: CacheValue, S] HashSet<T, S> => "set", T;
    [K: CacheValue, V: CacheValue] BTreeMap<K, V> => "map", K, V;
    [K: CacheValue, V: CacheValue, S] HashMap<K, V, S> => "map", K, V;
    [T: CacheValue] Range<T> => "range", T;
    [T: CacheValue] RangeInclusive<T> => "range inclusive", T;
    [T: CacheValue] RangeFrom<T> => "range from", T;
    [T: CacheValue] RangeTo<T> => "range to", T;
    [T: CacheValue] Bound<T> => "bound", T;
}

impl<T: CacheValue, const N: usize> CacheValue for [T; N] {
    const FINGERPRINT: u64 = fold(of_str("array"), &[N as u64, T::FINGERPRINT]);
    const FLAT: u64 = fold(of_str("array"), &[N as u64, T::FLAT]);
    const SENSITIVE: bool = T::SENSITIVE;
}

/// Nothing is stored of it, so nothing is asked of `T`.
impl<T: ?Sized> CacheValue for PhantomData<T> {
    const FINGERPRINT: u64 = of_str("phantom");
    const FLAT: u64 = Self::FINGERPRINT;
}

/// Types that serde stores as what they hold.
macro_rules! transparent {
    ($([$($generics:tt)*] $ty:ty => $inner:ty;)*) => {$(
        impl<$($generics)*> CacheValue for $ty {
            const FINGERPRINT: u64 = <$inner>::FINGERPRINT;
            const FLAT: u64 = <$inner>::FLAT;
            const SENSITIVE: bool = <$inner>::SENSITIVE;
        }
    )*};
}

transparent! {
    [T: CacheValue + ?Sized] Box<T> => T;
    // serde reads and writes these two with its feature `rc`; a type that holds one has made sure of it.
    [T: CacheValue + ?Sized] Rc<T> => T;
    [T: CacheValue + ?Sized] Arc<T> => T;
    [T: CacheValue + ToOwned + ?Sized] Cow<'_, T> => T;
    [T: CacheValue] Wrapping<T> => T;
    [T: CacheValue] Reverse<T> => T;
}

macro_rules! tuples {
    ($(($($element:ident)+))*) => {$(
        impl<$($element: CacheValue),+> CacheValue for ($($element,)+) {
            const FINGERPRINT: u64 = fold(of_str("tuple"), &[$($element::FINGERPRINT),+]);
            const FLAT: u64 = fold(of_str("tuple"), &[$($element::FLAT),+]);
            const SENSITIVE: bool = $($element::SENSITIVE)||+;
        }
    )*};
}

tuples! {
    (A)
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
    (A B C D E F G H I)
    (A B C D E F G H I J)
    (A B C D E F G H I J K)
    (A B C D E F G H I J K L)
}

/// Mixes a list into a name, its length first: no list is the beginning of another.
const fn fold(name: u64, parts: &[u64]) -> u64 {
    let mut hash = mix(name, parts.len() as u64);
    let mut at = 0;
    while at < parts.len() {
        hash = mix(hash, parts[at]);
        at += 1;
    }
    hash
}

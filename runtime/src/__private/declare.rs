//! The segments of a region's schema, in constant evaluation.

use std::marker::PhantomData;

use cachekit_schema::message::Message;
use cachekit_schema::part::PartKind;
use cachekit_schema::region::Segment;

use crate::key::KeyPart;
use crate::value::CacheValue;

pub const fn literal(text: &'static str, hash: u64) -> Segment {
    Segment::Literal { text, hash }
}

/// What the text of a part can look like.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    kind: PartKind,
    max_len: Option<usize>,
    sensitive: bool,
}

impl Shape {
    const ANY: Self = Self { kind: PartKind::ANY, max_len: None, sensitive: false };
}

/// Asks for the shape of a `T`, whether it is a key part or not: that it has to be one is said where its value goes
/// into a key, and should be said once.
#[derive(Debug)]
pub struct ShapeOf<T: ?Sized>(PhantomData<T>);

impl<T: KeyPart + ?Sized> ShapeOf<T> {
    pub const SHAPE: Shape = Shape { kind: T::KIND, max_len: T::MAX_LEN, sensitive: T::SENSITIVE };
}

/// Of types that are no key parts. An inherent constant comes before one of a trait, so this is what is left.
pub trait AnyShape {
    const SHAPE: Shape = Shape::ANY;
}

impl<T: ?Sized> AnyShape for ShapeOf<T> {}

/// The shape of a type.
#[doc(hidden)]
#[macro_export]
macro_rules! __shape {
    ($part:ty) => {{
        use $crate::__private::AnyShape as _;
        $crate::__private::ShapeOf::<$part>::SHAPE
    }};
}

pub const fn part(name: &'static str, shape: Shape) -> Segment {
    segment(name, shape, false, false)
}

/// A part whose type cannot be named in a static.
pub const fn part_any(name: &'static str) -> Segment {
    segment(name, Shape::ANY, false, false)
}

/// A part that is always hashed.
pub const fn compact_part(name: &'static str, shape: Shape) -> Segment {
    segment(name, shape, true, false)
}

pub const fn compact_part_any(name: &'static str) -> Segment {
    segment(name, Shape::ANY, true, false)
}

/// A part that is always hashed with the tenant's secret.
pub const fn sensitive_part(name: &'static str, shape: Shape) -> Segment {
    segment(name, shape, false, true)
}

pub const fn sensitive_part_any(name: &'static str) -> Segment {
    segment(name, Shape::ANY, false, true)
}

const fn segment(name: &'static str, shape: Shape, compact: bool, sensitive: bool) -> Segment {
    let Shape { kind, max_len, .. } = shape;
    Segment::Part { name, kind, max_len, compact, sensitive }
}

/// Refuses a sensitive part that is not marked so; in constant evaluation, at the place of the call.
#[track_caller]
pub const fn open_part(name: &str, shape: Shape) {
    if shape.sensitive {
        let message = Message::new().with("`").with(name).with(
            "` is sensitive, but would be in the key as it is; mark it `#[cache(sensitive)]` and write `secure`, \
             or leave it out of the key with `#[cache(skip)]`",
        );
        panic!("{}", message.as_str());
    }
}

/// Refuses a sensitive value in a region or function that is not secure; in constant evaluation, at the place of the call.
#[track_caller]
pub const fn open_value(region: &str, value: &str, is_sensitive: bool) {
    if is_sensitive {
        let message = Message::new().with("`").with(value).with("`, the value of `").with(region).with(
            "`, is sensitive, but would be stored as it is; write `secure` beside `ttl`, \
             or cache a type that holds no secrets",
        );
        panic!("{}", message.as_str());
    }
}

/// Asks whether values of a `T` are sensitive, whether it is a cache value or not: that it has to be one is said where
/// its fingerprint is taken, and only some regions ask for that.
#[derive(Debug)]
pub struct SecrecyOf<T: ?Sized>(PhantomData<T>);

impl<T: CacheValue + ?Sized> SecrecyOf<T> {
    pub const SENSITIVE: bool = T::SENSITIVE;
}

/// Of types that are no cache values, see [`AnyShape`].
pub trait AnySecrecy {
    const SENSITIVE: bool = false;
}

impl<T: ?Sized> AnySecrecy for SecrecyOf<T> {}

/// Refuses the value type of a region that is not secure, as far as it is known to be sensitive.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_value {
    ($region:literal, $text:literal, $value:ty) => {{
        use $crate::__private::AnySecrecy as _;
        $crate::__private::open_value($region, $text, $crate::__private::SecrecyOf::<$value>::SENSITIVE)
    }};
}

/// The fingerprint of the value of a function that is not secure.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_fingerprint {
    ($function:literal, $text:literal, $value:ty) => {
        const {
            $crate::__open_value!($function, $text, $value);
            $crate::__private::fingerprint::<$value>()
        }
    };
}

/// Refuses the type of a part that is not sensitive by its words.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_part {
    ($name:literal, $part:ty) => {
        $crate::__private::open_part($name, $crate::__shape!($part))
    };
}

/// Package and module path of the place where it stands, as a namespace.
#[doc(hidden)]
#[macro_export]
macro_rules! __default_namespace {
    () => {{
        const PACKAGE: &::core::primitive::str = ::core::env!("CARGO_PKG_NAME");
        const MODULE: &::core::primitive::str = ::core::module_path!();
        const LEN: ::core::primitive::usize = $crate::__private::namespace::default_len(PACKAGE, MODULE);
        const BYTES: [::core::primitive::u8; LEN] =
            $crate::__private::namespace::default_bytes(PACKAGE, MODULE);
        $crate::__private::namespace::default_str(&BYTES)
    }};
}

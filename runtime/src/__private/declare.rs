//! The segments of a region's schema, in constant evaluation.

use std::marker::PhantomData;

use cachekit_schema::part::PartKind;
use cachekit_schema::region::Segment;

use crate::key::KeyPart;

pub const fn literal(text: &'static str, hash: u64) -> Segment {
    Segment::Literal { text, hash }
}

/// What the text of a part can look like.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    kind: PartKind,
    max_len: Option<usize>,
}

impl Shape {
    const ANY: Self = Self { kind: PartKind::ANY, max_len: None };
}

/// Asks for the shape of a `T`, whether it is a key part or not: that it has to be one is said where its value goes
/// into a key, and should be said once.
#[derive(Debug)]
pub struct ShapeOf<T: ?Sized>(PhantomData<T>);

impl<T: KeyPart + ?Sized> ShapeOf<T> {
    pub const SHAPE: Shape = Shape { kind: T::KIND, max_len: T::MAX_LEN };
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
    Segment::Part { name, kind: shape.kind, max_len: shape.max_len, compact: false, sensitive: false }
}

/// A part whose type cannot be named in a static.
pub const fn part_any(name: &'static str) -> Segment {
    part(name, Shape::ANY)
}

/// A part that is always hashed.
pub const fn compact_part(name: &'static str, shape: Shape) -> Segment {
    Segment::Part { name, kind: shape.kind, max_len: shape.max_len, compact: true, sensitive: false }
}

pub const fn compact_part_any(name: &'static str) -> Segment {
    compact_part(name, Shape::ANY)
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

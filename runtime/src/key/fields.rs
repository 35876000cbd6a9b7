//! The fields of a key in the order of its pattern, from the first placeholder on.
#![expect(clippy::inline_always, reason = "measured: every hit goes through it several times")]

use super::part::in_plain;
use super::{KeyPart, KeySink};

/// Something that can show the segments of a key to a sink.
///
/// What stands before the first placeholder is not shown: a region holds it ready in its prefix.
#[doc(hidden)]
pub trait KeyFields {
    /// Shows every segment once, in order.
    fn visit<S: KeySink>(&self, sink: &mut S);
}

/// A part, as its text.
#[derive(Debug)]
#[doc(hidden)]
pub struct Arg<'a, T: ?Sized>(pub &'a T);

/// A part, always as a hash of its text.
#[derive(Debug)]
#[doc(hidden)]
pub struct CompactArg<'a, T: ?Sized>(pub &'a T);

/// A part, always as a hash with the tenant's secret.
#[derive(Debug)]
#[doc(hidden)]
pub struct SensitiveArg<'a, T: ?Sized>(pub &'a T);

/// A literal between or after placeholders.
#[derive(Debug)]
#[doc(hidden)]
pub struct Literal(pub &'static str);

impl<T: KeyPart + ?Sized> KeyFields for Arg<'_, T> {
    #[inline(always)]
    fn visit<S: KeySink>(&self, sink: &mut S) {
        in_plain::<T>();
        self.0.write_part(sink);
    }
}

impl<T: KeyPart + ?Sized> KeyFields for CompactArg<'_, T> {
    #[inline(always)]
    fn visit<S: KeySink>(&self, sink: &mut S) {
        in_plain::<T>();
        sink.compact(self.0);
    }
}

impl<T: KeyPart + ?Sized> KeyFields for SensitiveArg<'_, T> {
    #[inline]
    fn visit<S: KeySink>(&self, sink: &mut S) {
        sink.sensitive(self.0);
    }
}

impl KeyFields for Literal {
    #[inline(always)]
    fn visit<S: KeySink>(&self, sink: &mut S) {
        sink.literal(self.0);
    }
}

impl KeyFields for () {
    #[inline(always)]
    fn visit<S: KeySink>(&self, _sink: &mut S) {}
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        impl<$($name: KeyFields),+> KeyFields for ($($name,)+) {
            #[inline(always)]
            fn visit<Sink: KeySink>(&self, sink: &mut Sink) {
                #[expect(non_snake_case, reason = "one name for the type and the value")]
                let ($($name,)+) = self;
                $($name.visit(sink);)+
            }
        }
    )*};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}

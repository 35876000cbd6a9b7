//! Clients and parameters of functions, and fields of key structs, on their way into a key.

use std::sync::Arc;

use crate::CacheKit;
use crate::interop::{InteropArg, InteropArgs};
use crate::key::{Arg, CompactArg, KeyPart, KeySink, Literal, SensitiveArg, in_plain};

/// Something that holds a client: what `client = …` may name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `CacheKit` client",
    label = "expected a `CacheKit`, or a reference or `Arc` of one",
    note = "write `client = <expression>`, for example `client = self.cache`"
)]
pub trait AsClient {
    fn as_client(&self) -> &CacheKit;
}

impl AsClient for CacheKit {
    fn as_client(&self) -> &CacheKit {
        self
    }
}

impl<T: AsClient + ?Sized> AsClient for &T {
    fn as_client(&self) -> &CacheKit {
        (**self).as_client()
    }
}

impl<T: AsClient + ?Sized> AsClient for Arc<T> {
    fn as_client(&self) -> &CacheKit {
        (**self).as_client()
    }
}

#[inline]
pub fn client<T: AsClient + ?Sized>(place: &T) -> &CacheKit {
    place.as_client()
}

/// A parameter on its way into a key.
///
/// What is no key part has to be reported once, at the parameter. So its methods give it a type that is a key field
/// whatever it is: of the two, the inherent one comes first where its bound holds, and the one of the trait has the
/// bound for the message.
#[derive(Debug)]
pub struct Parameter<'a, T: ?Sized>(pub &'a T);

impl<'a, T: KeyPart + ?Sized> Parameter<'a, T> {
    #[inline]
    pub fn whole(self) -> Arg<'a, T> {
        Arg(self.0)
    }

    #[inline]
    pub fn compact(self) -> CompactArg<'a, T> {
        CompactArg(self.0)
    }

    #[inline]
    pub fn sensitive(self) -> SensitiveArg<'a, T> {
        SensitiveArg(self.0)
    }
}

/// The methods of a [`Parameter`] that is no key part. They exist for the compiler's sake and are never called.
pub trait NoKeyPart<T: ?Sized>: Sized {
    fn whole(self)
    where
        T: KeyPart,
    {
    }

    fn compact(self)
    where
        T: KeyPart,
    {
    }

    fn sensitive(self)
    where
        T: KeyPart,
    {
    }
}

impl<T: ?Sized> NoKeyPart<T> for Parameter<'_, T> {}

/// A parameter as a field of a key.
#[doc(hidden)]
#[macro_export]
macro_rules! __arg {
    ($form:ident $parameter:expr) => {{
        use $crate::__private::NoKeyPart as _;
        $crate::__private::Parameter($parameter).$form()
    }};
}

#[inline]
pub fn lit(text: &'static str) -> Literal {
    Literal(text)
}

#[inline]
pub fn visit_part<T: KeyPart + ?Sized, S: KeySink>(part: &T, sink: &mut S) {
    in_plain::<T>();
    part.write_part(sink);
}

pub fn visit_compact<T: KeyPart + ?Sized, S: KeySink>(part: &T, sink: &mut S) {
    in_plain::<T>();
    sink.compact(part);
}

pub fn visit_sensitive<T: KeyPart + ?Sized, S: KeySink>(part: &T, sink: &mut S) {
    sink.sensitive(part);
}

/// Takes an argument of an interop key; one that has no interop form is reported by the key.
pub fn interop_arg<T: InteropArg + ?Sized>(argument: &T, arguments: &mut InteropArgs) {
    arguments.push(argument);
}

#[inline]
pub fn visit_literal<S: KeySink>(text: &'static str, sink: &mut S) {
    sink.literal(text);
}

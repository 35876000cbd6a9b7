//! What cached functions return, and how a value gets in and out of it.

use std::convert::Infallible as NoError;
use std::marker::PhantomData;
use std::sync::Arc;

use super::function::Answer;
use crate::cached::Cached;
use crate::client::Loaded;

/// How the value stands in the return type.
pub trait Wrap {
    type Value;
    type Payload;

    fn hand_out(value: Cached<Self::Value>) -> Self::Payload;
    fn take_in(payload: Self::Payload) -> Arc<Self::Value>;
}

/// As itself: each caller gets a clone.
#[derive(Debug)]
pub struct Owned<V>(PhantomData<V>);

/// As an `Arc`.
#[derive(Debug)]
pub struct Shared<V>(PhantomData<V>);

/// As a [`Cached`].
#[derive(Debug)]
pub struct Handle<V>(PhantomData<V>);

/// A value that a cached function returns by itself, so that every caller needs a copy.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a cached function that returns `{Self}` by value has to clone it for every caller",
    label = "`Clone` is not implemented for `{Self}`",
    note = "return `Arc<{Self}>` instead, which every caller can share, or derive `Clone` for it"
)]
pub trait ReturnedByValue: Clone {}

#[diagnostic::do_not_recommend]
impl<V: Clone> ReturnedByValue for V {}

impl<V: ReturnedByValue> Wrap for Owned<V> {
    type Value = V;
    type Payload = V;

    fn hand_out(value: Cached<V>) -> V {
        Arc::unwrap_or_clone(Cached::into_arc(value))
    }

    fn take_in(payload: V) -> Arc<V> {
        Arc::new(payload)
    }
}

impl<V> Wrap for Shared<V> {
    type Value = V;
    type Payload = Arc<V>;

    #[inline]
    fn hand_out(value: Cached<V>) -> Arc<V> {
        Cached::into_arc(value)
    }

    fn take_in(payload: Arc<V>) -> Arc<V> {
        payload
    }
}

impl<V> Wrap for Handle<V> {
    type Value = V;
    type Payload = Cached<V>;

    #[inline]
    fn hand_out(value: Cached<V>) -> Cached<V> {
        value
    }

    fn take_in(payload: Cached<V>) -> Arc<V> {
        Cached::into_arc(payload)
    }
}

/// The return type around the value.
pub trait Returns {
    type Wrap: Wrap<Value = Self::Value>;
    type Value;
    type Error;
    type Output;
    /// Whether it can say that there is no value.
    const OPTIONAL: bool;

    fn found(payload: <Self::Wrap as Wrap>::Payload) -> Self::Output;
    fn absent() -> Self::Output;
    fn failed(error: Self::Error) -> Self::Output;
    fn loaded(output: Self::Output) -> Answer<Self>
    where
        Self: Sized;
}

/// `Result<T, E>`
#[derive(Debug)]
pub struct Fallible<W, E>(PhantomData<(W, E)>);

/// `Result<Option<T>, E>`
#[derive(Debug)]
pub struct FallibleOptional<W, E>(PhantomData<(W, E)>);

/// `Option<T>`
#[derive(Debug)]
pub struct Optional<W>(PhantomData<W>);

/// `T`
#[derive(Debug)]
pub struct Infallible<W>(PhantomData<W>);

impl<W: Wrap, E> Returns for Fallible<W, E> {
    type Wrap = W;
    type Value = W::Value;
    type Error = E;
    type Output = Result<W::Payload, E>;
    const OPTIONAL: bool = false;

    #[inline]
    fn found(payload: W::Payload) -> Self::Output {
        Ok(payload)
    }

    fn absent() -> Self::Output {
        never_absent()
    }

    fn failed(error: E) -> Self::Output {
        Err(error)
    }

    fn loaded(output: Self::Output) -> Answer<Self> {
        match output {
            Ok(payload) => Loaded::Value(W::take_in(payload)),
            Err(error) => Loaded::Failed(error),
        }
    }
}

impl<W: Wrap, E> Returns for FallibleOptional<W, E> {
    type Wrap = W;
    type Value = W::Value;
    type Error = E;
    type Output = Result<Option<W::Payload>, E>;
    const OPTIONAL: bool = true;

    #[inline]
    fn found(payload: W::Payload) -> Self::Output {
        Ok(Some(payload))
    }

    fn absent() -> Self::Output {
        Ok(None)
    }

    fn failed(error: E) -> Self::Output {
        Err(error)
    }

    fn loaded(output: Self::Output) -> Answer<Self> {
        match output {
            Ok(Some(payload)) => Loaded::Value(W::take_in(payload)),
            Ok(None) => Loaded::Absent,
            Err(error) => Loaded::Failed(error),
        }
    }
}

impl<W: Wrap> Returns for Optional<W> {
    type Wrap = W;
    type Value = W::Value;
    type Error = NoError;
    type Output = Option<W::Payload>;
    const OPTIONAL: bool = true;

    #[inline]
    fn found(payload: W::Payload) -> Self::Output {
        Some(payload)
    }

    fn absent() -> Self::Output {
        None
    }

    fn failed(error: NoError) -> Self::Output {
        match error {}
    }

    fn loaded(output: Self::Output) -> Answer<Self> {
        output.map_or(Loaded::Absent, |payload| Loaded::Value(W::take_in(payload)))
    }
}

impl<W: Wrap> Returns for Infallible<W> {
    type Wrap = W;
    type Value = W::Value;
    type Error = NoError;
    type Output = W::Payload;
    const OPTIONAL: bool = false;

    #[inline]
    fn found(payload: W::Payload) -> Self::Output {
        payload
    }

    fn absent() -> Self::Output {
        never_absent()
    }

    fn failed(error: NoError) -> Self::Output {
        match error {}
    }

    fn loaded(output: Self::Output) -> Answer<Self> {
        Loaded::Value(W::take_in(output))
    }
}

/// A load answers that there is no value only to callers whose terms take that.
fn never_absent() -> ! {
    unreachable!("the terms of this function take no absent value")
}

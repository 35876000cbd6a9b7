//! Whether a function's error can be shared by cloning: decided by the compiler, from the return type.
//!
//! Method lookup prefers the receiver `ErrorsOf<R>` to `&ErrorsOf<R>`, so [`ViaClone`] wins wherever its bounds
//! hold, and [`ViaRerun`] takes the rest.

use std::marker::PhantomData;

use crate::client::{OnPanic, Terms};

/// Stands for the return type `R` of a function.
#[derive(Debug)]
pub struct ErrorsOf<R>(PhantomData<fn() -> R>);

impl<R> ErrorsOf<R> {
    pub const NEW: Self = Self(PhantomData);
}

/// The error is `Clone`, `Send`, `Sync` and owns its data.
pub trait ViaClone {
    type Error;
    fn __cachekit_terms(&self) -> Terms<Self::Error>;
}

/// Any other.
pub trait ViaRerun {
    type Error;
    fn __cachekit_terms(&self) -> Terms<Self::Error>;
}

impl<T, E: Clone + Send + Sync + 'static> ViaClone for ErrorsOf<Result<T, E>> {
    type Error = E;

    fn __cachekit_terms(&self) -> Terms<E> {
        Terms::clone_errors(OnPanic::LoadOnce)
    }
}

impl<T, E> ViaRerun for &ErrorsOf<Result<T, E>> {
    type Error = E;

    fn __cachekit_terms(&self) -> Terms<E> {
        Terms::own_errors(OnPanic::LoadOnce)
    }
}

/// The terms of functions whose error cannot be shared, or that have none.
pub fn rerun_errors<E>() -> Terms<E> {
    Terms::own_errors(OnPanic::LoadOnce)
}

/// The terms of a function that returns this type.
#[doc(hidden)]
#[macro_export]
macro_rules! __share_errors {
    ($returned:ty) => {{
        use $crate::__private::{ViaClone as _, ViaRerun as _};
        (&$crate::__private::ErrorsOf::<$returned>::NEW).__cachekit_terms()
    }};
}

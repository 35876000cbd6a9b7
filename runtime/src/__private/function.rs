//! The second half of a cached function: serve the hit, or run the body.

use std::future::Future;
use std::pin::Pin;

use super::lookup::{Miss, Missed, access};
use super::returns::{Returns, Wrap as _};
use crate::cached::Cached;
use crate::client::{Failure, Loaded, Terms};
use crate::error::CachekitError;

/// Answers with the hit, or goes on with the miss.
///
/// Only a load is awaited: to await a future that is ready costs half a look-up. And the look-up is over before: what
/// is there at an await has its place in the future's state, and is written there on every hit.
#[doc(hidden)]
#[macro_export]
macro_rules! __miss {
    ($lookup:expr, $hit:ident => $answer:expr) => {{
        let lookup = $lookup;
        match lookup {
            $crate::__private::Lookup::Hit($hit) => return $answer,
            $crate::__private::Lookup::Miss(miss) => miss,
        }
    }};
}

/// The answer from a hit.
#[inline]
pub fn answer<S: Returns>(hit: Cached<S::Value>) -> S::Output {
    S::found(S::Wrap::hand_out(hit))
}

/// Runs the body for all that want this value. In a box, so that the future of a function does not carry the state of
/// a load around on every hit.
///
/// What the cache cannot do costs the function the cache and nothing more: then the body runs by itself.
#[cold]
pub fn load<S: Returns>(
    miss: Miss<'_, S::Value>,
    terms: Terms<S::Error>,
    body: impl AsyncFnOnce() -> S::Output,
) -> Pin<Box<impl Future<Output = S::Output>>> {
    Box::pin(async move {
        match *miss.0 {
            Missed::Refused(_) => body().await,
            missed @ Missed::Key { .. } => match load_missed::<S>(missed, terms, body).await {
                Ok(output) => output,
                Err(error) => unreachable!("only secure regions fail by themselves: {error}"),
            },
        }
    })
}

/// Like [`load`], for a secure function: what the cache cannot do safely is the function's error, by [`closed`].
#[cold]
pub fn load_secure<S: Returns>(
    miss: Miss<'_, S::Value>,
    terms: Terms<S::Error>,
    body: impl AsyncFnOnce() -> S::Output,
    closed: fn(CachekitError) -> S::Error,
) -> Pin<Box<impl Future<Output = S::Output>>> {
    Box::pin(async move {
        let output = load_missed::<S>(*miss.0, terms, body).await;
        output.unwrap_or_else(|error| S::failed(closed(error)))
    })
}

/// How a secure function's error takes the cache's. By itself, so that an error that cannot is reported once.
pub fn closed<E: FailClosed>() -> fn(CachekitError) -> E {
    E::from_cache
}

/// An error that can hold what keeps a secure function from answering.
#[diagnostic::on_unimplemented(
    message = "a `secure` function fails closed: its error type `{Self}` has to be able to hold a `CachekitError`",
    label = "this function returns `Result<_, {Self}>`",
    note = "write `impl From<CachekitError> for {Self}` where `{Self}` is a type of yours; else return \
            `Result<_, CachekitError>` or an error type of your own"
)]
pub trait FailClosed: Sized {
    fn from_cache(error: CachekitError) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<CachekitError>> FailClosed for E {
    fn from_cache(error: CachekitError) -> Self {
        Self::from(error)
    }
}

async fn load_missed<S: Returns>(
    missed: Missed<'_, S::Value>,
    terms: Terms<S::Error>,
    body: impl AsyncFnOnce() -> S::Output,
) -> Result<S::Output, CachekitError> {
    let (client, region, named) = match missed {
        Missed::Key { client, region, named } => (client, region, named),
        Missed::Refused(error) => return Err(error),
    };
    let terms = if S::OPTIONAL { terms.or_absent() } else { terms };
    let load = async move || S::loaded(body().await);
    match access(client, region, &named).load(terms, load).await {
        Ok(Some(value)) => Ok(answer::<S>(value)),
        Ok(None) => Ok(S::absent()),
        Err(Failure::Load(error)) => Ok(S::failed(error)),
        Err(Failure::Cache(error)) => Err(error),
        // This caller's return type has no word for it, and a second load has panicked as well.
        Err(Failure::Panicked) => {
            panic!("the function body that this call was waiting for panicked in another call")
        }
    }
}

/// A body's answer, taken apart.
pub(super) type Answer<S> = Loaded<<S as Returns>::Value, <S as Returns>::Error>;

//! The key in a path, as an argument of handlers.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::rules::{ApiKey, Key, Refusal};

/// A key to read. Every class of API keys may read everywhere.
pub(super) struct Readable(pub(super) Key);

/// A key that this caller may change.
pub(super) struct Writable(pub(super) Key);

impl<S: Send + Sync> FromRequestParts<S> for Readable {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        // Decodes once; `%2F` is no separator.
        let Path(text) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| Refusal::Encoding)?;
        Ok(Self(Key::parse(&text)?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Writable {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Readable(key) = Readable::from_request_parts(parts, state).await?;
        let caller = parts.extensions.get::<ApiKey>().ok_or(Refusal::NoCredentials)?;
        if caller.may_write(key.space()) { Ok(Self(key)) } else { Err(Refusal::WriteSpace) }
    }
}

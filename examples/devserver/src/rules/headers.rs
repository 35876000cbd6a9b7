//! The headers that say who is calling and what its L1 did.

use axum::http::{HeaderMap, header};

use super::{ApiKey, Refusal};

/// What a client's L1 did: demanded of `ck_sdk_` keys on every request.
pub const L1_STATUS: &str = "x-cachekit-l1-status";
/// A lifetime in whole seconds.
pub const TTL: &str = "x-cachekit-ttl";
/// The older name of [`TTL`], taken where that one is missing.
pub const OLD_TTL: &str = "x-ttl";
/// For how many seconds after its lifetime an entry is still served, labelled stale.
pub const STALE_TTL: &str = "x-cachekit-stale-ttl";
/// The proof that a lock is held.
pub const LOCK_ID: &str = "x-cachekit-lock-id";
/// `fresh` or `stale`.
pub const FRESHNESS: &str = "x-cachekit-freshness";
/// The seconds for which a local copy may be served.
pub const FRESH_FOR: &str = "x-cachekit-fresh-for";
/// Why a request gets a 429 that does not pass by waiting a moment.
pub const DENY_REASON: &str = "x-cachekit-deny-reason";

/// Which of the server's keys a request came with.
///
/// # Errors
/// [`Refusal::NoCredentials`] and [`Refusal::UnknownApiKey`].
pub fn caller<'k>(headers: &HeaderMap, keys: &'k [ApiKey]) -> Result<&'k ApiKey, Refusal> {
    let sent = single(headers, header::AUTHORIZATION.as_str()).ok_or(Refusal::NoCredentials)?;
    let (scheme, bearer) = sent.split_once(' ').ok_or(Refusal::NoCredentials)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refusal::NoCredentials);
    }
    keys.iter().find(|key| key.is(bearer)).ok_or(Refusal::UnknownApiKey)
}

/// Whether the request says of L1 what this caller has to say.
///
/// # Errors
/// [`Refusal::L1Status`].
pub fn check_l1_status(headers: &HeaderMap, caller: &ApiKey) -> Result<(), Refusal> {
    let known = matches!(single(headers, L1_STATUS), Some("hit" | "miss" | "disabled"));
    if caller.reports_l1() && !known { Err(Refusal::L1Status) } else { Ok(()) }
}

/// A header, if it is there. One that is there twice, or is no visible ASCII, counts as empty, and no rule takes an
/// empty value.
pub(crate) fn single<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    let alone = values.next().is_none();
    Some(first.to_str().ok().filter(|_| alone).unwrap_or_default())
}

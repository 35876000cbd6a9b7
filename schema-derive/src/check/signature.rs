//! Rules about the signatures of cached functions.

use quote::ToTokens as _;
use syn::{ReturnType, Safety, Type};

use crate::diag::Diagnostics;
use crate::model::function::{Function, Target};
use crate::rule::Rule;
use crate::syntax::{impl_trait_in, last_segment, mentions, peel, text_of};

/// ```text
/// #[async_trait]
/// impl Users for Db {
///     #[cachekit(…)]
///     async fn get(&self, id: u64) -> Result<User, DbError> { … }
/// }
/// ```
/// `#[async_trait]` runs first and leaves a function that returns a boxed future. Says whether it was that.
pub(super) fn async_trait(function: &Function, diag: &mut Diagnostics) -> bool {
    let signature = &function.source.signature;
    let is_boxed_future = signature.asyncness.is_none()
        && last_segment(&function.returns.ty).is_some_and(|last| last.ident == "Pin")
        && mentions(&function.returns.ty, "Future");
    if is_boxed_future {
        let message = format!(
            "`{}` returns a boxed future, as `#[async_trait]` makes of an `async fn` before `#[cachekit]` sees it; \
             put `#[cachekit]` on an `async fn` in an `impl` of its own, and call that here",
            signature.ident
        );
        diag.on(Rule::AsyncTrait, &signature.ident, message);
    }
    is_boxed_future
}

/// ```text
/// #[cachekit(ttl = "5m")]
/// fn get_user(…) -> Result<User, DbError> { … }
/// ```
pub(super) fn not_async(function: &Function, diag: &mut Diagnostics) {
    let signature = &function.source.signature;
    if signature.asyncness.is_none() {
        let message =
            format!("`{}` is not async, and a cache has to wait; write `async fn`", signature.ident);
        diag.on(Rule::NotAsync, signature.fn_token, message);
    }
}

/// ```text
/// trait Users {
///     #[cachekit(…)]
///     async fn get(&self, id: u64) -> Result<User, DbError>;
/// }
/// ```
pub(super) fn fn_without_body(function: &Function, diag: &mut Diagnostics) {
    if function.source.body.is_none() {
        let message = format!(
            "`{0}` has no body to cache the result of; put `#[cachekit]` on the implementations of `{0}`, \
             or give it a default body",
            function.source.signature.ident
        );
        diag.on(Rule::FnWithoutBody, &function.source.signature.ident, message);
    }
}

/// ```text
/// #[cachekit(ttl = "5m")]
/// async unsafe fn get_user(…) -> User { … }
/// ```
pub(super) fn fn_qualifier(function: &Function, diag: &mut Diagnostics) {
    let signature = &function.source.signature;
    let unsafety = match &signature.safety {
        Safety::Unsafe(token) => Some(token.to_token_stream()),
        _ => None,
    };
    let qualifiers = [
        ("const", signature.constness.to_token_stream()),
        ("unsafe", unsafety.unwrap_or_default()),
        ("extern", signature.abi.to_token_stream()),
        ("variadic", signature.variadic.to_token_stream()),
    ];
    for (name, tokens) in qualifiers.into_iter().filter(|(_, tokens)| !tokens.is_empty()) {
        let message = format!("a cached function cannot be `{name}`; cache a plain `async fn` that it calls");
        diag.on(Rule::FnQualifier, tokens, message);
    }
}

/// ```text
/// async fn warm_up(cache: &CacheKit) { … }
/// async fn warm_up(cache: &CacheKit) -> Result<(), DbError> { … }
/// ```
pub(super) fn unit_return(function: &Function, diag: &mut Diagnostics) {
    let signature = &function.source.signature;
    let is_unit = match peel(&function.returns.value) {
        Type::Tuple(tuple) => tuple.elems.is_empty(),
        Type::Never(_) => true,
        _ => false,
    };
    if !is_unit {
        return;
    }
    let message = format!(
        "`{}` returns no value that could be cached; return one, or remove `#[cachekit]`",
        signature.ident
    );
    match &signature.output {
        ReturnType::Default => diag.on(Rule::UnitReturn, &signature.ident, message),
        ReturnType::Type(_, ty) => diag.on(Rule::UnitReturn, ty, message),
    }
}

/// ```text
/// #[cachekit(ttl = "5m", secure)]
/// async fn get_token(cache: &CacheKit, user: u64) -> String { … }
/// ```
pub(super) fn secure_without_result(function: &Function, diag: &mut Diagnostics) {
    let returns = &function.returns;
    if returns.is_fallible() || function.policy.secure.is_none() {
        return;
    }
    let signature = &function.source.signature;
    let message = format!(
        "`{}` is `secure`, so it fails where a value cannot be decrypted, and has to be able to say so; \
         return `Result<{}, CachekitError>`, or one with your own error that has `From<CachekitError>`",
        signature.ident,
        text_of(&returns.ty)
    );
    match &signature.output {
        ReturnType::Default => diag.on(Rule::SecureWithoutResult, &signature.ident, message),
        ReturnType::Type(_, ty) => diag.on(Rule::SecureWithoutResult, ty, message),
    }
}

/// ```text
/// async fn items(cache: &CacheKit) -> Result<impl Iterator<Item = u8>, DbError> { … }
/// ```
pub(super) fn impl_trait_return(function: &Function, diag: &mut Diagnostics) {
    if let Some(ty) = impl_trait_in(&function.returns.ty) {
        let message =
            "a cached function has to name the type that it returns; write the type, like `Vec<Item>`";
        diag.on(Rule::ImplTraitReturn, ty, message);
    }
}

/// ```text
/// async fn get_user<'a>(cache: &CacheKit, db: &'a Db) -> Result<&'a User, DbError> { … }
/// ```
pub(super) fn borrowed_return(function: &Function, diag: &mut Diagnostics) {
    let value = &function.returns.value;
    if function.returns.is_borrowed() {
        let message = "the returned value is borrowed, but a cache keeps it for longer; \
                       return a type that owns its data, or `Arc` of one to share it without a copy";
        diag.on(Rule::BorrowedReturn, value, message);
    }
}

/// ```text
/// async fn get_user(cache: &CacheKit, (tenant, id): (u64, u64)) -> User { … }
/// ```
pub(super) fn pattern_parameter(function: &Function, diag: &mut Diagnostics) {
    for pattern in &function.patterns {
        let message =
            "a pattern has no name for the key; give the parameter a name, or mark it `#[cache(skip)]`";
        diag.on(Rule::PatternParameter, pattern, message);
    }
}

/// ```text
/// async fn get_user(cache: &CacheKit, id: u64, log: &mut Vec<u64>) -> User { … }
/// ```
pub(super) fn mut_reference_parameter(function: &Function, diag: &mut Diagnostics) {
    if matches!(function.target, Target::Built(_)) || function.is_skip_doubtful {
        return;
    }
    for part in function.keyed().filter(|part| !part.is_doubtful) {
        if let Type::Reference(reference) = peel(&part.ty)
            && reference.mutability.is_some()
        {
            let message = format!(
                "`{}` is a `&mut`, and a cached call would not change what is behind it; \
                 pass a value or `&`, or mark it `#[cache(skip)]`",
                part.name
            );
            diag.on(Rule::MutReferenceParameter, &part.ty, message);
        }
    }
}

/// ```text
/// async fn get_user(cache: &CacheKit, #[cfg(feature = "tenants")] tenant: u64, id: u64) -> User { … }
/// ```
/// The schema of a region would be another in each configuration.
pub(super) fn cfg_parameter(function: &Function, diag: &mut Diagnostics) {
    if function.is_skip_doubtful {
        return;
    }
    for part in function.keyed().filter(|part| part.cfg.is_some() && !part.is_doubtful) {
        let message = format!(
            "`{}` is in the key under one configuration only; mark it `#[cache(skip)]`, or write a function for each \
             configuration",
            part.name
        );
        diag.on(Rule::CfgParameter, &part.member, message);
    }
}

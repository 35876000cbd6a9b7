//! What a function returns, by the look of its type.

use syn::{ReturnType, Type};

use crate::syntax::{is_borrowed, last_segment, only_argument_of, peel, type_arguments};

/// A return type taken apart.
#[derive(Debug)]
pub(crate) struct Returns {
    /// As written; `()` when nothing is.
    pub(crate) ty: Type,
    pub(crate) shape: Shape,
    pub(crate) handover: Handover,
    /// What is cached.
    pub(crate) value: Type,
    /// `E`, where it is written.
    pub(crate) error: Option<Type>,
}

/// What stands around the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `T`
    Infallible,
    /// `Option<T>`
    Optional,
    /// `Result<T, E>`
    Fallible,
    /// `Result<Option<T>, E>`
    FallibleOptional,
}

/// How the value is handed to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handover {
    /// `T`
    Owned,
    /// `Arc<T>`
    Shared,
    /// `Cached<T>`
    Handle,
}

impl Returns {
    pub(crate) fn new(output: &ReturnType) -> Self {
        let ty = match output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, ty) => peel(ty).clone(),
        };
        let (shape, value, error) = match result_arguments(&ty) {
            Some((ok, error)) => match only_argument_of(ok, "Option") {
                Some(some) => (Shape::FallibleOptional, some, error),
                None => (Shape::Fallible, ok, error),
            },
            None => match only_argument_of(&ty, "Option") {
                Some(some) => (Shape::Optional, some, None),
                None => (Shape::Infallible, &ty, None),
            },
        };
        let (handover, value) = if let Some(shared) = only_argument_of(value, "Arc") {
            (Handover::Shared, shared)
        } else if let Some(cached) = only_argument_of(value, "Cached") {
            (Handover::Handle, cached)
        } else {
            (Handover::Owned, value)
        };
        Self { shape, handover, value: value.clone(), error: error.cloned(), ty }
    }

    /// Whether the value is something else's.
    pub(crate) fn is_borrowed(&self) -> bool {
        is_borrowed(&self.value)
    }

    /// Whether a caller can get an error.
    pub(crate) fn is_fallible(&self) -> bool {
        matches!(self.shape, Shape::Fallible | Shape::FallibleOptional)
    }
}

/// `T` and, where it is written, `E` of a type whose name ends in `Result`: aliases often fix the error.
fn result_arguments(ty: &Type) -> Option<(&Type, Option<&Type>)> {
    let segment = last_segment(ty).filter(|segment| segment.ident.to_string().ends_with("Result"))?;
    match type_arguments(segment)[..] {
        [ok] => Some((ok, None)),
        [ok, error] => Some((ok, Some(error))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens as _;

    #[test]
    fn return_types_are_taken_apart() {
        use {Handover as H, Shape as S};
        for (output, shape, handover, value) in [
            ("-> User", S::Infallible, H::Owned, "User"),
            ("-> Option<User>", S::Optional, H::Owned, "User"),
            ("-> Result<User, E>", S::Fallible, H::Owned, "User"),
            ("-> io::Result<Arc<User>>", S::Fallible, H::Shared, "User"),
            ("-> Result<Option<Cached<User>>, E>", S::FallibleOptional, H::Handle, "User"),
            ("-> AppResult<Vec<User>>", S::Fallible, H::Owned, "Vec < User >"),
            ("-> (Result<std::sync::Arc<str>, E>)", S::Fallible, H::Shared, "str"),
            ("-> Map<K, V>", S::Infallible, H::Owned, "Map < K , V >"),
        ] {
            let returns = Returns::new(&syn::parse_str(output).unwrap());
            assert_eq!((returns.shape, returns.handover), (shape, handover), "{output}");
            assert_eq!(returns.value.to_token_stream().to_string(), value, "{output}");
        }
    }
}

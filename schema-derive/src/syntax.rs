//! What can be said of a type by looking at it.
//!
//! A macro sees names, not types: every answer here is about what is written.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, GenericArgument, Generics, Lifetime, PathArguments, PathSegment, Type, TypeReference};

/// The type without invisible groups and parentheses.
pub(crate) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel(&group.elem),
        Type::Paren(paren) => peel(&paren.elem),
        other => other,
    }
}

/// The last segment of a path type: `Arc<User>` of `std::sync::Arc<User>`.
pub(crate) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match peel(ty) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// The type arguments of a path segment.
pub(crate) fn type_arguments(segment: &PathSegment) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// `T` of `Name<T>`, for a type whose last segment is `name` with exactly one type argument.
pub(crate) fn only_argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == name)?;
    match type_arguments(segment)[..] {
        [argument] => Some(argument),
        _ => None,
    }
}

/// Whether the tokens name `ident` anywhere, raw or not.
pub(crate) fn mentions(tokens: &impl ToTokens, ident: &str) -> bool {
    fn any(tokens: TokenStream, ident: &str) -> bool {
        tokens.into_iter().any(|tree| match tree {
            TokenTree::Ident(found) => found.unraw() == ident,
            TokenTree::Group(group) => any(group.stream(), ident),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    any(tokens.to_token_stream(), ident.trim_start_matches("r#"))
}

/// The type and const parameters that the tokens name.
pub(crate) fn parameters_in<'g>(generics: &'g Generics, tokens: &impl ToTokens) -> Vec<&'g Ident> {
    let types = generics.type_params().map(|parameter| &parameter.ident);
    let consts = generics.const_params().map(|parameter| &parameter.ident);
    types.chain(consts).filter(|ident| mentions(tokens, &ident.to_string())).collect()
}

/// Whether the type names the lifetime `'name`.
pub(crate) fn mentions_lifetime(ty: &Type, name: &str) -> bool {
    let mut found = false;
    let _ = with_lifetime(ty, |lifetime| {
        found |= lifetime.is_some_and(|lifetime| lifetime.ident == name);
        None
    });
    found
}

/// Whether the type says that it borrows: a reference or a lifetime other than `'static`.
pub(crate) fn borrows(ty: &Type) -> bool {
    struct Borrows(bool);
    impl<'ast> Visit<'ast> for Borrows {
        fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
            self.0 |= lifetime.ident != "static";
        }
        fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
            self.0 |= reference.lifetime.is_none();
            visit::visit_type_reference(self, reference);
        }
    }
    let mut found = Borrows(false);
    found.visit_type(ty);
    found.0
}

/// Whether a value of the type is, or holds, something else's.
pub(crate) fn is_borrowed(ty: &Type) -> bool {
    borrows(ty) || matches!(peel(ty), Type::Reference(_))
}

/// The first `impl Trait` in the type.
pub(crate) fn impl_trait_in(ty: &Type) -> Option<&Type> {
    struct ImplTrait<'ast>(Option<&'ast Type>);
    impl<'ast> Visit<'ast> for ImplTrait<'ast> {
        fn visit_type(&mut self, ty: &'ast Type) {
            if matches!(ty, Type::ImplTrait(_)) {
                self.0 = self.0.or(Some(ty));
            }
            visit::visit_type(self, ty);
        }
    }
    let mut found = ImplTrait(None);
    found.visit_type(ty);
    found.0
}

/// Replaces every lifetime that is written or elided by `lifetime`.
pub(crate) fn with_lifetime(ty: &Type, rule: impl FnMut(Option<&Lifetime>) -> Option<Lifetime>) -> Type {
    struct Rename<F>(F);
    impl<F: FnMut(Option<&Lifetime>) -> Option<Lifetime>> VisitMut for Rename<F> {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if let Some(other) = (self.0)(Some(lifetime)) {
                *lifetime = other;
            }
        }
        fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
            if reference.lifetime.is_none() {
                reference.lifetime = (self.0)(None);
            }
            visit_mut::visit_type_reference_mut(self, reference);
        }
        fn visit_type_fn_ptr_mut(&mut self, _: &mut syn::TypeFnPtr) {
            // Its lifetimes are its own.
        }
    }
    let mut ty = ty.clone();
    Rename(rule).visit_type_mut(&mut ty);
    ty
}

/// The type as a static can name it.
pub(crate) fn with_static_lifetimes(ty: &Type) -> Type {
    with_lifetime(ty, |_| Some(Lifetime::new("'static", Span::call_site())))
}

/// Whether a static inside a function can name the type as a key part: a type of the language or a string, by its
/// plain name. Anything else may be a parameter of an `impl` that the macro does not see.
pub(crate) fn is_plain_part(ty: &Type) -> bool {
    match peel(ty) {
        Type::Reference(reference) if reference.mutability.is_none() => match peel(&reference.elem) {
            Type::Slice(slice) => is_u8(&slice.elem),
            elem => is_plain_part(elem),
        },
        Type::Array(array) => is_u8(&array.elem) && matches!(array.len, Expr::Lit(_)),
        Type::Path(path) if path.qself.is_none() && path.path.segments.len() == 1 => {
            let segment = &path.path.segments[0];
            match &segment.arguments {
                PathArguments::None => PLAIN.iter().any(|plain| segment.ident == plain),
                _ => only_argument_of(ty, "Option").is_some_and(is_plain_part),
            }
        }
        _ => false,
    }
}

/// Whether a value of the type is, or points to, a `Secret<T>`, as far as names tell.
pub(crate) fn is_secret(ty: &Type) -> bool {
    match peel(ty) {
        Type::Reference(reference) => is_secret(&reference.elem),
        ty => {
            let inner = ["Option", "Box", "Arc", "Rc"].iter().find_map(|name| only_argument_of(ty, name));
            only_argument_of(ty, "Secret").is_some() || inner.is_some_and(is_secret)
        }
    }
}

/// Whether a `Secret<…>` is anywhere in the type.
pub(crate) fn mentions_secret(ty: &Type) -> bool {
    struct Secrets(bool);
    impl<'ast> Visit<'ast> for Secrets {
        fn visit_type(&mut self, ty: &'ast Type) {
            self.0 |= is_secret(ty);
            visit::visit_type(self, ty);
        }
    }
    let mut found = Secrets(false);
    found.visit_type(ty);
    found.0
}

const PLAIN: [&str; 16] = [
    "bool", "char", "str", "String", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize",
];

/// Whether using the value leaves it there, as far as names tell.
pub(crate) fn is_copied(ty: &Type) -> bool {
    match peel(ty) {
        Type::Reference(reference) => reference.mutability.is_none(),
        ty => is_plain_part(ty) && !mentions(ty, "String"),
    }
}

/// For a type without a size of its own, the type that owns the same, if there is one.
pub(crate) enum Unsized {
    Owned(String),
    Object,
}

/// Whether the type has no size of its own, as far as names tell.
pub(crate) fn unsized_type(ty: &Type) -> Option<Unsized> {
    match peel(ty) {
        Type::Slice(slice) => Some(Unsized::Owned(format!("Vec<{}>", text_of(&slice.elem)))),
        Type::TraitObject(_) => Some(Unsized::Object),
        Type::Path(_) => {
            let name = last_segment(ty)?.ident.to_string();
            let (_, owned) = UNSIZED.iter().find(|(of, _)| *of == name)?;
            Some(Unsized::Owned((*owned).to_owned()))
        }
        _ => None,
    }
}

const UNSIZED: [(&str, &str); 4] =
    [("str", "String"), ("Path", "PathBuf"), ("OsStr", "OsString"), ("CStr", "CString")];

fn is_u8(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == "u8")
}

/// The tokens as text that is the same under every compiler: words apart, everything else together.
///
/// `TokenStream::to_string` makes no such promise, and this text reaches stored bytes.
pub(crate) fn text_of(tokens: &impl ToTokens) -> String {
    fn write(tokens: TokenStream, text: &mut String) {
        for tree in tokens {
            match tree {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::None => ("", ""),
                    };
                    text.push_str(open);
                    write(group.stream(), text);
                    text.push_str(close);
                }
                TokenTree::Punct(punct) => text.push(punct.as_char()),
                word => {
                    let word = word.to_string();
                    let glues = |c: char| c.is_alphanumeric() || c == '_';
                    if text.ends_with(glues) && word.starts_with(glues) {
                        text.push(' ');
                    }
                    text.push_str(&word);
                }
            }
        }
    }
    let mut text = String::new();
    write(tokens.to_token_stream(), &mut text);
    text
}

/// The place of `at`, as generated code: errors point at the user's tokens, lints know a macro wrote them.
pub(crate) fn generated_at(at: Span) -> Span {
    Span::call_site().located_at(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;
    use syn::parse_quote;

    #[test]
    fn plain_parts_are_recognised_by_name() {
        for ty in
            ["u64", "&str", "&'a str", "String", "Option<u8>", "&[u8]", "[u8; 16]", "Option<&str>", "& &i8"]
        {
            assert!(is_plain_part(&syn::parse_str(ty).unwrap()), "{ty}");
        }
        for ty in
            ["T", "TenantId", "&mut str", "[u8; N]", "[u16; 2]", "Vec<u8>", "std::string::String", "f64"]
        {
            assert!(!is_plain_part(&syn::parse_str(ty).unwrap()), "{ty}");
        }
    }

    #[test]
    fn secrets_are_recognised_by_name() {
        for ty in ["Secret<String>", "&Secret<&'a str>", "Option<cachekit::Secret<u64>>", "Box<Secret<T>>"] {
            assert!(is_secret(&syn::parse_str(ty).unwrap()), "{ty}");
        }
        for ty in ["Secret", "SecretId", "Vec<u8>", "Phantom<Secret<u8>>"] {
            assert!(!is_secret(&syn::parse_str(ty).unwrap()), "{ty}");
        }
    }

    #[test]
    fn borrowing_is_seen_everywhere_in_a_type() {
        for ty in ["&str", "Cow<'a, str>", "Vec<Option<&'_ u8>>", "Box<dyn Error + 'a>"] {
            assert!(borrows(&syn::parse_str(ty).unwrap()), "{ty}");
        }
        for ty in ["String", "&'static str", "Vec<Cow<'static, str>>"] {
            assert!(!borrows(&syn::parse_str(ty).unwrap()), "{ty}");
        }
    }

    #[test]
    fn text_keeps_words_apart_and_nothing_else() {
        let tokens = quote!(HashMap<&'a str, dyn Fn(u8) -> [u8; 16]>);
        assert_eq!(text_of(&tokens), "HashMap<&'a str,dyn Fn(u8)->[u8;16]>");
    }

    #[test]
    fn lifetimes_become_static() {
        let ty = with_static_lifetimes(&parse_quote!(Pair<'a, &'b str, &[u8]>));
        let expected: Type = parse_quote!(Pair<'static, &'static str, &'static [u8]>);
        assert_eq!(quote!(#ty).to_string(), quote!(#expected).to_string());
    }
}

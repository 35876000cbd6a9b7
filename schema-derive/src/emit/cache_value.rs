//! `#[derive(CacheValue)]`: two numbers, folded in const evaluation.

use cachekit_schema::hash;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Generics, Type, WherePredicate};

use super::schema::hash_literal;
use crate::check::Checked;
use crate::model::cache_value::{CacheValue, Child, Piece, SELF_REF, Secrecy};
use crate::syntax::{generated_at, parameters_in, text_of};

pub(crate) fn emit(checked: &Checked<CacheValue>) -> TokenStream {
    let value = checked.model();
    let alias = value.crate_path.alias();
    let implementation = match value.version {
        Some(version) => versioned(value, version),
        None => folded(value),
    };
    let marker = (value.version.is_none() && value.is_recursive).then(|| marker(value));
    quote!(const _: () = { #alias #marker #implementation };)
}

fn folded(value: &CacheValue) -> TokenStream {
    let ident = &value.ident;
    let steps = value.pieces.iter().map(step);
    let flat = hash_literal(value.flat());
    let sensitive = sensitive(value);
    let generics = bounded(value);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __ck::CacheValue for #ident #ty_generics #where_clause {
            const FINGERPRINT: ::core::primitive::u64 = {
                let __fold = 0_u64;
                #(#steps)*
                __fold
            };
            const FLAT: ::core::primitive::u64 = #flat;
            #sensitive
        }
    }
}

fn versioned(value: &CacheValue, version: u32) -> TokenStream {
    let ident = &value.ident;
    let name = value.name();
    let sensitive = sensitive(value);
    let (impl_generics, ty_generics, where_clause) = value.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __ck::CacheValue for #ident #ty_generics #where_clause {
            const FINGERPRINT: ::core::primitive::u64 = __ck::versioned(#name, #version);
            const FLAT: ::core::primitive::u64 = Self::FINGERPRINT;
            #sensitive
        }
    }
}

/// Whether values are sensitive; nothing, where they are not.
fn sensitive(value: &CacheValue) -> Option<TokenStream> {
    let sensitive = match value.secrecy {
        Secrecy::None => return None,
        Secrecy::Declared => quote!(true),
        Secrecy::OfFields => {
            let children = value.pieces.iter().filter_map(|piece| match piece {
                Piece::Child(child) if child.may_be_sensitive() => Some(&child.ty),
                Piece::Child(_) | Piece::Text(_) => None,
            });
            let children = children
                .map(|ty| quote_spanned!(generated_at(ty.span())=> <#ty as __ck::CacheValue>::SENSITIVE));
            quote!(#(#children)||*)
        }
    };
    Some(quote!(const SENSITIVE: ::core::primitive::bool = #sensitive;))
}

fn step(piece: &Piece) -> TokenStream {
    match piece {
        Piece::Text(text) => {
            let hash = hash_literal(hash::of_str(text));
            quote!(let __fold = __ck::mix(__fold, #hash);)
        }
        Piece::Child(child) => {
            let Child { ty, written, flat } = &**child;
            let which = Ident::new(if *flat { "FLAT" } else { "FINGERPRINT" }, Span::call_site());
            let child = quote_spanned!(generated_at(written.span())=> <#ty as __ck::CacheValue>::#which);
            quote!(let __fold = __ck::mix(__fold, #child);)
        }
    }
}

/// What stands for the type inside its own fields: a fingerprint cannot be made of itself.
fn marker(value: &CacheValue) -> TokenStream {
    let marker = Ident::new(SELF_REF, Span::call_site());
    let hash = hash_literal(value.back_reference());
    quote! {
        enum #marker {}
        #[automatically_derived]
        impl __ck::CacheValue for #marker {
            const FINGERPRINT: ::core::primitive::u64 = #hash;
            const FLAT: ::core::primitive::u64 = #hash;
        }
    }
}

/// The generics of the impl: the fields that have parameters in their types have to be values.
///
/// The types of the fields are bound, not the parameters: of `Vec<T::Row>`, `T` itself is never stored. A cycle that
/// `recursive` closes would go round in such bounds, so there it is the parameters after all.
fn bounded(value: &CacheValue) -> Generics {
    let children = value.pieces.iter().filter_map(|piece| match piece {
        Piece::Child(child) => Some(&**child),
        Piece::Text(_) => None,
    });
    let mut bound: Vec<Type> = Vec::new();
    for Child { ty, flat, .. } in children {
        let parameters = parameters_in(&value.generics, ty);
        let types: Vec<Type> = match flat {
            _ if parameters.is_empty() => Vec::new(),
            true => {
                let is_type =
                    |ident: &&Ident| value.generics.type_params().any(|param| param.ident == **ident);
                parameters.into_iter().filter(is_type).map(|ident| syn::parse_quote!(#ident)).collect()
            }
            false => vec![ty.clone()],
        };
        for ty in types {
            if !bound.iter().any(|bound| text_of(bound) == text_of(&ty)) {
                bound.push(ty);
            }
        }
    }
    let mut generics = value.generics.clone();
    if !bound.is_empty() {
        let predicates = &mut generics.make_where_clause().predicates;
        predicates.extend::<Vec<WherePredicate>>(
            bound.iter().map(|ty| syn::parse_quote!(#ty: __ck::CacheValue)).collect(),
        );
    }
    generics
}

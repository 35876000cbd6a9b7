//! `#[derive(KeyPart)]`: the text of the one field, or the name of the variant.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Member, Type};

use crate::check::Checked;
use crate::model::key_part::{KeyPart, Shape, Variant};
use crate::syntax::{generated_at, is_plain_part, parameters_in};

pub(crate) fn emit(checked: &Checked<KeyPart>) -> TokenStream {
    let part = checked.model();
    let alias = part.crate_path.alias();
    let implementation = match &part.shape {
        Shape::Newtype { member, ty } => newtype(part, member, ty),
        Shape::Names(variants) => names(part, variants),
        // Refused by the rules.
        Shape::Fields(_) | Shape::Markers | Shape::Union => TokenStream::new(),
    };
    quote!(const _: () = { #alias #implementation };)
}

fn newtype(part: &KeyPart, member: &Member, ty: &Type) -> TokenStream {
    let ident = &part.ident;
    // All that asks for the bound is at the field's type, so that the compiler says once that it does not hold.
    let at = generated_at(ty.span());
    let inner = quote_spanned!(at=> <#ty as __ck::KeyPart>);
    let absence = quote_spanned!(at=> type Absence = #inner::Absence;);
    let kind = quote_spanned!(at=> #inner::KIND);
    let max_len = quote_spanned!(at=> #inner::MAX_LEN);
    let sensitive = if part.is_sensitive {
        Some(quote!(
            const SENSITIVE: ::core::primitive::bool = true;
        ))
    } else if is_plain_part(ty) {
        None
    } else {
        let sensitive = quote_spanned!(at=> #inner::SENSITIVE);
        Some(quote!(const SENSITIVE: ::core::primitive::bool = #sensitive;))
    };
    let write = quote_spanned!(at=> #inner::write_part(&self.#member, __sink););
    let mut generics = part.generics.clone();
    if !parameters_in(&part.generics, ty).is_empty() {
        generics.make_where_clause().predicates.push(syn::parse_quote!(#ty: __ck::KeyPart));
    }
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __ck::KeyPart for #ident #ty_generics #where_clause {
            #absence
            const KIND: __ck::PartKind = #kind;
            const MAX_LEN: ::core::option::Option<::core::primitive::usize> = #max_len;
            #sensitive
            fn write_part<__S: __ck::PartSink + ?::core::marker::Sized>(&self, __sink: &mut __S) {
                #write
            }
        }
    }
}

fn names(part: &KeyPart, variants: &[Variant]) -> TokenStream {
    let ident = &part.ident;
    let idents = variants.iter().map(|variant| &variant.ident);
    let texts: Vec<_> = variants.iter().map(|variant| variant.text.as_str()).collect();
    let longest = texts.iter().map(|text| text.len()).max().unwrap_or_default();
    let sensitive = part.is_sensitive.then(|| {
        quote!(
            const SENSITIVE: ::core::primitive::bool = true;
        )
    });
    let (impl_generics, ty_generics, where_clause) = part.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __ck::KeyPart for #ident #ty_generics #where_clause {
            type Absence = __ck::NeverAbsent;
            const KIND: __ck::PartKind = __ck::PartKind::names(&[#(#texts),*]);
            const MAX_LEN: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::Some(#longest);
            #sensitive
            fn write_part<__S: __ck::PartSink + ?::core::marker::Sized>(&self, __sink: &mut __S) {
                let __name = match self {
                    #(Self::#idents { .. } => #texts,)*
                };
                __ck::PartSink::plain(__sink, __name);
            }
        }
    }
}

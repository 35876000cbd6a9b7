//! `#[derive(KeyPart)]`: the text of the one field, or the name of the variant.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Member, Type};

use crate::check::Checked;
use crate::model::key_part::{KeyPart, Shape, Variant};
use crate::syntax::{generated_at, parameters_in};

pub(crate) fn emit(checked: &Checked<KeyPart>) -> TokenStream {
    let part = checked.model();
    let alias = part.crate_path.alias();
    let implementation = match &part.shape {
        Shape::Newtype { member, ty } => newtype(part, member, ty),
        Shape::Names(variants) => names(part, variants),
        // Refused by the rules.
        Shape::Fields(_) | Shape::Union => TokenStream::new(),
    };
    quote!(const _: () = { #alias #implementation };)
}

fn newtype(part: &KeyPart, member: &Member, ty: &Type) -> TokenStream {
    let ident = &part.ident;
    let inner = quote_spanned!(generated_at(ty.span())=> <#ty as __ck::KeyPart>);
    let mut generics = part.generics.clone();
    if !parameters_in(&part.generics, ty).is_empty() {
        generics.make_where_clause().predicates.push(syn::parse_quote!(#ty: __ck::KeyPart));
    }
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __ck::KeyPart for #ident #ty_generics #where_clause {
            type Absence = #inner::Absence;
            const KIND: __ck::PartKind = #inner::KIND;
            const MAX_LEN: ::core::option::Option<::core::primitive::usize> = #inner::MAX_LEN;
            fn write_part<__S: __ck::PartSink + ?::core::marker::Sized>(&self, __sink: &mut __S) {
                __ck::KeyPart::write_part(&self.#member, __sink);
            }
        }
    }
}

fn names(part: &KeyPart, variants: &[Variant]) -> TokenStream {
    let ident = &part.ident;
    let idents = variants.iter().map(|variant| &variant.ident);
    let texts: Vec<_> = variants.iter().map(|variant| variant.text.as_str()).collect();
    let longest = texts.iter().map(|text| text.len()).max().unwrap_or_default();
    let (impl_generics, ty_generics, where_clause) = part.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __ck::KeyPart for #ident #ty_generics #where_clause {
            type Absence = __ck::NeverAbsent;
            const KIND: __ck::PartKind = __ck::PartKind::names(&[#(#texts),*]);
            const MAX_LEN: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::Some(#longest);
            fn write_part<__S: __ck::PartSink + ?::core::marker::Sized>(&self, __sink: &mut __S) {
                let __name = match self {
                    #(Self::#idents { .. } => #texts,)*
                };
                __ck::PartSink::plain(__sink, __name);
            }
        }
    }
}

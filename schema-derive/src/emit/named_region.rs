//! `region = UserById`: the struct beside the function.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Visibility;
use syn::ext::IdentExt as _;

use crate::model::key::Part;
use crate::model::region::Region;

/// The declaration of the struct; its impl is that of any region.
pub(super) fn declaration(
    region: &Region,
    function: &Ident,
    visibility: &Visibility,
    derives: bool,
) -> TokenStream {
    let Region { ident, generics, fields, .. } = region;
    let (_, _, where_clause) = generics.split_for_impl();
    let doc = format!(" The key of what [`{function}`] caches.");
    let fields = fields.iter();
    let members = fields.clone().map(|field| {
        let doc = format!(" The parameter `{}` of [`{function}`].", field.name);
        let (member, ty) = (&field.member, &field.ty);
        quote!(#[doc = #doc] #visibility #member: #ty)
    });
    let has_secrets = fields.clone().any(|field| field.sensitive.is_some());
    let derives = match (derives, has_secrets) {
        (true, false) => Some(quote!(#[derive(::core::fmt::Debug, ::core::clone::Clone)])),
        (true, true) => Some(quote!(#[derive(::core::clone::Clone)])),
        (false, _) => None,
    };
    let debug = (derives.is_some() && has_secrets).then(|| debug(region));
    quote! {
        #[doc = #doc]
        #derives
        #visibility struct #ident #generics #where_clause {
            #(#members,)*
        }
        #debug
    }
}

/// `Debug` without the fields that nobody is to see.
fn debug(region: &Region) -> TokenStream {
    let Region { ident, fields, .. } = region;
    let name = ident.unraw().to_string();
    let fields = fields.iter().map(|Part { name, member, sensitive, .. }| {
        let shown = sensitive
            .as_ref()
            .map_or_else(|| quote!(self.#member), |_| quote!(::core::format_args!("[REDACTED]")));
        quote!(#name, &#shown)
    });
    let mut generics = region.generics.clone();
    let types: Vec<_> = generics.type_params().map(|param| param.ident.clone()).collect();
    for ty in types {
        generics.make_where_clause().predicates.push(syn::parse_quote!(#ty: ::core::fmt::Debug));
    }
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics ::core::fmt::Debug for #ident #ty_generics #where_clause {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let mut __fields = ::core::fmt::Formatter::debug_struct(__f, #name);
                #(::core::fmt::DebugStruct::field(&mut __fields, #fields);)*
                ::core::fmt::DebugStruct::finish(&mut __fields)
            }
        }
    }
}

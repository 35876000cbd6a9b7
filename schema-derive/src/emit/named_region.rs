//! `region = UserById`: the struct beside the function.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Visibility;

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
    let fields = fields.iter().map(|field| {
        let doc = format!(" The parameter `{}` of [`{function}`].", field.name);
        let (member, ty) = (&field.member, &field.ty);
        quote!(#[doc = #doc] #visibility #member: #ty)
    });
    let derives = derives.then(|| quote!(#[derive(::core::fmt::Debug, ::core::clone::Clone)]));
    quote! {
        #[doc = #doc]
        #derives
        #visibility struct #ident #generics #where_clause {
            #(#fields,)*
        }
    }
}

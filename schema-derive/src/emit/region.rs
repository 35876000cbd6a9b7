//! `#[derive(CacheRegion)]`: one static and one impl.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Generics, Type};

use super::schema::{Declaration, codec_type, segments, static_ident};
use crate::check::Checked;
use crate::model::key::{Part, Placeholder, Segment};
use crate::model::region::Region;
use crate::syntax::{generated_at, parameters_in, text_of, with_static_lifetimes};

pub(crate) fn emit(checked: &Checked<Region>) -> TokenStream {
    region(checked.model())
}

/// The expansion of a region that has been checked, by itself or as part of a function.
pub(super) fn region(region: &Region) -> TokenStream {
    let Region { ident, value, policy, .. } = region;
    let alias = region.crate_path.alias();
    let declaration = declaration(region);
    let static_ident = static_ident();
    let codec = codec_type(&policy.codec);
    let fingerprint = fingerprint(region);
    // Under a public region a private value type is an error of the compiler's, which then points at the type.
    let value = quote_spanned!(generated_at(value.span())=> type Value = #value;);
    let visits = region.key.varying().iter().map(|segment| visit(region, segment));
    let generics = bounded(region);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, ty_generics, _) = region.generics.split_for_impl();
    quote! {
        const _: () = {
            #alias
            #declaration
            #[automatically_derived]
            impl #impl_generics __ck::CacheRegion for #ident #ty_generics #where_clause {
                #value
                type Codec = #codec;
                const FINGERPRINT: ::core::primitive::u64 = #fingerprint;
                const DECL: &'static __ck::RegionDecl = &#static_ident;
                #[inline]
                fn visit_key<__S: __ck::KeySink>(&self, __sink: &mut __S) {
                    #(#visits)*
                }
            }
        };
    }
}

fn declaration(region: &Region) -> TokenStream {
    let Region { ident, namespace, key, policy, .. } = region;
    Declaration {
        name: syn::ext::IdentExt::unraw(ident).to_string(),
        namespace: namespace
            .as_ref()
            .map_or_else(|| quote!(__ck::default_namespace!()), |name| quote!(#name)),
        pattern: &key.text,
        segments: segments(key, |placeholder| segment(region, placeholder)),
        policy,
        generic_value: !parameters_in(&region.generics, &region.value).is_empty(),
        place: ident.span(),
    }
    .tokens()
}

fn segment(region: &Region, placeholder: &Placeholder) -> TokenStream {
    let name = placeholder.path();
    let Some(Part { ty, compact, .. }) = region.field(placeholder.root()) else {
        return quote!(__ck::part_any(#name));
    };
    // A static cannot name the parameters of the impl beside it.
    let is_generic = !parameters_in(&region.generics, ty).is_empty();
    let ty = with_static_lifetimes(ty);
    let at = generated_at(ty.span());
    match (compact, is_generic) {
        (None, false) => quote_spanned!(at=> __ck::part(#name, __ck::shape!(#ty))),
        (None, true) => quote_spanned!(at=> __ck::part_any(#name)),
        (Some(_), false) => quote_spanned!(at=> __ck::compact_part(#name, __ck::shape!(#ty))),
        (Some(_), true) => quote_spanned!(at=> __ck::compact_part_any(#name)),
    }
}

fn visit(region: &Region, segment: &Segment) -> TokenStream {
    let placeholder = match segment {
        Segment::Literal(text) => return quote!(__ck::visit_literal(#text, __sink);),
        Segment::Placeholder(placeholder) => placeholder,
    };
    let Some(Part { ty, member, compact, .. }) = region.field(placeholder.root()) else {
        return TokenStream::new();
    };
    let at = generated_at(ty.span());
    if compact.is_some() {
        quote_spanned!(at=> __ck::visit_compact(&self.#member, __sink);)
    } else {
        quote_spanned!(at=> __ck::visit_part(&self.#member, __sink);)
    }
}

fn fingerprint(region: &Region) -> TokenStream {
    let value = &region.value;
    if let Some(version) = region.policy.version {
        let name = text_of(value);
        return quote!(__ck::versioned(#name, #version));
    }
    let at = generated_at(value.span());
    quote_spanned!(at=> <#value as __ck::CacheValue>::FINGERPRINT)
}

/// The generics of the impl: those of the struct, and what the key and the value need of their parameters.
fn bounded(region: &Region) -> Generics {
    let is_generic = |ty: &Type| !parameters_in(&region.generics, ty).is_empty();
    let mut generics = region.generics.clone();
    let keyed = region.fields.iter().filter(|field| field.skip.is_none()).map(|field| &field.ty);
    let mut bounds: Vec<_> = keyed.filter(|ty| is_generic(ty)).map(|ty| quote!(#ty: __ck::KeyPart)).collect();
    let value = &region.value;
    if is_generic(value) {
        bounds.push(quote!(#value: __ck::StoredValue));
        if region.policy.version.is_none() {
            bounds.push(quote!(#value: __ck::CacheValue));
        }
    }
    if !bounds.is_empty() {
        let clause = generics.make_where_clause();
        for bound in bounds {
            clause.predicates.push(syn::parse_quote!(#bound));
        }
    }
    generics
}

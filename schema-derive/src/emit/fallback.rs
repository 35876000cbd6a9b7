//! What is emitted beside the errors, so that code which uses the item is not refused a second time.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::named_region;
use super::schema::{Declaration, static_ident};
use crate::model::cache_value::CacheValue;
use crate::model::function::{Function, Target};
use crate::model::key_part::KeyPart;
use crate::model::region::Region;
use crate::parse::function::FnSource;
use crate::syntax::{impl_trait_in, is_plain_part, parameters_in, unsized_type};

/// A region without a key.
pub(crate) fn region(region: &Region) -> TokenStream {
    let Region { ident, generics, namespace, key, policy, .. } = region;
    // What no region can store would be refused a second time.
    let none = syn::parse_quote!(());
    let value = if region.has_borrowed_value() || unsized_type(&region.value).is_some() {
        &none
    } else {
        &region.value
    };
    let declaration = Declaration {
        name: ident.to_string(),
        namespace: namespace.as_ref().map_or_else(|| quote!(""), |name| quote!(#name)),
        pattern: &key.text,
        segments: Vec::new(),
        policy,
        generic_value: false,
        place: ident.span(),
    }
    .tokens();
    let static_ident = static_ident();
    let secure = policy.secure.as_ref().map(|_| {
        quote!(
            const SECURE: ::core::primitive::bool = true;
        )
    });
    let alias = region.crate_path.alias();
    let mut generics = generics.clone();
    // The value stays what it is, for the code that uses it, so its bound is that of a sound region.
    if !parameters_in(&region.generics, value).is_empty() {
        generics.make_where_clause().predicates.push(syn::parse_quote!(#value: __ck::StoredValue));
    }
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    quote! {
        const _: () = {
            #alias
            #declaration
            #[automatically_derived]
            impl #impl_generics __ck::CacheRegion for #ident #ty_generics #where_clause {
                type Value = #value;
                type Codec = __ck::MessagePack;
                const FINGERPRINT: ::core::primitive::u64 = 0;
                const DECL: &'static __ck::RegionDecl = &#static_ident;
                #secure
                fn visit_key<__S: __ck::KeySink>(&self, __sink: &mut __S) {}
            }
        };
    }
}

/// The user's function without our attributes, and the struct that it would have declared.
pub(crate) fn function(function: &Function) -> TokenStream {
    let named = match (&function.target, &function.receiver) {
        (Target::Named(name), None) => Some(function.named_region(name)),
        _ => None,
    };
    // A field cannot have a type without a name, and `named_region_parts` has said so.
    let is_possible = |named: &Region| named.fields.iter().all(|field| impl_trait_in(&field.ty).is_none());
    let named = named.filter(is_possible).map(|mut named| {
        if !has_nameable_value(function, &named) {
            named.value = syn::parse_quote!(());
        }
        let source = &function.source;
        // What a derive asks of other types would be said in a second wave.
        let derives = named.fields.iter().all(|field| is_plain_part(&field.ty));
        let item = named_region::declaration(&named, &source.signature.ident, &source.visibility, derives);
        let implementation = region(&named);
        quote!(#item #implementation)
    });
    let FnSource { attributes, visibility, signature, inner_attributes, body } = &function.source;
    let body = if body.is_some() {
        let used = used(function);
        function.source.body_after(&quote!(#(#inner_attributes)* #used))
    } else {
        quote!(;)
    };
    quote!(#named #(#attributes)* #visibility #signature #body)
}

/// Whether the value's type can stand in an impl for the struct beside the function.
fn has_nameable_value(function: &Function, named: &Region) -> bool {
    let returns = &function.returns;
    let of = |generics| parameters_in(generics, &returns.value).len();
    !returns.is_borrowed()
        && impl_trait_in(&returns.value).is_none()
        && of(&function.source.signature.generics) == of(&named.generics)
}

/// Uses the parameters that only the cache would have used.
fn used(function: &Function) -> TokenStream {
    let clients = function.clients.iter().map(ToTokens::to_token_stream);
    // What is configured out has no name here.
    let parts = function.parts.iter().filter(|part| part.cfg.is_none());
    let names = clients.chain(parts.map(|part| part.member.to_token_stream()));
    quote!(let _ = (#(&#names,)*);)
}

/// A key part without a text.
pub(crate) fn key_part(part: &KeyPart) -> TokenStream {
    let ident = &part.ident;
    let alias = part.crate_path.alias();
    let (impl_generics, ty_generics, where_clause) = part.generics.split_for_impl();
    quote! {
        const _: () = {
            #alias
            #[automatically_derived]
            impl #impl_generics __ck::KeyPart for #ident #ty_generics #where_clause {
                type Absence = __ck::NeverAbsent;
                const KIND: __ck::PartKind = __ck::PartKind::ANY;
                const MAX_LEN: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::None;
                fn write_part<__S: __ck::PartSink + ?::core::marker::Sized>(&self, __sink: &mut __S) {}
            }
        };
    }
}

/// A cache value without a shape.
pub(crate) fn cache_value(value: &CacheValue) -> TokenStream {
    let ident = &value.ident;
    let alias = value.crate_path.alias();
    let (impl_generics, ty_generics, where_clause) = value.generics.split_for_impl();
    quote! {
        const _: () = {
            #alias
            #[automatically_derived]
            impl #impl_generics __ck::CacheValue for #ident #ty_generics #where_clause {
                const FINGERPRINT: ::core::primitive::u64 = 0;
                const FLAT: ::core::primitive::u64 = 0;
            }
        };
    }
}

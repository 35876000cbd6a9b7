//! `#[derive(CacheRegion)]`: one static and one impl.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Generics, Type};

use super::schema::{Declaration, codec_type, open_part, open_value, segments, static_ident};
use crate::check::Checked;
use crate::model::key::{Part, PartForm, Placeholder, Segment};
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
    let codec = codec_type(policy);
    let checks = checks(region);
    let fingerprint = checked_fingerprint(region);
    let secure = policy.secure.as_ref().map(|_| {
        quote!(
            const SECURE: ::core::primitive::bool = true;
        )
    });
    // Under a public region a private value type is an error of the compiler's, which then points at the type.
    let value = quote_spanned!(generated_at(value.span())=> type Value = #value;);
    let visits = region.key.varying().iter().map(|segment| visit(region, segment));
    let arguments = policy.is_interop().then(|| visit_args(region));
    let generics = bounded(region);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, ty_generics, _) = region.generics.split_for_impl();
    quote! {
        const _: () = {
            #alias
            #declaration
            #checks
            #[automatically_derived]
            impl #impl_generics __ck::CacheRegion for #ident #ty_generics #where_clause {
                #value
                type Codec = #codec;
                const FINGERPRINT: ::core::primitive::u64 = #fingerprint;
                const DECL: &'static __ck::RegionDecl = &#static_ident;
                #secure

                #[inline]
                fn visit_key<__S: __ck::KeySink>(&self, __sink: &mut __S) {
                    #(#visits)*
                }
                #arguments
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
    let Some(field) = region.field(placeholder.root()) else {
        return quote!(__ck::part_any(#name));
    };
    let Part { ty, .. } = field;
    // A static cannot name the parameters of the impl beside it.
    let is_generic = !parameters_in(&region.generics, ty).is_empty();
    let ty = with_static_lifetimes(ty);
    let at = generated_at(ty.span());
    segment_call(field.form(), &name, (!is_generic).then_some(&ty), at)
}

/// The call that describes a part: by its type, unless a static cannot name that.
pub(super) fn segment_call(form: PartForm, name: &str, ty: Option<&Type>, at: Span) -> TokenStream {
    let function = match (form, ty) {
        (PartForm::Whole, Some(_)) => "part",
        (PartForm::Whole, None) => "part_any",
        (PartForm::Compact, Some(_)) => "compact_part",
        (PartForm::Compact, None) => "compact_part_any",
        (PartForm::Sensitive, Some(_)) => "sensitive_part",
        (PartForm::Sensitive, None) => "sensitive_part_any",
    };
    let function = Ident::new(function, at);
    let shape = ty.map(|ty| quote_spanned!(at=> , __ck::shape!(#ty)));
    quote_spanned!(at=> __ck::#function(#name #shape))
}

fn visit(region: &Region, segment: &Segment) -> TokenStream {
    let placeholder = match segment {
        Segment::Literal(text) => return quote!(__ck::visit_literal(#text, __sink);),
        Segment::Placeholder(placeholder) => placeholder,
    };
    let Some(field) = region.field(placeholder.root()) else { return TokenStream::new() };
    let Part { ty, member, .. } = field;
    let at = generated_at(ty.span());
    let visit = match field.form() {
        PartForm::Whole => "visit_part",
        PartForm::Compact => "visit_compact",
        PartForm::Sensitive => "visit_sensitive",
    };
    let visit = Ident::new(visit, at);
    quote_spanned!(at=> __ck::#visit(&self.#member, __sink);)
}

/// The arguments of an interop key, in the order of the fields.
fn visit_args(region: &Region) -> TokenStream {
    let keyed = region.fields.iter().filter(|field| field.skip.is_none());
    let arguments = keyed.map(|Part { ty, member, .. }| {
        let at = generated_at(ty.span());
        quote_spanned!(at=> __ck::interop_arg(&self.#member, __args);)
    });
    quote! {
        fn visit_args(&self, __args: &mut __ck::InteropArgs) {
            #(#arguments)*
        }
    }
}

/// What refuses sensitive types where nothing says so. A constant beside the impl cannot name its parameters.
fn checks(region: &Region) -> TokenStream {
    let is_concrete = |ty: &Type| parameters_in(&region.generics, ty).is_empty();
    let value =
        open_value(&region.policy, &region.ident, &region.value).filter(|_| is_concrete(&region.value));
    let parts = region.key.placeholders().filter_map(|placeholder| region.field(placeholder.root()));
    let parts = parts.filter(|field| is_concrete(&field.ty)).filter_map(|field| {
        let ty = with_static_lifetimes(&field.ty);
        open_part(&Part { ty, ..field.clone() })
    });
    let checks = value.into_iter().chain(parts);
    quote!(#(const _: () = #checks;)*)
}

/// The fingerprint, and before it what [`checks`] cannot name.
fn checked_fingerprint(region: &Region) -> TokenStream {
    let fingerprint = fingerprint(region);
    let is_concrete = parameters_in(&region.generics, &region.value).is_empty();
    match open_value(&region.policy, &region.ident, &region.value).filter(|_| !is_concrete) {
        Some(check) => quote!({ #check; #fingerprint }),
        None => fingerprint,
    }
}

fn fingerprint(region: &Region) -> TokenStream {
    let value = &region.value;
    if region.policy.is_interop() {
        // Other SDKs write none.
        return quote!(0);
    }
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
    let is_interop = region.policy.is_interop();
    let part = if is_interop { quote!(__ck::InteropArg) } else { quote!(__ck::KeyPart) };
    let mut bounds: Vec<_> = keyed.filter(|ty| is_generic(ty)).map(|ty| quote!(#ty: #part)).collect();
    let value = &region.value;
    if is_generic(value) {
        bounds.push(quote!(#value: __ck::StoredValue));
        if region.policy.version.is_none() && !is_interop {
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

//! `#[cachekit(…)]`: a declaration, a lookup, and one call that takes the body.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Expr, GenericParam, Token};

use super::arguments::arguments;
use super::schema::{Declaration, codec_type, open_part, open_value, segments, static_ident};
use super::{named_region, region};
use crate::check::Checked;
use crate::model::client::Client;
use crate::model::function::{Function, Target};
use crate::model::key::{Part, PartForm, Placeholder};
use crate::model::region::Region;
use crate::model::returns::{Handover, Shape};
use crate::syntax::{
    borrows, generated_at, impl_trait_in, is_copied, is_plain_part, parameters_in, text_of,
    with_static_lifetimes,
};

pub(crate) fn emit(checked: &Checked<Function>) -> TokenStream {
    let function = checked.model();
    let source = &function.source;
    let (attributes, inner) = (&source.attributes, &source.inner_attributes);
    let (visibility, signature) = (&source.visibility, &source.signature);
    let (beside, before, lookup) = match &function.target {
        Target::Own => {
            let (declaration, checks) = (declaration(function), checks(function));
            (None, Some(quote!(#declaration #checks)), own_lookup(function))
        }
        Target::Named(name) => {
            let named = function.named_region(name);
            let lookup = named_lookup(function, &named);
            // No fingerprint is taken of an interop region, and only with that does one look at a generic value.
            let is_generic = !parameters_in(&named.generics, &named.value).is_empty();
            let is_unchecked = function.policy.is_interop() && is_generic;
            let check = if is_unchecked { value_check(function) } else { None };
            (Some(named_tokens(function, &named)), check, lookup)
        }
        Target::Declared(_) | Target::Built(_) => (None, None, declared_lookup(function)),
    };
    let alias = function.crate_path.alias();
    let client = client_binding(function);
    let serve = serve(function, &lookup);
    quote! {
        #beside
        #(#attributes)*
        #visibility #signature {
            #(#inner)*
            #alias
            #before
            #client
            #serve
        }
    }
}

/// The struct of `region = Name` and its impl.
fn named_tokens(function: &Function, named: &Region) -> TokenStream {
    let source = &function.source;
    let item = named_region::declaration(named, &source.signature.ident, &source.visibility, true);
    let implementation = region::region(named);
    quote!(#item #implementation)
}

fn declaration(function: &Function) -> TokenStream {
    let Function { key, policy, namespace, .. } = function;
    let ident = &function.source.signature.ident;
    let generics = &function.source.signature.generics;
    Declaration {
        name: ident.unraw().to_string(),
        namespace: namespace
            .as_ref()
            .map_or_else(|| quote!(__ck::default_namespace!()), |name| quote!(#name)),
        pattern: &key.text,
        segments: segments(key, |placeholder| segment(function, placeholder)),
        policy,
        generic_value: !parameters_in(generics, &function.returns.value).is_empty(),
        place: ident.span(),
    }
    .tokens()
}

fn segment(function: &Function, placeholder: &Placeholder) -> TokenStream {
    let name = placeholder.path();
    let part = function.part(placeholder.root());
    let form = part.map_or(PartForm::Whole, Part::form);
    match part.filter(|part| placeholder.is_whole() && is_plain_part(&part.ty)) {
        Some(part) => {
            let ty = with_static_lifetimes(&part.ty);
            region::segment_call(form, &name, Some(&ty), generated_at(ty.span()))
        }
        None => region::segment_call(form, &name, None, Span::call_site()),
    }
}

/// What refuses sensitive types where nothing says so. In constants inside of the body, which can name everything that
/// the function can.
fn checks(function: &Function) -> TokenStream {
    // Where a fingerprint is taken of the type, it is looked at there.
    let policy = &function.policy;
    let has_fingerprint = !policy.is_interop() && policy.version.is_none();
    let value = if has_fingerprint { None } else { value_check(function) };
    let whole = function.key.placeholders().filter(|placeholder| placeholder.is_whole());
    let parts = whole.filter_map(|placeholder| function.part(placeholder.root()));
    let parts = parts.filter(|part| impl_trait_in(&part.ty).is_none()).filter_map(open_part);
    quote!(#value #(const { #parts };)*)
}

fn value_check(function: &Function) -> Option<TokenStream> {
    let value = &function.returns.value;
    let check = open_value(&function.policy, &function.source.signature.ident, value)?;
    Some(quote!(const { #check };))
}

/// The expression of `client = …` in a place that lives as long as the lookup.
fn client_binding(function: &Function) -> Option<TokenStream> {
    let Client::Expression(expr) = &function.client else { return None };
    let reference = Expr::Reference(syn::ExprReference {
        attrs: Vec::new(),
        and_token: <Token![&]>::default(),
        mutability: None,
        expr: Box::new(expr.clone()),
    });
    Some(quote!(let __cachekit_client = #reference;))
}

fn client(function: &Function) -> TokenStream {
    match &function.client {
        Client::Parameter(ident) => ident.to_token_stream(),
        Client::Expression(expr) => {
            quote_spanned!(generated_at(expr.span())=> __ck::client(__cachekit_client))
        }
        // Refused by the rules.
        Client::Held(..) | Client::Missing | Client::Ambiguous(_) => TokenStream::new(),
    }
}

fn own_lookup(function: &Function) -> TokenStream {
    let value = &function.returns.value;
    let codec = codec_type(&function.policy);
    let declaration = static_ident();
    if function.policy.is_interop() {
        return interop_lookup(function, &quote!(&#declaration));
    }
    let (client, arguments) = (client(function), arguments(function));
    let at = generated_at(value.span());
    let fingerprint = if let Some(version) = function.policy.version {
        let name = text_of(value);
        quote!(__ck::versioned(#name, #version))
    } else if value_check(function).is_none() {
        quote_spanned!(at=> __ck::fingerprint::<#value>())
    } else {
        let (name, text) = (function.source.signature.ident.unraw().to_string(), text_of(value));
        quote_spanned!(at=> __ck::open_fingerprint!(#name, #text, #value))
    };
    quote!(__ck::lookup::<#value, #codec, _>(#client, &#declaration, #fingerprint, &#arguments))
}

fn named_lookup(function: &Function, named: &Region) -> TokenStream {
    let value = &function.returns.value;
    let codec = codec_type(&function.policy);
    let ident = &named.ident;
    let generics = named.generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(_) => quote!('_),
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => param.ident.to_token_stream(),
    });
    let generics: Vec<_> = generics.collect();
    let generics = (!generics.is_empty()).then(|| quote!(<#(#generics),*>));
    let region = quote!(<#ident #generics as __ck::CacheRegion>);
    if function.policy.is_interop() {
        return interop_lookup(function, &quote!(#region::DECL));
    }
    let (client, arguments) = (client(function), arguments(function));
    quote! {
        __ck::lookup::<#value, #codec, _>(#client, #region::DECL, #region::FINGERPRINT, &#arguments)
    }
}

/// The arguments go one by one into the hash that the key is: nothing of them outlives the statement.
fn interop_lookup(function: &Function, declaration: &TokenStream) -> TokenStream {
    let (client, value) = (client(function), &function.returns.value);
    let arguments = function.keyed().map(|Part { ty, member, .. }| {
        quote_spanned!(generated_at(ty.span())=> __ck::interop_arg(&#member, __cachekit_args);)
    });
    quote! {
        __ck::lookup_interop::<#value, _>(#client, #declaration, |__cachekit_args| { #(#arguments)* })
    }
}

fn declared_lookup(function: &Function) -> TokenStream {
    let client = client(function);
    let region = match &function.target {
        Target::Declared(path) => {
            let fields = function.keyed().map(field);
            quote!(#path { #(#fields),* })
        }
        Target::Built(expr) => expr.to_token_stream(),
        Target::Own | Target::Named(_) => TokenStream::new(),
    };
    // The first thing that is asked of the region is its value, so that a mismatch names both types.
    let value = &function.returns.value;
    let at = generated_at(value.span());
    if function.policy.secure.is_some() {
        quote_spanned!(at=> __ck::lookup_secure_region::<#value, _>(#client, &#region))
    } else {
        quote_spanned!(at=> __ck::lookup_region::<#value, _>(#client, &#region))
    }
}

/// A parameter as the field of a region: a copy, because the body may consume what it was given.
fn field(part: &Part) -> TokenStream {
    let Part { member, ty, .. } = part;
    if is_copied(ty) {
        return member.to_token_stream();
    }
    let copy = quote_spanned!(generated_at(ty.span())=> ::core::clone::Clone::clone(&#member));
    quote!(#member: #copy)
}

/// What serves the hit, or runs the body.
fn serve(function: &Function, lookup: &TokenStream) -> TokenStream {
    let returns = &function.returns;
    let (ret, value) = (&returns.ty, &returns.value);
    let at = generated_at(ret.span());
    let handover = match returns.handover {
        Handover::Owned => quote_spanned!(at=> __ck::Owned<#value>),
        Handover::Shared => quote_spanned!(at=> __ck::Shared<#value>),
        Handover::Handle => quote_spanned!(at=> __ck::Handle<#value>),
    };
    let shape = match returns.shape {
        Shape::Infallible => quote_spanned!(at=> __ck::Infallible<#handover>),
        Shape::Optional => quote_spanned!(at=> __ck::Optional<#handover>),
        Shape::Fallible => quote_spanned!(at=> __ck::Fallible<#handover, _>),
        Shape::FallibleOptional => quote_spanned!(at=> __ck::FallibleOptional<#handover, _>),
    };
    let errors = if returns.is_fallible() && !returns.error.as_ref().is_some_and(borrows) {
        quote!(__ck::share_errors!(#ret))
    } else {
        quote!(__ck::rerun_errors())
    };
    // Says what the body returns, in the one way that makes the compiler point into it when it returns something else.
    let body = function.source.body_after(&quote! {
        if let ::core::option::Option::Some(__cachekit_returned) = ::core::option::Option::None::<#ret> {
            return __cachekit_returned;
        }
    });
    // The calls stand here, and not in the macro, so that the return type is what errors point at, once.
    let miss = quote_spanned!(at=> __ck::miss!(#lookup, hit => __ck::answer::<#shape>(hit)));
    let arguments = quote!(__cachekit_miss, #errors, __cachekit_body);
    let load = if function.policy.secure.is_some() {
        // The bound that a secure function has to meet is about its error type, so it is said of the return type.
        quote_spanned!(at=> __ck::load_secure::<#shape>(#arguments, __ck::closed()).await)
    } else {
        quote_spanned!(at=> __ck::load::<#shape>(#arguments).await)
    };
    quote! {
        let __cachekit_miss = #miss;
        let __cachekit_body = async || -> #ret #body;
        #load
    }
}

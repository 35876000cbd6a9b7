//! The one static that declares a region.

use cachekit_schema::hash;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{LitStr, Type};

use crate::model::key::{Key, Part, PartForm, Placeholder, Segment};
use crate::model::policy::{Codec, Lifetime, Policy};
use crate::syntax::{generated_at, is_plain_part, text_of};

/// What a declaration says.
pub(crate) struct Declaration<'a> {
    pub(crate) name: String,
    /// An expression of type `&'static str`.
    pub(crate) namespace: TokenStream,
    pub(crate) pattern: &'a str,
    /// Expressions of type `Segment`.
    pub(crate) segments: Vec<TokenStream>,
    pub(crate) policy: &'a Policy,
    pub(crate) generic_value: bool,
    /// The name that the region is found by in the source.
    pub(crate) place: Span,
}

/// The name of the static.
pub(crate) fn static_ident() -> Ident {
    Ident::new("__CACHEKIT_REGION", Span::call_site())
}

impl Declaration<'_> {
    pub(crate) fn tokens(&self) -> TokenStream {
        let region = static_ident();
        let Self { name, namespace, pattern, segments, .. } = self;
        let policy = self.policy();
        // Where these are resolved decides what they say: at the user's name, not at the attribute.
        let place = quote_spanned!(self.place=> ::core::file!(), ::core::line!(), ::core::column!());
        quote! {
            static #region: __ck::RegionDecl = __ck::RegionDecl::new(
                __ck::RegionSchema::new(#name, #namespace, #pattern, &[#(#segments),*])
                    #policy
                    .at(#place),
            );
        }
    }

    fn policy(&self) -> TokenStream {
        let Policy { ttl, l1_ttl, l1_capacity, version, codec, secure, .. } = self.policy;
        let ttl = ttl.as_ref().and_then(Lifetime::millis).map(|ms| quote!(.ttl_ms(#ms)));
        let l1_ttl = l1_ttl.as_ref().and_then(Lifetime::millis).map(|ms| quote!(.l1_ttl_ms(#ms)));
        let l1_capacity = l1_capacity.map(|capacity| {
            let entries = capacity.entries;
            quote!(.l1_capacity(#entries))
        });
        let version = version.map(|version| quote!(.version(#version)));
        let codec = match codec {
            Codec::MessagePack | Codec::Unknown(_) => None,
            Codec::Bincode(_) => {
                let name = codec.name();
                Some(quote!(.codec(#name)))
            }
        };
        let generic_value = self.generic_value.then(|| quote!(.generic_value()));
        let secure = secure.as_ref().map(|_| quote!(.secure()));
        let on_outage = is(self.policy.on_outage.as_ref(), "fail").then(|| quote!(.on_outage_fail()));
        let on_tampering =
            is(self.policy.on_tampering.as_ref(), "load").then(|| quote!(.on_tampering_load()));
        let operation = self.policy.operation.as_ref().filter(|_| self.policy.is_interop());
        let interop = operation.map(|operation| quote!(.interop(#operation)));
        quote! {
            #ttl #l1_ttl #l1_capacity #version #codec #generic_value #secure #on_outage #on_tampering #interop
        }
    }
}

fn is(choice: Option<&LitStr>, what: &str) -> bool {
    choice.is_some_and(|choice| choice.value() == what)
}

/// The segments of a key; `part` writes a placeholder.
pub(crate) fn segments(key: &Key, mut part: impl FnMut(&Placeholder) -> TokenStream) -> Vec<TokenStream> {
    let write = |segment: &Segment| match segment {
        Segment::Literal(text) => {
            let hash = hash_literal(hash::of_str(text));
            quote!(__ck::literal(#text, #hash))
        }
        Segment::Placeholder(placeholder) => part(placeholder),
    };
    key.segments().iter().map(write).collect()
}

/// A hash as it reads best: `0x8f3a…u64`.
pub(crate) fn hash_literal(hash: u64) -> Literal {
    let text = format!("{hash:#018x}_u64");
    text.parse().unwrap_or_else(|_| Literal::u64_suffixed(hash))
}

/// What refuses the value of a region that is not secure, when its type says that it is sensitive.
pub(crate) fn open_value(policy: &Policy, region: &Ident, value: &Type) -> Option<TokenStream> {
    if policy.secure.is_some() || is_plain_part(value) {
        return None;
    }
    let (region, text) = (region.unraw().to_string(), text_of(value));
    Some(quote_spanned!(generated_at(value.span())=> __ck::open_value!(#region, #text, #value)))
}

/// What refuses a part that is in the key as it is, when its type says that it is sensitive.
pub(crate) fn open_part(part: &Part) -> Option<TokenStream> {
    let Part { name, ty, .. } = part;
    let may_be_sensitive = part.form() != PartForm::Sensitive && !is_plain_part(ty);
    may_be_sensitive.then(|| quote_spanned!(generated_at(ty.span())=> __ck::open_part!(#name, #ty)))
}

/// The type that stands for a codec.
pub(crate) fn codec_type(policy: &Policy) -> TokenStream {
    match &policy.codec {
        _ if policy.is_interop() => quote!(__ck::Interop),
        Codec::MessagePack | Codec::Unknown(_) => quote!(__ck::MessagePack),
        Codec::Bincode(_) => quote!(__ck::Bincode),
    }
}

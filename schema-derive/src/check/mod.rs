//! Third stage: what does not fit together.
//!
//! One function per rule, each with the input that it refuses; the functions below are the table of contents. This
//! is the only place that makes a [`Checked`] model, so emission never meets a mistake.

mod cache_value;
mod function;
mod interop;
mod key;
mod key_part;
mod key_type;
mod policy;
mod region;
mod signature;
mod target;
mod value;

use crate::Capabilities;
use crate::diag::Diagnostics;
use crate::model;
use crate::model::function::{Function, Target};

/// A model without mistakes.
#[derive(Debug)]
pub(crate) struct Checked<M>(M);

impl<M> Checked<M> {
    pub(crate) fn model(&self) -> &M {
        &self.0
    }
}

/// What the rules said.
#[derive(Debug)]
pub(crate) enum Verdict<M> {
    Sound(Checked<M>),
    /// The mistakes are in the collector, those of parsing among them.
    Broken(M),
}

fn verdict<M>(model: M, diag: &Diagnostics) -> Verdict<M> {
    if diag.is_empty() { Verdict::Sound(Checked(model)) } else { Verdict::Broken(model) }
}

/// The rules of `#[derive(CacheRegion)]`.
pub(crate) fn region(
    region: model::region::Region,
    capabilities: Capabilities,
    diag: &mut Diagnostics,
) -> Verdict<model::region::Region> {
    region::region_on_enum_or_union(&region, diag);
    if region.not_a_struct.is_none() {
        pattern(&region.key, diag);
        key::placeholder_without_field(&region.key, &region.fields, &[], key::Noun::Field, diag);
        region::field_without_placeholder(&region, diag);
        parts(&region.key, &region.fields, &region.policy, diag);
        value::sensitive_without_secure(&region.value, &region.policy, diag);
        interop::interop_with_native_words(&region.policy, &region.fields, &region.seen, diag);
        key::key_cannot_fit(&region.key, &region.fields, region.namespace.as_ref(), diag);
        region::type_parameter_only_in_value(&region, diag);
        region::borrowed_value(&region, diag);
        value::unsized_value(&region.value, None, diag);
    }
    policy(&region.policy, region.namespace.as_ref(), capabilities, diag);
    verdict(region, diag)
}

/// The rules of `#[cachekit(…)]`.
pub(crate) fn function(
    function: Function,
    capabilities: Capabilities,
    diag: &mut Diagnostics,
) -> Verdict<Function> {
    if signature::async_trait(&function, diag) {
        // Nothing of what the user wrote is left to look at.
        return verdict(function, diag);
    }
    signature::not_async(&function, diag);
    signature::fn_without_body(&function, diag);
    signature::fn_qualifier(&function, diag);
    signature::secure_without_result(&function, diag);
    signature::unit_return(&function, diag);
    signature::impl_trait_return(&function, diag);
    signature::borrowed_return(&function, diag);
    signature::pattern_parameter(&function, diag);
    signature::mut_reference_parameter(&function, diag);
    signature::cfg_parameter(&function, diag);
    value::unsized_value(&function.returns.value, Some(function.returns.handover), diag);
    function::client_missing(&function, diag);
    function::skip_unknown_name(&function, diag);
    function::self_unaccounted(&function, diag);
    function::parameter_unaccounted(&function, diag);
    function::type_parameter_unaccounted(&function, diag);
    target::region_on_method(&function, diag);
    target::named_region_parts(&function, diag);
    target::region_with_policy_words(&function, diag);
    if matches!(function.target, Target::Own | Target::Named(_)) {
        pattern(&function.key, diag);
        let noun = function.noun();
        key::placeholder_without_field(&function.key, &function.parts, &function.clients, noun, diag);
        parts(&function.key, &function.parts, &function.policy, diag);
        value::sensitive_without_secure(&function.returns.value, &function.policy, diag);
        interop::interop_with_native_words(&function.policy, &function.parts, &function.seen, diag);
        key::key_cannot_fit(&function.key, &function.parts, function.namespace.as_ref(), diag);
        // Of a declared region they are not this function's to say, which is the one thing to be said of them.
        policy(&function.policy, function.namespace.as_ref(), capabilities, diag);
    } else {
        policy::secure_without_encryption(&function.policy, capabilities, diag);
    }
    verdict(function, diag)
}

/// The rules of `#[derive(KeyPart)]`.
pub(crate) fn key_part(
    part: model::key_part::KeyPart,
    diag: &mut Diagnostics,
) -> Verdict<model::key_part::KeyPart> {
    key_part::key_part_shape(&part, diag);
    key_part::variant_name_illegal(&part, diag);
    key_part::variant_name_clash(&part, diag);
    verdict(part, diag)
}

/// The rules of `#[derive(CacheValue)]`.
pub(crate) fn cache_value(
    value: model::cache_value::CacheValue,
    diag: &mut Diagnostics,
) -> Verdict<model::cache_value::CacheValue> {
    cache_value::cache_value_shape(&value, diag);
    cache_value::serde_with_without_version(&value, diag);
    verdict(value, diag)
}

fn pattern(key: &model::key::Key, diag: &mut Diagnostics) {
    key::bad_literal(key, diag);
    key::glued_placeholder(key, diag);
    key::malformed_key(key, diag);
    key::duplicate_placeholder(key, diag);
    interop::key_with_interop(key, diag);
}

fn parts(
    key: &model::key::Key,
    parts: &[model::key::Part],
    policy: &model::policy::Policy,
    diag: &mut Diagnostics,
) {
    key::skip_and_placeholder(key, parts, diag);
    key::compact_and_skip(parts, diag);
    key::sensitive_and_skip(parts, diag);
    key::sensitive_and_compact(parts, diag);
    key::sensitive_without_secure(key, parts, policy, diag);
    key_type::key_part_type(key, parts, diag);
}

fn policy(
    policy: &model::policy::Policy,
    namespace: Option<&syn::LitStr>,
    capabilities: Capabilities,
    diag: &mut Diagnostics,
) {
    policy::bad_namespace(policy, namespace, diag);
    policy::ttl_without_unit(policy, diag);
    policy::ttl_zero(policy, diag);
    policy::ttl_too_long(policy, diag);
    policy::ttl_malformed(policy, diag);
    policy::l1_ttl_over_ttl(policy, diag);
    policy::l1_capacity_zero(policy, diag);
    policy::secure_without_encryption(policy, capabilities, diag);
    policy::on_outage_without_secure(policy, diag);
    policy::on_outage_unknown(policy, diag);
    policy::on_tampering_without_secure(policy, diag);
    policy::on_tampering_unknown(policy, diag);
    interop::layout_unknown(policy, diag);
    interop::operation_without_interop(policy, diag);
    interop::bad_operation(policy, diag);
    policy::codec_unknown(policy, diag);
    policy::codec_without_feature(policy, capabilities, diag);
}

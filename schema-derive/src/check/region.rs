//! Rules about key structs.

use quote::ToTokens as _;
use syn::Member;

use crate::diag::Diagnostics;
use crate::model::region::Region;
use crate::rule::Rule;
use crate::syntax::{mentions, parameters_in};

/// ```text
/// #[derive(CacheRegion)]
/// enum Lookup { ById(u64), ByName(String) }
/// ```
pub(super) fn region_on_enum_or_union(region: &Region, diag: &mut Diagnostics) {
    if let Some(keyword) = &region.not_a_struct {
        let message = format!(
            "the key of a region is a struct, and `{}` is not one; write one struct with its own key for each case",
            region.ident
        );
        diag.on(Rule::RegionOnEnumOrUnion, keyword, message);
    }
}

/// ```text
/// #[cache(key = "user:{id}", …)]
/// struct UserById { id: u64, locale: String }
/// ```
pub(super) fn field_without_placeholder(region: &Region, diag: &mut Diagnostics) {
    if !region.key.is_known() || region.policy.is_interop() {
        return;
    }
    for field in region.fields.iter().filter(|field| field.skip.is_none() && !field.is_doubtful) {
        let name = &field.name;
        if region.key.placeholders().any(|placeholder| placeholder.root() == name) {
            continue;
        }
        let message =
            format!("`{name}` is not in the key; write `{{{name}}}` in the key, or mark it `#[cache(skip)]`");
        match &field.member {
            Member::Named(ident) => diag.on(Rule::FieldWithoutPlaceholder, ident, message),
            Member::Unnamed(_) => diag.on(Rule::FieldWithoutPlaceholder, &field.ty, message),
        }
    }
}

/// ```text
/// #[cache(key = "row:{id}", value = Row<T>, …)]
/// struct ById<T> { id: u64, #[cache(skip)] of: PhantomData<T> }
/// ```
/// `ById<User>` and `ById<Order>` would have the same keys for different values.
pub(super) fn type_parameter_only_in_value(region: &Region, diag: &mut Diagnostics) {
    if !region.key.is_known() {
        return;
    }
    for parameter in parameters_in(&region.generics, &region.value) {
        let name = parameter.to_string();
        let keyed = region.fields.iter().filter(|field| field.skip.is_none());
        if !keyed.map(|field| field.ty.to_token_stream()).any(|ty| mentions(&ty, &name)) {
            let message = format!(
                "`{name}` decides the type of the value, but not the key, so values of different types would share \
                 keys; use `{name}` in the type of a field that is in the key, or write a region for each type"
            );
            diag.on(Rule::TypeParameterOnlyInValue, &region.value, message);
        }
    }
}

/// ```text
/// #[cache(key = "{id}", value = User<'a>, …)]
/// struct UserById<'a> { id: &'a str }
/// ```
pub(super) fn borrowed_value(region: &Region, diag: &mut Diagnostics) {
    if region.has_borrowed_value() {
        let message = "the value borrows, but a cache keeps it for longer; write a type that owns its data";
        diag.on(Rule::BorrowedValue, &region.value, message);
    }
}

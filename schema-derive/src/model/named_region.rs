//! The region type that `region = UserById` makes of a function.

use std::iter;

use proc_macro2::{Ident, Span};
use syn::{GenericParam, Generics, Lifetime, LifetimeParam, WhereClause, WherePredicate};

use super::function::Function;
use super::key::Part;
use super::region::Region;
use crate::parse::words::Seen;
use crate::syntax::{mentions, mentions_lifetime, with_lifetime};

impl Function {
    /// The region of this name whose fields are the keyed parameters.
    pub(crate) fn named_region(&self, ident: &Ident) -> Region {
        let generics = &self.source.signature.generics;
        let elided = self.lifetime_for_elided();
        let fields: Vec<Part> = self.keyed().map(|part| field(part, &elided)).collect();
        Region {
            ident: ident.clone(),
            generics: generics_of(generics, &fields, &elided),
            crate_path: self.crate_path.clone(),
            namespace: self.namespace.clone(),
            key: self.key.clone(),
            fields,
            value: self.returns.value.clone(),
            policy: self.policy.clone(),
            seen: Seen::default(),
            not_a_struct: None,
        }
    }

    /// A lifetime that the function does not use.
    fn lifetime_for_elided(&self) -> Lifetime {
        let taken = |name: &str| {
            self.source.signature.generics.lifetimes().any(|parameter| parameter.lifetime.ident == name)
        };
        let mut name = "key".to_owned();
        while taken(&name) {
            name.push('_');
        }
        Lifetime::new(&format!("'{name}"), Span::call_site())
    }
}

/// The field that a parameter becomes.
fn field(part: &Part, elided: &Lifetime) -> Part {
    let ty = with_lifetime(&part.ty, |lifetime| match lifetime {
        Some(lifetime) if lifetime.ident != "_" => None,
        _ => Some(elided.clone()),
    });
    Part {
        ty,
        name: part.name.clone(),
        member: part.member.clone(),
        skip: None,
        compact: part.compact.clone(),
        sensitive: part.sensitive.clone(),
        is_doubtful: part.is_doubtful,
        cfg: None,
    }
}

/// The parameters of the function that the fields name, with their bounds.
fn generics_of(function: &Generics, fields: &[Part], elided: &Lifetime) -> Generics {
    let elided = GenericParam::Lifetime(LifetimeParam::new(elided.clone()));
    let candidates = iter::once(&elided).chain(&function.params);
    let (kept, dropped): (Vec<_>, Vec<_>) = candidates.partition(|param| is_used(param, fields));
    let is_kept = |predicate: &&WherePredicate| !dropped.iter().any(|param| mentions_param(predicate, param));
    let where_clause = function.where_clause.as_ref().map(|clause| WhereClause {
        where_token: clause.where_token,
        predicates: clause.predicates.iter().filter(is_kept).cloned().collect(),
    });
    Generics { lt_token: None, params: kept.into_iter().cloned().collect(), gt_token: None, where_clause }
}

fn is_used(param: &GenericParam, fields: &[Part]) -> bool {
    fields.iter().any(|field| match param {
        GenericParam::Lifetime(param) => mentions_lifetime(&field.ty, &param.lifetime.ident.to_string()),
        GenericParam::Type(param) => mentions(&field.ty, &param.ident.to_string()),
        GenericParam::Const(param) => mentions(&field.ty, &param.ident.to_string()),
    })
}

fn mentions_param(predicate: &WherePredicate, param: &GenericParam) -> bool {
    match param {
        GenericParam::Lifetime(param) => mentions(predicate, &param.lifetime.ident.to_string()),
        GenericParam::Type(param) => mentions(predicate, &param.ident.to_string()),
        GenericParam::Const(param) => mentions(predicate, &param.ident.to_string()),
    }
}

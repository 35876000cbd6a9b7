//! Where a function finds the cache client.

use proc_macro2::Ident;
use syn::{Expr, Type};

use crate::parse::function::ParameterItem;
use crate::syntax;

/// Where the cache client is.
#[derive(Debug)]
pub(crate) enum Client {
    /// The parameter of type `&CacheKit`.
    Parameter(Ident),
    /// `client = …`
    Expression(Expr),
    /// No such parameter, but one that holds a client in another way.
    Held(Ident, Type),
    /// No such parameter.
    Missing,
    /// More than one.
    Ambiguous(Vec<Ident>),
}

impl Client {
    /// The parameter of type `&CacheKit`.
    pub(super) fn of_parameters(parameters: &[ParameterItem]) -> Self {
        let clients = parameters.iter().filter(|parameter| is_client(&parameter.ty));
        let mut names: Vec<_> = clients.filter_map(|parameter| parameter.name().cloned()).collect();
        match names.len() {
            0 => Self::held_by(parameters),
            1 => Self::Parameter(names.remove(0)),
            _ => Self::Ambiguous(names),
        }
    }

    fn held_by(parameters: &[ParameterItem]) -> Self {
        let holder = parameters.iter().find(|parameter| holds_client(&parameter.ty));
        match holder.and_then(|parameter| Some((parameter.name()?, &parameter.ty))) {
            Some((name, ty)) => Self::Held(name.clone(), ty.clone()),
            None => Self::Missing,
        }
    }

    /// Whether the parameter `ident` is the client and nothing else.
    pub(super) fn is(&self, ident: &Ident) -> bool {
        match self {
            Self::Parameter(client) | Self::Held(client, _) => client == ident,
            Self::Expression(expr) => is_place(expr, ident),
            Self::Missing | Self::Ambiguous(_) => false,
        }
    }
}

/// Whether the expression is `ident` itself: `cache`, `&cache`, `*cache`.
fn is_place(expr: &Expr, ident: &Ident) -> bool {
    match expr {
        Expr::Path(path) => path.path.is_ident(ident),
        Expr::Reference(reference) => is_place(&reference.expr, ident),
        Expr::Unary(unary) => is_place(&unary.expr, ident),
        Expr::Paren(paren) => is_place(&paren.expr, ident),
        Expr::Group(group) => is_place(&group.expr, ident),
        _ => false,
    }
}

/// Whether this is `&CacheKit`, under whatever path.
pub(super) fn is_client(ty: &Type) -> bool {
    match syntax::peel(ty) {
        Type::Reference(reference) => {
            syntax::last_segment(&reference.elem).is_some_and(|segment| segment.ident == "CacheKit")
        }
        _ => false,
    }
}

/// Whether this is a `CacheKit`, or something around one: `CacheKit`, `&Arc<CacheKit>`.
fn holds_client(ty: &Type) -> bool {
    match syntax::peel(ty) {
        Type::Reference(reference) => holds_client(&reference.elem),
        ty => {
            let around = ["Arc", "Rc", "Box"].iter().find_map(|name| syntax::only_argument_of(ty, name));
            match around {
                Some(inner) => holds_client(inner),
                None => syntax::last_segment(ty).is_some_and(|segment| segment.ident == "CacheKit"),
            }
        }
    }
}

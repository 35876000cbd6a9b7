//! Rules about what identifies the result of a function.

use super::key::Noun;
use crate::diag::Diagnostics;
use crate::model::client::Client;
use crate::model::function::{Function, Target};
use crate::rule::Rule;
use crate::suggest;
use crate::syntax::{mentions, parameters_in, text_of};

impl Function {
    pub(super) fn noun(&self) -> Noun {
        if self.receiver.is_some() { Noun::ParameterOrSelf } else { Noun::Parameter }
    }

    /// Whether the key of the call has something of `name`.
    fn accounts_for(&self, name: &str) -> bool {
        match &self.target {
            Target::Own | Target::Named(_) if self.policy.is_interop() => name != "self",
            Target::Own | Target::Named(_) => {
                self.key.placeholders().any(|placeholder| placeholder.root() == name)
            }
            Target::Declared(_) => name != "self",
            Target::Built(expr) => mentions(expr, name),
        }
    }
}

/// ```text
/// #[cachekit(ttl = "5m")]
/// async fn get_user(db: &Db, id: u64) -> User { … }
/// ```
pub(super) fn client_missing(function: &Function, diag: &mut Diagnostics) {
    if function.seen.has("client") {
        // Written, or written wrongly, which has been said.
        return;
    }
    let ident = &function.source.signature.ident;
    match &function.client {
        Client::Parameter(_) | Client::Expression(_) => {}
        Client::Held(name, ty) => {
            let message = format!(
                "`{name}` is `{}`, and only `&CacheKit` is taken for the client by itself; write `client = {name}`",
                text_of(ty)
            );
            diag.on(Rule::ClientMissing, name, message);
        }
        Client::Missing => diag.on(
            Rule::ClientMissing,
            ident,
            format_args!(
                "`{ident}` has no parameter of type `&CacheKit`; add one, or write where the cache is: \
                 `client = self.cache`"
            ),
        ),
        Client::Ambiguous(names) => {
            for extra in &names[1..] {
                let message = format!(
                    "`{}` and `{extra}` are both of type `&CacheKit`; write which one to use: `client = {}`",
                    names[0], names[0]
                );
                diag.on(Rule::ClientMissing, extra, message);
            }
        }
    }
}

/// ```text
/// #[cachekit(ttl = "5m", skip(pol))]
/// async fn get_user(cache: &CacheKit, pool: &Pool, id: u64) -> User { … }
/// ```
pub(super) fn skip_unknown_name(function: &Function, diag: &mut Diagnostics) {
    for name in &function.skip_unknown {
        let names = function.parts.iter().map(|part| part.name.as_str());
        let advice = match suggest::nearest(&name.to_string(), names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "remove it, or mark the parameter itself `#[cache(skip)]`".to_owned(),
        };
        diag.on(Rule::SkipUnknownName, name, format_args!("no parameter is named `{name}`; {advice}"));
    }
}

/// ```text
/// impl Repo {
///     #[cachekit(ttl = "5m", client = self.cache)]
///     async fn get(&self, id: u64) -> User { … }
/// }
/// ```
/// Two types may have a method `get` in one module, and two values of one type may answer differently.
pub(super) fn self_unaccounted(function: &Function, diag: &mut Diagnostics) {
    let Some(receiver) = function.receiver.as_ref().filter(|_| !matches!(function.target, Target::Named(_)))
    else {
        return;
    };
    if function.is_skip_doubtful || receiver.is_doubtful {
        return;
    }
    let ident = &function.source.signature.ident;
    let is_own = matches!(function.target, Target::Own);
    let in_key = function.accounts_for("self");
    let message = match (&receiver.skip, in_key) {
        (Some(_), _) if function.policy.is_interop() => return,
        (None, _) if function.policy.is_interop() => {
            "`self` cannot be an argument of an interop key; pass what the result depends on as parameters, \
             and write `skip(self)`"
                .to_owned()
        }
        (Some(skip), true) => {
            let message = "`self` is skipped and in the key; keep one of the two";
            return diag.on(Rule::SkipAndPlaceholder, skip, message);
        }
        _ if is_own && !function.has_written_key() => format!(
            "`{ident}` is a method, and a macro cannot see of which type; write a key that names the type too, \
             like `key = \"users:{}\"`, and what the result depends on, like `{{self.tenant}}`, or `skip(self)`",
            function.key.text
        ),
        (None, false) if is_own && function.key.is_known() => {
            "`self` is not in the key; write what the result depends on, like `{self.tenant}`, \
             or `skip(self)` when it depends on nothing of it"
                .to_owned()
        }
        (None, false) if !is_own => {
            "`self` is not in the key; use it in `region(…)`, or write `skip(self)` when the result does not depend \
             on it"
                .to_owned()
        }
        _ => return,
    };
    diag.on(Rule::SelfUnaccounted, receiver.self_token, message);
}

/// ```text
/// #[cachekit(ttl = "5m", key = "user:{id}")]
/// async fn get_user(cache: &CacheKit, id: u64, locale: &str) -> User { … }
/// ```
pub(super) fn parameter_unaccounted(function: &Function, diag: &mut Diagnostics) {
    let is_own = matches!(function.target, Target::Own | Target::Named(_));
    if (is_own && !function.key.is_known()) || function.is_skip_doubtful {
        return;
    }
    for part in function.keyed().filter(|part| !part.is_doubtful && !function.accounts_for(&part.name)) {
        let name = &part.name;
        let how = if is_own {
            format!("write `{{{name}}}` in the key")
        } else {
            "use it in `region(…)`".to_owned()
        };
        let message = format!("`{name}` is not in the key; {how}, or mark it `#[cache(skip)]`");
        diag.on(Rule::ParameterUnaccounted, &part.member, message);
    }
}

/// ```text
/// #[cachekit(ttl = "5m", namespace = "rows", key = "row:{id}")]
/// async fn load<T: CacheValue>(cache: &CacheKit, id: u64) -> Result<T, DbError> { … }
/// ```
/// `load::<User>` and `load::<Order>` would have the same keys for different values. What is written in `namespace` and
/// `key` is the same for both; only a parameter can tell them apart.
pub(super) fn type_parameter_unaccounted(function: &Function, diag: &mut Diagnostics) {
    let is_own = matches!(function.target, Target::Own | Target::Named(_));
    if !is_own || !function.key.is_known() {
        return;
    }
    let value = &function.returns.value;
    for parameter in parameters_in(&function.source.signature.generics, value) {
        let name = parameter.to_string();
        let whole = function.key.placeholders().filter(|placeholder| placeholder.is_whole());
        let in_pattern = whole.filter_map(|placeholder| function.part(placeholder.root()));
        let arguments = function.keyed().filter(|_| function.policy.is_interop());
        if in_pattern.chain(arguments).any(|part| mentions(&part.ty, &name)) {
            continue;
        }
        let message = format!(
            "`{name}` decides the type of the value, but not the key, so values of different types would share keys; \
             use `{name}` in the type of a parameter that is in the key, like a field-less enum that derives `KeyPart`, \
             or write a function for each type"
        );
        diag.on(Rule::TypeParameterUnaccounted, value, message);
    }
}

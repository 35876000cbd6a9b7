//! Rules about the words `region = Name` and `region(Name)`.

use quote::ToTokens as _;
use syn::Expr;

use crate::diag::Diagnostics;
use crate::model::function::{Function, Target};
use crate::model::key::Placeholder;
use crate::rule::Rule;
use crate::syntax::{impl_trait_in, text_of};

/// ```text
/// impl Repo {
///     #[cachekit(ttl = "5m", region = UserById, …)]
///     async fn get(&self, id: u64) -> User { … }
/// }
/// ```
pub(super) fn region_on_method(function: &Function, diag: &mut Diagnostics) {
    if let (Target::Named(name), Some(_)) = (&function.target, &function.receiver) {
        let message = format!(
            "no type can be declared inside an `impl`; declare the region with `#[derive(CacheRegion)]` on a struct \
             `{name}`, and write `region({name})` here"
        );
        diag.on(Rule::RegionOnMethod, name, message);
    }
}

/// ```text
/// #[cachekit(ttl = "5m", region = UserById)]
/// async fn get_user(cache: &CacheKit, id: impl KeyPart) -> User { … }
/// ```
pub(super) fn named_region_parts(function: &Function, diag: &mut Diagnostics) {
    let Target::Named(name) = &function.target else { return };
    for part in function.keyed() {
        if let Some(ty) = impl_trait_in(&part.ty) {
            let message = format!(
                "`{}` cannot become a field of `{name}`, because its type has no name; write a type parameter instead",
                part.name
            );
            diag.on(Rule::NamedRegionParts, ty, message);
        }
    }
    let key = &function.key;
    let is_path = |placeholder: &&Placeholder| !placeholder.is_whole();
    for placeholder in key.placeholders().filter(is_path) {
        let message = format!(
            "`{{{}}}`{} cannot become a field of `{name}`; pass it as a parameter of its own",
            placeholder.path(),
            key.column(&placeholder.at)
        );
        diag.at(Rule::NamedRegionParts, key.span(&placeholder.at), message);
    }
}

/// ```text
/// #[cachekit(region(UserById), ttl = "5m")]
/// ```
pub(super) fn region_with_policy_words(function: &Function, diag: &mut Diagnostics) {
    let region = match &function.target {
        Target::Own | Target::Named(_) => return,
        Target::Declared(path) => path.to_token_stream(),
        Target::Built(expr) => match expr {
            Expr::Struct(built) => built.path.to_token_stream(),
            other => other.to_token_stream(),
        },
    };
    let region = text_of(&region);
    for word in function.seen.words.iter().filter(|word| REGION_DECIDES.iter().any(|name| *word == name)) {
        let message = format!(
            "`{word}` is for the region `{region}` to say; remove it here, and write it in the `#[cache(…)]` of \
             `{region}`"
        );
        diag.on(Rule::RegionWithPolicyWords, word, message);
    }
    let of_parts = function.parts.iter().flat_map(|part| [&part.compact, &part.sensitive]);
    for word in of_parts.flatten() {
        let message = format!(
            "`{word}` is for the region `{region}` to say; remove it here, and write it on the field of `{region}`"
        );
        diag.on(Rule::RegionWithPolicyWords, word, message);
    }
}

/// All but `secure`, which is also about the function: whether it can fail.
const REGION_DECIDES: [&str; 10] = [
    "codec",
    "interop",
    "key",
    "l1_capacity",
    "l1_ttl",
    "namespace",
    "on_outage",
    "on_tampering",
    "ttl",
    "version",
];

//! The model of a cached function.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::{Expr, LitStr, Member, Pat, Path, Token};

use super::client::{self, Client};
use super::key::{Key, KeySource, Part};
use super::policy::Policy;
use super::returns::Returns;
use crate::crate_path::CratePath;
use crate::parse::form::RegionValue;
use crate::parse::function::{FnSource, FunctionItem, ParameterItem};
use crate::parse::words::Seen;

/// A function and what its words say.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) source: FnSource,
    pub(crate) crate_path: CratePath,
    pub(crate) client: Client,
    pub(crate) target: Target,
    /// `None`: the place of the function.
    pub(crate) namespace: Option<LitStr>,
    pub(crate) key: Key,
    /// The parameters that can be in the key: with a name, and not the client.
    pub(crate) parts: Vec<Part>,
    /// Parameters without a name that are not skipped.
    pub(crate) patterns: Vec<Pat>,
    pub(crate) receiver: Option<Receiver>,
    /// The parameters that are the client and nothing else.
    pub(crate) clients: Vec<Ident>,
    /// Names in `skip(…)` that no parameter has.
    pub(crate) skip_unknown: Vec<Ident>,
    /// Whether a `skip` was refused, so that any parameter may have been meant to be in it.
    pub(crate) is_skip_doubtful: bool,
    pub(crate) returns: Returns,
    pub(crate) policy: Policy,
    /// All words that were written.
    pub(crate) seen: Seen,
}

/// `self`.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) self_token: Token![self],
    pub(crate) skip: Option<Ident>,
    /// Whether some of its words were refused, so that it may have been meant to be skipped.
    pub(crate) is_doubtful: bool,
}

/// The region that the function reads and fills.
#[derive(Debug)]
pub(crate) enum Target {
    /// One of its own, without a name.
    Own,
    /// `region = UserById`: one of its own, with a name.
    Named(Ident),
    /// `region(UserById)`: a declared one, its fields are the parameters of the same names.
    Declared(Path),
    /// `region(UserById { … })`: a declared one, as written.
    Built(Expr),
}

impl Function {
    pub(crate) fn new(item: FunctionItem, default_crate: CratePath) -> Self {
        let FunctionItem { source, parameters, receiver, mut words, client, region, skip, seen } = item;
        let is_skip_doubtful = skip.is_none() && seen.has("skip");
        let skip = skip.unwrap_or_default();
        let skip_self = skip.iter().find(|name| *name == "self").cloned();
        let skip_unknown =
            skip.iter().filter(|name| !is_known(name, &parameters, receiver.is_some())).cloned();
        let skip_unknown = skip_unknown.collect();
        let client = client.map_or_else(|| Client::of_parameters(&parameters), Client::Expression);
        let Sorted { parts, patterns, clients } = sort(parameters, &skip, &client);
        let ident = &source.signature.ident;
        let policy = Policy::new(&mut words, &seen);
        let key = Key::of_layout(&policy, words.key.take().map(|key| key.0)).unwrap_or_else(|| {
            if seen.has("key") {
                return Key::refused();
            }
            let keyed = parts.iter().filter(|part| part.skip.is_none()).map(|part| part.name.as_str());
            Key::default(ident, &ident.unraw().to_string(), keyed)
        });
        Self {
            crate_path: words.crate_path.take().unwrap_or(default_crate),
            client,
            target: region.map_or(Target::Own, Target::from),
            namespace: words.namespace.take().map(|namespace| namespace.0),
            key,
            parts,
            patterns,
            receiver: receiver.map(|item| Receiver {
                self_token: item.self_token,
                skip: item.skip.or(skip_self),
                is_doubtful: item.is_doubtful,
            }),
            clients,
            skip_unknown,
            is_skip_doubtful,
            returns: Returns::new(&source.signature.output),
            policy,
            seen,
            source,
        }
    }

    /// The parameter that `name` means in a placeholder.
    pub(crate) fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// Whether the user wrote a key, and so decides what is in it.
    pub(crate) fn has_written_key(&self) -> bool {
        !matches!(self.key.source, KeySource::Default(_))
    }

    /// The parameters that are in the key, by the words alone.
    pub(crate) fn keyed(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.skip.is_none())
    }
}

impl From<RegionValue> for Target {
    fn from(value: RegionValue) -> Self {
        match value {
            RegionValue::New(ident) => Self::Named(ident),
            RegionValue::Existing(path) => Self::Declared(path),
            RegionValue::Built(expr) => Self::Built(expr),
        }
    }
}

fn is_known(name: &Ident, parameters: &[ParameterItem], has_receiver: bool) -> bool {
    (has_receiver && name == "self")
        || parameters.iter().filter_map(|parameter| parameter.name()).any(|ident| is_same(name, ident))
}

/// The parameters by what they are to the cache.
#[derive(Default)]
struct Sorted {
    parts: Vec<Part>,
    /// Without a name, and not skipped.
    patterns: Vec<Pat>,
    clients: Vec<Ident>,
}

fn sort(parameters: Vec<ParameterItem>, skip: &[Ident], client: &Client) -> Sorted {
    let mut sorted = Sorted::default();
    for parameter in parameters {
        let name = parameter.name().cloned();
        let ParameterItem { pattern, ty, skip: skip_word, compact, sensitive, is_doubtful, cfg } = parameter;
        match name {
            Some(ident) if client::is_client(&ty) || client.is(&ident) => sorted.clients.push(ident),
            Some(ident) => sorted.parts.push(Part {
                name: ident.unraw().to_string(),
                member: Member::Named(ident.clone()),
                skip: skip_word.or_else(|| skip.iter().find(|name| is_same(name, &ident)).cloned()),
                compact,
                sensitive,
                is_doubtful,
                cfg,
                ty,
            }),
            None if skip_word.is_none() && !is_doubtful => sorted.patterns.push(pattern),
            None => {}
        }
    }
    sorted
}

/// `type` in a word means the parameter `r#type`.
fn is_same(name: &Ident, parameter: &Ident) -> bool {
    name.unraw() == parameter.unraw()
}

//! From source text to what the schema compiler makes of it.

use cachekit_schema_derive::{Capabilities, Expansion, Options};
use proc_macro2::{TokenStream, TokenTree};

pub(crate) fn options() -> Options {
    Options {
        crate_path: "::cachekit".to_owned(),
        capabilities: Capabilities { bincode: true, encryption: true },
    }
}

/// Expands an item as the compiler would: by its first `#[derive(…)]` or `#[cachekit(…)]`, which is removed.
pub(crate) fn expand(source: &str) -> Expansion {
    expand_with(source, &options())
}

pub(crate) fn expand_with(source: &str, options: &Options) -> Expansion {
    let tokens: Vec<TokenTree> =
        source.parse::<TokenStream>().expect("the source is tokens").into_iter().collect();
    let (name, arguments, item) = match &tokens[..] {
        [TokenTree::Punct(_), TokenTree::Group(attribute), item @ ..] => {
            let mut parts = attribute.stream().into_iter();
            let name = parts.next().expect("an attribute has a name").to_string();
            let arguments = match parts.next() {
                Some(TokenTree::Group(group)) => group.stream(),
                _ => TokenStream::new(),
            };
            (name, arguments, item.iter().cloned().collect::<TokenStream>())
        }
        _ => panic!("the item has no attribute: {source}"),
    };
    match (name.as_str(), arguments.to_string().as_str()) {
        ("cachekit", _) => cachekit_schema_derive::expand_cachekit(arguments, item, options),
        ("derive", "CacheRegion") => cachekit_schema_derive::derive_cache_region(item, options),
        ("derive", "KeyPart") => cachekit_schema_derive::derive_key_part(item, options),
        ("derive", "CacheValue") => cachekit_schema_derive::derive_cache_value(item, options),
        other => panic!("{other:?} is none of our macros"),
    }
}

/// Expands an item by each of our macros.
pub(crate) fn derive_all(item: &TokenStream) -> [Expansion; 4] {
    let options = options();
    [
        cachekit_schema_derive::derive_cache_region(item.clone(), &options),
        cachekit_schema_derive::derive_key_part(item.clone(), &options),
        cachekit_schema_derive::derive_cache_value(item.clone(), &options),
        cachekit_schema_derive::expand_cachekit(TokenStream::new(), item.clone(), &options),
    ]
}

/// Asserts the mistakes of an item: the rule, the user's tokens at fault, and the message. All features are on.
#[track_caller]
pub(crate) fn refused(source: &str, expected: &[(&str, &str, &str)]) {
    refused_with(options().capabilities, source, expected);
}

/// The same, with these features.
#[track_caller]
pub(crate) fn refused_with(capabilities: Capabilities, source: &str, expected: &[(&str, &str, &str)]) {
    let options = Options { capabilities, ..options() };
    let expansion = expand_with(source, &options);
    let found: Vec<_> = expansion
        .diagnostics
        .iter()
        .map(|mistake| {
            let at = mistake.span().source_text().unwrap_or_else(|| "<the macro>".to_owned());
            (mistake.rule().name(), at, mistake.message())
        })
        .collect();
    let found: Vec<_> =
        found.iter().map(|(rule, at, message)| (*rule, at.as_str(), message.as_str())).collect();
    assert_eq!(found, expected);
    // Whatever is wrong, what is emitted has to be Rust: the errors and the stub.
    let tokens = expansion.into_tokens();
    syn::parse2::<syn::File>(tokens.clone()).unwrap_or_else(|error| panic!("{error} in {tokens}"));
}

/// The expansion as a person would read it.
pub(crate) fn pretty(tokens: TokenStream) -> String {
    let text = tokens.to_string();
    let file = syn::parse2(tokens).unwrap_or_else(|error| panic!("{error} in {text}"));
    with_whole_turbofish(&prettyplease::unparse(&file))
}

/// prettyplease spreads a turbofish over lines whenever the call behind it is spread; rustfmt does not.
fn with_whole_turbofish(code: &str) -> String {
    let mut whole = String::new();
    let mut inside = false;
    for line in code.lines() {
        match (inside, line.trim()) {
            (false, _) => whole.push_str(line),
            (true, part) if part.starts_with('>') => {
                whole.truncate(whole.trim_end_matches([' ', ',']).len());
                whole.push_str(part);
            }
            (true, part) => {
                whole.push_str(part);
                whole.push(' ');
            }
        }
        inside = if inside { !line.trim().starts_with('>') } else { line.ends_with("::<") };
        if !inside {
            whole.push('\n');
        }
    }
    whole
}

//! Half-written items, as an editor sends them: never a panic, whatever is missing.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::source::{derive_all, options};

const ITEMS: [&str; 4] = [
    r#"
    #[cache(namespace = "users", key = "profile:{tenant}:{id}", value = HashMap<K, Vec<V>>, ttl = "5m", l1_ttl = 30,
            version = 2, codec = "bincode", crate = "::cachekit", secure, skip, on_outage = "fail", layout = "interop",
            operation = "get_user")]
    struct UserProfile<'a, T: Copy, const N: usize> where T: Ord { tenant: &'a str, #[cache(skip, compact)] id: [T; N], #[cache(sensitive)] b: Secret<u8> }
    "#,
    r#"enum Role { #[cache(rename = "adm")] Admin, Guest(u8), r#Other { a: Box<Self> } }"#,
    r#"
    #[serde(rename_all = "camelCase", from = "Wire")]
    struct Node<T> { #[cache(version = 1)] #[serde(with = "hex")] a: T, #[cache(recursive)] b: Vec<Node<T>> }
    "#,
    r"
    pub async fn find<'k, T>(self: Arc<Self>, cache: &CacheKit, #[cache(compact)] id: &'k T, (a, b): (u8, u8))
        -> io::Result<Option<Cached<Vec<T>>>> where T: KeyPart { #![allow(x)] body }
    ",
];

const ARGUMENTS: [&str; 3] = [
    r#"ttl = "5m", client = self.cache, key = "user:{self.tenant}:{id.0.type}", skip(a, self), region = Name"#,
    r#"region(Name { a, b: &x.y }), l1_capacity = 10, namespace = "a.b", version = 3, codec = "msgpack""#,
    r#"client = cache, ttl = 60, namespace = "users", interop = "get_user", secure, on_tampering = "load""#,
];

/// Every version of the tokens with one token or one group's content missing.
fn mutilations(tokens: &TokenStream) -> Vec<TokenStream> {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let with = |at: usize, instead: Option<TokenTree>| -> TokenStream {
        let before = trees[..at].iter().cloned();
        before.chain(instead).chain(trees[at + 1..].iter().cloned()).collect()
    };
    let mut all = Vec::new();
    for (at, tree) in trees.iter().enumerate() {
        all.push(with(at, None));
        if let TokenTree::Group(group) = tree {
            let regroup = |content| TokenTree::Group(Group::new(group.delimiter(), content));
            all.extend(
                mutilations(&group.stream()).into_iter().map(|content| with(at, Some(regroup(content)))),
            );
            all.push(with(at, Some(TokenTree::Group(Group::new(Delimiter::None, group.stream())))));
        }
    }
    all
}

#[test]
fn nothing_that_is_missing_makes_us_panic() {
    let mut count = 0;
    for item in ITEMS {
        for item in mutilations(&item.parse().unwrap()) {
            for expansion in derive_all(&item) {
                assert!(expansion.diagnostics.iter().all(|mistake| mistake.rule().name() != "bug"), "{item}");
                count += 1;
            }
        }
    }
    let item: TokenStream = ITEMS[3].parse().unwrap();
    for arguments in ARGUMENTS {
        for arguments in mutilations(&arguments.parse().unwrap()) {
            let text = arguments.to_string();
            let expansion = cachekit_schema_derive::expand_cachekit(arguments, item.clone(), &options());
            assert!(expansion.diagnostics.iter().all(|mistake| mistake.rule().name() != "bug"), "{text}");
            count += 1;
        }
    }
    assert!(count > 1000, "{count} items are too few to mean something");
}

//! The interop layout.

use crate::source::{expand, refused};

#[test]
fn layout_unknown() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", value = User, ttl = "5m", layout = "introp", operation = "get_user")]
            struct UserById { id: u64 }
        "#,
        &[("layout_unknown", r#""introp""#, "unknown layout `introp`; did you mean `interop`?")],
    );
}

#[test]
fn operation_without_interop() {
    for layout in ["", r#"layout = "native","#] {
        refused(
            &format!(
                r#"
                #[derive(CacheRegion)]
                #[cache(namespace = "users", key = "{{id}}", value = User, ttl = "5m", {layout} operation = "get_user")]
                struct UserById {{ id: u64 }}
                "#
            ),
            &[(
                "operation_without_interop",
                r#""get_user""#,
                r#"an operation is a part of interop keys only; write `layout = "interop"` and no `key`, or remove `operation`"#,
            )],
        );
    }
}

#[test]
fn bad_operation() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", value = User, ttl = "5m", layout = "interop", operation = "getUser")]
            struct UserById { id: u64 }
        "#,
        &[(
            "bad_operation",
            "U",
            "`U` at column 4 is not allowed in an interop name; write only lower-case letters, digits, `.`, `_` and `-`",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", namespace = "users", interop = "get..user")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[("bad_operation", "..", "`..` at column 4; write a single `.`")],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", namespace = "users", interop = "_get")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "bad_operation",
            r#""_get""#,
            "the interop name starts with `_`; write a lower-case letter or a digit first",
        )],
    );
}

/// A namespace that regions may have, but the protocol does not allow, and one that the server has.
#[test]
fn bad_namespace_of_an_interop_key() {
    refused(
        r#"
            #[cachekit(ttl = "5m", namespace = "Users", interop = "get_user")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "bad_namespace",
            "U",
            "`U` at column 1 is not allowed in an interop name; write only lower-case letters, digits, `.`, `_` and `-`",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "ns", value = User, ttl = "5m", layout = "interop", operation = "ns")]
            struct UserById { id: u64 }
        "#,
        &[(
            "bad_namespace",
            r#""ns""#,
            "the namespace `ns` belongs to the cachekit.io server; write another name",
        )],
    );
}

#[test]
fn key_with_interop() {
    let message =
        "an interop key is made of namespace, operation and arguments, in all languages alike; remove `key`";
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "u/{nobody}", value = User, ttl = "5m", layout = "interop", operation = "get")]
            struct UserById { id: u64 }
        "#,
        &[("key_with_interop", r#""u/{nobody}""#, message)],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", namespace = "users", interop = "get_user", key = "{id}")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[("key_with_interop", r#""{id}""#, message)],
    );
}

#[test]
fn interop_with_native_words() {
    let version =
        "an interop entry has no room for a version, which other SDKs would not look at; remove `version`";
    let codec = "an interop value is MessagePack, since other SDKs read it; remove `codec`";
    let compact = "an interop key is one hash of all arguments already; remove `compact`";
    let sensitive = "an interop key is a hash without a secret, so who sees keys can try values for `pin`; leave it out with `#[cache(skip)]`, or use the native layout";
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", value = User, ttl = "5m", layout = "interop", operation = "get", version = 1,
                    codec = "msgpack")]
            struct UserById { #[cache(compact)] id: u64, pin: Option<Secret<u16>>, #[cache(skip)] token: Secret<u8> }
        "#,
        &[
            ("interop_with_native_words", "version", version),
            ("interop_with_native_words", "codec", codec),
            ("interop_with_native_words", "compact", compact),
            ("interop_with_native_words", "Option<Secret<u16>>", sensitive),
        ],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", namespace = "users", interop = "get_user", version = 1)]
            async fn get_user(cache: &CacheKit, #[cache(sensitive)] pin: u64) -> User { todo!() }
        "#,
        &[
            ("interop_with_native_words", "version", version),
            ("interop_with_native_words", "sensitive", sensitive),
        ],
    );
}

/// What an interop key is made of has to be written out, because other programs know it.
#[test]
fn missing_word_of_an_interop_key() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", value = User, ttl = "5m", layout = "interop")]
            struct UserById { id: u64 }
        "#,
        &[("missing_word", "cache", r#"`operation` is missing; write `operation = "get_user"`"#)],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", interop = "get_user")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[("missing_word", "get_user", r#"`namespace` is missing; write `namespace = "users"`"#)],
    );
}

#[test]
fn self_unaccounted_in_an_interop_key() {
    refused(
        r#"
            #[cachekit(ttl = "5m", namespace = "users", interop = "get_user", client = self.cache)]
            async fn get_user(&self, id: u64, log: &mut Log) -> User { todo!() }
        "#,
        &[
            (
                "mut_reference_parameter",
                "&mut Log",
                "`log` is a `&mut`, and a cached call would not change what is behind it; pass a value or `&`, or mark it `#[cache(skip)]`",
            ),
            (
                "self_unaccounted",
                "self",
                "`self` cannot be an argument of an interop key; pass what the result depends on as parameters, and write `skip(self)`",
            ),
        ],
    );
}

/// A word that was refused decides nothing, so nothing is said of what it would have decided.
#[test]
fn a_layout_that_could_not_be_read_is_one_mistake() {
    for item in [
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", value = User, ttl = "5m", layout = interop, operation = "get_user")]
            struct UserById { id: f64 }
        "#,
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", value = User, ttl = "5m", layuot = "interop", operation = "get_user")]
            struct UserById { id: f64 }
        "#,
        r#"
            #[cachekit(ttl = "5m", namespace = "users", interop)]
            async fn get_user(cache: &CacheKit, id: f64) -> User { todo!() }
        "#,
    ] {
        let messages: Vec<_> =
            expand(item).diagnostics.iter().map(cachekit_schema_derive::Diagnostic::message).collect();
        assert_eq!(messages.len(), 1, "{messages:#?}");
    }
}

/// Any type with a place in the protocol can be an argument, so floats and maps are none of our business.
#[test]
fn arguments_are_no_key_parts() {
    refused(
        r#"
            #[cachekit(ttl = "5m", namespace = "users", interop = "search")]
            async fn search(cache: &CacheKit, at: f64, tags: BTreeMap<String, f64>) -> Vec<User> { todo!() }
        "#,
        &[],
    );
}

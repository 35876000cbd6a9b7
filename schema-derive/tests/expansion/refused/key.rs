//! Keys.

use cachekit_schema_derive::Diagnostic;

use crate::source::{expand, refused};

#[test]
fn bad_literal() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user/{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[
            (
                "bad_literal",
                "/",
                "`/` at column 5 is not allowed in a literal; write letters, digits, `_` and `-`, and `:` between segments",
            ),
            (
                "glued_placeholder",
                "user/{id}",
                "`user/{id}` at column 1 mixes a placeholder with other text; write `:` between them",
            ),
        ],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = r"us er:{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[(
            "bad_literal",
            " ",
            "a space at column 3 is not allowed in a literal; write letters, digits, `_` and `-`, and `:` between segments",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn größe(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "bad_literal",
            "größe",
            r#"the name `größe` cannot be a literal of a key; write a key, like `key = "user:{id}"`"#,
        )],
    );
}

#[test]
fn glued_placeholder() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user-{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[(
            "glued_placeholder",
            "user-{id}",
            "`user-{id}` at column 1 mixes a placeholder with other text; write `:` between them",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "{id}{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[(
            "glued_placeholder",
            "{id}{id}",
            "`{id}{id}` at column 1 is more than one placeholder; write `:` between them",
        )],
    );
}

#[test]
fn malformed_key() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user::{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[(
            "malformed_key",
            r#""user::{id}""#,
            "empty segment at column 6; remove the extra `:` or write a literal or a placeholder",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[("malformed_key", "{id", "`{id` at column 6 has no `}`; write a placeholder like `{id}`")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[("malformed_key", r#""""#, "the pattern is empty; write one like `profile:{id}`")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "{}:{i d}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[
            (
                "malformed_key",
                "{}",
                "`{}` at column 1 names nothing; write a field or parameter, like `{id}`",
            ),
            (
                "malformed_key",
                "{i d}",
                "`{i d}` at column 4 is not a name or a path; write only that, like `{id}` or `{user.id}`",
            ),
        ],
    );
}

#[test]
fn placeholder_without_field() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "{ids}", value = User, ttl = "5m")]
            struct UserById { #[cache(skip)] id: u64 }
        "#,
        &[(
            "placeholder_without_field",
            "{ids}",
            "`{ids}` at column 1 names no field; there is none that can be in the key, so add a field `ids` or write a literal",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "{tenant}:{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[("placeholder_without_field", "{tenant}", "`{tenant}` at column 1 names no field; use `id`")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "{id.0}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[(
            "placeholder_without_field",
            "{id.0}",
            "`{id.0}` at column 1 is a path, but the placeholders of a region name whole fields; give the region a field for it",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "{id}", value = User, ttl = "5m")]
            struct A;
        "#,
        &[(
            "placeholder_without_field",
            "{id}",
            "`{id}` at column 1 names no field; there is none that can be in the key, so add a field `id` or write a literal",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "user:{di}")]
            async fn get_user(cache: &CacheKit, #[cache(skip)] id: u64) -> User { todo!() }
        "#,
        &[(
            "placeholder_without_field",
            "{di}",
            "`{di}` at column 6 names no parameter; there is none that can be in the key, so add a parameter `di` or write a literal",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "user:{self.x}:{id}")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "placeholder_without_field",
            "{self.x}",
            "`{self.x}` at column 6 names no parameter, since this function has no `self`; use `id`",
        )],
    );
}

#[test]
fn duplicate_placeholder() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "{id}:{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[(
            "duplicate_placeholder",
            "{id}",
            "`{id}` at column 6 is in the key already, and a second time tells no more keys apart; remove it",
        )],
    );
}

#[test]
fn skip_and_placeholder() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m")]
            struct UserById { #[cache(skip)] id: u64 }
        "#,
        &[(
            "skip_and_placeholder",
            "skip",
            "`id` is skipped and in the key; remove the `skip`, or `{id}` from the key",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "{id}", skip(id))]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "skip_and_placeholder",
            "id",
            "`id` is skipped and in the key; remove the `skip`, or `{id}` from the key",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "{self.id}", client = c, skip(self))]
            async fn get(&self) -> User { todo!() }
        "#,
        &[("skip_and_placeholder", "self", "`self` is skipped and in the key; keep one of the two")],
    );
}

#[test]
fn compact_and_skip() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "u", value = User, ttl = "5m")]
            struct UserById { #[cache(skip, compact)] id: u64 }
        "#,
        &[(
            "compact_and_skip",
            "compact",
            "`id` is skipped, so there is nothing to make compact; remove one of the two",
        )],
    );
}

#[test]
fn sensitive_and_skip() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user", value = User, ttl = "5m", secure)]
            struct UserById { #[cache(skip, sensitive)] id: u64, #[cache(skip)] token: Secret<String> }
        "#,
        &[(
            "sensitive_and_skip",
            "sensitive",
            "`id` is skipped, so the key tells nothing of it; remove one of the two",
        )],
    );
}

#[test]
fn sensitive_and_compact() {
    refused(
        r#"
            #[cachekit(ttl = "5m", secure)]
            async fn get(cache: &CacheKit, #[cache(compact, sensitive)] id: u64, #[cache(compact)] pin: Secret<u8>)
                -> Result<User, DbError> { todo!() }
        "#,
        &[
            (
                "sensitive_and_compact",
                "compact",
                "`id` is sensitive, and its hash with the tenant's secret is as short; remove `compact`",
            ),
            (
                "sensitive_and_compact",
                "compact",
                "`pin` is sensitive, and its hash with the tenant's secret is as short; remove `compact`",
            ),
        ],
    );
}

#[test]
fn sensitive_without_secure() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}:{pin}", value = User, ttl = "5m")]
            struct UserById { #[cache(sensitive)] id: u64, pin: &'static Secret<u16> }
        "#,
        &[
            (
                "sensitive_without_secure",
                "sensitive",
                "`id` is to be hashed with the tenant's secret, which only what is `secure` has; write `secure` beside `ttl`",
            ),
            (
                "sensitive_without_secure",
                "&'static Secret<u16>",
                "`pin` is a secret, and only in what is `secure` can its hash be in the key; write `secure` beside `ttl`, or leave it out of the key with `#[cache(skip)]`",
            ),
        ],
    );
    let message = "the value holds a secret, but would be stored as it is; write `secure` beside `ttl`";
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = HashMap<u8, Secret<Pin>>, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[("sensitive_without_secure", "HashMap<u8, Secret<Pin>>", message)],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", namespace = "users", interop = "pin")]
            async fn pin(cache: &CacheKit, id: u64) -> Result<Option<Arc<cachekit::Secret<u64>>>, DbError> { todo!() }
        "#,
        &[("sensitive_without_secure", "cachekit::Secret<u64>", message)],
    );
}

#[test]
fn key_part_type() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "{a}:{b}:{c}:{d}", value = User, ttl = "5m")]
            struct Tile { a: f64, b: Option<&'static HashMap<u8, u8>>, c: std::time::SystemTime, d: Option<Option<u8>> }
        "#,
        &[
            (
                "key_part_type",
                "f64",
                "`f64` cannot be a part of a key, because equal numbers can have different bits; use an integer, like hundredths, or the text that you want in the key",
            ),
            (
                "key_part_type",
                "Option<&'static HashMap<u8, u8>>",
                "`HashMap` cannot be a part of a key, because it has no one text; put what identifies the value into fields of their own, or mark it `#[cache(skip)]`",
            ),
            (
                "key_part_type",
                "std::time::SystemTime",
                "`SystemTime` cannot be a part of a key, because no two moments are equal; use what the value is valid for, like the day as `u32`",
            ),
            (
                "key_part_type",
                "Option<Option<u8>>",
                "an `Option` of an `Option` has two ways to be absent; use one `Option`, or an enum without fields that names the cases",
            ),
        ],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn tile(cache: &CacheKit, lat: f32) -> Tile { todo!() }
        "#,
        &[(
            "key_part_type",
            "f32",
            "`f32` cannot be a part of a key, because equal numbers can have different bits; use an integer, like hundredths, or the text that you want in the key",
        )],
    );
}

#[test]
fn key_cannot_fit() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[(
            "key_cannot_fit",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:{id}",
            "the literals alone make keys longer than 247 bytes under a client namespace; shorten them",
        )],
    );
    // A part that is always hashed takes its room in every key.
    let literal = "a".repeat(247 - 64 - "::users:".len() - 46);
    for (word, mistakes) in [("", 0), ("#[cache(compact)]", 1), ("#[cache(sensitive)]", 1)] {
        let source = format!(
            r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "{literal}a:{{id}}", value = User, ttl = "5m", secure)]
            struct UserById {{ {word} id: u64 }}
            "#
        );
        let expansion = expand(&source);
        let found: Vec<_> = expansion.diagnostics.iter().map(Diagnostic::message).collect();
        assert_eq!(found.len(), mistakes, "{word}: {found:?}");
        assert!(found.iter().all(|message| message.starts_with("literals and hashes alone")), "{found:?}");
    }
}

#[test]
fn placeholder_of_the_client() {
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "user:{cache}:{id}")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "placeholder_without_field",
            "{cache}",
            "`cache` is the client and cannot be in the key; remove it",
        )],
    );
}

#[test]
fn placeholder_of_self_without_a_receiver() {
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "user:{self.tenant}:{id}")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "placeholder_without_field",
            "{self.tenant}",
            "`{self.tenant}` at column 6 names no parameter, since this function has no `self`; use `id`",
        )],
    );
}

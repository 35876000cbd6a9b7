//! The words by themselves.

use crate::source::refused;

#[test]
fn unknown_word() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", tll = "1s")]
            struct UserById { id: u64 }
        "#,
        &[("unknown_word", "tll", "unknown word `tll` on a region's struct; did you mean `ttl`?")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", jitter = "1s")]
            struct UserById { id: u64 }
        "#,
        &[(
            "unknown_word",
            "jitter",
            "unknown word `jitter` on a region's struct; use `codec`, `crate`, `key`, `l1_capacity`, `l1_ttl`, `layout`, `namespace`, `on_outage`, `on_tampering`, `operation`, `secure`, `ttl`, `value` or `version`",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", client = cache)]
            struct UserById { id: u64 }
        "#,
        &[(
            "unknown_word",
            "client",
            "`client` does not belong on a region's struct; it is a word of `#[cachekit(…)]`",
        )],
    );
    refused(
        r#"
            #[derive(KeyPart)]
            #[cache(ttl = "5m")]
            struct Id(#[cache(skip)] u64);
        "#,
        &[
            (
                "unknown_word",
                "ttl",
                "`ttl` does not belong on a key part; it is a word of a region's struct and `#[cachekit(…)]`",
            ),
            (
                "unknown_word",
                "skip",
                "`skip` does not belong on a key part's field; it is a word of a region's field, a parameter and `#[cachekit(…)]`",
            ),
        ],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", tags)]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "unknown_word",
            "tags",
            "unknown word `tags` on `#[cachekit(…)]`; use `client`, `codec`, `crate`, `interop`, `key`, `l1_capacity`, `l1_ttl`, `namespace`, `on_outage`, `on_tampering`, `region`, `secure`, `skip`, `ttl` or `version`",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "user:{self.tenant}", client = self.cache)]
            async fn get_user(#[cache(compact)] &self) -> User { todo!() }
        "#,
        &[(
            "unknown_word",
            "compact",
            "`compact` does not belong on `self`; pass what is to be hashed as a parameter, and mark that `#[cache(compact)]`",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "user:{self.token}", client = self.cache, secure)]
            async fn get_user(#[cache(sensitive)] &self) -> Result<User, DbError> { todo!() }
        "#,
        &[(
            "unknown_word",
            "sensitive",
            "`sensitive` does not belong on `self`; pass what is to be hashed as a parameter, and mark that `#[cache(sensitive)]`",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", "x")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "unknown_word",
            r#""x""#,
            "a word is expected; use `client`, `codec`, `crate`, `interop`, `key`, `l1_capacity`, `l1_ttl`, `namespace`, `on_outage`, `on_tampering`, `region`, `secure`, `skip`, `ttl` or `version`",
        )],
    );
}

#[test]
fn duplicate_word() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", ttl = "1s")]
            struct UserById { id: u64 }
        "#,
        &[("duplicate_word", "ttl", "`ttl` is written twice; keep one of the two")],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", skip(id), skip(id))]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[("duplicate_word", "skip", "`skip` is written twice; keep one of the two")],
    );
}

#[test]
fn missing_word() {
    refused(
        "
            #[derive(CacheRegion)]
            struct UserById { id: u64 }
        ",
        &[(
            "missing_word",
            "UserById",
            r#"`UserById` does not say what it caches; write `#[cache(namespace = "…", key = "…", value = …, ttl = "5m")]` above it"#,
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(key = "user:{id}")]
            struct UserById { id: u64 }
        "#,
        &[
            ("missing_word", "cache", r#"`namespace` is missing; write `namespace = "users"`"#),
            ("missing_word", "cache", "`value` is missing; write `value = User`"),
            ("missing_word", "cache", r#"`ttl` is missing; write `ttl = "5m"`"#),
        ],
    );
    refused(
        "
            #[cachekit()]
            async fn get_user(cache: &CacheKit) -> User { todo!() }
        ",
        &[("missing_word", "get_user", r#"`ttl` is missing; write `ttl = "5m"`"#)],
    );
}

#[test]
fn wrong_value() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = 5m)]
            struct UserById { id: u64 }
        "#,
        &[("wrong_value", "5m", r#"`5m` is not a lifetime; write it in quotes: `"5m"`"#)],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = TTL)]
            struct UserById { id: u64 }
        "#,
        &[("wrong_value", "TTL", r#"a lifetime is expected; write `"5m"`, `"1h30m"`, `"none"` or seconds"#)],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = users, key = "user:{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[("wrong_value", "users", r#"a namespace is expected; write it in quotes: `"users"`"#)],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = b"x", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[("wrong_value", r#"b"x""#, r#"a key pattern is expected; write it in quotes: `"profile:{id}"`"#)],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", version = "3")]
            struct UserById { id: u64 }
        "#,
        &[("wrong_value", r#""3""#, "a version is a whole number up to 4294967295; write `3`")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", l1_capacity = -1)]
            struct UserById { id: u64 }
        "#,
        &[("wrong_value", "-1", "a capacity is a whole number of entries; write `10_000`")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", secure = true)]
            struct UserById { id: u64 }
        "#,
        &[("wrong_value", "= true", "`secure` takes no value; write `secure`")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", codec = msgpack)]
            struct UserById { id: u64 }
        "#,
        &[("wrong_value", "msgpack", r#"a codec is expected; write `"msgpack"` or `"bincode"`"#)],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", crate = "cachekit")]
            struct UserById { id: u64 }
        "#,
        &[("wrong_value", r#""cachekit""#, r#"`cachekit` is a relative path; write `crate = "::cachekit"`"#)],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", crate = 3)]
            struct UserById { id: u64 }
        "#,
        &[("wrong_value", "3", r#"the crate's path is expected; write `crate = "::cachekit"`"#)],
    );
}

#[test]
fn wrong_form() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "u", key = "a", value =, ttl = "5m")]
            struct A;
        "#,
        &[("wrong_value", "=", "`value` needs a type; write `value = User`")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", l1_ttl)]
            struct UserById { id: u64 }
        "#,
        &[("wrong_value", "l1_ttl", r#"`l1_ttl` needs a value; write `l1_ttl = "30s"`"#)],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace "users")]
            struct A;
        "#,
        &[
            ("wrong_value", r#""users""#, r#"`namespace` needs a value; write `namespace = "users"`"#),
            ("missing_word", "cache", r#"`key` is missing; write `key = "profile:{tenant}:{id}"`"#),
            ("missing_word", "cache", "`value` is missing; write `value = User`"),
            ("missing_word", "cache", r#"`ttl` is missing; write `ttl = "5m"`"#),
        ],
    );
    refused(
        "
            #[derive(KeyPart)]
            enum Role { #[cache(rename = Adm)] Admin }
        ",
        &[("wrong_value", "Adm", r#"a name is expected; write it in quotes: `"adm"`"#)],
    );
}

#[test]
fn wrong_value_of_a_function() {
    refused(
        r#"
            #[cachekit(ttl = "5m", skip = id)]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[("wrong_value", "= id", "`skip` takes names in parentheses; write `skip(pool, self)`")],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", region(1 + 1))]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "wrong_value",
            "(1 + 1)",
            "`region` needs a type; write `region = UserById` or `region(UserById { tenant, id })`",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", region = "UserById")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "wrong_value",
            r#"= "UserById""#,
            "`region` needs a type; write `region = UserById` or `region(UserById { tenant, id })`",
        )],
    );
}

#[test]
fn wrong_item() {
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            struct User { id: u64 }
        "#,
        &[(
            "wrong_item",
            "struct",
            "`#[cachekit]` goes on an `async fn`; for a key struct write `#[derive(CacheRegion)]`",
        )],
    );
}

/// A slip in a required word is one mistake: the suggestion names what is missing.
#[test]
fn missing_word_after_a_slip() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, tll = "5m")]
            struct UserById { id: u64 }
        "#,
        &[("unknown_word", "tll", "unknown word `tll` on a region's struct; did you mean `ttl`?")],
    );
    refused(
        r#"
            #[cachekit(tll = "5m")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[("unknown_word", "tll", "unknown word `tll` on `#[cachekit(…)]`; did you mean `ttl`?")],
    );
}

/// What stands in the parentheses of a refused word is part of that mistake.
#[test]
fn wrong_value_in_parentheses() {
    refused(
        r#"
            #[cachekit(ttl = "5m", skip("trace", 1), region(1))]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[
            ("wrong_value", r#"("trace", 1)"#, "`skip` takes names in parentheses; write `skip(pool, self)`"),
            (
                "wrong_value",
                "(1)",
                "`region` needs a type; write `region = UserById` or `region(UserById { tenant, id })`",
            ),
        ],
    );
}

/// A `skip` that is written wrongly skips all the same.
#[test]
fn wrong_value_of_skip() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m")]
            struct UserById { id: u64, #[cache(skip(trace))] trace: u64, #[cache = "skip"] locale: u64 }
        "#,
        &[
            ("wrong_value", "(trace)", "`skip` takes no value; write `skip`"),
            (
                "wrong_value",
                r#"cache = "skip""#,
                "`#[cache]` says nothing here; write its words in parentheses: `#[cache(…)]`",
            ),
        ],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "{id}")]
            async fn get_user(cache: &CacheKit, id: u64, #[cache(skip = true)] trace: u64, #[cache] log: u8) -> User { todo!() }
        "#,
        &[
            ("wrong_value", "= true", "`skip` takes no value; write `skip`"),
            (
                "wrong_value",
                "cache",
                "`#[cache]` says nothing here; write its words in parentheses: `#[cache(…)]`",
            ),
        ],
    );
}

#[test]
fn wrong_item_with_functions_inside() {
    for (item, keyword) in [
        ("impl Users { async fn user(&self) -> u64 { 1 } }", "impl"),
        ("pub(crate) unsafe trait Load { async fn load(&self) -> u64; }", "trait"),
        ("mod users { fn user() {} }", "mod"),
    ] {
        refused(
            &format!(r#"#[cachekit(ttl = "5m")] {item}"#),
            &[(
                "wrong_item",
                keyword,
                &format!("`#[cachekit]` does not go on `{keyword}`; write it on each `async fn` inside"),
            )],
        );
    }
}

/// A bare attribute is one mistake, whatever it does not say.
#[test]
fn wrong_value_of_a_bare_attribute() {
    refused(
        "
            #[derive(CacheRegion)]
            #[cache]
            struct UserById { id: u64 }
        ",
        &[(
            "wrong_value",
            "cache",
            "`#[cache]` says nothing here; write its words in parentheses: `#[cache(…)]`",
        )],
    );
}

/// All of the value is at fault, not its first token.
#[test]
fn wrong_value_of_many_tokens() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = 60 * 5, crate = self::shop::cache)]
            struct UserById { id: u64 }
        "#,
        &[
            (
                "wrong_value",
                "60 * 5",
                r#"a lifetime is expected; write `"5m"`, `"1h30m"`, `"none"` or seconds"#,
            ),
            (
                "wrong_value",
                "self::shop::cache",
                r#"`self::shop::cache` is a relative path; write `crate = "crate::path::to::cachekit"`"#,
            ),
        ],
    );
}

/// A client that is written wrongly is not missing.
#[test]
fn wrong_value_of_client() {
    refused(
        r#"
            #[cachekit(ttl = "5m", client(app.cache))]
            async fn get_user(#[cache(skip)] app: &App, id: u64) -> User { todo!() }
        "#,
        &[("wrong_value", "(app.cache)", "`client` needs a value; write `client = self.cache`")],
    );
}

/// Whoever writes `skip` wrongly has not forgotten what is in it.
#[test]
fn wrong_value_of_skip_on_a_function() {
    for (skip, rule, at, message) in [
        (
            "skip = trace",
            "wrong_value",
            "= trace",
            "`skip` takes names in parentheses; write `skip(pool, self)`",
        ),
        ("skp(trace)", "unknown_word", "skp", "unknown word `skp` on `#[cachekit(…)]`; did you mean `skip`?"),
    ] {
        refused(
            &format!(
                r#"
                #[cachekit(ttl = "5m", key = "{{id}}", client = self.cache, {skip})]
                async fn get_user(&self, id: u64, trace: u64, log: &mut Log) -> User {{ todo!() }}
                "#
            ),
            &[(rule, at, message)],
        );
    }
}

//! Cached functions.

use crate::source::refused;

#[test]
fn not_async() {
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[("not_async", "fn", "`get_user` is not async, and a cache has to wait; write `async fn`")],
    );
}

#[test]
fn async_trait() {
    refused(
        r#"
            #[cachekit(ttl = "5m", client = self.cache, key = "{id}", skip(self))]
            fn get<'a, 'async_trait>(&'a self, id: u64) -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = User> + ::core::marker::Send + 'async_trait>> { todo!() }
        "#,
        &[(
            "async_trait",
            "get",
            "`get` returns a boxed future, as `#[async_trait]` makes of an `async fn` before `#[cachekit]` sees it; put `#[cachekit]` on an `async fn` in an `impl` of its own, and call that here",
        )],
    );
}

#[test]
fn fn_without_body() {
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "{id}", skip(self), client = self.cache)]
            async fn get(&self, id: u64) -> User;
        "#,
        &[(
            "fn_without_body",
            "get",
            "`get` has no body to cache the result of; put `#[cachekit]` on the implementations of `get`, or give it a default body",
        )],
    );
}

#[test]
fn fn_qualifier() {
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            const async unsafe extern "C" fn get(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[
            (
                "fn_qualifier",
                "const",
                "a cached function cannot be `const`; cache a plain `async fn` that it calls",
            ),
            (
                "fn_qualifier",
                "unsafe",
                "a cached function cannot be `unsafe`; cache a plain `async fn` that it calls",
            ),
            (
                "fn_qualifier",
                r#"extern "C""#,
                "a cached function cannot be `extern`; cache a plain `async fn` that it calls",
            ),
        ],
    );
}

#[test]
fn self_unaccounted() {
    refused(
        r#"
            #[cachekit(ttl = "5m", client = self.cache)]
            async fn get_user(&self, id: u64) -> User { todo!() }
        "#,
        &[(
            "self_unaccounted",
            "self",
            r#"`get_user` is a method, and a macro cannot see of which type; write a key that names the type too, like `key = "users:get_user:{id}"`, and what the result depends on, like `{self.tenant}`, or `skip(self)`"#,
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", client = self.cache, key = "u:{id}")]
            async fn get_user(&self, id: u64) -> User { todo!() }
        "#,
        &[(
            "self_unaccounted",
            "self",
            "`self` is not in the key; write what the result depends on, like `{self.tenant}`, or `skip(self)` when it depends on nothing of it",
        )],
    );
    refused(
        "
            #[cachekit(client = self.cache, region(UserById))]
            async fn get_user(&self, id: u64) -> User { todo!() }
        ",
        &[(
            "self_unaccounted",
            "self",
            "`self` is not in the key; use it in `region(…)`, or write `skip(self)` when the result does not depend on it",
        )],
    );
}

#[test]
fn parameter_unaccounted() {
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "user:{id}")]
            async fn get_user(cache: &CacheKit, id: u64, locale: &str) -> User { todo!() }
        "#,
        &[(
            "parameter_unaccounted",
            "locale",
            "`locale` is not in the key; write `{locale}` in the key, or mark it `#[cache(skip)]`",
        )],
    );
    refused(
        "
            #[cachekit(region(UserById { id }))]
            async fn get_user(cache: &CacheKit, id: u64, locale: &str) -> User { todo!() }
        ",
        &[(
            "parameter_unaccounted",
            "locale",
            "`locale` is not in the key; use it in `region(…)`, or mark it `#[cache(skip)]`",
        )],
    );
}

#[test]
fn pattern_parameter() {
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn get_user(cache: &CacheKit, (tenant, id): (u64, u64), _: u8) -> User { todo!() }
        "#,
        &[
            (
                "pattern_parameter",
                "(tenant, id)",
                "a pattern has no name for the key; give the parameter a name, or mark it `#[cache(skip)]`",
            ),
            (
                "pattern_parameter",
                "_",
                "a pattern has no name for the key; give the parameter a name, or mark it `#[cache(skip)]`",
            ),
        ],
    );
}

#[test]
fn mut_reference_parameter() {
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn get_user(cache: &CacheKit, log: &mut Vec<u64>) -> User { todo!() }
        "#,
        &[(
            "mut_reference_parameter",
            "&mut Vec<u64>",
            "`log` is a `&mut`, and a cached call would not change what is behind it; pass a value or `&`, or mark it `#[cache(skip)]`",
        )],
    );
}

#[test]
fn impl_trait_return() {
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn items(cache: &CacheKit) -> Result<impl Iterator<Item = u8>, E> { todo!() }
        "#,
        &[(
            "impl_trait_return",
            "impl Iterator<Item = u8>",
            "a cached function has to name the type that it returns; write the type, like `Vec<Item>`",
        )],
    );
}

#[test]
fn unit_return() {
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn warm(cache: &CacheKit) { todo!() }
        "#,
        &[(
            "unit_return",
            "warm",
            "`warm` returns no value that could be cached; return one, or remove `#[cachekit]`",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn warm(cache: &CacheKit) -> Result<(), E> { todo!() }
        "#,
        &[(
            "unit_return",
            "Result<(), E>",
            "`warm` returns no value that could be cached; return one, or remove `#[cachekit]`",
        )],
    );
}

#[test]
fn borrowed_return() {
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn name<'a>(cache: &CacheKit, #[cache(skip)] db: &'a Db) -> Result<&'a str, E> { todo!() }
        "#,
        &[(
            "borrowed_return",
            "&'a str",
            "the returned value is borrowed, but a cache keeps it for longer; return a type that owns its data, or `Arc` of one to share it without a copy",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn name(cache: &CacheKit) -> &'static str { todo!() }
        "#,
        &[(
            "borrowed_return",
            "&'static str",
            "the returned value is borrowed, but a cache keeps it for longer; return a type that owns its data, or `Arc` of one to share it without a copy",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn name(cache: &CacheKit) -> Option<Cow<'_, str>> { todo!() }
        "#,
        &[(
            "borrowed_return",
            "Cow<'_, str>",
            "the returned value is borrowed, but a cache keeps it for longer; return a type that owns its data, or `Arc` of one to share it without a copy",
        )],
    );
}

#[test]
fn client_missing() {
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn get_user(id: u64) -> User { todo!() }
        "#,
        &[(
            "client_missing",
            "get_user",
            "`get_user` has no parameter of type `&CacheKit`; add one, or write where the cache is: `client = self.cache`",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn get_user(a: &CacheKit, b: &cachekit::CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "client_missing",
            "b",
            "`a` and `b` are both of type `&CacheKit`; write which one to use: `client = a`",
        )],
    );
}

/// What holds a client has to be named.
#[test]
fn client_missing_but_held() {
    for ty in ["CacheKit", "Arc<CacheKit>", "&Arc<cachekit::CacheKit>"] {
        refused(
            &format!(
                r#"
                #[cachekit(ttl = "5m", key = "user:{{id}}")]
                async fn get_user(cache: {ty}, id: u64) -> User {{ todo!() }}
                "#
            ),
            &[(
                "client_missing",
                "cache",
                &format!(
                    "`cache` is `{ty}`, and only `&CacheKit` is taken for the client by itself; write `client = cache`"
                ),
            )],
        );
    }
}

#[test]
fn cfg_parameter() {
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn get_user(cache: &CacheKit, #[cfg(feature = "a")] id: u64, #[cfg(b)] #[cache(skip)] log: &Log) -> User { todo!() }
        "#,
        &[(
            "cfg_parameter",
            "id",
            "`id` is in the key under one configuration only; mark it `#[cache(skip)]`, or write a function for each configuration",
        )],
    );
}

#[test]
fn unsized_value() {
    for (value, owned) in
        [("str", "String"), ("[u8]", "Vec<u8>"), ("[Row<T>]", "Vec<Row<T>>"), ("Path", "PathBuf")]
    {
        refused(
            &format!(
                r#"
                #[cachekit(ttl = "5m")]
                async fn name(cache: &CacheKit, id: u64) -> Result<Arc<{value}>, E> {{ todo!() }}
                "#
            ),
            &[(
                "unsized_value",
                value,
                &format!(
                    "`{value}` has no size of its own, so it cannot be read back from bytes; write `Arc<{owned}>`"
                ),
            )],
        );
    }
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn name(cache: &CacheKit, id: u64) -> Cached<dyn Shape> { todo!() }
        "#,
        &[(
            "unsized_value",
            "dyn Shape",
            "`dyn Shape` has no size of its own, so it cannot be read back from bytes; write a type that has one, like an enum",
        )],
    );
}

#[test]
fn skip_unknown_name() {
    refused(
        r#"
            #[cachekit(ttl = "5m", skip(pol, self, db))]
            async fn get_user(cache: &CacheKit, pool: &Pool) -> User { todo!() }
        "#,
        &[
            ("skip_unknown_name", "pol", "no parameter is named `pol`; did you mean `pool`?"),
            (
                "skip_unknown_name",
                "self",
                "no parameter is named `self`; remove it, or mark the parameter itself `#[cache(skip)]`",
            ),
            (
                "skip_unknown_name",
                "db",
                "no parameter is named `db`; remove it, or mark the parameter itself `#[cache(skip)]`",
            ),
        ],
    );
}

#[test]
fn region_on_method() {
    refused(
        r#"
            #[cachekit(ttl = "5m", region = UserById, client = self.cache)]
            async fn get_user(&self, id: u64) -> User { todo!() }
        "#,
        &[(
            "region_on_method",
            "UserById",
            "no type can be declared inside an `impl`; declare the region with `#[derive(CacheRegion)]` on a struct `UserById`, and write `region(UserById)` here",
        )],
    );
}

#[test]
fn named_region_parts() {
    refused(
        r#"
            #[cachekit(ttl = "5m", region = UserById)]
            async fn get_user(cache: &CacheKit, id: impl KeyPart) -> User { todo!() }
        "#,
        &[(
            "named_region_parts",
            "impl KeyPart",
            "`id` cannot become a field of `UserById`, because its type has no name; write a type parameter instead",
        )],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", region = UserById, key = "{user.id}")]
            async fn get_user(cache: &CacheKit, user: &User) -> User { todo!() }
        "#,
        &[(
            "named_region_parts",
            "{user.id}",
            "`{user.id}` at column 1 cannot become a field of `UserById`; pass it as a parameter of its own",
        )],
    );
}

#[test]
fn region_with_policy_words() {
    refused(
        r#"
            #[cachekit(ttl = "5m", namespace = "u", region(UserById))]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[
            (
                "region_with_policy_words",
                "ttl",
                "`ttl` is for the region `UserById` to say; remove it here, and write it in the `#[cache(…)]` of `UserById`",
            ),
            (
                "region_with_policy_words",
                "namespace",
                "`namespace` is for the region `UserById` to say; remove it here, and write it in the `#[cache(…)]` of `UserById`",
            ),
        ],
    );
    refused(
        r#"
            #[cachekit(region(users::UserById { id }), key = "a")]
            async fn get_user(cache: &CacheKit, id: u64) -> User { todo!() }
        "#,
        &[(
            "region_with_policy_words",
            "key",
            "`key` is for the region `users::UserById` to say; remove it here, and write it in the `#[cache(…)]` of `users::UserById`",
        )],
    );
}

/// That the function fails closed is for it to say, but not what becomes of its parameters.
#[test]
fn region_with_words_on_parameters() {
    refused(
        r#"
            #[cachekit(region(UserById), on_outage = "load", secure)]
            async fn get_user(cache: &CacheKit, #[cache(sensitive)] id: u64) -> Result<User, DbError> { todo!() }
        "#,
        &[
            (
                "region_with_policy_words",
                "on_outage",
                "`on_outage` is for the region `UserById` to say; remove it here, and write it in the `#[cache(…)]` of `UserById`",
            ),
            (
                "region_with_policy_words",
                "sensitive",
                "`sensitive` is for the region `UserById` to say; remove it here, and write it on the field of `UserById`",
            ),
        ],
    );
}

#[test]
fn secure_without_result() {
    for words in [r#"ttl = "5m", secure"#, "region(UserById), secure"] {
        refused(
            &format!(
                "#[cachekit({words})] async fn get_user(cache: &CacheKit, id: u64) -> Option<Arc<User>> {{ todo!() }}"
            ),
            &[(
                "secure_without_result",
                "Option<Arc<User>>",
                "`get_user` is `secure`, so it fails where a value cannot be decrypted, and has to be able to say so; return `Result<Option<Arc<User>>, CachekitError>`, or one with your own error that has `From<CachekitError>`",
            )],
        );
    }
}

const NOT_IN_THE_KEY: &str = "`T` decides the type of the value, but not the key, so values of different types would share keys; use `T` in the type of a parameter that is in the key, like a field-less enum that derives `KeyPart`, or write a function for each type";

#[test]
fn type_parameter_unaccounted() {
    refused(
        r#"
            #[cachekit(ttl = "5m")]
            async fn load<T: CacheValue>(cache: &CacheKit, id: u64) -> Result<Vec<T>, E> { todo!() }
        "#,
        &[("type_parameter_unaccounted", "Vec<T>", NOT_IN_THE_KEY)],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", region = ById, namespace = "x")]
            async fn load<T: CacheValue>(cache: &CacheKit, id: u64) -> T { todo!() }
        "#,
        &[("type_parameter_unaccounted", "T", NOT_IN_THE_KEY)],
    );
}

/// `load::<u64>` and `load::<String>` have one key, whatever is written in it.
#[test]
fn type_parameter_unaccounted_by_text() {
    refused(
        r#"
            #[cachekit(ttl = "5m", namespace = "rows")]
            async fn load<T: CacheValue>(cache: &CacheKit, id: u64) -> T { todo!() }
        "#,
        &[("type_parameter_unaccounted", "T", NOT_IN_THE_KEY)],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "row:{kind}:{id}")]
            async fn load<T: CacheValue>(cache: &CacheKit, kind: &str, id: u64) -> Option<T> { todo!() }
        "#,
        &[("type_parameter_unaccounted", "T", NOT_IN_THE_KEY)],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "row:{id}")]
            async fn load<T: Table>(cache: &CacheKit, #[cache(skip)] of: PhantomData<T>, id: u64) -> T::Row { todo!() }
        "#,
        &[("type_parameter_unaccounted", "T::Row", NOT_IN_THE_KEY)],
    );
    refused(
        r#"
            #[cachekit(ttl = "5m", key = "row:{row.id}")]
            async fn load<T: CacheValue>(cache: &CacheKit, row: &Row<T>) -> T { todo!() }
        "#,
        &[("type_parameter_unaccounted", "T", NOT_IN_THE_KEY)],
    );
}

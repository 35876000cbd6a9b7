//! What the macros expand to, one snapshot for each shape.

use cachekit_schema_derive::Diagnostic;

use crate::source::{expand, pretty};

#[track_caller]
fn show(source: &str) -> String {
    let expansion = expand(source);
    let messages: Vec<_> = expansion.diagnostics.iter().map(Diagnostic::message).collect();
    assert!(messages.is_empty(), "{messages:#?}");
    pretty(expansion.into_tokens())
}

#[test]
fn region() {
    insta::assert_snapshot!(show(
        r#"
        #[derive(CacheRegion)]
        #[cache(namespace = "users", key = "profile:{tenant}:v2:{id}", value = User, ttl = "5m", l1_ttl = 30)]
        struct UserProfile<'a> {
            tenant: &'a str,
            id: u64,
            #[cache(skip)]
            trace: String,
        }
        "#
    ));
}

#[test]
fn region_with_generics() {
    insta::assert_snapshot!(show(
        r#"
        #[derive(CacheRegion)]
        #[cache(namespace = "rows", key = "{0}:{1}", value = Page<Row<K>>, ttl = "none", l1_capacity = 100,
                version = 2, codec = "bincode", crate = "crate::reexport")]
        pub struct ByKey<K: Copy, const N: usize>(K, #[cache(compact)] [u8; N]) where K: Ord;
        "#
    ));
}

#[test]
fn region_without_parts() {
    insta::assert_snapshot!(show(
        r#"
        #[derive(CacheRegion)]
        #[cache(namespace = "site", key = "settings", value = HashMap<String, Vec<u8>>, ttl = "1h30m")]
        struct Settings;
        "#
    ));
}

#[test]
fn key_part_of_one_field() {
    insta::assert_snapshot!(show("#[derive(KeyPart)] struct Id<T, M>(T, PhantomData<M>);"));
}

#[test]
fn key_part_of_names() {
    insta::assert_snapshot!(show(
        r#"#[derive(KeyPart)] enum Role { #[cache(rename = "adm")] Admin, r#Self_, Guest {} }"#
    ));
}

#[test]
fn cache_value_struct() {
    insta::assert_snapshot!(show(
        r#"
        #[derive(CacheValue)]
        #[serde(rename_all = "camelCase")]
        struct User<T> {
            id: u64,
            #[serde(default, rename = "mail")]
            email: Option<String>,
            #[serde(skip)]
            cached: Cell<u8>,
            #[cache(version = 2)]
            #[serde(with = "hex")]
            token: Vec<u8>,
            extra: T,
        }
        "#
    ));
}

#[test]
fn cache_value_recursive() {
    insta::assert_snapshot!(show(
        r"
        #[derive(CacheValue)]
        enum Node<T> {
            Leaf(T),
            Branch { left: Box<Self>, right: Box<Node<T>>, #[cache(recursive)] owner: Option<Tree> },
        }
        "
    ));
}

/// Where rustc asks for a bound of the type itself, `recursive` keeps the type: its own names need no stand-in.
#[test]
fn cache_value_recursive_under_a_bound() {
    insta::assert_snapshot!(show(
        r"
        #[derive(CacheValue)]
        struct Node {
            id: u64,
            #[cache(recursive)]
            children: Sorted<Node>,
            #[cache(recursive)]
            others: Cow<'static, [Self]>,
        }
        "
    ));
}

#[test]
fn cache_value_versioned() {
    insta::assert_snapshot!(show(
        "#[derive(CacheValue)] #[cache(version = 3)] #[serde(from = \"Wire\")] struct Money { cents: i64 }"
    ));
}

#[test]
fn function() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(ttl = "5m")]
        /// Reads a user.
        #[tracing::instrument]
        pub async fn get_user(cache: &CacheKit, tenant: &str, id: u64) -> Result<User, DbError> {
            db(cache, tenant, id).await
        }
        "#
    ));
}

#[test]
fn method() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(ttl = 60, client = self.cache(), key = "user:{self.tenant}:by:{query.0.type}:{ids}", skip(pool))]
        async fn find(self: Arc<Self>, pool: &Pool, query: Query, #[cache(compact)] ids: &[u8], #[cache(skip)] _: Span)
            -> Option<Arc<Self::User>>
        where
            Self: Sized,
        {
            #![allow(clippy::unused_self)]
            self.db.find(query).await
        }
        "#
    ));
}

#[test]
fn function_with_generics() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(ttl = "1d", namespace = "rows", version = 4)]
        async fn load<'a, K, R: CacheValue>(cache: &CacheKit, key: K, r#type: Kind<R>) -> io::Result<Option<Cached<Vec<R>>>>
        where
            K: KeyPart + 'a,
        {
            todo!()
        }
        "#
    ));
}

/// The type is told by a parameter's type, so several value types live on one declaration.
#[test]
fn function_of_several_value_types() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(ttl = "1h", namespace = "rows", key = "row:{table}:{id}")]
        async fn row<T: Table>(cache: &CacheKit, table: &T, id: u64) -> Option<T::Row> {
            table.row(id).await
        }
        "#
    ));
}

#[test]
fn function_in_a_trait() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(ttl = "5m", key = "motd", skip(self), client = self.cache)]
        async fn motd(&self) -> String {
            String::new()
        }
        "#
    ));
}

#[test]
fn function_with_many_parameters() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(ttl = "5m")]
        async fn f(c: &CacheKit, key: u8, cache: u8, result: u8, value: u8, e: u8, f: u8, g: u8, h: u8, i: u8) -> u8 {
            key + cache + result + value + e + f + g + h + i
        }
        "#
    ));
}

#[test]
fn function_with_a_named_region() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(ttl = "5m", region = UserById, skip(pool))]
        pub(crate) async fn get_user<'k, T, U>(
            cache: &CacheKit, pool: &U, tenant: &str, id: &'k T, tag: Cow<'_, str>,
        ) -> Result<User, DbError<'k>>
        where
            T: KeyPart,
            U: Db,
        {
            pool.get(tenant, id).await
        }
        "#
    ));
}

#[test]
fn function_with_a_declared_region() {
    insta::assert_snapshot!(show(
        r"
        #[cachekit(region(users::UserById))]
        async fn get_user(cache: &CacheKit, tenant: &str, id: u64) -> Result<User, DbError> {
            db.user(id).await
        }
        "
    ));
}

#[test]
fn method_with_a_built_region() {
    insta::assert_snapshot!(show(
        r"
        #[cachekit(region(UserById { tenant: &self.tenant, id }), client = self.app.cache)]
        async fn get_user(&self, id: u64) -> Result<User, DbError> {
            self.db.user(id).await
        }
        "
    ));
}

#[test]
fn region_secure() {
    insta::assert_snapshot!(show(
        r#"
        #[derive(CacheRegion)]
        #[cache(namespace = "sessions", key = "{user}:{token}:{device}:{pin}", value = Session, ttl = "1h", secure,
                on_outage = "fail", on_tampering = "load")]
        struct ByToken<'a, T> {
            user: u64,
            #[cache(sensitive)]
            token: &'a str,
            device: Option<Secret<T>>,
            #[cache(sensitive)]
            pin: T,
        }
        "#
    ));
}

#[test]
fn region_interop() {
    insta::assert_snapshot!(show(
        r#"
        #[derive(CacheRegion)]
        #[cache(namespace = "users", layout = "interop", operation = "get_user.v2", value = User, ttl = "5m", secure)]
        struct GetUser<'a, T> {
            tenant: &'a str,
            at: f64,
            tags: Vec<T>,
            #[cache(skip)]
            trace: String,
        }
        "#
    ));
}

#[test]
fn region_interop_of_several_value_types() {
    insta::assert_snapshot!(show(
        r#"
        #[derive(CacheRegion)]
        #[cache(namespace = "rows", layout = "interop", operation = "row", value = T::Row, ttl = "5m", l1_ttl = "1s")]
        struct GetRow<T: Table>(T, #[cache(skip)] u64);
        "#
    ));
}

#[test]
fn function_secure() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(ttl = "5m", secure, on_outage = "load")]
        async fn get_session(cache: &CacheKit, tenant: TenantId, #[cache(sensitive)] token: &str, pin: Secret<u32>)
            -> Result<Session, DbError>
        {
            db.session(token, pin).await
        }
        "#
    ));
}

/// The form of the published attribute.
#[test]
fn function_interop() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(client = cache, ttl = 60, namespace = "users", interop = "get_user", secure)]
        async fn get_user(cache: CacheKit, tenant: &str, id: u64) -> Result<User, CachekitError> {
            load(tenant, id).await
        }
        "#
    ));
}

#[test]
fn method_interop() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(client = self.cache, ttl = 60, namespace = "users", interop = "search", skip(self, pool))]
        async fn search(&self, pool: &Pool, filters: BTreeMap<String, f64>) -> Option<Vec<User>> {
            pool.search(filters).await
        }
        "#
    ));
}

#[test]
fn function_interop_with_a_named_region() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(ttl = 60, namespace = "users", interop = "get_user", region = GetUser)]
        async fn get_user(cache: &CacheKit, id: u64) -> User {
            load(id).await
        }
        "#
    ));
}

#[test]
fn function_with_a_declared_secure_region() {
    insta::assert_snapshot!(show(
        r"
        #[cachekit(region(sessions::ByToken), secure)]
        async fn get_session(cache: &CacheKit, token: &str) -> Result<Session, DbError> {
            db.session(token).await
        }
        "
    ));
}

/// The struct beside the function shows nothing that is sensitive.
#[test]
fn function_with_a_named_region_of_secrets() {
    insta::assert_snapshot!(show(
        r#"
        #[cachekit(ttl = "5m", secure, region = ByToken)]
        pub async fn get_session<T: KeyPart>(cache: &CacheKit, user: T, #[cache(sensitive)] token: &str)
            -> Result<Session, DbError>
        {
            db.session(token).await
        }
        "#
    ));
}

#[test]
fn key_part_sensitive() {
    insta::assert_snapshot!(show("#[derive(KeyPart)] #[cache(sensitive)] enum Grade { A, B }"));
    insta::assert_snapshot!(show("#[derive(KeyPart)] struct Token(#[cache(sensitive)] String);"));
    insta::assert_snapshot!(show("#[derive(KeyPart)] struct Token(Inner);"));
}

/// What the fields say, unless a word or a name says it. A version stands for what is in the type, and so does
/// `recursive`.
#[test]
fn cache_value_sensitive() {
    for (source, sensitive) in [
        ("struct A { a: u8, b: String }", None),
        ("struct A { a: u8, b: B }", Some("< B as __ck :: CacheValue > :: SENSITIVE")),
        ("struct A { #[cache(sensitive)] a: u8, b: B }", Some("true")),
        ("#[cache(sensitive)] struct A { a: u8 }", Some("true")),
        ("struct A { a: Vec<Secret<u8>> }", Some("true")),
        ("struct A { #[serde(skip)] a: Secret<u8> }", None),
        ("struct A { #[cache(version = 1)] a: B }", None),
        ("struct A { #[cache(version = 1, sensitive)] a: B }", Some("true")),
        ("struct A { #[cache(recursive)] a: Vec<A> }", None),
        ("enum A { X, Y(#[cache(recursive, sensitive)] Vec<A>) }", Some("true")),
        ("#[cache(version = 1)] struct A { a: B }", None),
        ("#[cache(version = 1)] struct A { a: Secret<u8> }", Some("true")),
        ("#[cache(version = 1, sensitive)] struct A { a: B }", Some("true")),
    ] {
        let text = expand(&format!("#[derive(CacheValue)] {source}")).into_tokens().to_string();
        let found = text
            .split_once("SENSITIVE : :: core :: primitive :: bool = ")
            .and_then(|(_, rest)| rest.split_once(" ;"))
            .map(|(found, _)| found);
        assert_eq!(found, sensitive, "{source}");
    }
}

/// The promise of the design: thin code, whatever the runtime does. Counted is what stands in the function's braces,
/// without the closure around the body and without the name that the runtime's private module has here.
#[test]
fn a_function_of_two_parameters_takes_at_most_25_lines() {
    let expansion = show(
        r#"
        #[cachekit(ttl = "5m")]
        pub async fn get_user(cache: &CacheKit, tenant: &str, id: u64) -> Result<User, DbError> { body }
        "#,
    );
    let (before, rest) =
        expansion.split_once("    let __cachekit_body = async ||").expect("the body is in a closure");
    let (_, after) = rest.split_once("\n    };\n").expect("the closure has a name");
    let outside = before.lines().chain(after.lines());
    let own = ["pub async fn", "    use ", "}"];
    let lines = outside.filter(|line| !own.iter().any(|own| line.starts_with(own))).count();
    assert!(lines <= 25, "{lines} lines:\n{expansion}");
}

//! All mistakes of one item are reported in one build, whichever stage finds them.

use crate::source::expand;

#[track_caller]
fn assert_rules(source: &str, expected: &[&str]) {
    let expansion = expand(source);
    let mut found: Vec<_> = expansion.diagnostics.iter().map(|mistake| mistake.rule().name()).collect();
    found.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn a_region_with_many_mistakes() {
    assert_rules(
        r#"
        #[derive(CacheRegion)]
        #[cache(namespace = "my users", key = "u/{tenant}", ttl = "300", l1_ttl = "0s", l1_capacity = 0, codec = "json",
                on_outage = "serve", tll = "5m")]
        struct UserById { #[cache(sensitive)] id: u64 }
        "#,
        &[
            "bad_literal",
            "bad_namespace",
            "codec_unknown",
            "glued_placeholder",
            "l1_capacity_zero",
            "missing_word",
            "on_outage_unknown",
            "on_outage_without_secure",
            "sensitive_without_secure",
            "ttl_without_unit",
            "ttl_zero",
            "unknown_word",
        ],
    );
}

#[test]
fn a_region_whose_key_can_be_read_is_compared_with_its_fields() {
    assert_rules(
        r#"
        #[derive(CacheRegion)]
        #[cache(namespace = "users", key = "{tenant}:{id}:{id}:{at}", value = User, ttl = "5m")]
        struct UserById { id: u64, #[cache(skip)] at: f64, locale: String, #[cache(skip, compact)] trace: String }
        "#,
        &[
            "compact_and_skip",
            "duplicate_placeholder",
            "field_without_placeholder",
            "key_part_type",
            "placeholder_without_field",
            "skip_and_placeholder",
        ],
    );
}

#[test]
fn a_function_with_mistakes_everywhere() {
    assert_rules(
        r#"
        #[cachekit(key = "user:{tenant}", l1_ttl = "5", skip(pol), version = "1", version = 2)]
        unsafe fn get_user(&self, id: u64, (a, b): (u8, u8), log: &mut Log) -> Result<(), E> { todo!() }
        "#,
        &[
            "client_missing",
            "duplicate_word",
            "fn_qualifier",
            "missing_word",
            "mut_reference_parameter",
            "not_async",
            "parameter_unaccounted",
            "parameter_unaccounted",
            "pattern_parameter",
            "placeholder_without_field",
            "self_unaccounted",
            "skip_unknown_name",
            "ttl_without_unit",
            "unit_return",
            "wrong_value",
        ],
    );
}

#[test]
fn key_parts_and_values() {
    assert_rules(
        r#"#[derive(KeyPart)] #[cache(crate = "x")] enum E { A, B(u8), #[cache(rename = "A")] C, #[cache(rename = "d d")] D }"#,
        &["key_part_shape", "variant_name_clash", "variant_name_illegal", "wrong_value"],
    );
    assert_rules(
        r#"
        #[derive(CacheValue)]
        #[cache(verison = 1)]
        struct V { #[serde(with = "a")] a: u8, #[serde(deserialize_with = "b")] #[cache(recursiv)] b: u8 }
        "#,
        &["serde_with_without_version", "serde_with_without_version", "unknown_word", "unknown_word"],
    );
}

/// What uses the item is not refused a second time: the stub has the value type, the function and the struct.
#[test]
fn the_stub_keeps_what_could_be_read() {
    let region = expand(
        r#"
        #[derive(CacheRegion)]
        #[cache(namespace = "users", key = "u/{id}", value = User, ttl = "5m")]
        struct UserById<'a> { id: &'a str }
        "#,
    );
    let text = region.tokens.to_string();
    assert!(text.contains("impl < 'a > __ck :: CacheRegion for UserById < 'a >"), "{text}");
    assert!(text.contains("type Value = User"), "{text}");

    let function = expand(
        r"
        #[cachekit(region = UserById)]
        pub async fn get_user(cache: &CacheKit, #[cache(compact)] #[allow(unused)] id: &str) -> User { body() }
        ",
    );
    let text = function.tokens.to_string();
    assert!(text.contains("pub struct UserById < 'key >"), "{text}");
    assert!(text.contains("body () }"), "{text}");
    assert!(!text.contains("compact"), "{text}");
}

/// The value of a stub asks for no more than that of a region does.
#[test]
fn the_stub_of_a_generic_region_needs_no_bounds_of_its_own() {
    let region = expand(
        r#"
        #[derive(CacheRegion)]
        #[cache(namespace = "rows", key = "row:{id}", value = Vec<T>, ttl = "5m")]
        struct RowById<T> { id: u64, #[cache(skip)] of: PhantomData<T> }
        "#,
    );
    let text = region.tokens.to_string();
    assert!(text.contains("for RowById < T > where Vec < T > : __ck :: StoredValue"), "{text}");
    assert!(text.contains("type Value = Vec < T >"), "{text}");
}

/// A value type that the struct of `region = Name` cannot have is none of its business.
#[test]
fn the_stub_of_a_named_region_names_nothing_unknown() {
    for returns in ["Vec<T>", "Option<&'a str>", "&'static str", "impl Iterator<Item = u8>", "T"] {
        let function = expand(&format!(
            r#"
            #[cachekit(ttl = "5m", region = RowById)]
            async fn row<'a, T>(cache: &CacheKit, id: u64, #[cache(skip)] db: &'a Db) -> {returns} {{ todo!() }}
            "#
        ));
        let text = function.tokens.to_string();
        assert!(text.contains("type Value = ()"), "{returns}: {text}");
        assert_eq!(function.diagnostics.len(), 1, "{returns}");
    }
}

/// What cannot be the field of a struct makes none.
#[test]
fn the_stub_of_a_named_region_has_no_fields_that_rustc_refuses() {
    for (words, parameter) in [("", "id: impl KeyPart"), (r#", key = "{user.id}""#, "user: &User")] {
        let function = expand(&format!(
            r#"
            #[cachekit(ttl = "5m", region = ById{words})]
            async fn row(cache: &CacheKit, {parameter}) -> u64 {{ todo!() }}
            "#
        ));
        let text = function.tokens.to_string();
        assert!(!text.contains("id : impl KeyPart ,}") && !text.contains("Debug"), "{parameter}: {text}");
        assert_eq!(function.diagnostics.len(), 1, "{parameter}");
    }
}

/// Neither the client nor what only the cache would have read is unused in the stub.
#[test]
fn the_stub_of_a_function_uses_its_parameters() {
    for (words, parameters, used) in [
        ("", "cache: &CacheKit, id: u64", "(& cache , & id ,)"),
        ("", "cache: CacheKit, id: u64", "(& cache , & id ,)"),
        ("", "a: &CacheKit, b: &CacheKit", "(& a , & b ,)"),
        (", client = app.cache, skip(app)", "app: &App, #[cfg(x)] id: u64", "(& app ,)"),
    ] {
        let function = expand(&format!(
            r#"#[cachekit(ttl = "0s"{words})] async fn row({parameters}) -> u64 {{ todo!() }}"#
        ));
        let text = function.tokens.to_string();
        assert!(text.contains(&format!("let _ = {used} ;")), "{parameters}: {text}");
    }
}

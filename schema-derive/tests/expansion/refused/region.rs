//! Key structs.

use crate::source::refused;

#[test]
fn field_without_placeholder() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m")]
            struct UserById { id: u64, locale: String }
        "#,
        &[(
            "field_without_placeholder",
            "locale",
            "`locale` is not in the key; write `{locale}` in the key, or mark it `#[cache(skip)]`",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "u:{0}", value = User, ttl = "5m")]
            struct UserById(u64, String);
        "#,
        &[(
            "field_without_placeholder",
            "String",
            "`1` is not in the key; write `{1}` in the key, or mark it `#[cache(skip)]`",
        )],
    );
}

#[test]
fn region_on_enum_or_union() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m")]
            enum Lookup { ById(u64) }
        "#,
        &[(
            "region_on_enum_or_union",
            "enum",
            "the key of a region is a struct, and `Lookup` is not one; write one struct with its own key for each case",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m")]
            union Lookup { id: u64 }
        "#,
        &[(
            "region_on_enum_or_union",
            "union",
            "the key of a region is a struct, and `Lookup` is not one; write one struct with its own key for each case",
        )],
    );
}

#[test]
fn type_parameter_only_in_value() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = Row<T>, ttl = "5m")]
            struct ById<T> { id: u64, #[cache(skip)] of: PhantomData<T> }
        "#,
        &[(
            "type_parameter_only_in_value",
            "Row<T>",
            "`T` decides the type of the value, but not the key, so values of different types would share keys; use `T` in the type of a field that is in the key, or write a region for each type",
        )],
    );
}

#[test]
fn borrowed_value() {
    for value in ["User<'a>", "&'static str", "Vec<Cow<'a, str>>"] {
        refused(
            &format!(
                r#"
                #[derive(CacheRegion)]
                #[cache(namespace = "users", key = "user:{{id}}", value = {value}, ttl = "5m")]
                struct ById<'a> {{ id: &'a str }}
                "#
            ),
            &[(
                "borrowed_value",
                value,
                "the value borrows, but a cache keeps it for longer; write a type that owns its data",
            )],
        );
    }
}

#[test]
fn unsized_value_of_a_region() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = [User], ttl = "5m")]
            struct ById { id: u64 }
        "#,
        &[(
            "unsized_value",
            "[User]",
            "`[User]` has no size of its own, so it cannot be read back from bytes; write `Vec<User>`",
        )],
    );
}

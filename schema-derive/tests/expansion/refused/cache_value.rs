//! Cache values.

use crate::source::refused;

#[test]
fn cache_value_shape() {
    refused(
        "
            #[derive(CacheValue)]
            union Bits { a: u8 }
        ",
        &[(
            "cache_value_shape",
            "union",
            "`Bits` is a union, which has no one shape to store; use a struct or an enum",
        )],
    );
}

#[test]
fn serde_with_without_version() {
    refused(
        r#"
            #[derive(CacheValue)]
            struct Token { #[serde(with = "hex")] bytes: Vec<u8>, #[serde(skip, with = "hex")] b: u8 }
        "#,
        &[(
            "serde_with_without_version",
            "with",
            "serde's `with` lets other code decide the stored bytes, which the type does not show; add `#[cache(version = 1)]` to the field, and count up when the bytes change",
        )],
    );
    refused(
        r#"
            #[derive(CacheValue)]
            #[serde(try_from = "Wire")]
            struct Money(i64);
        "#,
        &[(
            "serde_with_without_version",
            "try_from",
            "serde's `try_from` lets other code decide the stored bytes, which the type does not show; add `#[cache(version = 1)]` to the type, and count up when the bytes change",
        )],
    );
    refused(
        r#"
            #[derive(CacheValue)]
            enum E { #[serde(serialize_with = "f")] A(u8) }
        "#,
        &[(
            "serde_with_without_version",
            "serialize_with",
            "serde's `serialize_with` lets other code decide the stored bytes, which the type does not show; add `#[cache(version = 1)]` to the type, and count up when the bytes change",
        )],
    );
}

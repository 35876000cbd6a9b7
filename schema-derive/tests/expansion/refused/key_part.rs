//! Key parts.

use crate::source::refused;

#[test]
fn key_part_shape() {
    refused(
        "
            #[derive(KeyPart)]
            struct Range { from: u64, to: u64 }
        ",
        &[(
            "key_part_shape",
            "Range",
            "`Range` has 2 fields, but a key part is a struct with one field or an enum of names; write one placeholder for each value",
        )],
    );
    refused(
        "
            #[derive(KeyPart)]
            struct Nothing;
        ",
        &[(
            "key_part_shape",
            "Nothing",
            "`Nothing` has no fields, but a key part is a struct with one field or an enum of names; write one placeholder for each value",
        )],
    );
    refused(
        "
            #[derive(KeyPart)]
            struct Marker(PhantomData<u8>);
        ",
        &[(
            "key_part_shape",
            "Marker",
            "`Marker` has no field with a text, but a key part is a struct with one field or an enum of names; write one placeholder for each value",
        )],
    );
    refused(
        "
            #[derive(KeyPart)]
            union Bits { a: u8 }
        ",
        &[(
            "key_part_shape",
            "Bits",
            "`Bits` is a union, but a key part is a struct with one field or an enum of names; write one placeholder for each value",
        )],
    );
    refused(
        "
            #[derive(KeyPart)]
            enum Never {}
        ",
        &[(
            "key_part_shape",
            "Never",
            "`Never` has no variants, but a key part is a struct with one field or an enum of names; write one placeholder for each value",
        )],
    );
    refused(
        "
            #[derive(KeyPart)]
            enum Which { All, One(u64), Two { a: u8 } }
        ",
        &[
            (
                "key_part_shape",
                "(u64)",
                "variant `One` has fields, but a key part is one text; keep the variants without fields, and put the rest into fields of the region",
            ),
            (
                "key_part_shape",
                "{ a: u8 }",
                "variant `Two` has fields, but a key part is one text; keep the variants without fields, and put the rest into fields of the region",
            ),
        ],
    );
}

#[test]
fn variant_name_clash() {
    refused(
        r#"
            #[derive(KeyPart)]
            enum Role { Admin, #[cache(rename = "Admin")] Root }
        "#,
        &[(
            "variant_name_clash",
            r#""Admin""#,
            r#"`Root` and `Admin` are both `Admin` in keys; write another `#[cache(rename = "…")]` on one of them"#,
        )],
    );
}

#[test]
fn variant_name_illegal() {
    refused(
        r#"
            #[derive(KeyPart)]
            enum Plan { #[cache(rename = "pay as you go")] Metered, Größe, #[cache(rename = "")] None }
        "#,
        &[
            (
                "variant_name_illegal",
                r#""pay as you go""#,
                r#"`pay as you go` cannot stand in a key as it is; write `#[cache(rename = "…")]` with letters, digits, `_` and `-`"#,
            ),
            (
                "variant_name_illegal",
                "Größe",
                r#"`Größe` cannot stand in a key as it is; write `#[cache(rename = "…")]` with letters, digits, `_` and `-`"#,
            ),
            (
                "variant_name_illegal",
                r#""""#,
                r#"an empty name cannot stand in a key as it is; write `#[cache(rename = "…")]` with letters, digits, `_` and `-`"#,
            ),
        ],
    );
}

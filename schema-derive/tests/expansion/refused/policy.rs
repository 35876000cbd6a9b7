//! Namespaces, lifetimes, capacity, protection, codec.

use cachekit_schema_derive::Capabilities;

use crate::source::{options, refused, refused_with};

#[test]
fn bad_namespace() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "my users", key = "user:{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[(
            "bad_namespace",
            " ",
            "a space at column 3 is not allowed in a region namespace; write only letters, digits, `_`, `-` and single `.` between names",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users.", key = "user:{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[(
            "bad_namespace",
            ".",
            "`.` at column 6 joins nothing; write a name on both sides, like `shop.users`",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "", key = "user:{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[("bad_namespace", r#""""#, "the region namespace is empty; write a name like `users`")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "ns", key = "user:{id}", value = User, ttl = "5m")]
            struct UserById { id: u64 }
        "#,
        &[(
            "bad_namespace",
            r#""ns""#,
            "the region namespace `ns` belongs to the cachekit.io server; write another name",
        )],
    );
}

#[test]
fn ttl_without_unit() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "300")]
            struct UserById { id: u64 }
        "#,
        &[("ttl_without_unit", "300", "`300` has no unit; write `300s` for seconds")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "1h30")]
            struct UserById { id: u64 }
        "#,
        &[("ttl_without_unit", "30", "`30` has no unit at column 3; write `30s` for seconds")],
    );
}

#[test]
fn ttl_zero() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "0s")]
            struct UserById { id: u64 }
        "#,
        &[("ttl_zero", "0s", "`0s` is no time at all; write at least `1s`, or `none` for no expiry")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = 0)]
            struct UserById { id: u64 }
        "#,
        &[("ttl_zero", "0", "`0` is no time at all; write at least `1s`, or `none` for no expiry")],
    );
}

#[test]
fn ttl_too_long() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "600w")]
            struct UserById { id: u64 }
        "#,
        &[(
            "ttl_too_long",
            "600w",
            "`600w` is more than 10 years (`3650d`); write less, or `none` for no expiry",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "3651d")]
            struct UserById { id: u64 }
        "#,
        &[(
            "ttl_too_long",
            "3651d",
            "`3651d` is more than 10 years (`3650d`); write less, or `none` for no expiry",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = 99999999999999999999999)]
            struct UserById { id: u64 }
        "#,
        &[(
            "ttl_too_long",
            "99999999999999999999999",
            "`99999999999999999999999` is more than 10 years (`3650d`); write less, or `none` for no expiry",
        )],
    );
}

#[test]
fn ttl_malformed() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5 min")]
            struct UserById { id: u64 }
        "#,
        &[(
            "ttl_malformed",
            " min",
            "unknown unit ` min` at column 2; write `m` for minutes, without spaces",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "30m1h")]
            struct UserById { id: u64 }
        "#,
        &[(
            "ttl_malformed",
            "1h",
            "unit `h` follows the shorter `m` at column 4; write the longer unit first, like `1h30m`",
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", l1_ttl = "1h1h")]
            struct UserById { id: u64 }
        "#,
        &[("ttl_malformed", "1h", "unit `h` is used twice at column 3; write their sum once")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "")]
            struct UserById { id: u64 }
        "#,
        &[("ttl_malformed", r#""""#, "the lifetime is empty; write one like `5m`, or `none` for no expiry")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "11y")]
            struct UserById { id: u64 }
        "#,
        &[("ttl_malformed", "y", "unknown unit `y` at column 3; write it in days, like `30d`")],
    );
}

#[test]
fn l1_ttl_over_ttl() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", l1_ttl = "10m")]
            struct UserById { id: u64 }
        "#,
        &[(
            "l1_ttl_over_ttl",
            r#""10m""#,
            r#"`l1_ttl` is `10m`, but entries live for `5m` only; write at most `"5m"`"#,
        )],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", l1_ttl = "none")]
            struct UserById { id: u64 }
        "#,
        &[(
            "l1_ttl_over_ttl",
            r#""none""#,
            r#"`l1_ttl` is `none`, but entries live for `5m` only; write at most `"5m"`"#,
        )],
    );
}

#[test]
fn l1_capacity_zero() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", l1_capacity = 0)]
            struct UserById { id: u64 }
        "#,
        &[(
            "l1_capacity_zero",
            "0",
            "an L1 of 0 entries holds nothing; write at least `1`, or leave `l1_capacity` out",
        )],
    );
}

#[test]
fn secure_without_encryption() {
    let message = r#"`secure` needs the feature `encryption` of cachekit-rs; add `features = ["encryption"]` to the dependency, or remove `secure` and cache only what may be stored in plain"#;
    let without = Capabilities { encryption: false, ..options().capabilities };
    for item in [
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", secure)]
            struct UserById { id: u64 }
        "#,
        r#"
            #[cachekit(ttl = "5m", secure)]
            async fn get_user(cache: &CacheKit, id: u64) -> Result<User, DbError> { todo!() }
        "#,
        r"
            #[cachekit(region(UserById), secure)]
            async fn get_user(cache: &CacheKit, id: u64) -> Result<User, DbError> { todo!() }
        ",
    ] {
        refused_with(without, item, &[("secure_without_encryption", "secure", message)]);
    }
}

#[test]
fn on_outage_without_secure() {
    refused(
        r#"
            #[cachekit(ttl = "5m", on_outage = "fail")]
            async fn get_user(cache: &CacheKit, id: u64) -> Result<User, DbError> { todo!() }
        "#,
        &[(
            "on_outage_without_secure",
            r#""fail""#,
            "only what is `secure` can fail for its backend; write `secure`, or remove `on_outage`",
        )],
    );
}

#[test]
fn on_outage_unknown() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", secure, on_outage = "lod")]
            struct UserById { id: u64 }
        "#,
        &[("on_outage_unknown", r#""lod""#, "`on_outage` cannot be `lod`; did you mean `load`?")],
    );
}

#[test]
fn on_tampering_without_secure() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", on_tampering = "fail")]
            struct UserById { id: u64 }
        "#,
        &[(
            "on_tampering_without_secure",
            r#""fail""#,
            "only in what is `secure` can tampering be seen; write `secure`, or remove `on_tampering`",
        )],
    );
    // It was meant, so one mistake is enough.
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", on_tampering = "load", secure = 1)]
            struct UserById { #[cache(sensitive)] id: u64 }
        "#,
        &[("wrong_value", "= 1", "`secure` takes no value; write `secure`")],
    );
}

#[test]
fn on_tampering_unknown() {
    refused(
        r#"
            #[cachekit(ttl = "5m", secure, on_tampering = "serve")]
            async fn get_user(cache: &CacheKit, id: u64) -> Result<User, DbError> { todo!() }
        "#,
        &[("on_tampering_unknown", r#""serve""#, "`on_tampering` cannot be `serve`; use `fail` or `load`")],
    );
}

#[test]
fn codec_unknown() {
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", codec = "msgpck")]
            struct UserById { id: u64 }
        "#,
        &[("codec_unknown", r#""msgpck""#, "unknown codec `msgpck`; did you mean `msgpack`?")],
    );
    refused(
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", codec = "json")]
            struct UserById { id: u64 }
        "#,
        &[("codec_unknown", r#""json""#, "unknown codec `json`; use `bincode` or `msgpack`")],
    );
}

#[test]
fn codec_without_feature() {
    refused_with(
        Capabilities { bincode: false, ..options().capabilities },
        r#"
            #[derive(CacheRegion)]
            #[cache(namespace = "users", key = "user:{id}", value = User, ttl = "5m", codec = "bincode")]
            struct UserById { id: u64 }
        "#,
        &[(
            "codec_without_feature",
            r#""bincode""#,
            r#"the codec `bincode` needs the feature `bincode` of cachekit-rs; add `features = ["bincode"]` to the dependency, or leave `codec` out"#,
        )],
    );
}

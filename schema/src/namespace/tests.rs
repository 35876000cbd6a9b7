use super::*;
use alloc::string::{String, ToString};
use proptest::prelude::*;

const _: () = assert!(check_region("shop.users").is_ok() && check_region("shop..users").is_err());
const _: () = assert!(check_client("acme-1").is_ok() && check_client("Acme").is_err());

#[test]
fn region_namespaces() {
    for accepted in ["users", "my-app.users.type", "A_b-9", "-", "ns.users", &"a".repeat(MAX_LEN)] {
        assert_eq!(check_region(accepted), Ok(()), "{accepted}");
    }
    let characters = "letters, digits, `_`, `-` and single `.` between names";
    for (refused, message) in [
        ("", "the region namespace is empty; write a name like `users`".into()),
        (&"a".repeat(65), "the region namespace has 65 bytes; write at most 64".into()),
        ("ns", "the region namespace `ns` belongs to the cachekit.io server; write another name".into()),
        (
            "nsapi",
            "the region namespace `nsapi` belongs to the cachekit.io server; write another name".into(),
        ),
        (".a", "`.` at column 1 joins nothing; write a name on both sides, like `shop.users`".into()),
        ("a.", "`.` at column 2 joins nothing; write a name on both sides, like `shop.users`".into()),
        ("a..b", "`.` at column 2 joins nothing; write a name on both sides, like `shop.users`".into()),
        (
            "a:b",
            alloc::format!("`:` at column 2 is not allowed in a region namespace; write only {characters}"),
        ),
        (
            "aé",
            alloc::format!("`é` at column 2 is not allowed in a region namespace; write only {characters}"),
        ),
    ] as [(&str, String); 9]
    {
        assert_eq!(check_region(refused).unwrap_err().to_string(), message, "{refused}");
    }
}

#[test]
fn client_namespaces() {
    for accepted in ["a", "0", "acme_eu-1", &"a".repeat(MAX_LEN)] {
        assert_eq!(check_client(accepted), Ok(()), "{accepted}");
    }
    let characters = "lower-case letters, digits, `_` and `-`";
    for (refused, message) in [
        ("", "the client namespace is empty; write a name like `users`".into()),
        (&"a".repeat(65), "the client namespace has 65 bytes; write at most 64".into()),
        ("ns", "the client namespace `ns` belongs to the cachekit.io server; write another name".into()),
        ("-a", "the client namespace starts with `-`; write a lower-case letter or a digit first".into()),
        (
            "a.b",
            alloc::format!("`.` at column 2 is not allowed in a client namespace; write only {characters}"),
        ),
        (
            "Acme",
            alloc::format!("`A` at column 1 is not allowed in a client namespace; write only {characters}"),
        ),
    ] as [(&str, String); 6]
    {
        assert_eq!(check_client(refused).unwrap_err().to_string(), message, "{refused}");
    }
}

/// What the user's crate evaluates, at compile time.
macro_rules! default_namespace {
    ($package:expr, $module_path:expr) => {{
        const LEN: usize = default_len($package, $module_path);
        const BYTES: [u8; LEN] = default_bytes($package, $module_path);
        const NAMESPACE: &str = default_str(&BYTES);
        NAMESPACE
    }};
}

#[test]
fn default_namespaces() {
    assert_eq!(default_namespace!("my-app", "my_app"), "my-app");
    assert_eq!(default_namespace!("my-app", "my_app::users"), "my-app.users");
    assert_eq!(default_namespace!("my-app", "my_app::users::r#type"), "my-app.users.type");
    assert_eq!(default_namespace!("my-app", "r#my_app::r#type::r"), "my-app.type.r");
    assert_eq!(default_namespace!("cachekit-schema", module_path!()), "cachekit-schema.namespace.tests");
}

#[test]
#[should_panic(expected = "longer than 64 bytes; write `namespace = \"…\"`")]
fn a_long_default_is_refused() {
    default_str(&[b'a'; 65]);
}

#[test]
#[should_panic(expected = "belongs to the cachekit.io server; write `namespace = \"…\"`")]
fn a_reserved_default_is_refused() {
    default_str(b"ns");
}

#[test]
#[should_panic(expected = "characters other than letters, digits, `_` and `-`; write `namespace = \"…\"`")]
fn a_default_of_other_letters_is_refused() {
    default_str("app.größe".as_bytes());
}

#[test]
#[should_panic(expected = "`N` is less than `default_len`")]
fn default_bytes_need_all_their_room() {
    let _: [u8; 2] = default_bytes("app", "app");
}

#[test]
#[should_panic(expected = "`N` is more than `default_len`")]
fn default_bytes_fill_all_their_room() {
    let _: [u8; 4] = default_bytes("app", "app");
}

proptest! {
    #[test]
    fn region_grammar(namespace in "[a-zA-Z0-9_-]{1,12}(\\.[a-zA-Z0-9_-]{1,12}){0,3}") {
        prop_assume!(!RESERVED.contains(&namespace.as_str()));
        prop_assert_eq!(check_region(&namespace), Ok(()));
    }

    #[test]
    fn nothing_else_is_a_region_namespace(namespace in prop_oneof![any::<String>(), "[a.é:]{0,5}"]) {
        if check_region(&namespace).is_ok() {
            let name = |name: &str| !name.is_empty() && name.bytes().all(is_plain);
            prop_assert!(namespace.len() <= MAX_LEN && namespace.split('.').all(name), "{}", namespace);
        }
    }

    #[test]
    fn client_namespaces_are_region_namespaces_without_a_dot(namespace in "[a-zA._é-]{0,5}") {
        if check_client(&namespace).is_ok() {
            prop_assert_eq!(check_region(&namespace), Ok(()));
            prop_assert!(!namespace.contains('.'));
        }
    }
}

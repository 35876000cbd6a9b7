//! Keys: each row was made by the published Python SDK (0.24.1).

use crate::interop::tests::to_hex;
use crate::interop::{
    InteropArgs, InteropOperation, InteropSegmentError, InteropValue, MAX_KEY_LEN, canonical_args,
    interop_key, interop_key_of,
};

/// Namespace, operation, arguments, their canonical bytes, the hash in the key.
type Row = (&'static str, &'static str, Vec<InteropValue>, &'static str, &'static str);

fn rows() -> Vec<Row> {
    let time = InteropValue::datetime_from_unix_micros;
    vec![
        (
            "users",
            "get_user",
            vec![42.into()],
            "912a",
            "61598716255080080f6456eb065c2e51badfaa4320b0efe97469c29cffee8875",
        ),
        (
            "users",
            "search",
            vec!["alice".into(), true.into(), InteropValue::Null],
            "93a5616c696365c3c0",
            "1b710f1a11e86472668472657be495c7ca8fb7d16a8771793eb2dd1c321517ee",
        ),
        (
            "t",
            "op",
            vec![2.0.into(), (-0.0).into(), (314.0 / 100.0).into(), (-1).into(), (1_u64 << 63).into()],
            "950200cb40091eb851eb851fffcf8000000000000000",
            "05d3e2d93a448d4627e4d05ae640cd57e68e18897a6d4ceb71a2cd98e08e2724",
        ),
        (
            "events",
            "by_time",
            vec![time(1_704_112_245_123_456)],
            "91cb41d964ac1d47e6b4",
            "1b85c4d90f566c5df71ebd437c4f296c1a2d5567c9cc69edb026f804a134997b",
        ),
        (
            "events",
            "by_time",
            vec![time(1_704_067_200_000_000)],
            "91ce65920080",
            "b3504b56c162854b07071c4577f3c73f3ec615c8a3152928bf5c6dba086461c2",
        ),
        (
            "t",
            "op",
            vec![InteropValue::set([1.into(), 2.0.into(), 3.into(), InteropValue::from("a"), (-5).into()])],
            "9195010203a161fb",
            "5723b74b187be595b5c494fb717e496eda75a205a219b5652356cf3687dbe1b5",
        ),
        (
            "t",
            "op",
            vec![InteropValue::map([
                ("b", InteropValue::map([("z", 1.into()), ("a", InteropValue::array([1, 2]))])),
                ("A", InteropValue::bytes([0xde, 0xad])),
                ("\u{10000}", 1.into()),
                ("\u{ff61}", 2.into()),
            ])],
            "9184a141c402deada16282a161920102a17a01a3efbda102a4f090808001",
            "736b17e67e54af3c97c62e6b730ccc2c3cac2c02e03f3dd9e89be90c4e14c35e",
        ),
        (
            "t",
            "op",
            vec![
                "".into(),
                InteropValue::bytes([]),
                InteropValue::Array(vec![]),
                InteropValue::Map([].into()),
                InteropValue::Set(vec![]),
            ],
            "95a0c400908090",
            "d51b42d92342ef5d0776c885e3f91f05039171e670d768428289cbe464d17ab4",
        ),
        ("t", "op", vec![], "90", "8064bf5f945dba521b017bb3f32b31a293a6e16944838d171ea9e77fab085e8e"),
    ]
}

#[test]
fn the_protocols_examples() {
    for (namespace, operation, args, canonical, hash) in rows() {
        assert_eq!(to_hex(&canonical_args(&args[..]).unwrap()), canonical);
        let key = interop_key(namespace, operation, &args).unwrap();
        assert_eq!(key, format!("{namespace}:{operation}:{hash}"));
    }
}

#[cfg(feature = "uuid")]
#[test]
fn a_uuid_is_its_text_in_lower_case() {
    let uuid: uuid::Uuid = "550E8400-E29B-41D4-A716-446655440000".parse().unwrap();
    let key = "users:by_uuid:14821dfe8848465aa23db43cb83be508f51d9ac556479bcc78b8a522e268a62a";
    assert_eq!(interop_key("users", "by_uuid", &[uuid.into()]).unwrap(), key);
    assert_eq!(interop_key_of("users", "by_uuid", &(uuid,)).unwrap(), key);
    assert_eq!(interop_key_of("users", "by_uuid", &(uuid.to_string(),)).unwrap(), key);
    assert_eq!(
        to_hex(&canonical_args(&(uuid,)).unwrap()),
        "91d92435353065383430302d653239622d343164342d613731362d343436363535343430303030"
    );
}

#[test]
fn arguments_of_rust_types_make_the_same_keys() {
    let of = |operation: &str, digest: [u8; 32]| {
        InteropOperation::new("users", operation).unwrap().key_of_digest(&digest)
    };
    let mut args = InteropArgs::new();
    args.push(&42_u8);
    assert_eq!(
        &*of("get_user", args.finish().unwrap()),
        "users:get_user:61598716255080080f6456eb065c2e51badfaa4320b0efe97469c29cffee8875"
    );
    let mut args = InteropArgs::new();
    args.push("alice");
    args.push(&true);
    args.push(&None::<String>);
    assert_eq!(
        String::from(of("search", args.finish().unwrap())),
        interop_key_of("users", "search", &("alice".to_owned(), true, None::<u8>)).unwrap()
    );
}

#[test]
fn more_arguments_than_a_short_head_can_count() {
    for (count, head) in [(15, "9f"), (16, "dc0010"), (70_000, "dd00011170")] {
        let canonical = to_hex(&canonical_args(&vec![0_u8; count][..]).unwrap());
        assert_eq!(canonical, head.to_owned() + &"00".repeat(count), "{count}");
    }
}

#[test]
fn names_follow_the_grammar() {
    let longest = "a".repeat(64);
    assert_eq!(interop_key(&longest, &longest, &[]).unwrap().len(), MAX_KEY_LEN);
    // As an operation the server's own namespaces are names like others.
    assert!(interop_key("users", "nsapi", &[]).is_ok());

    let too_long = "a".repeat(65);
    let bad = [
        "", ".a", "_a", "-a", "a\n", "users\n", "get user", "A", "a..b", "\u{661}", "a\u{661}", "ｕsers",
        &too_long,
    ];
    for name in bad {
        let namespace = interop_key(name, "get", &[]).unwrap_err().to_string();
        let operation = interop_key("users", name, &[]).unwrap_err().to_string();
        assert!(namespace.starts_with("in an interop namespace: "), "{namespace}");
        assert!(operation.starts_with("in an interop operation: "), "{operation}");
    }
    for reserved in ["ns", "nsapi"] {
        assert!(interop_key(reserved, "get", &[]).is_err());
    }
}

/// Generated code checks its names at compile time.
const CHECKED: InteropOperation<'_> = match InteropOperation::new("users", "get_user") {
    Ok(operation) => operation,
    Err(_) => panic!("not the names of an interop key"),
};

#[test]
fn names_can_be_checked_at_compile_time() {
    assert_eq!(*CHECKED.key(&(42,)).unwrap(), *interop_key("users", "get_user", &[42.into()]).unwrap());
    let error = InteropOperation::new("users", "").unwrap_err();
    assert_eq!(error, crate::interop::InteropNameError::Operation(InteropSegmentError::Empty));
}

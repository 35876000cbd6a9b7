//! What holds for all arguments and values.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, hash_set, vec};
use proptest::prelude::*;

use crate::interop::fuzzing::{Blob, Plain, interop_encode};
use crate::interop::{InteropValue, canonical_args, deserialize, interop_key, serialize_value};

fn any_value() -> impl Strategy<Value = InteropValue> {
    let leaf = prop_oneof![
        Just(InteropValue::Null),
        any::<bool>().prop_map(InteropValue::from),
        any::<i64>().prop_map(InteropValue::from),
        any::<u64>().prop_map(InteropValue::from),
        (-300_i16..300).prop_map(InteropValue::from),
        (-300_i16..300).prop_map(|number| InteropValue::from(f32::from(number) / 2.0)),
        any::<f64>().prop_map(InteropValue::from),
        any::<i64>().prop_map(InteropValue::datetime_from_unix_micros),
        any::<String>().prop_map(InteropValue::from),
        vec(any::<u8>(), 0..300).prop_map(InteropValue::bytes),
    ];
    leaf.prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..20).prop_map(InteropValue::Array),
            vec(inner.clone(), 0..6).prop_map(InteropValue::Set),
            btree_map(".{0,3}", inner, 0..20).prop_map(InteropValue::Map),
        ]
    })
}

fn any_plain() -> impl Strategy<Value = Plain> {
    let leaf = prop_oneof![
        Just(Plain::Nil(())),
        any::<bool>().prop_map(Plain::Bool),
        any::<u64>().prop_map(Plain::Unsigned),
        (i64::MIN..0).prop_map(Plain::Signed),
        (-1e6..1e6).prop_map(Plain::Float),
        any::<String>().prop_map(Plain::Text),
        vec(any::<u8>(), 0..300).prop_map(|bytes| Plain::Bytes(Blob(bytes))),
    ];
    leaf.prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..20).prop_map(Plain::Array),
            btree_map(".{0,3}", inner, 0..20).prop_map(Plain::Map),
        ]
    })
}

/// The same arguments with members, widths and forms of numbers changed where they do not count.
fn respelled(value: &InteropValue) -> InteropValue {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "only what survives is used")]
        InteropValue::Int(number) => {
            let float = *number as f64;
            if (number.unsigned_abs()) < 1 << 53 { InteropValue::Float(float) } else { value.clone() }
        }
        InteropValue::Array(items) => InteropValue::Array(items.iter().map(respelled).collect()),
        InteropValue::Set(members) => {
            let twice = members.iter().rev().chain(members).map(respelled);
            InteropValue::Set(twice.collect())
        }
        InteropValue::Map(entries) => {
            InteropValue::Map(entries.iter().map(|(key, value)| (key.clone(), respelled(value))).collect())
        }
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn canonical_arguments_are_canonical(args in vec(any_value(), 0..5)) {
        let canonical = canonical_args(&args[..]).unwrap();
        let read: Plain = deserialize(&canonical).unwrap();
        prop_assert_eq!(serialize_value(&read).unwrap(), canonical);
    }

    #[test]
    fn equal_arguments_make_equal_keys(args in vec(any_value(), 0..5)) {
        let other: Vec<_> = args.iter().map(respelled).collect();
        prop_assert_eq!(interop_key("t", "op", &args).unwrap(), interop_key("t", "op", &other).unwrap());
    }

    #[test]
    fn different_numbers_and_texts_make_different_keys(one: (i64, String), other: (i64, String)) {
        let same = canonical_args(&(one.0, &*one.1)).unwrap() == canonical_args(&(other.0, &*other.1)).unwrap();
        prop_assert_eq!(same, one == other);
    }

    #[test]
    fn values_come_back_and_are_canonical(value in any_plain()) {
        let canonical = serialize_value(&value).unwrap();
        let read: Plain = deserialize(&canonical).unwrap();
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(serialize_value(&read).unwrap(), canonical);
    }

    #[test]
    fn the_order_of_a_map_does_not_count(keys in hash_set(".{0,3}", 0..20)) {
        let map: BTreeMap<&str, usize> = keys.iter().map(|key| (&**key, key.len())).collect();
        struct Backwards<'a>(&'a BTreeMap<&'a str, usize>);
        impl serde::Serialize for Backwards<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().rev())
            }
        }
        prop_assert_eq!(serialize_value(&map).unwrap(), serialize_value(&Backwards(&map)).unwrap());
    }

    #[test]
    fn what_is_fuzzed_holds(bytes in vec(any::<u8>(), 0..200)) {
        interop_encode(&bytes);
    }
}

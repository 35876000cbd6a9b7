//! What has no form: refused, with the place and without the value.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, SystemTime};

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::interop::InteropValueErrorKind::{
    DuplicateKey, IntegerOutOfRange, KeyNotString, NotFinite, NotOneValue, Refused, TimeOutOfRange, TooDeep,
};
use crate::interop::{
    ArgumentList, InteropArg, InteropArgs, InteropError, InteropValue, InteropValueError,
    InteropValueErrorKind, InteropWriter, canonical_args, interop_key, interop_key_of, serialize_value,
};

fn refused<A: ArgumentList + ?Sized>(args: &A) -> (InteropValueErrorKind, String) {
    let error = canonical_args(args).unwrap_err();
    (error.kind(), error.path())
}

fn refused_value<T: Serialize + ?Sized>(value: &T) -> (InteropValueErrorKind, String) {
    match serialize_value(value).unwrap_err() {
        InteropError::Value(error) => (error.kind(), error.path()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn floats_that_are_no_numbers() {
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(refused(&(float,)), (NotFinite, "argument 1".to_owned()));
        assert_eq!(refused_value(&float), (NotFinite, String::new()));
    }
    assert_eq!(refused(&(f32::NAN,)).0, NotFinite);
}

#[test]
fn integers_beyond_64_bits() {
    for value in [1_i128 << 64, -(1 << 63) - 1, i128::MAX, i128::MIN] {
        assert_eq!(refused(&("a", value)), (IntegerOutOfRange, "argument 2".to_owned()));
        assert_eq!(refused_value(&value).0, IntegerOutOfRange);
    }
    assert_eq!(refused(&(u128::MAX,)).0, IntegerOutOfRange);
    assert_eq!(refused_value(&u128::MAX).0, IntegerOutOfRange);
    assert!(canonical_args(&(u64::MAX, i64::MIN, u128::from(u64::MAX))).is_ok());
}

#[test]
fn a_mistake_is_found_wherever_it_is() {
    assert_eq!(
        refused(&(0, [[1.0, 2.0], [3.0, f64::NAN]])),
        (NotFinite, "argument 2, element 2, element 2".to_owned())
    );
    let map = HashMap::from([("a", vec![0.0]), ("b", vec![f64::NAN])]);
    assert_eq!(refused(&(map,)).1, "argument 1, map entry 2, element 1");
    let set = [InteropValue::set([InteropValue::Float(f64::NAN)])];
    assert_eq!(refused(&set[..]).1, "argument 1, in a set");

    #[derive(Serialize)]
    struct Order {
        items: Vec<Item>,
    }
    #[derive(Serialize)]
    enum Item {
        Priced { price: f64 },
    }
    let order = Order { items: vec![Item::Priced { price: 1.0 }, Item::Priced { price: f64::NAN }] };
    let message = serialize_value(&order).unwrap_err().to_string();
    assert_eq!(
        message,
        "field `items`, element 2, field `price`: NaN and infinities have no interop form; use `Option`, or a string"
    );
}

#[test]
fn the_first_of_several_mistakes_is_named() {
    let mut args = InteropArgs::new();
    args.push(&1);
    args.push(&f64::NAN);
    args.push(&u128::MAX);
    assert_eq!(args.finish().unwrap_err().path(), "argument 2");
}

#[test]
fn moments_that_are_too_far() {
    let far = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(1 << 50)).unwrap();
    assert_eq!(refused(&(far,)).0, TimeOutOfRange);
    assert_eq!(InteropValue::try_from(far).unwrap_err().kind(), TimeOutOfRange);
}

#[test]
fn depth_is_bounded_and_not_the_stack() {
    let nested = |levels| (0..levels).fold(InteropValue::Null, |inner, _| InteropValue::Array(vec![inner]));
    // The list of arguments is a level.
    assert!(interop_key("t", "op", &[nested(99)]).is_ok());
    assert_eq!(refused(&[nested(100)][..]).0, TooDeep);

    fn json(levels: usize) -> serde_json::Value {
        (0..levels).fold(serde_json::Value::Null, |inner, _| serde_json::json!([inner]))
    }
    assert!(serialize_value(&json(100)).is_ok());
    assert_eq!(refused_value(&json(101)).0, TooDeep);
}

#[test]
fn keys_of_maps_are_different_strings() {
    assert_eq!(refused_value(&BTreeMap::from([(1, 1)])).0, KeyNotString);
    assert_eq!(refused_value(&HashMap::from([(Some("a"), 1)])).0, KeyNotString);
    assert_eq!(refused_value(&BTreeMap::from([((), 1)])).0, KeyNotString);

    struct Twice;
    impl Serialize for Twice {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map([("b", 1), ("a", 2), ("b", 3)])
        }
    }
    assert_eq!(refused_value(&Twice).0, DuplicateKey);
    impl InteropArg for Twice {
        fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
            out.map([("b", 1), ("a", 2), ("b", 3)])
        }
    }
    assert_eq!(refused(&(Twice,)).0, DuplicateKey);
}

#[test]
fn implementations_that_write_none_or_several_values() {
    struct Wrong(fn(&mut InteropWriter<'_>));
    impl InteropArg for Wrong {
        fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
            (self.0)(out);
            Ok(())
        }
    }
    assert_eq!(refused(&(Wrong(|_| ()),)).0, NotOneValue);
    assert_eq!(refused(&([Wrong(|out| [0; 2].iter().for_each(|_| out.null()))],)).0, NotOneValue);
    // An error that is not passed on does not leave half a value behind.
    let swallowed = Wrong(|out| {
        let _ = out.array([1.0, f64::NAN]);
    });
    assert_eq!(refused(&(swallowed,)).0, NotOneValue);
}

#[test]
fn serialize_implementations_that_swallow_errors_or_miscount() {
    struct Swallows;
    impl Serialize for Swallows {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut list = serializer.serialize_seq(None)?;
            let _ = list.serialize_element(&vec![1.0, f64::NAN]);
            list.end()
        }
    }
    assert_eq!(refused_value(&Swallows).0, Refused);

    struct KeysOnly;
    impl Serialize for KeysOnly {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            map.serialize_key("a")?;
            map.serialize_key("b")?;
            map.end()
        }
    }
    assert_eq!(refused_value(&KeysOnly).0, Refused);

    struct ValuesOnly;
    impl Serialize for ValuesOnly {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            map.serialize_value(&1)?;
            map.end()
        }
    }
    assert_eq!(refused_value(&ValuesOnly).0, Refused);
}

#[test]
fn no_message_and_no_debug_shows_a_value() {
    const SECRET: &str = "hunter2";
    struct Talkative;
    impl Serialize for Talkative {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom(SECRET))
        }
    }
    let map = BTreeMap::from([(SECRET, f64::NAN)]);
    let errors = [
        interop_key_of("t", "op", &(&map,)).unwrap_err(),
        serialize_value(&map).unwrap_err(),
        serialize_value(&Talkative).unwrap_err(),
        serialize_value(&HashSet::from([(SECRET, u128::MAX)])).unwrap_err(),
        crate::interop::deserialize::<u8>(&serialize_value(SECRET).unwrap()).unwrap_err(),
    ];
    for error in errors {
        assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");
    }
    let value = InteropValue::map([(SECRET, SECRET)]);
    assert_eq!(format!("{value:?} {:?}", InteropValue::from(SECRET)), "Map(1 entries) Str(..)");
}

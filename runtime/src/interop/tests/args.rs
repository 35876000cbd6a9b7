//! What each type is as an argument.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::interop::tests::to_hex;
use crate::interop::{InteropArg, InteropValue, InteropValueError, InteropWriter, canonical_args};

/// The canonical bytes of one argument, in hex.
fn arg<T: InteropArg>(value: T) -> String {
    let canonical = to_hex(&canonical_args(&(value,)).unwrap());
    canonical.strip_prefix("91").unwrap().to_owned()
}

#[test]
fn integers_take_their_shortest_form() {
    for (value, bytes) in [
        (0_i128, "00"),
        (127, "7f"),
        (128, "cc80"),
        (255, "ccff"),
        (256, "cd0100"),
        (65_535, "cdffff"),
        (65_536, "ce00010000"),
        (4_294_967_295, "ceffffffff"),
        (4_294_967_296, "cf0000000100000000"),
        (i128::from(u64::MAX), "cfffffffffffffffff"),
        (-1, "ff"),
        (-32, "e0"),
        (-33, "d0df"),
        (-128, "d080"),
        (-129, "d1ff7f"),
        (-32_768, "d18000"),
        (-32_769, "d2ffff7fff"),
        (-2_147_483_648, "d280000000"),
        (-2_147_483_649, "d3ffffffff7fffffff"),
        (i128::from(i64::MIN), "d38000000000000000"),
    ] {
        assert_eq!(arg(value), bytes, "{value}");
    }
}

#[test]
fn the_width_of_a_number_does_not_count() {
    let seven = "07";
    assert!(
        [arg(7_u8), arg(7_i8), arg(7_u16), arg(7_i16), arg(7_u32), arg(7_i32)].iter().all(|it| it == seven)
    );
    assert!([arg(7_u64), arg(7_i64), arg(7_usize), arg(7_isize), arg(7_u128)].iter().all(|it| it == seven));
    assert!([arg(7.0), arg(7.0_f32)].iter().all(|it| it == seven));
}

#[test]
fn whole_floats_are_integers_as_far_as_integers_go() {
    let two_63 = 2_f64.powi(63);
    assert_eq!(arg(-0.0), "00");
    assert_eq!(arg(-3.0), "fd");
    assert_eq!(arg(-two_63), "d38000000000000000");
    assert_eq!(arg(two_63), "cf8000000000000000");
    assert_eq!(arg(2.0 * two_63), "cb43f0000000000000");
    assert_eq!(arg(-two_63 - 2048.0), "cbc3e0000000000001");
    assert_eq!(arg(1e300), "cb7e37e43c8800759c");
    assert_eq!(arg(0.1_f32), "cb3fb99999a0000000");
}

#[test]
fn texts_are_taken_as_they_are() {
    assert_eq!(arg("é"), "a2c3a9");
    assert_eq!(arg("e\u{301}"), "a365cc81");
    assert_eq!(arg('é'), arg("é"));
    assert_eq!(arg("a".repeat(31)), "bf".to_owned() + &"61".repeat(31));
    assert_eq!(arg("a".repeat(32)), "d920".to_owned() + &"61".repeat(32));
    assert_eq!(arg("a".repeat(256)), "da0100".to_owned() + &"61".repeat(256));
    assert_eq!(arg("a".repeat(65_536)), "db00010000".to_owned() + &"61".repeat(65_536));
}

#[test]
fn slices_of_bytes_are_bytes_and_other_slices_lists() {
    let bytes = "c4020102";
    assert!(
        [arg([1_u8, 2]), arg(vec![1_u8, 2]), arg(&[1_u8, 2][..]), arg(InteropValue::bytes([1, 2]))]
            .iter()
            .all(|it| it == bytes)
    );
    let list = "920102";
    assert!(
        [arg([1_u16, 2]), arg(vec![1_i64, 2]), arg((1_u8, 2_u8)), arg(VecDeque::from([1_u32, 2]))]
            .iter()
            .all(|it| it == list)
    );
    assert_eq!(arg(vec![0_u8; 256]), "c50100".to_owned() + &"00".repeat(256));
    assert_eq!(arg(vec![0_u8; 65_536]), "c600010000".to_owned() + &"00".repeat(65_536));
    assert_eq!(arg(("a", 1.5, None::<u8>, [true; 2])), "94a161cb3ff8000000000000c092c3c3");
}

#[test]
fn a_value_behind_a_pointer_is_the_value() {
    let (one, mut other) = (1, 1);
    let ones = [
        arg::<&&i32>(&&one),
        arg::<&mut i32>(&mut other),
        arg(Box::new(1)),
        arg(Rc::new(1)),
        arg(Arc::new(1)),
        arg(Some(1)),
    ];
    assert!(ones.iter().all(|it| it == "01"));
    assert!(
        [arg(Cow::Borrowed("a")), arg(Box::<str>::from("a")), arg("a".to_owned())]
            .iter()
            .all(|it| it == "a161")
    );
}

#[test]
fn maps_are_in_the_order_of_their_keys_bytes() {
    let sorted = "83a0c3a141c2a162c3";
    let entries = [("b", true), ("A", false), ("", true)];
    assert_eq!(arg(BTreeMap::from(entries)), sorted);
    assert_eq!(arg(HashMap::from(entries)), sorted);
    let owned = entries.map(|(key, value)| (key.to_owned(), value));
    assert_eq!(arg(HashMap::<String, bool>::from(owned)), sorted);
    let large: HashMap<String, usize> = (0..16).map(|at| (format!("{at:02}"), at)).collect();
    assert!(arg(large).starts_with("de0010a2303000a2303101"));
}

#[test]
fn sets_are_sorted_lists_of_different_members() {
    // By bytes: a text is after the positive numbers, negative numbers after the texts.
    assert_eq!(arg(HashSet::from([3, 1, 2, -1])), "94010203ff");
    assert_eq!(arg(BTreeSet::from(["b", "a"])), "92a161a162");
    let members = [2.0.into(), InteropValue::from(2), 2_u64.into()];
    assert_eq!(arg(InteropValue::set(members)), "9102");
    let nested = [InteropValue::set([2, 1]), InteropValue::set([1, 2, 2])];
    assert_eq!(arg(InteropValue::set(nested)), "91920102");
    let large: HashSet<u16> = (0..1000).collect();
    assert!(arg(large).starts_with("dc03e80001020304"));
}

#[test]
fn moments_are_seconds_rounded_down_to_microseconds() {
    let epoch = SystemTime::UNIX_EPOCH;
    assert_eq!(arg(epoch + Duration::from_secs(1_704_067_200)), "ce65920080");
    assert_eq!(arg(epoch + Duration::from_nanos(1_704_112_245_123_456_999)), "cb41d964ac1d47e6b4");
    let before = |nanos| arg(epoch - Duration::from_nanos(nanos));
    assert_eq!(before(1), arg(-1e-6));
    assert_eq!(before(1000), arg(-1e-6));
    assert_eq!(before(1001), arg(-2e-6));
    assert_eq!(before(1_000_000_000), "ff");
    let value = InteropValue::try_from(epoch + Duration::from_millis(1500)).unwrap();
    assert_eq!(arg(value), arg(1.5));
}

#[cfg(feature = "chrono")]
#[test]
fn moments_of_chrono() {
    use chrono::{DateTime, FixedOffset, Utc};
    let moment: DateTime<Utc> = DateTime::from_timestamp_nanos(1_704_112_245_123_456_999);
    assert_eq!(arg(moment), "cb41d964ac1d47e6b4");
    assert_eq!(arg(moment.with_timezone(&FixedOffset::east_opt(-3600).unwrap())), "cb41d964ac1d47e6b4");
    assert_eq!(arg(InteropValue::from(moment)), "cb41d964ac1d47e6b4");
    assert_eq!(arg(DateTime::from_timestamp_nanos(-1)), arg(-1e-6));
}

#[cfg(feature = "time")]
#[test]
fn moments_of_time() {
    use time::{OffsetDateTime, UtcOffset};
    let moment = OffsetDateTime::from_unix_timestamp_nanos(1_704_112_245_123_456_999).unwrap();
    assert_eq!(arg(moment), "cb41d964ac1d47e6b4");
    assert_eq!(arg(moment.to_offset(UtcOffset::from_hms(5, 30, 0).unwrap())), "cb41d964ac1d47e6b4");
    assert_eq!(arg(InteropValue::try_from(moment).unwrap()), "cb41d964ac1d47e6b4");
    assert_eq!(arg(OffsetDateTime::from_unix_timestamp_nanos(-1).unwrap()), arg(-1e-6));
}

#[test]
fn own_types_write_what_the_other_side_passes() {
    struct Page {
        tags: Vec<&'static str>,
        size: Option<u32>,
    }
    impl InteropArg for Page {
        fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
            out.map([("tags", &self.tags as &dyn InteropArg), ("size", &self.size)])
        }
    }
    let page = Page { tags: vec!["a"], size: Some(10) };
    assert_eq!(arg([page]), "9182a473697a650aa47461677391a161");
}

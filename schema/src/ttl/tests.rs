use super::*;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use proptest::prelude::*;

const _: () = assert!(matches!(Ttl::Millis(5).as_millis(), Some(5)));
const _: () = assert!(Ttl::Forever.as_millis().is_none());

#[test]
fn lifetimes_are_read() {
    for (text, secs) in [
        ("1s", 1),
        ("90s", 90),
        ("5m", 300),
        ("1h30m", 5_400),
        ("1w2d3h4m5s", 788_645),
        ("1h0m", 3_600),
        ("05m", 300),
        ("3650d", MAX_SECS),
    ] {
        assert_eq!(parse(text), Ok(Ttl::Millis(secs * 1_000)), "{text}");
    }
    assert_eq!("none".parse(), Ok(Ttl::Forever));
}

#[test]
fn mistakes_are_refused_in_place_with_advice() {
    for (text, at, message) in [
        ("", "", "the lifetime is empty; write one like `5m`, or `none` for no expiry"),
        ("h", "h", "`h` is not a number; write a lifetime like `5m`, or `none` for no expiry"),
        ("None", "None", "`None` is not a number; write a lifetime like `5m`, or `none` for no expiry"),
        ("-5m", "-", "`-` is not a number; write a lifetime like `5m`, or `none` for no expiry"),
        ("300", "300", "`300` has no unit; write `300s` for seconds"),
        ("1h30", "30", "`30` has no unit; write `30s` for seconds"),
        ("5x", "x", "unknown unit `x`; write `w`, `d`, `h`, `m` or `s`, like `1h30m`"),
        ("5 minutes", " minutes", "unknown unit ` minutes`; write `m` for minutes, without spaces"),
        ("5M", "M", "unknown unit `M`; write `m` for minutes, without spaces"),
        ("1h 30m", "h ", "unknown unit `h `; write `h` for hours, without spaces"),
        ("500ms", "ms", "unknown unit `ms`; write whole seconds, like `1s`"),
        ("1.5h", ".", "unknown unit `.`; write a smaller unit in place of a fraction, like `1h30m`"),
        ("1y", "y", "unknown unit `y`; write it in days, like `30d`"),
        ("5é", "é", "unknown unit `é`; write `w`, `d`, `h`, `m` or `s`, like `1h30m`"),
        ("1m2m", "2m", "unit `m` is used twice; write their sum once"),
        ("1h2m3h", "3h", "unit `h` is used twice; write their sum once"),
        ("1m2h", "2h", "unit `h` follows the shorter `m`; write the longer unit first, like `1h30m`"),
        ("0s", "0s", "`0s` is no time at all; write at least `1s`, or `none` for no expiry"),
        (
            "3650d1s",
            "3650d1s",
            "`3650d1s` is more than 10 years (`3650d`); write less, or `none` for no expiry",
        ),
        (
            "99999999999999999999w",
            "99999999999999999999w",
            "`99999999999999999999w` is more than 10 years (`3650d`); write less, or `none` for no expiry",
        ),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(&text[error.range()], at, "{text}");
        assert_eq!(error.to_string(), message, "{text}");
    }
}

#[test]
fn seconds_have_the_same_bounds() {
    assert_eq!(from_secs(MIN_SECS), Ok(Ttl::Millis(1_000)));
    assert_eq!(from_secs(MAX_SECS), parse("3650d"));
    assert_eq!(from_secs(0), Err(TtlError::Zero { fragment: "0".into(), at: 0..1 }));
    let too_long = from_secs(u64::MAX).unwrap_err();
    assert!(matches!(&too_long, TtlError::TooLong { fragment, .. } if *fragment == u64::MAX.to_string()));
}

#[test]
fn lifetimes_are_displayed_as_they_are_written() {
    for (millis, text) in [
        (0, "0s"),
        (1_000, "1s"),
        (5_400_000, "1h30m"),
        (90_061_000, "1d1h1m1s"),
        (30 * 86_400_000, "30d"),
        (500, "500ms"),
        (61_500, "1m1s500ms"),
    ] {
        assert_eq!(Ttl::Millis(millis).to_string(), text);
    }
    assert_eq!(Ttl::Forever.to_string(), "none");
    assert!(Ttl::Millis(u64::MAX).to_string().ends_with("615ms"));
}

proptest! {
    #[test]
    fn what_is_displayed_is_read_back(secs in MIN_SECS..=MAX_SECS) {
        let ttl = from_secs(secs).unwrap();
        prop_assert_eq!(parse(&ttl.to_string()), Ok(ttl));
    }

    #[test]
    fn any_subset_of_units_in_order_is_read(numbers in proptest::array::uniform5(proptest::option::of(0..60_u64))) {
        let components = || UNITS.iter().zip(numbers).filter_map(|(unit, number)| Some((unit, number?)));
        let texts: Vec<String> = components().map(|((unit, _), number)| alloc::format!("{number}{unit}")).collect();
        let secs: u64 = components().map(|((_, length), number)| number * length).sum();
        prop_assume!(secs > 0);
        prop_assert_eq!(parse(&texts.concat()), from_secs(secs));
    }

    #[test]
    fn no_text_panics_and_ranges_are_in_bounds(text in almost_ttl()) {
        match parse(&text) {
            Ok(Ttl::Forever) => prop_assert_eq!(text, "none"),
            Ok(Ttl::Millis(millis)) => prop_assert!((MIN_SECS..=MAX_SECS).contains(&(millis / 1_000))),
            Err(error) => prop_assert!(text.get(error.range()).is_some(), "{}", error),
        }
    }

    #[test]
    fn permuted_units_are_refused(order in Just((0..UNITS.len()).collect::<Vec<_>>()).prop_shuffle()) {
        let texts: Vec<String> = order.iter().map(|&rank| alloc::format!("1{}", UNITS[rank].0)).collect();
        prop_assert_eq!(parse(&texts.concat()).is_ok(), order.is_sorted());
    }
}

/// Any text, and texts that often come close to a lifetime.
fn almost_ttl() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[0-9]{0,3}[wdhms é.]{0,2}[0-9]{0,25}[smd]?"]
}

//! Dates and times in values: the texts are Python's `isoformat`.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::interop::{IsoDateTime, datetime, deserialize, serialize_value};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Event {
    #[serde(with = "datetime")]
    at: SystemTime,
    #[serde(with = "datetime::option", default)]
    until: Option<SystemTime>,
}

/// Microseconds around 1970.
fn at(micros: i64) -> SystemTime {
    let span = Duration::from_micros(micros.unsigned_abs());
    if micros < 0 { SystemTime::UNIX_EPOCH - span } else { SystemTime::UNIX_EPOCH + span }
}

#[test]
fn a_datetime_is_a_map_that_says_so() {
    let event = Event { at: at(1_704_112_245_123_456), until: None };
    let bytes = serialize_value(&event).unwrap();
    let json: serde_json::Value = deserialize(&bytes).unwrap();
    let expected = serde_json::json!({
        "at": { "__datetime__": true, "value": "2024-01-01T12:30:45.123456+00:00" },
        "until": null,
    });
    assert_eq!(json, expected);
    assert_eq!(deserialize::<Event>(&bytes).unwrap(), event);
    let event = Event { until: Some(at(0)), ..event };
    assert_eq!(deserialize::<Event>(&serialize_value(&event).unwrap()).unwrap(), event);
}

#[test]
fn moments_have_the_texts_of_python() {
    for (micros, text) in [
        (0, "1970-01-01T00:00:00+00:00"),
        (1, "1970-01-01T00:00:00.000001+00:00"),
        (-1, "1969-12-31T23:59:59.999999+00:00"),
        (1_709_164_800_000_000, "2024-02-29T00:00:00+00:00"),
        (951_782_400_500_000, "2000-02-29T00:00:00.500000+00:00"),
        (-2_203_891_200_000_000, "1900-03-01T00:00:00+00:00"),
        (-62_135_596_800_000_000, "0001-01-01T00:00:00+00:00"),
        (253_402_300_799_999_999, "9999-12-31T23:59:59.999999+00:00"),
    ] {
        assert_eq!(at(micros).to_iso().as_deref(), Some(text));
        assert_eq!(SystemTime::from_iso(text), Some(at(micros)), "{text}");
    }
    assert_eq!(at(-62_135_596_800_000_001).to_iso(), None);
    assert_eq!(at(253_402_300_800_000_000).to_iso(), None);
    assert_eq!(
        (at(0) - Duration::from_nanos(1)).to_iso().as_deref(),
        Some("1969-12-31T23:59:59.999999+00:00")
    );
}

#[test]
fn every_day_comes_back() {
    let mut last = String::new();
    for day in (-719_162..=2_932_896).step_by(13) {
        let text = at(day * 86_400_000_000).to_iso().unwrap();
        assert!(text > last, "{text}");
        assert_eq!(SystemTime::from_iso(&text), Some(at(day * 86_400_000_000)), "{text}");
        last = text;
    }
}

#[test]
fn texts_of_other_languages_are_read() {
    let moment = at(1_704_112_245_120_000);
    for text in [
        "2024-01-01T12:30:45.12Z",
        "2024-01-01T12:30:45.120z",
        "2024-01-01 12:30:45.120000000+00:00",
        "2024-01-01T07:00:45.12-05:30",
        "2024-01-01T12:30:55.12+00:00:10",
    ] {
        assert_eq!(SystemTime::from_iso(text), Some(moment), "{text}");
    }
    assert_eq!(SystemTime::from_iso("2024-01-01T12:30Z"), Some(at(1_704_112_200_000_000)));
}

#[test]
fn texts_that_are_no_moments_are_refused() {
    for text in [
        "",
        "2024-01-01",
        "2024-01-01T12:30:45",
        "2024-01-01T12:30:45+0000",
        "2024-02-30T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:60:00Z",
        "2024-01-01T23:59:60Z",
        "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00.1234567890Z",
        "2024-01-01T00:00:00Z ",
        "2024-01-01T00:00:00+24:00",
        "+2024-01-01T00:00:00Z",
        "２024-01-01T00:00:00Z",
    ] {
        assert_eq!(SystemTime::from_iso(text), None, "{text}");
    }
}

#[test]
fn other_maps_are_refused_without_their_text() {
    for map in [
        serde_json::json!({ "__date__": true, "value": "2024-01-01" }),
        serde_json::json!({ "__datetime__": false, "value": "2024-01-01T00:00:00Z" }),
        serde_json::json!({ "__datetime__": true, "value": "hunter2" }),
        serde_json::json!({ "__datetime__": true, "value": "2024-01-01T00:00:00Z", "more": 1 }),
        serde_json::json!({ "__datetime__": true, "__date__": true, "value": "2024-01-01T00:00:00Z" }),
        serde_json::json!({ "__datetime__": true }),
        serde_json::json!("2024-01-01T00:00:00Z"),
    ] {
        let bytes = serialize_value(&serde_json::json!({ "at": map })).unwrap();
        let error = deserialize::<Event>(&bytes).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[test]
fn a_moment_outside_of_the_calendar_is_refused() {
    let event = Event { at: at(253_402_300_800_000_000), until: None };
    assert!(serialize_value(&event).is_err());
}

#[cfg(feature = "chrono")]
#[test]
fn the_types_of_chrono() {
    use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

    use crate::interop::{IsoDate, IsoTime};

    let text = "2024-01-01T12:30:45.123456-05:30";
    let fixed = DateTime::<FixedOffset>::from_iso(text).unwrap();
    assert_eq!(fixed.timestamp_micros(), 1_704_132_045_123_456);
    assert_eq!(fixed.to_iso().as_deref(), Some(text));
    assert_eq!(fixed.to_utc().to_iso().as_deref(), Some("2024-01-01T18:00:45.123456+00:00"));
    assert_eq!(DateTime::<Utc>::from_iso(text), Some(fixed.to_utc()));
    assert_eq!(NaiveDateTime::from_iso(text), None);

    let naive = NaiveDateTime::from_iso("2024-01-01T12:30:45").unwrap();
    assert_eq!(naive.to_iso().as_deref(), Some("2024-01-01T12:30:45"));
    assert_eq!(DateTime::<Utc>::from_iso("2024-01-01T12:30:45"), None);

    let date = NaiveDate::from_iso("2024-02-29").unwrap();
    assert_eq!(date.to_iso().as_deref(), Some("2024-02-29"));
    assert_eq!(NaiveDate::MAX.to_iso(), None);
    assert_eq!(DateTime::<Utc>::MAX_UTC.to_iso(), None);

    let time = NaiveTime::from_iso("01:02:03.000005").unwrap();
    assert_eq!(time.to_iso().as_deref(), Some("01:02:03.000005"));
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
    assert_eq!(leap.to_iso(), None);
}

#[cfg(feature = "time")]
#[test]
fn the_types_of_time() {
    use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

    use crate::interop::{IsoDate, IsoTime};

    let text = "2024-01-01T12:30:45.123456-05:30";
    let moment = OffsetDateTime::from_iso(text).unwrap();
    assert_eq!(moment.unix_timestamp_nanos(), 1_704_132_045_123_456_000);
    assert_eq!(moment.to_iso().as_deref(), Some(text));
    let naive = PrimitiveDateTime::from_iso("2024-01-01T12:30:45").unwrap();
    assert_eq!(naive.to_iso().as_deref(), Some("2024-01-01T12:30:45"));
    assert_eq!(PrimitiveDateTime::from_iso(text), None);
    assert_eq!(OffsetDateTime::from_iso("2024-01-01T12:30:45"), None);
    assert_eq!(Date::from_iso("2024-02-29").unwrap().to_iso().as_deref(), Some("2024-02-29"));
    assert_eq!(Date::MIN.to_iso(), None);
    assert_eq!(Time::from_iso("01:02:03.000005").unwrap().to_iso().as_deref(), Some("01:02:03.000005"));
}

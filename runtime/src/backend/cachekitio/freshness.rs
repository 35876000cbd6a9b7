//! What the headers of an answer say about copies of it.

use std::time::Duration;

use super::lifetime::MAX_SECONDS;
use super::protocol::Field;
use crate::backend::FreshFor;

/// How long a copy may be served, from the headers `X-CacheKit-Freshness` and `X-CacheKit-Fresh-For`.
///
/// What is not there limits nothing; what is there and not understood allows nothing.
pub(super) fn fresh_for(label: Field<'_>, seconds: Field<'_>) -> FreshFor {
    match label {
        Field::Absent | Field::Once(b"fresh") => {}
        Field::Once(_) | Field::Repeated => return FreshFor::STALE,
    }
    match seconds {
        Field::Absent => FreshFor::Unknown,
        Field::Once(text) => FreshFor::AtMost(Duration::from_secs(whole_seconds(text).unwrap_or(0))),
        Field::Repeated => FreshFor::STALE,
    }
}

/// One to seven digits that mean no more than 30 days.
fn whole_seconds(text: &[u8]) -> Option<u64> {
    if !(1..=7).contains(&text.len()) || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let seconds = text.iter().fold(0, |seconds, digit| seconds * 10 + u64::from(digit - b'0'));
    (seconds <= MAX_SECONDS).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: Option<&str>) -> Field<'_> {
        text.map_or(Field::Absent, |text| Field::Once(text.as_bytes()))
    }

    #[test]
    fn only_the_label_fresh_is_fresh() {
        let labels = [
            (None, true),
            (Some("fresh"), true),
            (Some("stale"), false),
            (Some(""), false),
            (Some("Fresh"), false),
            (Some("fresh, fresh"), false),
            (Some("FRESH"), false),
            (Some("refreshing"), false),
            (Some(" fresh"), false),
        ];
        for (label, fresh) in labels {
            let expected = if fresh { FreshFor::AtMost(Duration::from_secs(60)) } else { FreshFor::STALE };
            assert_eq!(fresh_for(field(label), field(Some("60"))), expected, "{label:?}");
            let expected = if fresh { FreshFor::Unknown } else { FreshFor::STALE };
            assert_eq!(fresh_for(field(label), Field::Absent), expected, "{label:?}");
        }
        assert_eq!(fresh_for(Field::Repeated, Field::Absent), FreshFor::STALE);
    }

    #[test]
    fn seconds_are_digits_within_a_month() {
        let table = [
            ("0", 0),
            ("1", 1),
            ("0000060", 60),
            ("00000060", 0),
            ("2592000", 2_592_000),
            ("2592001", 0),
            ("9999999", 0),
            ("10000000", 0),
            ("18446744073709551616", 0),
            ("", 0),
            ("-1", 0),
            ("+5", 0),
            ("5.5", 0),
            ("5s", 0),
            ("1e3", 0),
            (" 5", 0),
            ("5, 6", 0),
            ("٣", 0),
        ];
        for (text, seconds) in table {
            let expected = FreshFor::AtMost(Duration::from_secs(seconds));
            assert_eq!(fresh_for(Field::Absent, field(Some(text))), expected, "{text:?}");
        }
        assert_eq!(fresh_for(Field::Absent, Field::Repeated), FreshFor::STALE);
    }
}

//! The types that have a text in ISO 8601: std's, and those of chrono and time.

use std::time::SystemTime;

use super::iso::{Stamp, unix_micros};
use super::temporal::IsoDateTime;

impl IsoDateTime for SystemTime {
    fn to_iso(&self) -> Option<String> {
        Some(Stamp::of_unix_micros(unix_micros(*self).ok()?)?.to_string())
    }

    fn from_iso(text: &str) -> Option<Self> {
        Stamp::parse(text)?.to_system_time()
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{
        DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike, Utc,
    };

    use crate::interop::iso::{Clock, Day, Stamp};
    use crate::interop::temporal::{IsoDate, IsoDateTime, IsoTime};

    fn day(date: NaiveDate) -> Option<Day> {
        Day::new(i64::from(date.year()), u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?)
    }

    /// Not for a leap second, which chrono counts in the nanoseconds.
    fn clock(time: NaiveTime) -> Option<Clock> {
        let [hour, minute, second] =
            [time.hour(), time.minute(), time.second()].map(|part| u8::try_from(part).ok());
        Clock::new(hour?, minute?, second?, time.nanosecond())
    }

    fn naive(stamp: Stamp) -> Option<NaiveDateTime> {
        Some(date(stamp.day)?.and_time(time(stamp.clock)?))
    }

    fn date(Day { year, month, day }: Day) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
    }

    fn time(Clock { hour, minute, second, nanos }: Clock) -> Option<NaiveTime> {
        NaiveTime::from_hms_nano_opt(u32::from(hour), u32::from(minute), u32::from(second), nanos)
    }

    fn moment<Tz: TimeZone>(moment: &DateTime<Tz>) -> Option<Stamp> {
        let offset = moment.offset().fix();
        // Near the ends of chrono's own range there is no local time.
        let local = moment.naive_utc().checked_add_offset(offset)?;
        Some(Stamp {
            day: day(local.date())?,
            clock: clock(local.time())?,
            offset: Some(offset.local_minus_utc()),
        })
    }

    impl IsoDateTime for DateTime<FixedOffset> {
        fn to_iso(&self) -> Option<String> {
            Some(moment(self)?.to_string())
        }

        fn from_iso(text: &str) -> Option<Self> {
            let stamp = Stamp::parse(text)?;
            FixedOffset::east_opt(stamp.offset?)?.from_local_datetime(&naive(stamp)?).single()
        }
    }

    impl IsoDateTime for DateTime<Utc> {
        fn to_iso(&self) -> Option<String> {
            Some(moment(self)?.to_string())
        }

        fn from_iso(text: &str) -> Option<Self> {
            Some(DateTime::<FixedOffset>::from_iso(text)?.to_utc())
        }
    }

    impl IsoDateTime for NaiveDateTime {
        fn to_iso(&self) -> Option<String> {
            let stamp = Stamp { day: day(self.date())?, clock: clock(self.time())?, offset: None };
            Some(stamp.to_string())
        }

        fn from_iso(text: &str) -> Option<Self> {
            Stamp::parse(text).filter(|stamp| stamp.offset.is_none()).and_then(naive)
        }
    }

    impl IsoDate for NaiveDate {
        fn to_iso(&self) -> Option<String> {
            Some(day(*self)?.to_string())
        }

        fn from_iso(text: &str) -> Option<Self> {
            date(Day::parse(text)?)
        }
    }

    impl IsoTime for NaiveTime {
        fn to_iso(&self) -> Option<String> {
            Some(clock(*self)?.to_string())
        }

        fn from_iso(text: &str) -> Option<Self> {
            time(Clock::parse(text)?)
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

    use crate::interop::iso::{Clock, Day, Stamp};
    use crate::interop::temporal::{IsoDate, IsoDateTime, IsoTime};

    fn day(date: Date) -> Option<Day> {
        Day::new(i64::from(date.year()), u8::from(date.month()), date.day())
    }

    fn clock(time: Time) -> Option<Clock> {
        let (hour, minute, second, nanos) = time.as_hms_nano();
        Clock::new(hour, minute, second, nanos)
    }

    fn primitive(stamp: Stamp) -> Option<PrimitiveDateTime> {
        Some(PrimitiveDateTime::new(date(stamp.day)?, time(stamp.clock)?))
    }

    fn date(Day { year, month, day }: Day) -> Option<Date> {
        Date::from_calendar_date(i32::from(year), Month::try_from(month).ok()?, day).ok()
    }

    fn time(Clock { hour, minute, second, nanos }: Clock) -> Option<Time> {
        Time::from_hms_nano(hour, minute, second, nanos).ok()
    }

    impl IsoDateTime for OffsetDateTime {
        fn to_iso(&self) -> Option<String> {
            let offset = Some(self.offset().whole_seconds());
            let stamp = Stamp { day: day(self.date())?, clock: clock(self.time())?, offset };
            Some(stamp.to_string())
        }

        fn from_iso(text: &str) -> Option<Self> {
            let stamp = Stamp::parse(text)?;
            Some(primitive(stamp)?.assume_offset(UtcOffset::from_whole_seconds(stamp.offset?).ok()?))
        }
    }

    impl IsoDateTime for PrimitiveDateTime {
        fn to_iso(&self) -> Option<String> {
            let stamp = Stamp { day: day(self.date())?, clock: clock(self.time())?, offset: None };
            Some(stamp.to_string())
        }

        fn from_iso(text: &str) -> Option<Self> {
            Stamp::parse(text).filter(|stamp| stamp.offset.is_none()).and_then(primitive)
        }
    }

    impl IsoDate for Date {
        fn to_iso(&self) -> Option<String> {
            Some(day(*self)?.to_string())
        }

        fn from_iso(text: &str) -> Option<Self> {
            date(Day::parse(text)?)
        }
    }

    impl IsoTime for Time {
        fn to_iso(&self) -> Option<String> {
            Some(clock(*self)?.to_string())
        }

        fn from_iso(text: &str) -> Option<Self> {
            time(Clock::parse(text)?)
        }
    }
}

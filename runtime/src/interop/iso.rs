//! ISO 8601 as Python's `isoformat` writes it, and a little more of it to read.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::InteropValueErrorKind;

const OUT_OF_RANGE: InteropValueErrorKind = InteropValueErrorKind::TimeOutOfRange;
const DAY: i64 = 86_400;

/// Microseconds since 1970, rounded down.
pub(super) fn unix_micros(time: SystemTime) -> Result<i64, InteropValueErrorKind> {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_micros()).map_err(|_| OUT_OF_RANGE),
        Err(before) => {
            let before = before.duration().as_nanos().div_ceil(1000);
            i64::try_from(before).map(|micros| -micros).map_err(|_| OUT_OF_RANGE)
        }
    }
}

/// A day of the Gregorian calendar, in the years 1 to 9999 that other languages know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "a day of a month, in a date")]
pub(super) struct Day {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// A time of day; there are no leap seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) nanos: u32,
}

/// A day and a time, and how many seconds the clock that shows them is ahead of UTC, if that was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) day: Day,
    pub(super) clock: Clock,
    pub(super) offset: Option<i32>,
}

impl Day {
    pub(super) fn new(year: i64, month: u8, day: u8) -> Option<Self> {
        let year = u16::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month, day })
    }

    /// Days since 1970-01-01.
    ///
    /// Years are counted from March, so that a leap day is the last of its year, and in eras of 400, which are all
    /// equally long.
    fn unix_days(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        365 * year + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
    }

    fn of_unix_days(days: i64) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = u8::try_from(day_of_year - (153 * month + 2) / 5 + 1).ok()?;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        Self::new(era * 400 + year + next, u8::try_from(month).ok()?, day)
    }

    /// Reads `2024-01-01`.
    #[cfg(any(feature = "chrono", feature = "time"))]
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut text = Text(text.as_bytes());
        let day = text.day()?;
        text.end(day)
    }
}

impl Clock {
    pub(super) fn new(hour: u8, minute: u8, second: u8, nanos: u32) -> Option<Self> {
        let fits = hour < 24 && minute < 60 && second < 60 && nanos < 1_000_000_000;
        fits.then_some(Self { hour, minute, second, nanos })
    }

    /// Reads `12:30:45.123456`, with or without seconds and up to nine digits after them.
    #[cfg(any(feature = "chrono", feature = "time"))]
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut text = Text(text.as_bytes());
        let clock = text.clock()?;
        text.end(clock)
    }
}

impl Stamp {
    /// Reads `2024-01-01T12:30:45.123456+00:00`; for the offset also `Z`, or none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut text = Text(text.as_bytes());
        let day = text.day()?;
        text.one_of(b"T ")?;
        let clock = text.clock()?;
        let offset = text.offset()?;
        text.end(Self { day, clock, offset })
    }

    /// The moment in UTC.
    pub(super) fn of_unix_micros(micros: i64) -> Option<Self> {
        let (seconds, micros) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
        let second_of_day = u32::try_from(seconds.rem_euclid(DAY)).ok()?;
        let [hour, minute, second] = [second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60]
            .map(|part| u8::try_from(part).ok());
        Some(Self {
            day: Day::of_unix_days(seconds.div_euclid(DAY))?,
            clock: Clock::new(hour?, minute?, second?, u32::try_from(micros).ok()? * 1000)?,
            offset: Some(0),
        })
    }

    /// The moment, if it is one: a stamp without an offset is not.
    pub(super) fn to_system_time(self) -> Option<SystemTime> {
        let Clock { hour, minute, second, nanos } = self.clock;
        let second_of_day = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        let seconds = self.day.unix_days() * DAY + second_of_day - i64::from(self.offset?);
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let epoch = SystemTime::UNIX_EPOCH;
        let moment = if seconds < 0 { epoch.checked_sub(whole) } else { epoch.checked_add(whole) };
        moment?.checked_add(Duration::from_nanos(u64::from(nanos)))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// To the microsecond, which is not written where it is zero.
impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        match self.nanos / 1000 {
            0 => Ok(()),
            micros => write!(f, ".{micros:06}"),
        }
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.day, self.clock)?;
        let Some(offset) = self.offset else { return Ok(()) };
        let (sign, ahead) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
        write!(f, "{sign}{:02}:{:02}", ahead / 3600, ahead / 60 % 60)?;
        if ahead % 60 == 0 { Ok(()) } else { write!(f, ":{:02}", ahead % 60) }
    }
}

/// A text that is read from its front.
struct Text<'a>(&'a [u8]);

impl Text<'_> {
    fn day(&mut self) -> Option<Day> {
        let year = i64::from(self.digits(4)?);
        self.one_of(b"-")?;
        let month = self.two_digits()?;
        self.one_of(b"-")?;
        Day::new(year, month, self.two_digits()?)
    }

    fn clock(&mut self) -> Option<Clock> {
        let hour = self.two_digits()?;
        self.one_of(b":")?;
        let minute = self.two_digits()?;
        let (mut second, mut nanos) = (0, 0);
        if self.one_of(b":").is_some() {
            second = self.two_digits()?;
            if self.one_of(b".,").is_some() {
                nanos = self.fraction()?;
            }
        }
        Clock::new(hour, minute, second, nanos)
    }

    /// One to nine digits, as nanoseconds.
    fn fraction(&mut self) -> Option<u32> {
        let len = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=9).contains(&len) {
            return None;
        }
        let fraction = self.digits(len)?;
        Some((len..9).fold(fraction, |fraction, _| fraction * 10))
    }

    /// The outer `None` is a mistake, the inner one the absence of an offset.
    #[expect(clippy::option_option, reason = "see above")]
    fn offset(&mut self) -> Option<Option<i32>> {
        let sign = match self.one_of(b"Zz+-") {
            None => return Some(None),
            Some(b'+') => 1,
            Some(b'-') => -1,
            Some(_) => return Some(Some(0)),
        };
        let hours = self.two_digits()?;
        self.one_of(b":")?;
        let minutes = self.two_digits()?;
        let seconds = if self.one_of(b":").is_some() { self.two_digits()? } else { 0 };
        let fits = hours < 24 && minutes < 60 && seconds < 60;
        let offset = i32::from(hours) * 3600 + i32::from(minutes) * 60 + i32::from(seconds);
        fits.then_some(Some(sign * offset))
    }

    fn two_digits(&mut self) -> Option<u8> {
        u8::try_from(self.digits(2)?).ok()
    }

    fn digits(&mut self, len: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(len)?;
        let number = digits.iter().try_fold(0_u32, |number, digit| {
            let digit = char::from(*digit).to_digit(10)?;
            number.checked_mul(10)?.checked_add(digit)
        })?;
        self.0 = rest;
        Some(number)
    }

    fn one_of(&mut self, expected: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        expected.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// What was read, if that was all.
    fn end<T>(&self, read: T) -> Option<T> {
        self.0.is_empty().then_some(read)
    }
}

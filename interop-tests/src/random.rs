//! Random arguments of calls, the same ones for the same seed.

use std::iter;

use fastrand::Rng;
use uuid::Uuid;

use crate::value::Value;

/// Deeper ones are found no oftener in programs than in these tests: never.
const DEPTH: u32 = 3;

/// So many lists of up to five arguments, over all types that a key takes.
pub fn argument_lists(seed: u64, count: usize) -> Vec<Vec<Value>> {
    let mut rng = Rng::with_seed(seed);
    iter::repeat_with(|| list(&mut rng, DEPTH, 5, argument)).take(count).collect()
}

fn argument(rng: &mut Rng, depth: u32) -> Value {
    match rng.u8(..if depth == 0 { 12 } else { 18 }) {
        10 => Value::Null,
        11 => Value::Bool(rng.bool()),
        12 | 13 => Value::List(list(rng, depth - 1, 6, argument)),
        14 | 15 => {
            let values = list(rng, depth - 1, 6, argument);
            Value::Map(values.into_iter().map(|value| (text(rng), value)).collect())
        }
        16 | 17 => Value::Set(list(rng, depth - 1, 6, member)),
        _ => scalar(rng),
    }
}

/// A member of a set. Python sets hold no maps, and take `True` and `1` for one member before any SDK sees them.
fn member(rng: &mut Rng, depth: u32) -> Value {
    match rng.u8(..if depth == 0 { 8 } else { 10 }) {
        8 => Value::List(list(rng, depth - 1, 3, member)),
        9 => Value::Set(list(rng, depth - 1, 3, member)),
        _ => scalar(rng),
    }
}

fn list(rng: &mut Rng, depth: u32, longest: usize, item: fn(&mut Rng, u32) -> Value) -> Vec<Value> {
    let length = rng.usize(..=longest);
    iter::repeat_with(|| item(rng, depth)).take(length).collect()
}

fn scalar(rng: &mut Rng) -> Value {
    match rng.u8(..9) {
        0 | 1 => Value::Int(integer(rng)),
        2 => Value::Float(float(rng)),
        // Those that are integers in a key.
        3 => Value::Float(f64::from(rng.i32(-1000..1000))),
        4 | 5 => Value::Str(text(rng)),
        6 => {
            let length = length(rng);
            Value::Bytes(iter::repeat_with(|| rng.u8(..)).take(length).collect())
        }
        7 => Value::Moment(moment(rng)),
        _ => Value::Uuid(Uuid::from_u128(rng.u128(..))),
    }
}

/// Near a power of two as often as not, since there the encoding changes its length.
fn integer(rng: &mut Rng) -> i128 {
    const RANGE: std::ops::RangeInclusive<i128> = i64::MIN as i128..=u64::MAX as i128;
    if rng.bool() {
        return rng.i128(RANGE);
    }
    let edge = 1_i128 << rng.u32(..=64);
    let signed = if rng.bool() { edge } else { -edge };
    (signed + rng.i128(-2..=2)).clamp(*RANGE.start(), *RANGE.end())
}

/// Any bits that are a finite number.
fn float(rng: &mut Rng) -> f64 {
    iter::repeat_with(|| f64::from_bits(rng.u64(..)))
        .find(|float| float.is_finite())
        .expect("the search is endless")
}

/// In the years that a `datetime` of Python has.
fn moment(rng: &mut Rng) -> i64 {
    const YEAR_1: i64 = -62_135_596_800_000_000;
    const YEAR_9999: i64 = 253_402_300_799_999_999;
    match rng.u8(..4) {
        0 => rng.i64(YEAR_1..=YEAR_9999),
        // Whole seconds are integers in a key.
        1 => rng.i64(-2_000_000_000..2_000_000_000) * 1_000_000,
        _ => rng.i64(-2_000_000_000_000_000..2_000_000_000_000_000),
    }
}

/// All of Unicode, plain letters more often than others.
fn text(rng: &mut Rng) -> String {
    let length = length(rng);
    iter::repeat_with(|| if rng.u8(..3) == 0 { rng.char(..) } else { rng.alphanumeric() })
        .take(length)
        .collect()
}

/// Short, or near a length at which the encoding's header grows.
fn length(rng: &mut Rng) -> usize {
    match rng.u16(..500) {
        0 => rng.usize(65_530..65_540),
        1..=15 => rng.usize(250..260),
        16..=60 => rng.usize(28..36),
        _ => rng.usize(..12),
    }
}

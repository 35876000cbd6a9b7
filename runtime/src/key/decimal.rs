//! Numbers in decimal, eight digits at a time.

/// How many digits a word has.
const WORD: usize = 8;
const ONE_WORD: u64 = 100_000_000;
const ZEROS: u64 = u64::from_ne_bytes([b'0'; WORD]);

/// The decimal text of a number, without leading zeros.
///
/// Made and compared in words: what is written in bytes and read back in words takes a processor longer than the
/// arithmetic.
#[derive(Clone, Copy)]
pub(super) struct Decimal {
    /// The first byte in memory is the least significant one, so the text is at the ends of the words.
    words: [u64; 3],
    len: usize,
}

impl Decimal {
    #[inline]
    pub(super) fn of(value: u64) -> Self {
        if value < ONE_WORD { Self::short(value) } else { Self::long(value) }
    }

    #[inline]
    fn short(value: u64) -> Self {
        let word = eight_digits(value);
        Self { words: [ZEROS, ZEROS, word], len: significant(word) }
    }

    #[inline(never)]
    fn long(value: u64) -> Self {
        let words = [value / ONE_WORD / ONE_WORD, value / ONE_WORD % ONE_WORD, value % ONE_WORD];
        let words = words.map(eight_digits);
        let len = if value / ONE_WORD < ONE_WORD {
            WORD + significant(words[1])
        } else {
            2 * WORD + significant(words[0])
        };
        Self { words, len }
    }

    /// The text, at the end of `place`.
    #[inline]
    pub(super) fn bytes<'a>(&self, place: &'a mut [u8; 3 * WORD]) -> &'a [u8] {
        for (bytes, word) in place.chunks_exact_mut(WORD).zip(self.words) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        &place[3 * WORD - self.len..]
    }
}

/// The digits of a number that has at most eight, with zero bytes behind them, and how many they are.
#[inline]
pub(super) fn in_a_word(value: u64) -> Option<([u8; WORD], usize)> {
    if value >= ONE_WORD {
        return None;
    }
    let word = eight_digits(value);
    let len = significant(word);
    Some(((word >> (8 * (WORD - len))).to_le_bytes(), len))
}

/// How many bytes of `text` from its byte `start` on are the decimal text of `value`; `None` where others stand there.
///
/// Always inlined, because it is part of every hit: as a call it doubles the price of a number.
#[expect(clippy::inline_always, reason = "measured: see above")]
#[inline(always)]
pub(super) fn at(text: &[u8], start: usize, value: u64) -> Option<usize> {
    if value >= ONE_WORD {
        return at_long(text, start, value);
    }
    let word = eight_digits(value);
    let len = significant(word);
    let Some(end) = text.get(..start + len).and_then(<[u8]>::last_chunk) else {
        return at_long(text, start, value);
    };
    // The significant digits are the upper bytes, and of the text, which is read up to their end, too.
    ((u64::from_le_bytes(*end) ^ word) >> (8 * (WORD - len)) == 0).then_some(len)
}

/// Of a number of more than eight digits, or less than eight bytes from the start of the text.
#[inline(never)]
fn at_long(text: &[u8], start: usize, value: u64) -> Option<usize> {
    let decimal = Decimal::of(value);
    text.get(start..)?.starts_with(decimal.bytes(&mut [0; 3 * WORD])).then_some(decimal.len)
}

/// The digits of a number below [`ONE_WORD`], with leading zeros; the first one is the least significant byte.
///
/// Halves the number three times: into four digits, two, one, in lanes of one word. The divisions by 100 and 10 are
/// multiplications by their reciprocals, exact for what a lane can hold.
#[inline]
fn eight_digits(value: u64) -> u64 {
    let fours = (value / 10_000) | ((value % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x7f_0000_007f;
    let twos = hundreds | ((fours - 100 * hundreds) << 16);
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    let ones = tens | ((twos - 10 * tens) << 8);
    ones | ZEROS
}

/// How many digits are left without the leading zeros; of zero, one.
#[inline]
fn significant(word: u64) -> usize {
    let zeros = ((word ^ ZEROS) | (1 << 56)).trailing_zeros() / 8;
    WORD - zeros as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(value: u64) -> String {
        String::from_utf8(Decimal::of(value).bytes(&mut [0; 24]).to_vec()).expect("digits")
    }

    #[test]
    fn numbers_around_each_change_of_length() {
        for power in 0..20 {
            let ten = 10_u64.pow(power);
            for value in [ten - 1, ten, ten + 1, 2 * ten.min(u64::MAX / 2)] {
                assert_eq!(text(value), value.to_string());
            }
        }
        assert_eq!(text(u64::MAX), u64::MAX.to_string());
    }

    /// The reciprocals are exact: no group of four digits is wrong, in either half of a word.
    #[test]
    fn all_groups_of_four_digits() {
        for four in 0..10_000 {
            assert_eq!(text(four), four.to_string());
            assert_eq!(text(four * 10_000 + 9_999), (four * 10_000 + 9_999).to_string());
        }
    }

    proptest! {
        #[test]
        fn it_is_the_text_of_the_number(value: u64) {
            prop_assert_eq!(text(value), value.to_string());
        }

        #[test]
        fn it_is_found_where_it_stands(
            start in "[0-9a-z:]{0,12}",
            value in prop_oneof![0..1000_u64, any::<u64>()],
            other in prop_oneof![0..1000_u64, any::<u64>()],
            end in "[:a-z][0-9a-z:]{0,12}|",
        ) {
            let text = format!("{start}{value}{end}");
            let found = at(text.as_bytes(), start.len(), value);
            prop_assert_eq!(found, Some(value.to_string().len()));
            let begins = text[start.len()..].starts_with(&other.to_string());
            prop_assert_eq!(at(text.as_bytes(), start.len(), other).is_some(), begins);
        }
    }
}

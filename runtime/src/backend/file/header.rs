//! The fourteen bytes in front of every payload.
//!
//! ```text
//! 0..2  "CK"     3  reserved, 0     6..14  expiry: Unix seconds, big endian, 0 = never
//! 2     version  4..6  flags, 0
//! ```

use std::time::Duration;

/// The length of the header, in bytes.
pub(super) const LEN: usize = 14;
/// Where the expiry stands in the header.
pub(super) const EXPIRY_AT: u64 = 6;

const MAGIC: [u8; 2] = *b"CK";
const VERSION: u8 = 1;

/// When an entry's lifetime is over: whole Unix seconds, or never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Expiry(u64);

impl Expiry {
    /// The longest lifetime that the format's readers accept: ten years of 365 days.
    pub(super) const MAX_TTL: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);
    pub(super) const NEVER: Self = Self(0);

    /// The first whole second at which `ttl` has passed, so an entry is never short of the lifetime it was given.
    pub(super) fn after(ttl: Duration, now_ms: u64) -> Self {
        let ttl_ms = u64::try_from(ttl.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX);
        Self(now_ms.saturating_add(ttl_ms.max(1)).div_ceil(1000))
    }

    pub(super) fn has_come(self, now_ms: u64) -> bool {
        self != Self::NEVER && now_ms / 1000 >= self.0
    }

    /// The lifetime that is left; `None` for an entry that never expires.
    pub(super) fn remaining(self, now_ms: u64) -> Option<Duration> {
        let left_ms = self.0.saturating_mul(1000).saturating_sub(now_ms);
        (self != Self::NEVER).then(|| Duration::from_millis(left_ms))
    }

    pub(super) fn to_bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }
}

pub(super) fn encode(expiry: Expiry) -> [u8; LEN] {
    let mut bytes = [0; LEN];
    bytes[..2].copy_from_slice(&MAGIC);
    bytes[2] = VERSION;
    bytes[6..].copy_from_slice(&expiry.to_bytes());
    bytes
}

/// What a file says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    /// An entry, and until when.
    Entry(Expiry),
    /// Written by a release with more to say than this one understands: not ours to serve, nor to remove.
    Unknown,
    /// No entry, whatever it is: too short, another magic or another version.
    Damaged,
}

pub(super) fn decode(bytes: &[u8]) -> Header {
    let &[m0, m1, version, reserved, flags_high, flags_low, ref expiry @ ..] = bytes else {
        return Header::Damaged;
    };
    let Some(&expiry) = expiry.first_chunk() else { return Header::Damaged };
    if [m0, m1] != MAGIC || version != VERSION {
        return Header::Damaged;
    }
    if [reserved, flags_high, flags_low] != [0; 3] {
        return Header::Unknown;
    }
    Header::Entry(Expiry(u64::from_be_bytes(expiry)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = (0x6b02_f17b - 3600) * 1000;

    #[test]
    fn the_bytes_are_the_contract_s() {
        let hour = Expiry::after(Duration::from_secs(3600), NOW_MS);
        assert_eq!(encode(hour), *b"\x43\x4b\x01\x00\x00\x00\x00\x00\x00\x00\x6b\x02\xf1\x7b");
        assert_eq!(encode(Expiry::NEVER), *b"\x43\x4b\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00");
    }

    #[test]
    fn every_stamp_reads_back() {
        for stamp in [0, 1, 0xff, 0x6b02_f17b, u64::from(u32::MAX) + 1, u64::MAX] {
            assert_eq!(decode(&encode(Expiry(stamp))), Header::Entry(Expiry(stamp)));
        }
    }

    #[test]
    fn every_flipped_bit_before_the_expiry_is_noticed() {
        for (byte, expected) in
            (0..3).map(|at| (at, Header::Damaged)).chain((3..6).map(|at| (at, Header::Unknown)))
        {
            for bit in 0..8 {
                let mut bytes = encode(Expiry::NEVER);
                bytes[byte] ^= 1 << bit;
                assert_eq!(decode(&bytes), expected, "byte {byte}, bit {bit}");
            }
        }
    }

    #[test]
    fn every_short_header_is_damaged() {
        let bytes = encode(Expiry::NEVER);
        for len in 0..LEN {
            assert_eq!(decode(&bytes[..len]), Header::Damaged, "{len} bytes");
        }
    }

    #[test]
    fn a_lifetime_is_rounded_up_and_ends_on_its_second() {
        for (ttl, now_ms, stamp) in [
            (Duration::ZERO, 5000, 6),
            (Duration::from_nanos(1), 5000, 6),
            (Duration::from_millis(999), 5000, 6),
            (Duration::from_secs(1), 5000, 6),
            (Duration::from_secs(1), 5001, 7),
            (Duration::from_millis(1001), 5000, 7),
        ] {
            assert_eq!(Expiry::after(ttl, now_ms), Expiry(stamp), "{ttl:?} at {now_ms}");
        }
        assert!(!Expiry(6).has_come(5999));
        assert!(Expiry(6).has_come(6000), "now == expiry is expired");
        assert!(!Expiry::NEVER.has_come(u64::MAX));
        assert_eq!(Expiry(6).remaining(5999), Some(Duration::from_millis(1)));
        assert_eq!(Expiry::NEVER.remaining(0), None);
    }
}

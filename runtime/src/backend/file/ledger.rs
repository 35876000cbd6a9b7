//! What the directory holds, as far as this process knows, and how much it may add before it looks again.

/// The limits of a directory, and the marks derived from them.
///
/// A process that has just counted may add a *stride* before it counts again. Whatever another process writes is
/// seen at the latest one stride later, so `n` processes that write at full speed stay below
/// `high + n * stride`: 96.25 % of the cap for two, below 110 % for six.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caps {
    pub(super) max_bytes: u64,
    pub(super) max_entries: Option<u64>,
}

/// Bytes (headers included) and number of entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) bytes: u64,
    pub(super) entries: u64,
}

impl Caps {
    /// Above this, entries are evicted: 90 % of the cap.
    pub(super) fn high(self) -> Usage {
        self.share(|cap| cap - cap / 10)
    }

    /// Eviction stops here: 70 % of the cap. The distance to [`high`](Self::high) is what one eviction pays for.
    pub(super) fn low(self) -> Usage {
        self.share(|cap| cap - cap / 10 * 3)
    }

    /// What a process may add before it counts again: a 32nd of the cap. With fewer than 32 entries that is none,
    /// and counting them each time costs little.
    pub(super) fn stride(self) -> Usage {
        self.share(|cap| cap / 32)
    }

    fn share(self, of: impl Fn(u64) -> u64) -> Usage {
        Usage { bytes: of(self.max_bytes), entries: self.max_entries.map_or(u64::MAX, of) }
    }
}

impl Usage {
    pub(super) fn one(bytes: u64) -> Self {
        Self { bytes, entries: 1 }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let bytes = self.bytes.saturating_add(other.bytes);
        Self { bytes, entries: self.entries.saturating_add(other.entries) }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        let bytes = self.bytes.saturating_sub(other.bytes);
        Self { bytes, entries: self.entries.saturating_sub(other.entries) }
    }

    /// Neither more bytes nor more entries than `limit`.
    pub(super) fn fits(self, limit: Self) -> bool {
        self.bytes <= limit.bytes && self.entries <= limit.entries
    }

    fn at_most(self, limit: Self) -> Self {
        Self { bytes: self.bytes.min(limit.bytes), entries: self.entries.min(limit.entries) }
    }
}

#[derive(Debug)]
pub(super) struct Ledger {
    caps: Caps,
    known: Usage,
    spare: Usage,
}

impl Ledger {
    /// A ledger that has to be counted before anything may be added.
    pub(super) fn new(caps: Caps) -> Self {
        Self { caps, known: Usage::default(), spare: Usage::default() }
    }

    /// Starts from a fresh count: with a new stride, unless there is too much already.
    pub(super) fn counted(&mut self, usage: Usage) {
        self.known = usage;
        self.spare = if usage.fits(self.caps.high()) { self.caps.stride() } else { Usage::default() };
    }

    /// The last count, with what this process has written and removed since.
    pub(super) fn known(&self) -> Usage {
        self.known
    }

    pub(super) fn affords(&self, addition: Usage) -> bool {
        addition.fits(self.spare)
    }

    pub(super) fn add(&mut self, addition: Usage) {
        self.known = self.known.plus(addition);
        self.spare = self.spare.minus(addition);
    }

    /// What was removed may be added again, but never more than a stride: other processes rely on that.
    pub(super) fn remove(&mut self, removed: Usage) {
        self.known = self.known.minus(removed);
        self.spare = self.spare.plus(removed).at_most(self.caps.stride());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_leave_room_for_six_writers() {
        for cap in [1, 2, 10, 33, 1000, 1 << 30, u64::MAX] {
            let caps = Caps { max_bytes: cap, max_entries: Some(cap) };
            let (low, high, stride) = (caps.low().bytes, caps.high().bytes, caps.stride().bytes);
            assert!(low <= high && high <= cap, "{caps:?}");
            let worst = u128::from(high) + 6 * u128::from(stride);
            assert!(worst * 10 <= u128::from(cap) * 11, "{caps:?}: {worst}");
        }
    }

    #[test]
    fn a_stride_is_spent_once() {
        let caps = Caps { max_bytes: 3200, max_entries: None };
        let mut ledger = Ledger::new(caps);
        assert!(!ledger.affords(Usage::one(1)), "nothing was counted yet");
        ledger.counted(Usage { bytes: 1000, entries: 10 });
        ledger.add(Usage::one(60));
        assert!(!ledger.affords(Usage::one(60)));
        ledger.remove(Usage::one(60));
        assert!(ledger.affords(Usage::one(100)));
        for _ in 0..10 {
            ledger.remove(Usage::one(100));
        }
        assert!(!ledger.affords(Usage::one(101)), "removals never widen the stride");
        assert_eq!(ledger.known(), Usage { bytes: 0, entries: 0 });
    }
}

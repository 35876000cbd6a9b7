//! The slot of a key: <https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model>.

/// How many slots a cluster has.
pub(super) const SLOTS: usize = 16_384;

/// CRC-16/XMODEM of the key modulo the number of slots; of a key with a non-empty `{tag}`, of the first tag alone.
pub(super) fn slot(key: &str) -> usize {
    let hashed = tag(key).unwrap_or(key);
    let crc = hashed.bytes().fold(0, |crc: u16, byte| {
        let [high, low] = crc.to_be_bytes();
        u16::from_be_bytes([low, 0]) ^ TABLE[usize::from(high ^ byte)]
    });
    usize::from(crc) % SLOTS
}

fn tag(key: &str) -> Option<&str> {
    let (tag, _) = key.split_once('{')?.1.split_once('}')?;
    (!tag.is_empty()).then_some(tag)
}

/// What each byte adds to the remainder.
const TABLE: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte: u16 = 0;
    while byte < 256 {
        let mut crc = byte << 8;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 };
            bit += 1;
        }
        table[byte as usize] = crc;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_those_of_the_specification() {
        assert_eq!(slot("123456789"), 0x31c3);
        assert_eq!(slot(""), 0);
        // As `CLUSTER KEYSLOT` says.
        assert_eq!(slot("somekey"), 11_058);
        assert_eq!(slot("foo{hash_tag}"), 2_515);
    }

    #[test]
    fn the_first_tag_that_is_not_empty_counts() {
        assert_eq!(slot("users:1:.l{users:1}"), slot("users:1"));
        assert_eq!(slot("a{b}{c}"), slot("b"));
        assert_eq!(tag("a{}b{c}"), None);
        assert_eq!(tag("a}{b"), None);
    }
}

//! Which of several servers has a key: rendezvous hashing, as the other SDKs do it.
//!
//! Of all servers the one whose name scores highest with the key has it. So a server that joins or leaves moves its own
//! keys and no others, and the order in which servers are listed does not matter. Scores are murmur3 of 32 bits, which
//! decides where entries stand and is no protection of anything.

/// The place in `names` of the server that has the key.
///
/// # Panics
/// When there are no names.
pub(super) fn server_of<'a>(names: impl Iterator<Item = &'a str>, key: &str) -> usize {
    let mut text = String::new();
    let score = |(at, name): (usize, &'a str)| {
        text.clear();
        text.push_str(name);
        text.push('-');
        text.push_str(key);
        // Equal scores are decided by the names.
        (murmur3_32(text.as_bytes()), name, at)
    };
    names.enumerate().map(score).max().expect("there is a server").2
}

/// murmur3 of 32 bits, with the seed 0.
fn murmur3_32(bytes: &[u8]) -> u32 {
    let scramble = |word: u32| word.wrapping_mul(0xCC9E_2D51).rotate_left(15).wrapping_mul(0x1B87_3593);
    let mut hash = 0_u32;
    let (words, rest) = bytes.as_chunks::<4>();
    for word in words {
        hash ^= scramble(u32::from_le_bytes(*word));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xE654_6B64);
    }
    let mut tail = [0; 4];
    tail[..rest.len()].copy_from_slice(rest);
    hash ^= scramble(u32::from_le_bytes(tail));
    // Lengths count modulo 2^32.
    #[expect(clippy::cast_possible_truncation, reason = "by definition")]
    let length = bytes.len() as u32;
    hash ^= length;
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xC2B2_AE35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_murmur3s() {
        for (text, hash) in [
            ("", 0),
            ("a", 0x3C25_69B2),
            ("ab", 0x9BBF_D75F),
            ("abc", 0xB3DD_93FA),
            ("abcd", 0x43ED_676A),
            ("hello, world", 0x149B_BB7F),
            ("The quick brown fox jumps over the lazy dog", 0x2E4F_F723),
        ] {
            assert_eq!(murmur3_32(text.as_bytes()), hash, "{text}");
        }
    }

    /// What pymemcache 4.0.0 says of these keys.
    #[test]
    fn keys_have_the_servers_that_the_other_sdks_give_them() {
        let long = "x".repeat(250);
        let keys = [
            "users:profile:42",
            "users:profile:43",
            "users:profile:44",
            "users:profile:45",
            "orders:1",
            "orders:2",
            "a",
            "greeting",
            "tenant:.tenant:acme::users:1",
            &long,
        ];
        let ports = ["127.0.0.1:11211", "127.0.0.1:11212", "127.0.0.1:11213"];
        let hosts = ["cache-a.example:11211", "cache-b.example:11211", "10.0.0.7:7000", "::1:11211"];
        let servers_of = |names: &[&'static str]| keys.map(|key| server_of(names.iter().copied(), key));
        assert_eq!(servers_of(&ports), [0, 1, 1, 1, 2, 2, 2, 0, 1, 2]);
        assert_eq!(servers_of(&hosts), [1, 0, 1, 1, 3, 2, 1, 3, 0, 1]);
    }

    #[test]
    fn a_server_that_leaves_moves_its_own_keys_alone() {
        let all = ["a:1", "b:1", "c:1"];
        let fewer = ["c:1", "a:1"];
        for n in 0..500 {
            let key = format!("users:{n}");
            let before = all[server_of(all.into_iter(), &key)];
            let after = fewer[server_of(fewer.into_iter(), &key)];
            assert!(before == after || before == "b:1", "{key}");
        }
    }
}

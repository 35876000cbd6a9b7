//! What has to happen in one step, as the server runs it. Each touches one key.

use std::sync::LazyLock;

use redis::Script;

/// Deletes the key if it holds the token.
pub(super) static RELEASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0",
    )
});

/// Gives the key another lifetime, in milliseconds, if it holds the token.
pub(super) static RENEW: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end \
         return 0",
    )
});

/// Sets the key to the second argument if it holds the third, or, without a third, nothing. The first is the lifetime
/// in milliseconds; empty: for ever.
pub(super) static COMPARE_AND_SET: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) ~= (ARGV[3] or false) then return 0 end \
         if ARGV[1] == '' then redis.call('SET', KEYS[1], ARGV[2]) \
         else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[1]) end \
         return 1",
    )
});

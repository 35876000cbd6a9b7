//! What has to happen in one step, as the server runs it.

use std::sync::LazyLock;

use redis::{Cmd, Script, cmd};

/// A script, which servers know by its hash once they have run it.
pub(super) struct Lua {
    code: &'static str,
    hash: LazyLock<String>,
}

/// A script with its arguments.
pub(super) struct Call<'a> {
    pub(super) lua: &'a Lua,
    pub(super) keys: &'a [&'a str],
    pub(super) arguments: &'a [&'a [u8]],
}

impl Call<'_> {
    pub(super) fn by_hash(&self) -> Cmd {
        self.command("EVALSHA", &self.lua.hash)
    }

    pub(super) fn by_code(&self) -> Cmd {
        self.command("EVAL", self.lua.code)
    }

    fn command(&self, by: &str, script: &str) -> Cmd {
        let mut command = cmd(by);
        command.arg(script).arg(self.keys.len()).arg(self.keys);
        for argument in self.arguments {
            command.arg(argument);
        }
        command
    }
}

macro_rules! lua {
    ($code:expr) => {
        Lua { code: $code, hash: LazyLock::new(|| Script::new($code).get_hash().to_owned()) }
    };
}

/// Deletes the key if it holds the token.
pub(super) static RELEASE: Lua =
    lua!("if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0");

/// Gives the key another lifetime, in milliseconds, if it holds the token.
pub(super) static RENEW: Lua = lua!(
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end \
     return 0"
);

/// Sets the key to the second argument if it holds the third, or, without a third, nothing. The first is the lifetime
/// in milliseconds; empty: for ever.
pub(super) static COMPARE_AND_SET: Lua = lua!(
    "if redis.call('GET', KEYS[1]) ~= (ARGV[3] or false) then return 0 end \
     if ARGV[1] == '' then redis.call('SET', KEYS[1], ARGV[2]) \
     else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[1]) end \
     return 1"
);

/// The lease of the second key, at the first, for a token and milliseconds, if nobody has it and the second key holds
/// nothing or the last argument: then nothing is answered, else the milliseconds that are left, or what the key holds.
pub(super) static LEASE: Lua = lua!(
    "local left = redis.call('PTTL', KEYS[1]) \
     if left > 0 then return left end \
     local value = redis.call('GET', KEYS[2]) \
     if value and value ~= ARGV[3] then return value end \
     redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) \
     return false"
);

/// Ends the lease at the first key if it is the token's, and then sets the second key to the third argument if it
/// holds nothing or the fourth. The second argument is the lifetime in milliseconds; empty: for ever.
pub(super) static FILL: Lua = lua!(
    "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end \
     redis.call('DEL', KEYS[1]) \
     local value = redis.call('GET', KEYS[2]) \
     if value and value ~= ARGV[4] then return 0 end \
     if ARGV[2] == '' then redis.call('SET', KEYS[2], ARGV[3]) \
     else redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[2]) end \
     return 1"
);

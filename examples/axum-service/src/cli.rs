//! What can be asked for on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

const ENVIRONMENT: &str = "\
Environment:
  CACHEKIT_URL         where cached entries live, as --cache. A URL with a password belongs here
  CACHEKIT_MASTER_KEY  at least 32 bytes in hex (`openssl rand -hex 32`): orders are cached too, encrypted. Without it
                       each read of an order asks the database
  CACHEKIT_NAMESPACE   what all keys begin with [default: `shop-` and the identity of the database]

Where there is no cache, or no longer, the service goes on with its database, and `/health` says `degraded`.

Exit status:
  0  stopped by Ctrl-C or SIGTERM; requests under way were answered
  1  cannot run: the address is taken, the database cannot be opened
  2  wrong usage: an unknown flag, a URL that no cache has, a master key that is none";

/// A shop's catalogue over HTTP: SQLite holds it, and a cache answers for it.
///
/// It fills an empty database with some products, prints where it listens, and then what an operator has to know. Ctrl-C
/// stops it.
///
/// Run two of them on one Redis and one database: what one writes, the other answers at once.
///
/// It knows no accounts: whoever reaches it can read orders and change prices, so keep it on this machine.
#[derive(Debug, Parser)]
#[command(after_help = ENVIRONMENT)]
pub(crate) struct Options {
    /// Where to listen; port 0 is any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3000")]
    pub(crate) listen: SocketAddr,

    /// The SQLite file; it is made if it is not there, with its directory
    #[arg(long, value_name = "FILE", default_value = "target/axum-service/shop.db", value_parser = file)]
    pub(crate) database: PathBuf,

    /// Where cached entries live: `redis://localhost`, `file:///var/cache/shop`, `memory:`. Without it and without
    /// `CACHEKIT_URL`: files in a directory beside the database
    #[arg(long, value_name = "URL")]
    pub(crate) cache: Option<String>,

    /// Wait so many milliseconds before every query, to see what the cache is good for
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=60_000))]
    pub(crate) slow_queries: u64,
}

impl Options {
    pub(crate) fn query_delay(&self) -> Duration {
        Duration::from_millis(self.slow_queries)
    }
}

/// SQLite gives some names a meaning of their own, and then every connection has another database.
fn file(name: &str) -> Result<PathBuf, &'static str> {
    match name {
        "" | ":memory:" => Err("all connections have to find the same database, so name a file"),
        name => Ok(name.into()),
    }
}

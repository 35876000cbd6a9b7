//! What can be asked for on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Parser;
use devserver::ApiKey;

/// A cachekit.io on this machine, for development: the service's HTTP interface, with its rules.
///
/// It prints where it listens and how to point a client at it, and then every request that it refuses, with the
/// reason. Ctrl-C stops it.
///
/// A program has to say itself that its client may talk to this machine: `CachekitIO::builder()` with
/// `.allow_loopback(true)`. `CACHEKIT_API_URL` takes no such address, so that nobody who can set a variable can send
/// the API key here. `cargo run -p devserver --example hello` is a program that does it.
///
/// It speaks plain HTTP and knows no accounts: keep it on this machine, and real API keys out of it.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// Where to listen; port 0 is any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8787")]
    pub(crate) listen: SocketAddr,

    /// Where entries live: `memory` ends with the server, `file:DIR` outlives it
    #[arg(long, value_name = "memory|file:DIR", default_value = "memory")]
    pub(crate) storage: Place,

    /// Accept this API key: `ck_sdk_…`, `ck_api_…` or `ck_live_…`, each with the rights of its class. May be given
    /// several times
    #[arg(long = "api-key", value_name = "KEY", default_value = devserver::DEVELOPMENT_KEY)]
    pub(crate) api_keys: Vec<ApiKey>,

    /// The largest value that is taken, in bytes. Larger ones get 413
    #[arg(long, value_name = "N", default_value_t = 26_214_400, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_bytes: u32,

    /// Answer only so many requests, and then 429 to each, as for a quota that is used up
    #[arg(long, value_name = "N")]
    pub(crate) quota: Option<u64>,
}

/// Where entries live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Memory,
    File(PathBuf),
}

impl FromStr for Place {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text.strip_prefix("file:") {
            Some(dir) if !dir.is_empty() => Ok(Self::File(dir.into())),
            None if text == "memory" => Ok(Self::Memory),
            _ => Err("write `memory`, or `file:` and a directory"),
        }
    }
}

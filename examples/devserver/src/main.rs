//! `cargo run -p devserver`: a cachekit.io on this machine, for development.
//!
//! ```text
//! cargo run -p devserver                                     # on 127.0.0.1:8787, in memory
//! cargo run -p devserver -- --listen 127.0.0.1:0             # on any free port, which it prints
//! cargo run -p devserver -- --storage file:target/devserver  # entries survive a restart
//! cargo run -p devserver -- --api-key ck_live_mine --api-key ck_api_mine
//! cargo run -p devserver -- --max-bytes 1048576              # refuse values above 1 MiB
//! cargo run -p devserver -- --quota 100                      # answer 100 requests, then 429
//! ```
//!
//! A client reaches it by its address, an API key, and the permission to talk plain HTTP to this machine:
//!
//! ```text
//! CachekitIO::builder()
//!     .api_url("http://127.0.0.1:8787")
//!     .allow_loopback(true)
//!     .api_key("ck_sdk_development")
//!     .build()?
//! ```
//!
//! That permission is the program's alone: `CACHEKIT_API_URL` takes no address of this machine and nothing but HTTPS, so
//! `CacheKit::from_env()` never leads here. A whole program is in `examples/hello.rs`:
//!
//! ```text
//! cargo run -p devserver --example hello                     # against a server on 127.0.0.1:8787
//! ```
//!
//! What it refuses it prints, since clients show little of an answer. Ctrl-C stops it.

mod cli;

use std::io::{self, Write};
use std::pin::pin;
use std::process::ExitCode;

use clap::Parser as _;
use devserver::storage::{FileStorage, MemoryStorage, Storage};
use devserver::{Config, DEVELOPMENT_KEY, Server, StartError};

use cli::{Options, Place};

/// Why the program ended.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("cannot use the directory `{dir}`: {source}")]
    Directory { dir: String, source: io::Error },
    #[error("cannot wait for Ctrl-C: {0}")]
    Signal(io::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("devserver: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), Error> {
    let place = match &options.storage {
        Place::Memory => "in memory".to_owned(),
        Place::File(dir) => format!("in `{}`", dir.display()),
    };
    // Everybody's own keys are not for the screen.
    let development = options.api_keys.iter().any(|key| key.as_str() == DEVELOPMENT_KEY);
    let key = if development { DEVELOPMENT_KEY } else { "<one given with --api-key>" };
    let config = Config {
        listen: options.listen,
        storage: open(options.storage)?,
        api_keys: options.api_keys,
        max_value_bytes: usize::try_from(options.max_bytes).unwrap_or(usize::MAX),
        quota: options.quota,
        on_refusal: Some(Box::new(|method, refusal| {
            say(io::stderr(), &format!("{} to a {method}: {refusal}", refusal.status().as_u16()));
        })),
        ..Config::default()
    };
    let server = Server::start(config).await?;
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    // Ctrl-C is caught from the first look on, and nobody is to be quicker who has read that it works.
    tokio::select! {
        biased;
        caught = &mut interrupted => caught.map_err(Error::Signal)?,
        () = async { say(io::stdout(), &welcome(&server, &place, key)) } => {
            interrupted.await.map_err(Error::Signal)?;
        }
    }
    server.shutdown().await;
    Ok(())
}

/// A line for somebody who may have stopped listening.
fn say(mut to: impl Write, line: &str) {
    let _ = writeln!(to, "{line}");
}

fn open(place: Place) -> Result<Box<dyn Storage>, Error> {
    match place {
        Place::Memory => Ok(Box::new(MemoryStorage::default())),
        Place::File(dir) => match FileStorage::open(&dir) {
            Ok(storage) => Ok(Box::new(storage)),
            Err(source) => Err(Error::Directory { dir: dir.display().to_string(), source }),
        },
    }
}

fn welcome(server: &Server, place: &str, key: &str) -> String {
    let url = server.url();
    let mut text = format!(
        "listening on {url}, entries {place}

from Rust:   CachekitIO::builder().api_url(\"{url}\").allow_loopback(true).api_key(\"{key}\").build()?
by hand:     curl -H 'Authorization: Bearer {key}' -H 'X-CacheKit-L1-Status: disabled' {url}/v1/cache/health

Ctrl-C stops it. Refused requests are listed below, with the reason."
    );
    if !server.address().ip().is_loopback() {
        text.push_str("\nOther machines can reach this address, and nothing on the way is encrypted.");
    }
    text
}

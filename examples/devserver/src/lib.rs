//! A cachekit.io on this machine: the service's HTTP interface, for development and for tests.
//!
//! It stores bytes and refuses what the service refuses, in the same order and with the same status codes, so that a
//! program that works against it works against the service. What it has not: accounts (all API keys of one server see
//! the same entries, and share its quota, if it has one), TLS.
//!
//! A client has to be told by its program that it may talk to this machine; no environment variable does that.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use cachekit::backend::cachekitio::CachekitIO;
//! use cachekit::prelude::*;
//! use devserver::{Config, DEVELOPMENT_KEY, Server};
//!
//! let server = Server::start(Config::default()).await?;
//! let backend = CachekitIO::builder()
//!     .api_url(server.url())
//!     .allow_loopback(true)
//!     .api_key(DEVELOPMENT_KEY)
//!     .build()?;
//! let cache = CacheKit::builder().backend(Arc::new(backend)).build()?;
//! cache.set("greeting", "Hello, world!").await?;
//! assert!(cache.exists("greeting").await?);
//! server.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! Where to read on: [`rules`] is what the service demands, [`routes`](self) what it answers, [`storage`] where
//! entries live, [`clock`] what tests move by hand.

pub mod clock;
mod locks;
mod routes;
pub mod rules;
mod server;
mod state;
pub mod storage;

pub use rules::{ApiKey, Refusal};
pub use server::{Config, DEVELOPMENT_KEY, Server, StartError};

//! A cachekit.io on this machine: the service's HTTP interface, for development and for tests.
//!
//! It stores bytes and refuses what the service refuses, in the same order and with the same status codes, so that a
//! program that works against it works against the service. What it has not: accounts (all API keys of one server see
//! the same entries), quotas, TLS.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use devserver::{Config, Server};
//!
//! let server = Server::start(Config::default()).await?;
//! assert!(server.url().starts_with("http://127.0.0.1:"));
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

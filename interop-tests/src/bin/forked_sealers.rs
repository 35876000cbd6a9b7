//! Seals in a process and in children forked from it, and prints the nonce of each message: a line each, in hexadecimal.
//!
//! A program of its own, because forking takes a process of one thread. `tests/fork.rs` runs it and reads the lines.

use std::error::Error;
use std::io::{Write, stdout};
use std::process::ExitCode;

use fork::{Fork, fork, waitpid};

const CHILDREN: usize = 4;
const MESSAGES: usize = 100;

/// Seals one message and gives its nonce.
type Sealer = Box<dyn Fn() -> Result<[u8; 12], Box<dyn Error>>>;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let sealer = match std::env::args().nth(1).as_deref() {
        Some("ours") => ours()?,
        Some("published") => published()?,
        other => return Err(format!("whose sealer? Not {other:?}").into()),
    };
    // What a sealer sets up at its first message is inherited by the children.
    seal(&sealer, 1)?;
    let mut children = Vec::new();
    for _ in 0..CHILDREN {
        match fork()? {
            Fork::Parent(child) => children.push(child),
            Fork::Child => return seal(&sealer, MESSAGES).map(|()| ExitCode::SUCCESS),
        }
    }
    seal(&sealer, MESSAGES)?;
    for child in children {
        if waitpid(child)? != 0 {
            return Err("a child could not seal".into());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints so many nonces; all of them when it returns, so that a fork inherits none.
fn seal(sealer: &Sealer, messages: usize) -> Result<(), Box<dyn Error>> {
    for _ in 0..messages {
        // One write a line: the processes share the pipe.
        writeln!(stdout(), "{}", hex::encode(sealer()?))?;
    }
    Ok(stdout().flush()?)
}

fn ours() -> Result<Sealer, Box<dyn Error>> {
    let layer = cachekit::EncryptionLayer::new(&[1; 32], "default")?;
    Ok(Box::new(move || Ok(layer.encrypt(b"message", "users:42")?[..12].try_into()?)))
}

fn published() -> Result<Sealer, Box<dyn Error>> {
    let layer = published::EncryptionLayer::new(&[1; 32], "default")?;
    Ok(Box::new(move || Ok(layer.encrypt(b"message", "users:42")?[..12].try_into()?)))
}

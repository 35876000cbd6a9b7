//! `redis-cli`, as a person at a console.

use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::tls::TlsFiles;

/// How a server on this machine is reached, and the others of its deployment.
#[derive(Debug)]
pub(crate) struct Console {
    words: Vec<String>,
}

impl Console {
    pub(crate) fn at(port: u16, tls: Option<&TlsFiles>) -> Self {
        let mut words = vec!["-p".to_owned(), port.to_string()];
        words.extend(tls.map(TlsFiles::words_of_console).unwrap_or_default());
        Self { words }
    }

    /// What is answered to a command, or why there is no answer.
    pub(crate) fn ask(&self, words: &[&str]) -> String {
        let output = Command::new("redis-cli").args(&self.words).args(words).output();
        let output = output.expect("there is a redis-cli: `make setup` brings it");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }
}

/// Waits for servers to agree on something.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..1_500 {
        if holds() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("{what}: not within 30 seconds");
}

//! The process of a server.

use std::fs;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// A server that was started by a command line. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct ServerProcess {
    process: Child,
    program: &'static str,
    arguments: Vec<String>,
}

impl ServerProcess {
    /// Starts it, and returns when it `answers`; `None` when it ended instead.
    pub(crate) fn start(
        program: &'static str,
        arguments: Vec<String>,
        answers: impl Fn() -> bool,
    ) -> Option<Self> {
        let process = spawn(program, &arguments);
        let mut started = Self { process, program, arguments };
        started.is_up(answers).then_some(started)
    }

    /// Ends it at once, as a crash would.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("the server's own process");
        self.process.wait().expect("the server's own process");
    }

    /// Starts it again with the same arguments, after it was killed.
    pub(crate) fn restart(&mut self, answers: impl Fn() -> bool) {
        self.process = spawn(self.program, &self.arguments);
        assert!(self.is_up(answers), "{} starts again at its port", self.program);
    }

    /// Stops it without ending it: connections stay open, and nothing answers.
    pub(crate) fn pause(&self) {
        self.signal("-STOP");
        while !self.is_stopped() {
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Whether all of its threads have taken the signal, as far as the system tells: one of them can still answer.
    fn is_stopped(&self) -> bool {
        let Ok(threads) = fs::read_dir(format!("/proc/{}/task", self.process.id())) else { return true };
        let mut states = threads.flatten().flat_map(|thread| fs::read_to_string(thread.path().join("stat")));
        // The state follows the name of the program, which is in parentheses.
        states.all(|state| state.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T')))
    }

    /// Lets it go on after [`pause`](Self::pause).
    pub(crate) fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.process.id().to_string()]).status();
        assert!(status.expect("there is a `kill`").success(), "the server's own process takes {signal}");
    }

    /// Waits until the server answers; `false` when it ended instead.
    fn is_up(&mut self, answers: impl Fn() -> bool) -> bool {
        for _ in 0..1_000 {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return false;
            }
            if answers() {
                return true;
            }
            thread::sleep(Duration::from_millis(10));
        }
        false
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to save either way.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(program: &str, arguments: &[String]) -> Child {
    Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("there is no {program} ({error}): `make setup` brings it"))
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}

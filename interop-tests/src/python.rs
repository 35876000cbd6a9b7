//! The published Python SDK, in a process of its own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::value::Value;

pub use self::automatic_call::AutomaticCall;
pub use self::entry::{Entry, Store};

mod automatic_call;
mod entry;

/// A running `python/partner.py`: requests and answers are lines of JSON.
///
/// Calls are taken one after the other, so all tests of a file can share one.
#[derive(Debug)]
pub struct Python(Mutex<Conversation>);

#[derive(Debug)]
struct Conversation {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What the SDK said to a request: its answer, or the text of its exception.
pub type Answer<T> = Result<T, String>;

/// Namespace, operation and arguments of a call.
pub type Call<'a> = (&'a str, &'a str, &'a [Value]);

impl Python {
    /// Starts the partner.
    ///
    /// # Panics
    /// When the environment with the published package is not there.
    pub fn start() -> Self {
        Self::start_in(&[])
    }

    /// Starts the partner with variables of the environment that the SDK looks at once.
    pub fn start_in(variables: &[(&str, &str)]) -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut command = Command::new(here.join("target/venv/bin/python"));
        for name in ["REDIS_URL", "CACHEKIT_REDIS_URL", "CACHEKIT_API_KEY", "CACHEKIT_MASTER_KEY"] {
            command.env_remove(name);
        }
        let mut process = command
            // No compiled files beside the sources.
            .arg("-B")
            .arg(here.join("python/partner.py"))
            .envs(variables.iter().copied())
            // The SDK logs each failed decryption; what matters is in the answers.
            .stderr(Stdio::null())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the published Python SDK is there: `scripts/setup-exchange` brings it");
        let requests = process.stdin.take().expect("it was piped");
        let answers = BufReader::new(process.stdout.take().expect("it was piped"));
        Self(Mutex::new(Conversation { process, requests, answers }))
    }

    /// The interop keys of many calls; `None` for those that the SDK refuses.
    pub fn keys(&self, calls: &[Call<'_>]) -> Vec<Option<String>> {
        self.ask(&json!({ "do": "keys", "of": calls })).expect("keys are answered one by one")
    }

    /// The keys of calls of functions that are not interop ones; `None` for those that the SDK refuses.
    pub fn automatic_keys(&self, calls: &[AutomaticCall]) -> Vec<Option<String>> {
        self.ask(&json!({ "do": "automatic_keys", "of": calls })).expect("keys are answered one by one")
    }

    /// A value as the bytes of an interop entry.
    pub fn encode(&self, value: &Value) -> Answer<Vec<u8>> {
        let digits: String = self.ask(&json!({ "do": "encode", "value": value }))?;
        Ok(hex::decode(digits).expect("the partner writes hexadecimal digits"))
    }

    /// The value in the bytes of an interop entry.
    pub fn decode(&self, bytes: &[u8]) -> Answer<Value> {
        self.ask(&json!({ "do": "decode", "bytes": hex::encode(bytes) }))
    }

    /// Calls the entry's function, which returns `value`. Whether it ran: not when the SDK found an entry.
    pub fn write(&self, entry: &Entry, arguments: &[Value], value: &Value) -> Answer<bool> {
        self.ask(&request("write", entry, arguments, Some(value)))
    }

    /// What the SDK finds in the entry of a call; `None` where it would run the function.
    pub fn read(&self, entry: &Entry, arguments: &[Value]) -> Answer<Option<Value>> {
        let mut found: Option<BTreeMap<String, Value>> =
            self.ask(&request("read", entry, arguments, None))?;
        Ok(found.as_mut().and_then(|found| found.remove("found")))
    }

    /// Writes a file entry, for so many seconds.
    pub fn file_set(&self, dir: &Path, key: &str, bytes: &[u8], ttl: Option<u64>) -> Answer<()> {
        self.ask(
            &json!({ "do": "file_set", "dir": dir, "key": key, "bytes": hex::encode(bytes), "ttl": ttl }),
        )
    }

    /// Reads a file entry.
    pub fn file_get(&self, dir: &Path, key: &str) -> Answer<Option<Vec<u8>>> {
        let digits: Option<String> = self.ask(&json!({ "do": "file_get", "dir": dir, "key": key }))?;
        Ok(digits.map(|digits| hex::decode(digits).expect("the partner writes hexadecimal digits")))
    }

    /// Deletes a file entry. Whether there was one.
    pub fn file_delete(&self, dir: &Path, key: &str) -> Answer<bool> {
        self.ask(&json!({ "do": "file_delete", "dir": dir, "key": key }))
    }

    /// Writes an entry of memcached servers, for so many seconds.
    pub fn memcached_set(&self, servers: &[String], key: &str, bytes: &[u8], ttl: Option<u64>) -> Answer<()> {
        let bytes = hex::encode(bytes);
        self.ask(
            &json!({ "do": "memcached_set", "servers": servers, "key": key, "bytes": bytes, "ttl": ttl }),
        )
    }

    /// Reads an entry of memcached servers.
    pub fn memcached_get(&self, servers: &[String], key: &str) -> Answer<Option<Vec<u8>>> {
        let digits: Option<String> =
            self.ask(&json!({ "do": "memcached_get", "servers": servers, "key": key }))?;
        Ok(digits.map(|digits| hex::decode(digits).expect("the partner writes hexadecimal digits")))
    }

    /// Deletes an entry of memcached servers. Whether there was one.
    pub fn memcached_delete(&self, servers: &[String], key: &str) -> Answer<bool> {
        self.ask(&json!({ "do": "memcached_delete", "servers": servers, "key": key }))
    }

    /// Which of the servers has each key.
    pub fn memcached_places(&self, servers: &[String], keys: &[String]) -> Vec<usize> {
        self.ask(&json!({ "do": "memcached_places", "servers": servers, "of": keys }))
            .expect("every key has a server")
    }

    fn ask<T: DeserializeOwned>(&self, request: &serde_json::Value) -> Answer<T> {
        // A test that failed in the middle of a conversation has failed all of its file.
        let mut conversation = self.0.lock().expect("no test failed while it talked to the partner");
        let line = conversation.exchange(request).expect("the Python partner is running");
        match serde_json::from_str(&line).expect("the partner answers in JSON") {
            Reply::Ok(answer) => Ok(serde_json::from_value(answer).expect("the answer fits the request")),
            Reply::Error(text) => Err(text),
        }
    }
}

impl Conversation {
    fn exchange(&mut self, request: &serde_json::Value) -> std::io::Result<String> {
        writeln!(self.requests, "{request}")?;
        self.requests.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        Ok(line)
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Reply {
    Ok(serde_json::Value),
    Error(String),
}

fn request(verb: &str, entry: &Entry, arguments: &[Value], value: Option<&Value>) -> serde_json::Value {
    #[derive(Serialize)]
    struct Request<'a> {
        r#do: &'a str,
        entry: &'a Entry,
        environment: BTreeMap<&'static str, String>,
        arguments: &'a [Value],
        value: Option<&'a Value>,
    }
    serde_json::to_value(Request { r#do: verb, entry, environment: entry.environment(), arguments, value })
        .expect("requests are JSON")
}

//! The program on a free port, with a database of its own, and a client.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::{Client, Method};
use serde_json::Value;
use tempfile::TempDir;

/// A place for a database that several instances can share.
pub(crate) struct Shop(TempDir);

/// One instance. It is killed when this is dropped.
pub(crate) struct Instance {
    process: Child,
    pub(crate) address: String,
    stderr: PathBuf,
    client: Client,
}

/// What an instance answers.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) cache_status: String,
    pub(crate) body: Value,
}

impl Shop {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.path().join("shop.db")
    }

    /// The directory of the cache where it is kept in files.
    pub(crate) fn files(&self) -> PathBuf {
        self.0.path().join("shop.db.cache")
    }

    /// An instance that takes connections.
    pub(crate) fn start(&self, options: &[&str]) -> Instance {
        self.start_with(options, &[])
    }

    pub(crate) fn start_with(&self, options: &[&str], environment: &[(&str, &str)]) -> Instance {
        let stderr =
            tempfile::Builder::new().suffix(".log").tempfile_in(self.0.path()).unwrap().keep().unwrap();
        let mut command = program(options);
        command.args(["--listen", "127.0.0.1:0", "--database"]).arg(self.database());
        command.envs(environment.iter().copied()).stderr(stderr.0);
        let mut process = command.spawn().unwrap();
        let mut first = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let address = first.trim_end().strip_prefix("listening on http://");
        let address = address.unwrap_or_else(|| panic!("{}", fs::read_to_string(&stderr.1).unwrap()));
        Instance { process, address: address.to_owned(), stderr: stderr.1, client: Client::new() }
    }
}

/// The program, with nothing of this process's environment.
pub(crate) fn program(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_axum-service"));
    command.args(options).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Instance {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn price(&self, sku: &str) -> u64 {
        let answer = self.get(&format!("/products/{sku}")).await;
        answer.body["price_cents"].as_u64().unwrap_or_else(|| panic!("{answer:?}"))
    }

    pub(crate) async fn set_price(&self, sku: &str, price: u64) {
        let body = serde_json::json!({ "price_cents": price });
        let answer = self.put(&format!("/products/{sku}/price"), body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// What `/statistics` says of a region; `Null` until it was used.
    pub(crate) async fn statistics(&self, region: &str) -> Value {
        let mut regions = self.get("/statistics").await.body["regions"].take();
        let mut regions = regions.as_array_mut().unwrap().drain(..);
        regions.find(|found| found["region"] == region).unwrap_or_default()
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.client.request(method, format!("http://{}{path}", self.address));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let header =
            |name| response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        Answer {
            status: response.status().as_u16(),
            content_type: header("content-type"),
            cache_status: header("cache-status"),
            // `204` has none.
            body: response.json().await.unwrap_or_default(),
        }
    }

    /// What operators were told so far.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.stderr).unwrap()
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// How it ended, once it has.
    #[cfg(unix)]
    pub(crate) fn exit_code(mut self) -> Option<i32> {
        self.process.wait().unwrap().code()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether a text stands in any file of a directory.
pub(crate) fn is_in_files(directory: &Path, text: &str) -> bool {
    fs::read_dir(directory).unwrap().any(|entry| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut File::open(entry.unwrap().path()).unwrap(), &mut bytes).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

//! TLS of the servers of one test.

use std::fs;
use std::sync::Arc;

use tempfile::TempDir;

use crate::Authority;

/// How servers speak TLS, and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Tls<'a> {
    authority: &'a Authority,
    asks_clients: bool,
}

impl<'a> Tls<'a> {
    /// Servers show a certificate, and take any client.
    pub fn of_servers(authority: &'a Authority) -> Self {
        Self { authority, asks_clients: false }
    }

    /// Servers show a certificate, and ask clients for one of the same authority.
    pub fn mutual(authority: &'a Authority) -> Self {
        Self { authority, asks_clients: true }
    }
}

/// The files from which servers, and a console, take their certificates.
#[derive(Debug, Clone)]
pub(crate) struct TlsFiles {
    /// Shared by the servers of a deployment.
    dir: Arc<TempDir>,
    asks_clients: bool,
}

impl TlsFiles {
    pub(crate) fn write(Tls { authority, asks_clients }: Tls<'_>) -> Self {
        let dir = Arc::new(tempfile::tempdir().expect("a temporary directory"));
        let (certificate, key) = &authority.server;
        for (name, text) in
            [("ca.pem", &authority.certificate), ("server.pem", certificate), ("server.key", key)]
        {
            fs::write(dir.path().join(name), text).expect("a file in a temporary directory");
        }
        Self { dir, asks_clients }
    }

    /// What a server at this port is told, be it on its command line or in its configuration: names and values.
    /// Servers speak TLS to one another, too.
    pub(crate) fn settings(&self, port: u16) -> Vec<(&'static str, String)> {
        let yes = || "yes".to_owned();
        vec![
            ("port", "0".to_owned()),
            ("tls-port", port.to_string()),
            ("tls-ca-cert-file", self.path("ca.pem")),
            ("tls-cert-file", self.path("server.pem")),
            ("tls-key-file", self.path("server.key")),
            ("tls-auth-clients", if self.asks_clients { yes() } else { "no".to_owned() }),
            ("tls-replication", yes()),
            ("tls-cluster", yes()),
        ]
    }

    /// What a console is told. It shows the server's own certificate, which the authority has signed.
    pub(crate) fn words_of_console(&self) -> Vec<String> {
        let files = [("--cacert", "ca.pem"), ("--cert", "server.pem"), ("--key", "server.key")];
        let files = files.into_iter().flat_map(|(word, name)| [word.to_owned(), self.path(name)]);
        ["--tls".to_owned()].into_iter().chain(files).collect()
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).display().to_string()
    }
}

//! Somebody who says that he is memcached, and then something else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What he answers to everything but the question for his version.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// These bytes, again and again.
    Say(&'static [u8]),
    /// These bytes, and the end of the connection.
    Last(&'static [u8]),
    /// These bytes, and then `x` without an end.
    Endless(&'static [u8]),
    /// Nothing.
    Silence,
}

/// A server for as long as the runtime of its test lives.
#[derive(Debug)]
pub(crate) struct Impostor {
    port: u16,
    connections: Arc<AtomicUsize>,
}

impl Impostor {
    pub(crate) async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, answer.clone()));
            }
        });
        Self { port, connections }
    }

    pub(crate) fn url(&self) -> String {
        format!("memcache://127.0.0.1:{}", self.port)
    }

    /// How many there have been.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Ends with the connection.
async fn serve(stream: TcpStream, answer: Answer) {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    while let Ok(1..) = stream.read_until(b'\n', &mut line).await {
        let said = match &answer {
            _ if line == b"version\r\n" => stream.write_all(b"VERSION 1.6.0\r\n").await,
            Answer::Say(bytes) => stream.write_all(bytes).await,
            Answer::Silence => Ok(()),
            Answer::Last(bytes) => {
                let _ = stream.write_all(bytes).await;
                return;
            }
            Answer::Endless(bytes) => {
                let _ = stream.write_all(bytes).await;
                while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
                return;
            }
        };
        if said.is_err() {
            return;
        }
        line.clear();
    }
}

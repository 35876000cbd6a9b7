//! An HTTP server that sends exactly the bytes that a test writes down, and remembers those that it got.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with a request, one after the other.
#[derive(Clone)]
pub(crate) enum Step {
    Send(Vec<u8>),
    /// One byte at a time, with a pause before each.
    Drip(Vec<u8>, Duration),
    /// The same bytes again and again, until the client has had enough.
    Endless(Vec<u8>),
    /// Says nothing more, and keeps the connection.
    Hang,
    Close,
}

/// A request as it arrived.
#[derive(Clone)]
pub(crate) struct Seen {
    /// The request line and the headers.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    /// All values of a header; names in lower case.
    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        self.head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .filter(|(other, _)| *other == name)
            .map(|(_, value)| value)
            .collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let values = self.headers(name);
        assert!(values.len() <= 1, "{name} is there once");
        values.first().copied()
    }
}

type Script = dyn Fn(&Seen) -> Vec<Step> + Send + Sync;

#[derive(Default)]
struct Record {
    accepted: AtomicUsize,
    pushed: AtomicUsize,
    seen: Mutex<Vec<Seen>>,
}

pub(crate) struct Server {
    address: SocketAddr,
    record: Arc<Record>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// A server that follows `script` for each request.
    pub(crate) async fn start(script: impl Fn(&Seen) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (record, script): (_, Arc<Script>) = (Arc::new(Record::default()), Arc::new(script));
        let shared = Arc::clone(&record);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.accepted.fetch_add(1, Ordering::Relaxed);
                let (script, record) = (Arc::clone(&script), Arc::clone(&shared));
                tokio::spawn(async move {
                    // A client that hangs up is what some tests are about.
                    let _ = serve(stream, &*script, &record).await;
                });
            }
        });
        Self { address, record, accepting }
    }

    /// A server that sends the same bytes to every request.
    pub(crate) async fn sending(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |_| vec![Step::Send(bytes.clone())]).await
    }

    /// A server that answers the requests by turns, in this order, and the last answer from then on.
    pub(crate) async fn in_order(answers: &[&str]) -> Self {
        let answers: Vec<Vec<u8>> = answers.iter().map(|answer| answer.as_bytes().to_vec()).collect();
        let next = AtomicUsize::new(0);
        Self::start(move |_| {
            let turn = next.fetch_add(1, Ordering::Relaxed).min(answers.len() - 1);
            vec![Step::Send(answers[turn].clone())]
        })
        .await
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections there were.
    pub(crate) fn accepted(&self) -> usize {
        self.record.accepted.load(Ordering::Relaxed)
    }

    /// How many bytes of answers went into the socket.
    pub(crate) fn pushed(&self) -> usize {
        self.record.pushed.load(Ordering::Relaxed)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.record.seen.lock().unwrap().clone()
    }

    /// The one request there was.
    pub(crate) fn only(&self) -> Seen {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "one request");
        seen.remove(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// An answer with a body of a length that is told.
pub(crate) fn answer(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
}

async fn serve(mut stream: TcpStream, script: &Script, record: &Record) -> io::Result<()> {
    let mut buffer = Vec::new();
    loop {
        let seen = read_request(&mut stream, &mut buffer).await?;
        let steps = script(&seen);
        record.seen.lock().unwrap().push(seen);
        for step in steps {
            match step {
                Step::Send(bytes) => push(&mut stream, &bytes, record).await?,
                Step::Drip(bytes, pause) => {
                    for byte in bytes {
                        tokio::time::sleep(pause).await;
                        push(&mut stream, &[byte], record).await?;
                    }
                }
                Step::Endless(bytes) => loop {
                    push(&mut stream, &bytes, record).await?;
                },
                Step::Hang => std::future::pending().await,
                Step::Close => return Ok(()),
            }
        }
    }
}

async fn push(stream: &mut TcpStream, mut bytes: &[u8], record: &Record) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = stream.write(bytes).await?;
        record.pushed.fetch_add(written, Ordering::Relaxed);
        bytes = &bytes[written..];
    }
    Ok(())
}

async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Seen> {
    let end = loop {
        if let Some(at) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        read_more(stream, buffer).await?;
    };
    let head = String::from_utf8(buffer[..end].to_vec()).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    while buffer.len() < end + length {
        read_more(stream, buffer).await?;
    }
    let rest = buffer.split_off(end + length);
    let body = buffer.split_off(end);
    *buffer = rest;
    Ok(Seen { head, body })
}

async fn read_more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    match stream.read_buf(buffer).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

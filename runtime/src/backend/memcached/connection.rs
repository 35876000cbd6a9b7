//! One connection, on which many calls are under way at a time.
//!
//! A task of its own writes whole commands and reads whole answers, in one order. So a caller that leaves takes nothing
//! out of step: its answer is read like any other, and kept by nobody. The task ends, and the connection with it, at the
//! first sign that answers and questions may not belong together any more.

use std::io;
use std::time::Duration;

use bytes::BytesMut;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Either, select};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufWriter};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::sync::{mpsc, oneshot};

use super::address::Address;
use super::protocol::{Decoder, Question, Reply, Request};
use crate::backend::link::{Failure, Multiplexed};
use crate::rt;

/// A handle of a connection, which lives for as long as one of them does.
#[derive(Clone)]
pub(super) struct Connection {
    requests: mpsc::Sender<Asked>,
}

/// Why a connection is of no use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// In the words of the system.
    Io(String),
    Closed,
    /// The answer that was due did not come in time.
    Silent,
    /// What came was no answer to the question.
    Malformed,
}

struct Asked {
    request: Request,
    answer: oneshot::Sender<Result<Reply, Fault>>,
}

/// A question whose answer is still to come.
struct Awaited {
    question: Question,
    answer: oneshot::Sender<Result<Reply, Fault>>,
}

/// So many commands wait to be written; more callers wait for their turn.
const QUEUE: usize = 64;

/// Bytes that are read or written at a time.
const BUFFER: usize = 16 * 1024;

const CONNECTING: &str = "connecting to memcached";

impl Connection {
    /// Connects, and asks for the server's version: whoever answers that is one, and is awake.
    ///
    /// `limit` is how long an answer may take when it is its turn, whether or not somebody waits for it.
    pub(super) fn open(address: Address, limit: Duration) -> BoxFuture<'static, Result<Self, Failure>> {
        async move {
            let connection = Self::dial(address, limit)
                .await
                .map_err(|error| Failure::of_connection(CONNECTING, &error.into()))?;
            match connection.ask(CONNECTING, Request::version()).await? {
                Reply::Version(_) => Ok(connection),
                _ => Err(Failure::nonsense(CONNECTING)),
            }
        }
        .boxed()
    }

    async fn dial(address: Address, limit: Duration) -> io::Result<Self> {
        match address {
            Address::Tcp { host, port } => {
                let stream = TcpStream::connect((host, port)).await?;
                stream.set_nodelay(true)?;
                Ok(Self::drive(stream, limit))
            }
            #[cfg(unix)]
            Address::Unix(path) => Ok(Self::drive(UnixStream::connect(path).await?, limit)),
            #[cfg(not(unix))]
            Address::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// Takes a stream into a task of its own.
    fn drive(stream: impl AsyncRead + AsyncWrite + Send + 'static, limit: Duration) -> Self {
        let (requests, asked) = mpsc::channel(QUEUE);
        // One behind the other in one task: whatever ends first ends both.
        let work = async move {
            let (reader, writer) = tokio::io::split(stream);
            let (awaited, due) = mpsc::unbounded_channel();
            let send = Box::pin(send(asked, awaited, writer));
            let receive = Box::pin(receive(due, reader, limit));
            select(send, receive).await;
        };
        // Where there is no runtime, the receiver is gone and every call says so.
        rt::spawn(work);
        Self { requests }
    }

    /// Asks, and waits for the answer; `doing` says in errors what was tried. A refusal is an error.
    ///
    /// When the future is dropped, the command may still be sent.
    pub(super) async fn ask(&self, doing: &str, request: Request) -> Result<Reply, Failure> {
        let (answer, answered) = oneshot::channel();
        let closed = || Failure::of_connection(doing, &Fault::Closed);
        self.requests.send(Asked { request, answer }).await.map_err(|_| closed())?;
        match answered.await.map_err(|_| closed())? {
            Ok(Reply::Refused { refusal, in_step }) => Err(Failure::of_refusal(doing, refusal, in_step)),
            Ok(reply) => Ok(reply),
            Err(fault) => Err(Failure::of_connection(doing, &fault)),
        }
    }
}

impl Multiplexed for Connection {
    fn is_over(&self) -> bool {
        self.requests.is_closed()
    }

    /// Its own task ends it when answers are missing.
    fn probe(&self) -> Option<BoxFuture<'static, bool>> {
        None
    }
}

/// Writes commands as they come, many at a time where they wait. Ends when nobody has a handle any more.
async fn send(
    mut asked: mpsc::Receiver<Asked>,
    awaited: mpsc::UnboundedSender<Awaited>,
    writer: impl AsyncWrite + Unpin,
) -> io::Result<()> {
    let mut writer = BufWriter::with_capacity(BUFFER, writer);
    loop {
        let next = match asked.try_recv() {
            Ok(next) => next,
            Err(mpsc::error::TryRecvError::Disconnected) => return Ok(()),
            Err(mpsc::error::TryRecvError::Empty) => {
                writer.flush().await?;
                let Some(next) = asked.recv().await else { return Ok(()) };
                next
            }
        };
        let Asked { request: Request { line, data, question }, answer } = next;
        if answer.is_closed() {
            continue;
        }
        // Before it is written, so that no answer comes to a question that is not known.
        if awaited.send(Awaited { question, answer }).is_err() {
            return Ok(());
        }
        writer.write_all(&line).await?;
        if let Some(data) = data {
            writer.write_all(&data).await?;
            writer.write_all(b"\r\n").await?;
        }
    }
}

/// Reads the answers to questions in their order. Ends at the first that is none, that does not come in time, after which
/// the next one could be another question's, and with the stream.
async fn receive(
    mut due: mpsc::UnboundedReceiver<Awaited>,
    mut reader: impl AsyncRead + Unpin,
    limit: Duration,
) {
    let mut buffer = BytesMut::with_capacity(BUFFER);
    loop {
        let Awaited { question, answer } = match due.try_recv() {
            Ok(next) => next,
            Err(mpsc::error::TryRecvError::Disconnected) => return,
            Err(mpsc::error::TryRecvError::Empty) => {
                // Nobody asked for what is there, or for what comes now; and a stream can end while nobody looks.
                if !buffer.is_empty() {
                    return;
                }
                match next_or_bytes(&mut due, &mut reader, &mut buffer).await {
                    Some(next) => next,
                    None => return,
                }
            }
        };
        let read = rt::timeout(limit, read_reply(question, &mut reader, &mut buffer)).await;
        let read = read.unwrap_or(Err(Fault::Silent));
        let goes_on = !matches!(read, Err(_) | Ok(Reply::Refused { in_step: false, .. }));
        // Whoever has left does not want it.
        let _ = answer.send(read);
        if !goes_on {
            return;
        }
    }
}

/// The next question; `None` when something comes of the stream before it, be it its end.
async fn next_or_bytes(
    due: &mut mpsc::UnboundedReceiver<Awaited>,
    reader: &mut (impl AsyncRead + Unpin),
    buffer: &mut BytesMut,
) -> Option<Awaited> {
    let next = Box::pin(due.recv());
    let bytes = Box::pin(reader.read_buf(buffer));
    match select(next, bytes).await {
        Either::Left((next, _)) => next,
        Either::Right(_) => None,
    }
}

async fn read_reply(
    question: Question,
    reader: &mut (impl AsyncRead + Unpin),
    buffer: &mut BytesMut,
) -> Result<Reply, Fault> {
    let mut decoder = Decoder::new(question);
    loop {
        if let Some(reply) = decoder.decode(buffer).map_err(|_| Fault::Malformed)? {
            return Ok(reply);
        }
        buffer.reserve(BUFFER);
        if reader.read_buf(buffer).await? == 0 {
            return Err(Fault::Closed);
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

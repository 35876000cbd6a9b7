//! What lies between a client and its server, and fails when a test says so.

use std::collections::BTreeMap;
use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// A TCP proxy on a free port of 127.0.0.1, on a thread of its own. At first everything passes.
///
/// What a method says of connections holds for those that are open, and for later ones until another method says
/// something else. What ends connections has done so when the method returns; the rest takes effect
/// within a moment.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    orders: watch::Sender<Orders>,
    counts: Arc<Counts>,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As if the other side had closed it.
    Fin,
    /// As if the other side knew nothing of it any more.
    Reset,
}

#[derive(Debug, Clone, Copy)]
struct Orders {
    /// The port of the server, for new connections.
    server: u16,
    listens: bool,
    passage: Passage,
    cuts: u64,
    /// How those connections end that were open before this number was given.
    end: (u64, End),
}

#[derive(Debug, Clone, Copy)]
enum Passage {
    Open,
    Delayed(Duration),
    /// Nothing passes, and nothing is lost.
    Held,
    /// Every connection ends after so many further bytes of replies. Numbered, so that each order counts anew.
    Cut {
        number: u64,
        after: usize,
        ending: Ending,
    },
}

#[derive(Debug, Clone, Copy)]
enum End {
    With(Ending),
    /// The server's side ends, and the client is not told.
    Half,
}

#[derive(Debug, Default)]
struct Counts {
    accepted: AtomicUsize,
    is_listening: AtomicBool,
    /// Connections on which something passes, by the number of the last end that was ordered before they began.
    passing: Mutex<BTreeMap<u64, usize>>,
}

impl Counts {
    fn passing(&self) -> MutexGuard<'_, BTreeMap<u64, usize>> {
        self.passing.lock().expect("nothing that is done under it panics")
    }
}

impl Proxy {
    /// A proxy before the server at this port of 127.0.0.1.
    pub fn start(server: u16) -> Self {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a socket can do without blocking");
        let address = listener.local_addr().expect("a bound socket has an address");
        let end = (0, End::With(Ending::Fin));
        let (orders, taken) =
            watch::channel(Orders { server, listens: true, passage: Passage::Open, cuts: 0, end });
        let counts = Arc::new(Counts::default());
        let counted = Arc::clone(&counts);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let listener = TcpListener::from_std(listener).expect("a listening socket");
                serve(listener, address, taken, counted).await;
            });
        });
        let proxy = Self { port: address.port(), orders, counts };
        proxy.until_listening(true);
        proxy
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many connections were accepted so far.
    pub fn connections(&self) -> usize {
        self.counts.accepted.load(Ordering::SeqCst)
    }

    /// Everything passes, and what was held back comes first.
    pub fn pass(&self) {
        self.orders.send_modify(|orders| {
            orders.passage = Passage::Open;
            orders.listens = true;
        });
        self.until_listening(true);
    }

    /// What passes does so this much later, in both directions, and up to twice as much where more comes meanwhile.
    pub fn delay(&self, by: Duration) {
        self.orders.send_modify(|orders| orders.passage = Passage::Delayed(by));
    }

    /// Takes what is sent, and passes nothing on, not even that a side has closed. Held back until [`pass`](Self::pass),
    /// as a network that heals delivers what was sent meanwhile.
    pub fn black_hole(&self) {
        self.orders.send_modify(|orders| orders.passage = Passage::Held);
    }

    /// Every connection ends after so many further bytes from the server.
    pub fn cut_replies_after(&self, bytes: usize, ending: Ending) {
        self.orders.send_modify(|orders| {
            orders.cuts += 1;
            orders.passage = Passage::Cut { number: orders.cuts, after: bytes, ending };
        });
    }

    /// Ends the connections that are open.
    pub fn cut(&self, ending: Ending) {
        self.end(End::With(ending));
    }

    /// Ends the connections that are open at the server, and tells their clients nothing: what they send is taken, and
    /// nobody answers.
    pub fn half_open(&self) {
        self.end(End::Half);
    }

    /// Refuses new connections, until [`pass`](Self::pass). It does so when this returns.
    pub fn refuse(&self) {
        self.orders.send_modify(|orders| orders.listens = false);
        self.until_listening(false);
    }

    /// New connections go to the server at this port.
    pub fn redirect(&self, server: u16) {
        self.orders.send_modify(|orders| orders.server = server);
    }

    /// Nothing passes any more when it returns: what comes just then would hide what the test is about.
    fn end(&self, end: End) {
        self.orders.send_modify(|orders| orders.end = (orders.end.0 + 1, end));
        let number = self.orders.borrow().end.0;
        let has_ended = || self.counts.passing().range(..number).next().is_none();
        assert!(comes_true(has_ended), "a connection does not end");
    }

    fn until_listening(&self, listens: bool) {
        let has_changed = || self.counts.is_listening.load(Ordering::SeqCst) == listens;
        assert!(comes_true(has_changed), "the proxy's own port was taken by somebody else meanwhile");
    }
}

/// Waits for the proxy's thread, for ten seconds.
fn comes_true(condition: impl Fn() -> bool) -> bool {
    (0..10_000).any(|_| {
        let holds = condition();
        if !holds {
            thread::sleep(Duration::from_millis(1));
        }
        holds
    })
}

/// Accepts, until the [`Proxy`] is gone; then everything ends.
async fn serve(
    listener: TcpListener,
    address: SocketAddr,
    mut orders: watch::Receiver<Orders>,
    counts: Arc<Counts>,
) {
    let mut listener = Some(listener);
    let mut connections = JoinSet::new();
    loop {
        if !orders.borrow_and_update().listens {
            listener = None;
        } else if listener.is_none() {
            listener = TcpListener::bind(address).await.ok();
        }
        counts.is_listening.store(listener.is_some(), Ordering::SeqCst);
        tokio::select! {
            changed = orders.changed() => {
                if changed.is_err() {
                    return;
                }
            }
            accepted = accept(listener.as_ref()) => {
                if let Ok(client) = accepted {
                    counts.accepted.fetch_add(1, Ordering::SeqCst);
                    connections.spawn(carry(client, orders.clone(), Arc::clone(&counts)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<TcpStream> {
    match listener {
        Some(listener) => Ok(listener.accept().await?.0),
        None => pending().await,
    }
}

/// One connection, from its beginning to its end.
async fn carry(mut client: TcpStream, orders: watch::Receiver<Orders>, counts: Arc<Counts>) {
    let begun = *orders.borrow();
    // A server that is not there closes the connection: the client's own attempt has gone well already.
    let Ok(mut server) = TcpStream::connect((Ipv4Addr::LOCALHOST, begun.server)).await else { return };
    if client.set_nodelay(true).and(server.set_nodelay(true)).is_err() {
        return;
    }
    *counts.passing().entry(begun.end.0).or_default() += 1;
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let end = tokio::select! {
        end = pass(from_client, to_server, orders.clone(), Direction::Request) => end,
        end = pass(from_server, to_client, orders.clone(), Direction::Reply) => end,
        end = ordered(orders.clone(), begun.end.0) => end,
    };
    counts.passing().retain(|number, passing| {
        *passing -= usize::from(*number == begun.end.0);
        *passing > 0
    });
    match end {
        End::With(Ending::Fin) => {}
        End::With(Ending::Reset) => {
            // Without it, the client is told a little more gently.
            let _ = client.set_zero_linger();
        }
        End::Half => {
            drop(server);
            let mut swallowed = [0; 4096];
            while matches!(client.read(&mut swallowed).await, Ok(1..)) {}
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Reply,
}

/// Passes on what one side sends, until it closes or an order ends the connection.
async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut orders: watch::Receiver<Orders>,
    direction: Direction,
) -> End {
    let mut buffer = vec![0; 64 * 1024];
    // Of the last order to cut: its number, and how many bytes are left.
    let mut left = None;
    loop {
        let read = from.read(&mut buffer).await.unwrap_or(0);
        let passage = match orders.wait_for(|orders| !matches!(orders.passage, Passage::Held)).await {
            Ok(orders) => orders.passage,
            Err(_) => return End::With(Ending::Fin),
        };
        if read == 0 {
            return End::With(Ending::Fin);
        }
        let mut bytes = &buffer[..read];
        let mut end = None;
        match passage {
            Passage::Delayed(by) => tokio::time::sleep(by).await,
            Passage::Cut { number, after, ending } if direction == Direction::Reply => {
                let most = match left {
                    Some((of, most)) if of == number => most,
                    _ => after,
                };
                if read >= most {
                    (bytes, end) = (&bytes[..most], Some(End::With(ending)));
                }
                left = Some((number, most.saturating_sub(read)));
            }
            Passage::Open | Passage::Held | Passage::Cut { .. } => {}
        }
        if to.write_all(bytes).await.is_err() {
            return End::With(Ending::Fin);
        }
        if let Some(end) = end {
            return end;
        }
    }
}

/// Waits for an order to end what was begun before it.
async fn ordered(mut orders: watch::Receiver<Orders>, begun: u64) -> End {
    match orders.wait_for(|orders| orders.end.0 > begun).await {
        Ok(orders) => orders.end.1,
        Err(_) => End::With(Ending::Fin),
    }
}

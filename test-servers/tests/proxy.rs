//! The proxy does to a connection what it is told to.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use cachekit_test_servers::{Ending, Proxy};

const MOMENT: Duration = Duration::from_millis(150);

/// Sends back what it is sent, after a letter of its own.
fn echo(letter: u8) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for connection in listener.incoming() {
            thread::spawn(move || {
                let mut connection = connection.unwrap();
                let mut bytes = [0; 1024];
                while let Ok(read @ 1..) = connection.read(&mut bytes) {
                    let _ = connection.write_all(&[&[letter], &bytes[..read]].concat());
                }
            });
        }
    });
    port
}

fn connect(proxy: &Proxy) -> TcpStream {
    let connection = TcpStream::connect(("127.0.0.1", proxy.port())).unwrap();
    connection.set_read_timeout(Some(MOMENT * 10)).unwrap();
    connection
}

fn ask(connection: &mut TcpStream, text: &str) -> String {
    connection.write_all(text.as_bytes()).unwrap();
    let mut answer = vec![0; text.len() + 1];
    connection.read_exact(&mut answer).unwrap();
    String::from_utf8(answer).unwrap()
}

/// What the connection still has, and how it ends.
fn rest(connection: &mut TcpStream) -> (Vec<u8>, Result<(), ErrorKind>) {
    let mut bytes = Vec::new();
    let end = connection.read_to_end(&mut bytes).map(drop).map_err(|error| error.kind());
    (bytes, end)
}

fn is_silent(connection: &mut TcpStream, time: Duration) -> bool {
    connection.set_read_timeout(Some(time)).unwrap();
    let silent = rest(connection) == (Vec::new(), Err(ErrorKind::WouldBlock));
    connection.set_read_timeout(Some(MOMENT * 10)).unwrap();
    silent
}

#[test]
fn it_passes_and_counts() {
    let proxy = Proxy::start(echo(b'a'));
    let (mut first, mut second) = (connect(&proxy), connect(&proxy));
    assert_eq!((ask(&mut first, "one"), ask(&mut second, "two")), ("aone".into(), "atwo".into()));
    assert_eq!(proxy.connections(), 2);
}

#[test]
fn replies_are_cut_at_a_byte() {
    let proxy = Proxy::start(echo(b'a'));
    for ending in [Ending::Fin, Ending::Reset] {
        for after in [0, 2, 4] {
            proxy.pass();
            let mut connection = connect(&proxy);
            ask(&mut connection, "warm");
            proxy.cut_replies_after(after, ending);
            connection.write_all(b"one").unwrap();
            let (bytes, end) = rest(&mut connection);
            assert_eq!(bytes, &b"aone"[..after]);
            let reset = Err(ErrorKind::ConnectionReset);
            assert_eq!(end, if ending == Ending::Reset { reset } else { Ok(()) });
        }
    }
}

#[test]
fn open_connections_are_cut() {
    let proxy = Proxy::start(echo(b'a'));
    let mut connection = connect(&proxy);
    ask(&mut connection, "one");
    proxy.cut(Ending::Fin);
    assert_eq!(rest(&mut connection), (Vec::new(), Ok(())));
    ask(&mut connect(&proxy), "two");
}

#[test]
fn a_black_hole_gives_back_what_it_has_taken() {
    let proxy = Proxy::start(echo(b'a'));
    let mut connection = connect(&proxy);
    ask(&mut connection, "one");
    proxy.black_hole();
    connection.write_all(b"two").unwrap();
    assert!(is_silent(&mut connection, MOMENT));
    proxy.pass();
    let mut answer = [0; 4];
    connection.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"atwo");
}

#[test]
fn a_half_open_connection_is_silent_for_ever() {
    let proxy = Proxy::start(echo(b'a'));
    let mut connection = connect(&proxy);
    ask(&mut connection, "one");
    proxy.half_open();
    thread::sleep(MOMENT);
    connection.write_all(b"two").unwrap();
    assert!(is_silent(&mut connection, MOMENT));
    ask(&mut connect(&proxy), "three");
}

#[test]
fn connections_are_refused_redirected_and_delayed() {
    let proxy = Proxy::start(echo(b'a'));
    proxy.refuse();
    let refused = TcpStream::connect(("127.0.0.1", proxy.port())).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    proxy.pass();
    proxy.redirect(echo(b'b'));
    let mut connection = connect(&proxy);
    assert_eq!(ask(&mut connection, "one"), "bone");
    proxy.delay(MOMENT);
    connection.write_all(b"two").unwrap();
    assert!(is_silent(&mut connection, MOMENT));
    assert_eq!(connection.read(&mut [0; 4]).unwrap(), 4);
}

//! The program: what it prints, and how it ends.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

fn devserver(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_devserver"));
    command.args(options).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(options: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = devserver(options).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap())
}

/// Started, with the lines it prints and the address in the first.
fn start(options: &[&str]) -> (Child, impl Iterator<Item = String>, String) {
    let mut child = devserver(options).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let address = first.split_once("http://").unwrap().1.split_once(',').unwrap().0.to_owned();
    (child, lines, address)
}

#[test]
fn it_says_where_it_listens_and_how_to_get_there() {
    let (mut child, lines, address) = start(&["--listen", "127.0.0.1:0"]);
    let welcome: Vec<String> = lines.take_while(|line| !line.starts_with("Ctrl-C")).collect();
    let welcome = welcome.join("\n");
    assert!(welcome.contains(&format!(".api_url(\"http://{address}\").allow_loopback(true)")), "{welcome}");
    assert!(welcome.contains("ck_sdk_development"), "{welcome}");
    assert!(TcpStream::connect(&address).is_ok(), "somebody listens at {address}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn keys_of_ones_own_are_not_printed_and_refusals_are() {
    let (mut child, mut lines, address) =
        start(&["--listen", "127.0.0.1:0", "--api-key", "ck_live_swordfish"]);
    let welcome: Vec<String> = lines.by_ref().take_while(|line| !line.starts_with("Ctrl-C")).collect();
    assert!(!welcome.join("\n").contains("swordfish"), "{welcome:?}");

    let mut connection = TcpStream::connect(&address).unwrap();
    let request =
        "GET /v1/cache/my-key HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer nope\r\n\r\n";
    std::io::Write::write_all(&mut connection, request.as_bytes()).unwrap();
    connection.read_to_string(&mut String::new()).unwrap();
    let mut refusal = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut refusal).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(refusal.starts_with("401 to a GET: "), "{refusal}");
    assert!(!refusal.contains("my-key") && !refusal.contains("nope"), "{refusal}");
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_it_in_good_order() {
    let (mut child, _lines, address) = start(&["--listen", "127.0.0.1:0"]);
    // A client that keeps its connection open is no reason to stay.
    let _idle = TcpStream::connect(&address).unwrap();
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(TcpStream::connect(&address).is_err(), "nobody listens any more");
}

#[test]
fn an_address_in_use_is_told() {
    let (mut child, _lines, address) = start(&["--listen", "127.0.0.1:0"]);
    let (code, output) = run(&["--listen", &address]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(code, Some(1));
    assert!(output.contains(&address) && output.contains("--listen"), "{output}");
}

#[test]
fn wrong_options_are_told() {
    for (options, says) in [
        (&["--storage", "disk"][..], "file:"),
        (&["--storage", "file:"], "file:"),
        (&["--api-key", "secret"], "ck_sdk_"),
        (&["--max-bytes", "0"], "--max-bytes"),
        (&["--listen", "localhost"], "--listen"),
    ] {
        let (code, output) = run(options);
        assert_eq!(code, Some(2), "{options:?}: {output}");
        assert!(output.contains(says), "{options:?}: {output}");
    }
}

#[test]
fn help_names_every_option() {
    let (code, help) = run(&["--help"]);
    assert_eq!(code, Some(0));
    for word in [
        "--listen",
        "--storage",
        "memory|file:DIR",
        "--api-key",
        "--max-bytes",
        "--quota",
        "allow_loopback",
        "26214400",
        "127.0.0.1:8787",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

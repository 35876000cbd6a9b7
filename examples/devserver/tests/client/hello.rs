//! The example.

use devserver::{Config, Server};

#[path = "../../examples/hello.rs"]
#[expect(dead_code, reason = "its `main` is for people")]
mod example;

#[tokio::test]
async fn the_second_run_finds_what_the_first_left() {
    let server = Server::start(Config::default()).await.unwrap();
    assert_eq!(example::visit(&server.url()).await.unwrap(), 1);
    assert_eq!(example::visit(&server.url()).await.unwrap(), 2);
}

//! The program: what it takes, what it refuses, how it ends.

use std::process::Output;

use crate::support::{Shop, program};

fn run(options: &[&str], environment: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = program(options).envs(environment.iter().copied()).output().unwrap();
    let Output { status, stdout, stderr } = output;
    (status.code(), String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap())
}

#[test]
fn help_names_every_option_and_variable() {
    let (code, help) = run(&["--help"], &[]);
    assert_eq!(code, Some(0));
    for word in [
        "--listen",
        "127.0.0.1:3000",
        "--database",
        "target/axum-service/shop.db",
        "--cache",
        "redis://localhost",
        "--slow-queries",
        "CACHEKIT_URL",
        "CACHEKIT_MASTER_KEY",
        "CACHEKIT_NAMESPACE",
        "Exit status",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn wrong_usage_is_told() {
    let shop = Shop::new();
    let database = shop.database();
    let database = database.to_str().unwrap();
    for (options, environment, says) in [
        (&["--listen", "localhost"][..], &[][..], "--listen"),
        (&["--database", ":memory:"], &[], "name a file"),
        (&["--slow-queries", "60001"], &[], "60000"),
        (&["--cache", "ftp://localhost", "--database", database], &[], "redis://"),
        (&["--database", database], &[("CACHEKIT_URL", "redis:/localhost")], "redis"),
        (&["--database", database], &[("CACHEKIT_MASTER_KEY", "secret")], "CACHEKIT_MASTER_KEY"),
        (&["--redis"], &[], "--redis"),
    ] {
        let (code, output) = run(options, environment);
        assert_eq!(code, Some(2), "{options:?} {environment:?}: {output}");
        assert!(output.contains(says), "{options:?} {environment:?}: {output}");
    }
}

#[test]
fn what_keeps_it_from_running_is_told() {
    let shop = Shop::new();
    let running = shop.start(&[]);
    let database = shop.database();
    let database = database.to_str().unwrap();
    let (code, output) = run(&["--listen", &running.address, "--database", database], &[]);
    assert_eq!(code, Some(1), "{output}");
    assert!(output.contains(&running.address) && output.contains("--listen"), "{output}");

    let no_database = shop.files();
    let (code, output) = run(&["--database", no_database.to_str().unwrap()], &[]);
    assert_eq!(code, Some(1), "{output}");
    assert!(output.contains("--database"), "{output}");
}

#[tokio::test]
#[cfg(unix)]
async fn told_to_stop_it_answers_what_is_under_way() {
    for signal in ["-INT", "-TERM"] {
        let shop = Shop::new();
        let service = shop.start(&["--slow-queries", "300"]);
        let asking = service.get("/products/green-tea-100g");
        let stopping = async {
            cachekit_test_servers::holds_within(std::time::Duration::from_secs(5), async || {
                service.statistics("ProductBySku").await["misses"] == 1
            })
            .await;
            service.signal(signal);
        };
        let (answer, ()) = tokio::join!(asking, stopping);
        assert_eq!(answer.status, 200, "{signal}");
        let said = service.said();
        assert_eq!(service.exit_code(), Some(0), "{said}");
    }
}

//! Which keys there can be.

use crate::support::Bench;

#[tokio::test]
async fn keys_that_the_service_takes() {
    let bench = Bench::new().await;
    let longest = "k".repeat(400);
    for (sent, key) in [
        ("a", "a"),
        ("users:42", "users:42"),
        ("users%3A42", "users:42"),
        ("users%3a42", "users:42"),
        ("AZaz09_.:-", "AZaz09_.:-"),
        (".a", ".a"),
        ("a.:.", "a.:."),
        ("ns:app:x", "ns:app:x"),
        ("ns:app::", "ns:app::"),
        ("nsapi:a-b_C:x", "nsapi:a-b_C:x"),
        ("nsx", "nsx"),
        ("healthy", "healthy"),
        (&longest, &longest),
    ] {
        assert_eq!(bench.put(sent, key.as_bytes(), &[]).await.status, 200, "{sent}");
        assert_eq!(bench.get(key).await.body, key.as_bytes(), "{sent} is {key}");
    }
}

#[tokio::test]
async fn keys_that_it_refuses() {
    let bench = Bench::new().await;
    let too_long = "k".repeat(401);
    let namespace = format!("ns:{}:x", "n".repeat(65));
    for key in [
        "a%20b",
        "a+b",
        "a%2Fb",
        "a%25b",
        "a%252Fb",
        "a%00b",
        "a%0A",
        "%C3%A4",
        "%FF",
        "a~b",
        "a%zz",
        "a@b",
        "..",
        "%2e%2e",
        "a..b",
        "a:..",
        ".",
        "ttl",
        "lock",
        "ns:",
        "ns:app",
        "ns:app:",
        "ns::x",
        "ns:a.b:x",
        "nsapi:",
        "nsapi:app",
        "nsapi::x",
        &too_long,
        &namespace,
    ] {
        for method in ["GET", "HEAD", "PUT", "DELETE"] {
            let request = bench.request(method, &format!("/v1/cache/{key}")).octets(b"value");
            assert_eq!(request.status().await, 400, "{method} {key}");
        }
        let ttl = bench.request("GET", &format!("/v1/cache/{key}/ttl"));
        assert_eq!(ttl.status().await, 400, "ttl of {key}");
        let lock = bench.request("POST", &format!("/v1/cache/{key}/lock")).json(r#"{"timeout_ms": 1}"#);
        assert_eq!(lock.status().await, 400, "lock of {key}");
    }
}

#[tokio::test]
async fn a_refusal_says_why_and_repeats_nothing() {
    let bench = Bench::new().await;
    let answer = bench.get("secret%20name").await;
    let reason = answer.json()["error"].as_str().unwrap().to_owned();
    assert!(reason.contains("A-Za-z0-9_.:-"), "{reason}");
    assert!(!reason.contains("secret"), "{reason}");
}

//! Who may ask what.

use crate::support::{API, Bench, LIVE, SDK};

#[tokio::test]
async fn without_a_key_of_the_server_nothing_is_answered() {
    let bench = Bench::new().await;
    for authorization in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer ck_live_other",
        "Bearer  ck_live_one",
        "Bearer ck_live_one ck_live_one",
        "Basic ck_live_one",
        "ck_live_one",
    ] {
        for path in
            ["/v1/cache/key", "/v1/cache/key/ttl", "/v1/cache/health", "/v1/cache/a%2Fb", "/elsewhere"]
        {
            let answer = bench.bare("GET", path).header("Authorization", authorization).send().await;
            assert_eq!(answer.status, 401, "{authorization:?} for {path}");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
    }
    assert_eq!(bench.bare("GET", "/v1/cache/key").status().await, 401, "no header at all");
    let twice = bench.request("GET", "/v1/cache/key").header("Authorization", "Bearer ck_live_one");
    assert_eq!(twice.status().await, 401, "two headers");
}

#[tokio::test]
async fn the_scheme_is_written_in_any_case() {
    let bench = Bench::new().await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let request = bench.bare("GET", "/v1/cache/health");
        assert_eq!(
            request.header("Authorization", &format!("{scheme} {LIVE}")).status().await,
            200,
            "{scheme}"
        );
    }
}

#[tokio::test]
async fn sdk_keys_report_their_l1_with_every_request() {
    let bench = Bench::new().await;
    for (status, reported) in [
        (400, None),
        (400, Some("enabled")),
        (400, Some("Hit")),
        (400, Some("hit, miss")),
        (400, Some("")),
        (200, Some("hit")),
        (200, Some("miss")),
        (200, Some("disabled")),
    ] {
        for (method, path) in
            [("GET", "/v1/cache/health"), ("DELETE", "/v1/cache/key"), ("PUT", "/v1/cache/key")]
        {
            let mut request =
                bench.bare(method, path).header("Authorization", &format!("Bearer {SDK}")).octets(b"value");
            if let Some(reported) = reported {
                request = request.header("X-CacheKit-L1-Status", reported);
            }
            assert_eq!(request.status().await, status, "{reported:?} with {method} {path}");
        }
    }
}

#[tokio::test]
async fn the_other_classes_need_not_report() {
    let bench = Bench::new().await;
    for key in [API, LIVE] {
        let request = bench.bare("GET", "/v1/cache/health").header("Authorization", &format!("Bearer {key}"));
        assert_eq!(request.status().await, 200, "{key}");
    }
}

#[tokio::test]
async fn each_class_writes_in_its_space_and_reads_everywhere() {
    let bench = Bench::new().await;
    for (api_key, key, writes) in [
        (SDK, "plain", 200),
        (SDK, "ns:users:1", 200),
        (SDK, "nsapi:users:1", 403),
        (API, "plain", 200),
        (API, "ns:users:1", 403),
        (API, "nsapi:users:1", 200),
        (LIVE, "plain", 200),
        (LIVE, "ns:users:1", 200),
        (LIVE, "nsapi:users:1", 200),
    ] {
        bench.put(key, b"value", &[]).await;
        let path = format!("/v1/cache/{key}");
        let request = |method: &str, path: &str| {
            bench
                .bare(method, path)
                .header("Authorization", &format!("Bearer {api_key}"))
                .header("X-CacheKit-L1-Status", "miss")
        };
        let lock = request("POST", &format!("{path}/lock")).json(r#"{"timeout_ms": 1000}"#);
        assert_eq!(lock.status().await, writes, "{api_key} locks {key}");
        let unlock = request("DELETE", &format!("{path}/lock")).header("X-CacheKit-Lock-Id", "any");
        assert_eq!(unlock.status().await, writes, "{api_key} unlocks {key}");
        let renew = request("PATCH", &format!("{path}/ttl")).json(r#"{"ttl": 60}"#);
        assert_eq!(renew.status().await, writes, "{api_key} renews {key}");
        assert_eq!(request("GET", &path).status().await, 200, "{api_key} reads {key}");
        assert_eq!(
            request("GET", &format!("{path}/ttl")).status().await,
            200,
            "{api_key} reads the ttl of {key}"
        );
        assert_eq!(request("PUT", &path).octets(b"v").status().await, writes, "{api_key} writes {key}");
        assert_eq!(request("DELETE", &path).status().await, writes, "{api_key} deletes {key}");
    }
}

#[tokio::test]
async fn browsers_ask_first_and_without_a_key() {
    let bench = Bench::new().await;
    assert_eq!(bench.bare("OPTIONS", "/v1/cache/key").status().await, 204);
}

#[tokio::test]
async fn no_answer_may_be_kept_on_the_way() {
    let bench = Bench::new().await;
    for request in [
        bench.bare("OPTIONS", "/v1/cache/key"),
        bench.bare("GET", "/v1/cache/key"),
        bench.request("GET", "/v1/cache/key"),
        bench.request("GET", "/v1/cache/health"),
        bench.request("POST", "/v1/cache/health"),
        bench.request("GET", "/elsewhere"),
    ] {
        let answer = request.send().await;
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:?}");
        assert_eq!(answer.header("vary"), Some("Authorization"), "{answer:?}");
    }
}

#[tokio::test]
async fn a_quota_ends_and_says_that_waiting_does_not_help() {
    let bench = Bench::with_quota(2).await;
    for _ in 0..3 {
        assert_eq!(bench.bare("GET", "/v1/cache/key").status().await, 401, "strangers spend nothing");
    }
    assert_eq!(bench.put("key", b"value", &[]).await.status, 200);
    assert_eq!(bench.get("key").await.status, 200);
    for request in [bench.request("GET", "/v1/cache/key"), bench.request("DELETE", "/v1/cache/key")] {
        let answer = request.send().await;
        assert_eq!((answer.status, answer.header("x-cachekit-deny-reason")), (429, Some("quota_exceeded")));
    }
}

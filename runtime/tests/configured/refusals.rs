//! What a program is told that cannot start.

use crate::support::{KEY, OLD_KEY, from_env};

const API_KEY: (&str, &str) = ("CACHEKIT_API_KEY", "ck_live_swordfish");

/// Asserts that no client comes of the variables besides the API key, and returns what is said of them.
#[track_caller]
fn refused(variables: &[(&str, &str)]) -> String {
    let mut all = vec![API_KEY];
    all.extend(variables);
    let Err(message) = from_env(&all) else { panic!("{variables:?} make a client") };
    assert!(message.starts_with("configuration error: "), "{message}");
    for (_, value) in all {
        assert!(value.len() < 8 || !message.contains(value), "{message}");
    }
    assert!(!message.contains("swordfish"), "{message}");
    message
}

#[test]
fn without_a_url_or_an_api_key_there_is_no_client() {
    let message = from_env(&[]).unwrap_err();
    assert!(message.contains("`CACHEKIT_URL` or `CACHEKIT_API_KEY` is required"), "{message}");
    for (key, says) in
        [("", "blank"), (" ", "blank"), ("ck_live_x\n", "white space"), ("ck live", "character")]
    {
        let message = from_env(&[("CACHEKIT_API_KEY", key)]).unwrap_err();
        assert!(message.contains("`CACHEKIT_API_KEY`") && message.contains(says), "{message}");
    }
}

#[test]
fn urls_of_backends_are_checked_and_not_shown() {
    for (url, says) in [
        ("localhost:6379", "begins with `memory:`"),
        ("redis://user:swordfish@local host", "cannot be read"),
        ("http://api.cachekit.io", "`https://` only"),
        ("https://cache.example", "not permitted"),
        (" ", "blank"),
    ] {
        let message = refused(&[("CACHEKIT_URL", url)]);
        assert!(message.contains("`CACHEKIT_URL`") && message.contains(says), "{url}: {message}");
    }
    let message = from_env(&[("CACHEKIT_URL", "https://api.cachekit.io")]).unwrap_err();
    assert!(message.contains("`CACHEKIT_API_KEY`"), "{message}");
}

#[test]
fn urls_that_lead_inside_are_refused_and_named() {
    for (url, says) in [
        ("http://127.0.0.1:8787", "`https://`"),
        ("http://api.cachekit.io", "`https://`"),
        ("https://127.0.0.1:8787", "not on the public internet"),
        ("https://localhost:8787", "not on the public internet"),
        ("https://10.1.2.3", "not on the public internet"),
        ("https://169.254.169.254/latest", "not on the public internet"),
        ("https://[fd00::1]", "not on the public internet"),
        ("https://cache.example", "not permitted"),
        ("https://user:swordfish@api.cachekit.io", "user name"),
    ] {
        let message = refused(&[("CACHEKIT_API_URL", url)]);
        assert!(message.contains("`CACHEKIT_API_URL`") && message.contains(says), "{url}: {message}");
    }
    let custom = ("CACHEKIT_ALLOW_CUSTOM_HOST", "true");
    let message = refused(&[("CACHEKIT_API_URL", "https://192.168.0.1"), custom]);
    assert!(message.contains("not on the public internet"), "{message}");
}

#[test]
fn keys_that_are_none_are_refused_and_not_shown() {
    let again = KEY.to_uppercase();
    for (variables, says) in [
        (&[("CACHEKIT_MASTER_KEY", &KEY[2..])][..], "`CACHEKIT_MASTER_KEY` decodes to 31 bytes"),
        (&[("CACHEKIT_MASTER_KEY", "")], "`CACHEKIT_MASTER_KEY` is set, but blank"),
        (&[("CACHEKIT_PREVIOUS_MASTER_KEYS", OLD_KEY)], "without a current master key"),
        (
            &[("CACHEKIT_MASTER_KEY", KEY), ("CACHEKIT_PREVIOUS_MASTER_KEYS", &again)],
            "`CACHEKIT_PREVIOUS_MASTER_KEYS` names the current master key too",
        ),
    ] {
        let message = refused(variables);
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn other_settings_are_refused_by_name() {
    for (name, value, says) in [
        ("CACHEKIT_DEFAULT_TTL", "0", "`CACHEKIT_DEFAULT_TTL` is out of range"),
        ("CACHEKIT_DEFAULT_TTL", "5m", "`CACHEKIT_DEFAULT_TTL` is not a number"),
        ("CACHEKIT_NAMESPACE", "bücher", "`CACHEKIT_NAMESPACE` holds a character"),
        ("CACHEKIT_DEPLOYMENT_UUID", "prod", "`CACHEKIT_DEPLOYMENT_UUID` is not a UUID"),
        ("CACHEKIT_TIMEOUT", "0", "`CACHEKIT_TIMEOUT` is out of range"),
        ("CACHEKIT_ALLOW_CUSTOM_HOST", "perhaps", "`CACHEKIT_ALLOW_CUSTOM_HOST` is neither"),
    ] {
        let message = refused(&[(name, value)]);
        assert!(message.contains(says), "{message}");
    }
}

/// Other backends take them. Here every call would fail, and loads would hide it.
#[test]
fn what_cachekit_io_does_not_take_is_found_before_the_first_call() {
    let message = refused(&[("CACHEKIT_DEFAULT_TTL", "2592001")]);
    assert!(message.contains("30 days"), "{message}");
    for namespace in ["my shop", "shop/eu", "a..b", "ns"] {
        let message = refused(&[("CACHEKIT_NAMESPACE", namespace)]);
        assert!(message.contains("the namespace"), "{message}");
    }
    for (name, value) in [("CACHEKIT_DEFAULT_TTL", "2592000"), ("CACHEKIT_NAMESPACE", "ns:web")] {
        from_env(&[API_KEY, (name, value)]).unwrap();
    }
}

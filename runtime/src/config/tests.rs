//! What each variable accepts, and what is said of the rest. No test touches the environment of its process.

use std::ffi::OsString;
use std::time::Duration;

use super::{CachekitConfig, ConfigError, ConfigProblem};
use crate::error::CachekitError;

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const UUID: &str = "11111111-2222-4333-8444-555555555555";

/// The settings of an environment with only these variables.
fn with(vars: &[(&str, &str)]) -> Result<CachekitConfig, ConfigError> {
    CachekitConfig::from_vars(|name| {
        vars.iter().find(|(has, _)| *has == name).map(|(_, value)| OsString::from(value))
    })
}

/// Asserts that a value of a variable is refused, and returns the message.
#[track_caller]
fn refused(name: &str, value: &str, problem: ConfigProblem) -> String {
    let error = with(&[(name, value)]).expect_err(value);
    assert_eq!((error.setting, error.problem), (name, problem), "{value:?}");
    error.to_string()
}

fn key(first: u8) -> String {
    format!("{first:02x}{}", &KEY[2..])
}

#[test]
fn an_empty_environment_is_the_defaults() {
    let config = with(&[]).unwrap();
    assert_eq!(config, CachekitConfig::default());
    assert_eq!(config, CachekitConfig::builder().build());
    assert_eq!(config.api_url, "https://api.cachekit.io");
    assert_eq!(config.default_ttl, Duration::from_secs(300));
    assert_eq!(config.l1_capacity, 1000);
    assert_eq!(config.max_payload_bytes, 5_242_880);
}

#[test]
fn every_variable_arrives() {
    let previous = format!("{} , {}", key(1), key(2).to_uppercase());
    let config = with(&[
        ("CACHEKIT_API_KEY", "ck_live_x"),
        ("CACHEKIT_API_URL", "https://cache.example:8443/base"),
        ("CACHEKIT_ALLOW_CUSTOM_HOST", "true"),
        ("CACHEKIT_MASTER_KEY", KEY),
        ("CACHEKIT_PREVIOUS_MASTER_KEYS", &previous),
        ("CACHEKIT_DEPLOYMENT_UUID", UUID),
        ("CACHEKIT_DEFAULT_TTL", "60"),
        ("CACHEKIT_NAMESPACE", "shop"),
        ("CACHEKIT_L1_MAX_SIZE_MB", "2"),
        ("CACHEKIT_MAX_VALUE_SIZE", "1000"),
        ("CACHEKIT_TIMEOUT", "2.5"),
    ])
    .unwrap();
    assert_eq!(config.api_key.unwrap().as_str(), "ck_live_x");
    assert_eq!(config.api_url, "https://cache.example:8443/base");
    assert!(config.allow_custom_host);
    assert_eq!(config.master_key.unwrap().as_slice(), (0..32).collect::<Vec<u8>>());
    let firsts: Vec<u8> = config.previous_master_keys.iter().map(|key| key[0]).collect();
    assert_eq!(firsts, [1, 2], "in the order in which they are written");
    assert_eq!(config.tenant.as_deref(), Some(UUID));
    assert_eq!(config.default_ttl, Duration::from_secs(60));
    assert_eq!(config.namespace.as_deref(), Some("shop"));
    assert_eq!(config.l1_max_bytes, Some(2_097_152));
    assert_eq!(config.max_payload_bytes, 1000);
    assert_eq!(config.timeout, Some(Duration::from_millis(2500)));
}

/// Runs itself in a process with another environment, since a process's own cannot be changed safely.
#[test]
fn the_environment_of_the_process_is_read() {
    if std::env::var_os("CACHEKIT_DEFAULT_TTL").is_some_and(|ttl| ttl == "77") {
        assert_eq!(CachekitConfig::from_env().unwrap().default_ttl, Duration::from_secs(77));
        return;
    }
    let this = std::env::current_exe().unwrap();
    let mut again = std::process::Command::new(this);
    again.args(["--exact", "config::tests::the_environment_of_the_process_is_read"]);
    let done = again.env("CACHEKIT_DEFAULT_TTL", "77").output().unwrap();
    let output = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && output.contains("1 passed"), "{output}");
}

#[test]
fn white_space_around_what_is_no_secret_is_passed_over() {
    let config = with(&[
        ("CACHEKIT_API_URL", " https://api.staging.cachekit.io\n"),
        ("CACHEKIT_DEFAULT_TTL", "\t60 "),
        ("CACHEKIT_NAMESPACE", " shop "),
        ("CACHEKIT_ALLOW_CUSTOM_HOST", "yes\n"),
    ])
    .unwrap();
    assert_eq!(config.api_url, "https://api.staging.cachekit.io");
    assert_eq!(config.default_ttl, Duration::from_secs(60));
    assert_eq!(config.namespace.as_deref(), Some("shop"));
    assert!(config.allow_custom_host);
}

#[test]
fn a_variable_that_is_set_but_blank_is_a_slip() {
    for name in [
        "CACHEKIT_API_KEY",
        "CACHEKIT_API_URL",
        "CACHEKIT_ALLOW_CUSTOM_HOST",
        "CACHEKIT_MASTER_KEY",
        "CACHEKIT_DEFAULT_TTL",
        "CACHEKIT_NAMESPACE",
        "CACHEKIT_L1_MAX_SIZE_MB",
        "CACHEKIT_MAX_VALUE_SIZE",
        "CACHEKIT_TIMEOUT",
    ] {
        for blank in ["", " ", "\n", "\u{a0}"] {
            refused(name, blank, ConfigProblem::Blank);
        }
    }
}

#[test]
fn two_variables_may_be_blank_as_in_the_other_sdks() {
    for blank in ["", "  "] {
        let config = with(&[("CACHEKIT_PREVIOUS_MASTER_KEYS", blank), ("CACHEKIT_DEPLOYMENT_UUID", blank)]);
        assert_eq!(config, Ok(CachekitConfig::default()));
    }
}

#[test]
fn lifetimes_that_are_none() {
    const NAME: &str = "CACHEKIT_DEFAULT_TTL";
    for (text, problem) in [
        ("0", ConfigProblem::OutOfRange),
        ("315360001", ConfigProblem::OutOfRange),
        ("99999999999999999999999999", ConfigProblem::OutOfRange),
        ("-1", ConfigProblem::NotANumber),
        ("+1", ConfigProblem::NotANumber),
        ("5m", ConfigProblem::NotANumber),
        ("1.5", ConfigProblem::NotANumber),
        ("1e3", ConfigProblem::NotANumber),
        ("1_000", ConfigProblem::NotANumber),
        ("none", ConfigProblem::NotANumber),
        ("٣", ConfigProblem::NotANumber),
    ] {
        refused(NAME, text, problem);
    }
    for (text, seconds) in [("1", 1), ("007", 7), ("315360000", 315_360_000)] {
        assert_eq!(with(&[(NAME, text)]).unwrap().default_ttl, Duration::from_secs(seconds));
    }
}

#[test]
fn sizes_that_are_none() {
    for name in ["CACHEKIT_MAX_VALUE_SIZE", "CACHEKIT_L1_MAX_SIZE_MB"] {
        for text in ["0", "18446744073709551616"] {
            refused(name, text, ConfigProblem::OutOfRange);
        }
        for text in ["-1", "1.5", "5MB", "0x10"] {
            refused(name, text, ConfigProblem::NotANumber);
        }
    }
    refused("CACHEKIT_L1_MAX_SIZE_MB", &u64::MAX.to_string(), ConfigProblem::OutOfRange);
}

#[test]
fn timeouts() {
    const NAME: &str = "CACHEKIT_TIMEOUT";
    for (text, ms) in [("5", 5000), ("5.0", 5000), ("0.001", 1), ("86400", 86_400_000)] {
        assert_eq!(with(&[(NAME, text)]).unwrap().timeout, Some(Duration::from_millis(ms)), "{text}");
    }
    for text in ["0", "0.0", "0.0001", "86400.001", &"9".repeat(400)] {
        refused(NAME, text, ConfigProblem::OutOfRange);
    }
    for text in ["-1", "5s", ".5", "5.", "1e3", "inf", "NaN", "1.2.3"] {
        refused(NAME, text, ConfigProblem::NotANumber);
    }
}

#[test]
fn yes_and_no() {
    const NAME: &str = "CACHEKIT_ALLOW_CUSTOM_HOST";
    for (answer, texts) in [
        (true, ["true", "TRUE", "1", "yes", "On", "t", "y"]),
        (false, ["false", "False", "0", "NO", "off", "f", "n"]),
    ] {
        for text in texts {
            assert_eq!(with(&[(NAME, text)]).unwrap().allow_custom_host, answer, "{text}");
        }
    }
    for text in ["2", "enabled", "tru", "yes please"] {
        refused(NAME, text, ConfigProblem::NotABoolean);
    }
}

#[test]
fn api_keys_are_taken_exactly_or_not_at_all() {
    const NAME: &str = "CACHEKIT_API_KEY";
    for key in ["ck_sdk_AZaz09", "ck_live_x-._~+/==", "other"] {
        assert_eq!(with(&[(NAME, key)]).unwrap().api_key.unwrap().as_str(), key);
    }
    for key in ["ck_live_x\n", " ck_live_x", "ck_live_x\r\n"] {
        refused(NAME, key, ConfigProblem::Surrounded);
    }
    for key in ["ck live x", "ck_live_ä", "\u{feff}ck_live_x", "ck_live_\0", "ck=live", "==", "\"ck_live_x\""]
    {
        refused(NAME, key, ConfigProblem::Character);
    }
}

#[test]
fn addresses() {
    const NAME: &str = "CACHEKIT_API_URL";
    for (url, problem) in [
        ("http://api.cachekit.io", ConfigProblem::NotHttps),
        ("api.cachekit.io", ConfigProblem::NotHttps),
        ("https:/api.cachekit.io", ConfigProblem::NotHttps),
        ("httpsä//", ConfigProblem::NotHttps),
        ("ftp://user:swordfish@host", ConfigProblem::NotHttps),
        ("https://", ConfigProblem::NoHost),
        ("https:///v1", ConfigProblem::NoHost),
        ("https://:443", ConfigProblem::NoHost),
        ("https://user:swordfish@api.cachekit.io", ConfigProblem::Userinfo),
        ("https://swordfish@api.cachekit.io", ConfigProblem::Userinfo),
        ("https://api.cachekit.io?key=swordfish", ConfigProblem::Query),
        ("https://api.cachekit.io/#swordfish", ConfigProblem::Query),
        ("https://api.cachekit.io\\@swordfish", ConfigProblem::Character),
        ("https://api.cache kit.io", ConfigProblem::Character),
        ("https://api\n.cachekit.io", ConfigProblem::Character),
    ] {
        let message = refused(NAME, url, problem);
        assert!(!message.contains("swordfish") && !message.contains("api.cache"), "{message}");
    }
    assert_eq!(with(&[(NAME, "HTTPS://api.cachekit.io")]).unwrap().api_url, "HTTPS://api.cachekit.io");
}

/// By the rules of the backend, before there is one.
#[test]
#[cfg(feature = "cachekitio")]
fn addresses_of_nobody_on_the_internet() {
    const NAME: &str = "CACHEKIT_API_URL";
    for url in [
        "https://127.0.0.1:8787",
        "https://localhost",
        "https://10.0.0.1",
        "https://192.168.1.1/cache",
        "https://169.254.169.254",
        "https://2130706433",
        "https://[::1]",
        "https://[fd00::1]",
        "https://[::ffff:10.0.0.1]",
    ] {
        refused(NAME, url, ConfigProblem::NotPublic);
        let allowed = with(&[(NAME, url), ("CACHEKIT_ALLOW_CUSTOM_HOST", "true")]);
        assert_eq!(allowed.map_err(|error| error.problem), Err(ConfigProblem::NotPublic), "{url}");
        let built = CachekitConfig::builder().allow_custom_host(true).api_url(url).err();
        assert_eq!(built.map(|error| error.problem), Some(ConfigProblem::NotPublic), "{url}");
    }
    for url in ["https://cache.example", "https://api.cachekit.io:8443", "https://1.1.1.1"] {
        refused(NAME, url, ConfigProblem::HostNotPermitted);
        assert_eq!(
            with(&[(NAME, url), ("CACHEKIT_ALLOW_CUSTOM_HOST", "true")]).unwrap().api_url,
            url,
            "in whatever order the two are looked up"
        );
        let built = CachekitConfig::builder().api_url(url).unwrap().allow_custom_host(true).build();
        assert_eq!(built.api_url, url, "the builder does not ask before all is said");
    }
    for url in ["https://%00.com", "https://cache.example:0", "https://cache.example:99999"] {
        refused(NAME, url, ConfigProblem::NotAUrl);
    }
}

#[test]
fn namespaces() {
    const NAME: &str = "CACHEKIT_NAMESPACE";
    refused(NAME, "bücher", ConfigProblem::Character);
    refused(NAME, "a\tb", ConfigProblem::Character);
    refused(NAME, &"n".repeat(256), ConfigProblem::Length);
    assert_eq!(with(&[(NAME, &"n".repeat(255))]).unwrap().namespace, Some("n".repeat(255)));
}

#[test]
fn tenants_are_uuids_as_they_are_written() {
    const NAME: &str = "CACHEKIT_DEPLOYMENT_UUID";
    for text in [
        UUID,
        "AAAAAAAA-2222-4333-8444-555555555555",
        "11111111222243338444555555555555",
        "{11111111-2222-4333-8444-555555555555}",
        "urn:uuid:11111111-2222-4333-8444-555555555555",
    ] {
        assert_eq!(with(&[(NAME, text)]).unwrap().tenant.as_deref(), Some(text));
    }
    for text in
        ["default", "11111111-2222-4333-8444-55555555555", "1111111g-2222-4333-8444-555555555555", KEY]
    {
        refused(NAME, text, ConfigProblem::NotAUuid);
    }
}

#[test]
fn master_keys() {
    const NAME: &str = "CACHEKIT_MASTER_KEY";
    assert_eq!(with(&[(NAME, &KEY.to_uppercase())]).unwrap(), with(&[(NAME, KEY)]).unwrap());
    let longer = format!("{KEY}ff");
    assert_eq!(with(&[(NAME, &longer)]).unwrap().master_key.unwrap().len(), 33);

    for (text, problem) in [
        (&KEY[1..], ConfigProblem::OddHex),
        (&KEY[2..], ConfigProblem::KeyTooShort { bytes: 31 }),
        ("00", ConfigProblem::KeyTooShort { bytes: 1 }),
        (&format!("0x{KEY}"), ConfigProblem::NotHex),
        (&format!("{}g", &KEY[1..]), ConfigProblem::NotHex),
        (&format!("{}ä", &KEY[2..]), ConfigProblem::NotHex),
        (&KEY.replace("04", "04 "), ConfigProblem::NotHex),
        (&format!("{KEY}\n"), ConfigProblem::Surrounded),
    ] {
        refused(NAME, text, problem);
    }
}

#[test]
fn key_rings() {
    const NAME: &str = "CACHEKIT_PREVIOUS_MASTER_KEYS";
    let ring = |previous: &str| with(&[("CACHEKIT_MASTER_KEY", KEY), (NAME, previous)]);
    let join = |keys: &[String]| keys.join(",");
    assert_eq!(ring(&join(&[key(1), key(2), key(3)])).unwrap().previous_master_keys.len(), 3);

    for (previous, problem) in [
        (join(&[key(1), key(2), key(3), key(4)]), ConfigProblem::TooManyKeys { given: 4 }),
        (join(&[key(1), KEY.to_uppercase()]), ConfigProblem::CurrentAmongPrevious),
        (join(&[key(1), key(1)]), ConfigProblem::Repeated),
        (join(&[key(1), String::new()]), ConfigProblem::BlankEntry),
        (join(&[key(1), " ".to_owned(), key(2)]), ConfigProblem::BlankEntry),
        (",".to_owned(), ConfigProblem::BlankEntry),
        (key(1)[2..].to_owned(), ConfigProblem::KeyTooShort { bytes: 31 }),
        (format!("{};{}", key(1), key(2)), ConfigProblem::NotHex),
    ] {
        let error = ring(&previous).expect_err("no ring");
        assert_eq!((error.setting, error.problem), (NAME, problem), "{error}");
    }
    refused(NAME, &key(1), ConfigProblem::NoCurrentKey);
}

#[test]
#[cfg(unix)]
fn bytes_that_are_no_text() {
    use std::os::unix::ffi::OsStringExt as _;
    for name in
        ["CACHEKIT_API_KEY", "CACHEKIT_MASTER_KEY", "CACHEKIT_DEFAULT_TTL", "CACHEKIT_PREVIOUS_MASTER_KEYS"]
    {
        let vars = |asked: &str| (asked == name).then(|| OsString::from_vec(vec![b'a', 0xFF, b'b']));
        let error = CachekitConfig::from_vars(vars).expect_err(name);
        assert_eq!((error.setting, error.problem), (name, ConfigProblem::NotUnicode));
    }
}

#[test]
fn a_message_says_which_and_what_and_what_instead() {
    assert_eq!(
        refused("CACHEKIT_DEFAULT_TTL", "5m", ConfigProblem::NotANumber),
        "`CACHEKIT_DEFAULT_TTL` is not a number of that form; \
         write seconds from 1 to 315360000 in digits, such as `300`"
    );
    let error = CachekitError::from(with(&[("CACHEKIT_DEFAULT_TTL", "0")]).expect_err("zero"));
    assert!(
        error.to_string().starts_with("configuration error: `CACHEKIT_DEFAULT_TTL` is out of range; "),
        "{error}"
    );
}

#[test]
fn no_message_holds_a_character_of_a_key() {
    // Characters that no message is made of.
    let secret = "¤¥¦§";
    for name in ["CACHEKIT_API_KEY", "CACHEKIT_MASTER_KEY", "CACHEKIT_API_URL", "CACHEKIT_DEPLOYMENT_UUID"] {
        for value in [secret.to_owned(), format!("https://{secret}@host"), format!("{KEY}{secret}")] {
            let Err(error) = with(&[(name, &value)]) else { panic!("{name} takes {value}") };
            let shown = format!("{error} {error:?} {:?}", CachekitError::from(error.clone()));
            assert!(!shown.contains(|c| secret.contains(c)), "{shown}");
            assert!(!shown.contains(&KEY[..4]), "{shown}");
        }
    }
}

#[test]
fn debug_shows_no_secret() {
    let config = CachekitConfig::builder()
        .api_key("ck_live_swordfish")
        .master_key(KEY)
        .and_then(|builder| builder.previous_master_keys(&[&key(7)]))
        .unwrap();
    for shown in [format!("{config:?}"), format!("{:#?}", config.build())] {
        assert_eq!(shown.matches("[REDACTED]").count(), 3, "{shown}");
        for secret in ["swordfish", "000102", "[0, 1, 2", "1, 2, 3"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    let nothing = format!("{:?}", CachekitConfig::default());
    assert!(nothing.contains("api_key: None") && nothing.contains("previous_master_keys: []"), "{nothing}");
}

#[test]
fn the_builder_refuses_by_the_names_of_its_methods() {
    let builder = CachekitConfig::builder;
    for (error, setting, problem) in [
        (builder().api_url("http://x").err(), "api_url", ConfigProblem::NotHttps),
        (builder().master_key("00").err(), "master_key", ConfigProblem::KeyTooShort { bytes: 1 }),
        (builder().previous_master_keys(&[KEY]).err(), "previous_master_keys", ConfigProblem::NoCurrentKey),
        (builder().default_ttl(Duration::ZERO).err(), "default_ttl", ConfigProblem::OutOfRange),
        (builder().default_ttl(Duration::MAX).err(), "default_ttl", ConfigProblem::OutOfRange),
        (builder().timeout(Duration::ZERO).err(), "timeout", ConfigProblem::OutOfRange),
    ] {
        let error = error.expect(setting);
        assert_eq!((error.setting, error.problem), (setting, problem));
    }
    let config = builder().l1_capacity(0).l1_max_bytes(1).max_payload_bytes(2).tenant("acme").build();
    assert_eq!((config.l1_capacity, config.l1_max_bytes, config.max_payload_bytes), (0, Some(1), 2));
    assert_eq!(config.tenant.as_deref(), Some("acme"));
}

#[test]
fn a_new_master_key_forgets_the_previous_ones() {
    let ring = CachekitConfig::builder().master_key(KEY).unwrap().previous_master_keys(&[&key(1)]).unwrap();
    let config = ring.master_key(&key(1)).unwrap().build();
    assert!(config.previous_master_keys.is_empty(), "else the current key could be among them");
}

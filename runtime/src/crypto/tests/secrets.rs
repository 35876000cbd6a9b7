//! What must not be in logs.

use super::*;
use crate::encryption::EncryptionLayer;
use crate::error::KeyError;

/// A key that is known when it is seen.
const SECRET: &[u8; 32] = b"SECRET-5f1d9c3b7e2a4068-SECRET!!";

fn says_nothing(shown: &str) {
    // As text, in hex, and as Rust shows bytes.
    for secret in ["SECRET", "5f1d", "534543", "83, 69, 67"] {
        assert!(!shown.contains(secret), "`{secret}` is in `{shown}`");
    }
}

#[test]
fn debug_shows_no_key() {
    let secret = || MasterKey::from_bytes(SECRET).unwrap();
    let keyring = Keyring::new(secret()).with_previous([master(1)]).unwrap();
    let keys = keyring.tenant("acme").unwrap();
    let layer = EncryptionLayer::new(SECRET, "acme").unwrap();
    assert_eq!(format!("{:?}", secret()), "MasterKey([REDACTED])");
    assert_eq!(format!("{keyring:?}"), "Keyring { previous: 1, .. }");
    assert_eq!(format!("{keys:?}"), r#"TenantKeys { tenant: "acme", previous: 1, .. }"#);
    assert_eq!(format!("{layer:?}"), r#"EncryptionLayer { tenant_id: "acme", .. }"#);
    for shown in [format!("{:#?}", secret()), format!("{keyring:#?}"), format!("{keys:#?}")] {
        says_nothing(&shown);
    }
}

#[test]
fn errors_show_no_key() {
    let text = str::from_utf8(SECRET).unwrap();
    let hex_with_a_mistake = format!("{text}{}", "7f".repeat(40));
    for error in [
        MasterKey::from_hex(text).unwrap_err(),
        MasterKey::from_hex(&hex_with_a_mistake).unwrap_err(),
        MasterKey::from_bytes(&SECRET[..31]).unwrap_err(),
        Keyring::new(master(1)).tenant(&text.repeat(9)).unwrap_err(),
    ] {
        says_nothing(&format!("{error} {error:?}"));
    }
}

#[test]
fn errors_of_opening_show_no_value_and_no_key() {
    let keys = ring(&[1, 2]);
    let text = str::from_utf8(SECRET).unwrap();
    for error in [
        keys.open_value(text, SECRET).unwrap_err(),
        keys.open_value(text, &SECRET[..20]).unwrap_err(),
        keys.open_region(text, SECRET).unwrap_err(),
        keys.open_region(text, &[b"\xc1s\x01".as_slice(), SECRET].concat()).unwrap_err(),
        keys.open_region(text, &[b"\xc1s\x02".as_slice(), SECRET].concat()).unwrap_err(),
    ] {
        says_nothing(&format!("{error} {error:?}"));
    }
}

#[test]
fn messages_teach() {
    assert_eq!(
        EncryptionError::UnknownKey.to_string(),
        "what is stored names a key that is not in use here; if the master key was replaced, add the old one as a \
         previous key, else delete the entry"
    );
    assert_eq!(
        KeyError::HexAsBytes.to_string(),
        "this master key is written in hex; hand it to the function for keys in hex, or decode it"
    );
    assert_eq!(
        crate::CachekitError::from(EncryptionError::Version(7)).to_string(),
        "encryption error: what is stored is sealed in format 7, and this version of cachekit reads format 1; update it"
    );
}

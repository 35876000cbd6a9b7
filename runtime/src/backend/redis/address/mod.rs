//! Where the server is: a URL, and what it may be.

use redis::{Client, ConnectionInfo, IntoConnectionInfo};

use crate::error::CachekitError;

/// Certificates of a TLS connection, as PEM.
#[derive(Default)]
pub(super) struct Certificates {
    /// Whom to trust; `None`: whom the machine trusts.
    pub(super) roots: Option<Vec<u8>>,
    /// Who we are: certificate and key.
    pub(super) client: Option<(Vec<u8>, Vec<u8>)>,
}

/// The client of a URL. Nothing is connected.
///
/// # Errors
/// [`CachekitError::Config`]; no message repeats the URL, since a password can stand in it.
pub(super) fn client(url: &str, certificates: Certificates) -> Result<Client, CachekitError> {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    let tls = match scheme {
        "redis" | "redis+unix" | "unix" => false,
        "rediss" => true,
        _ => {
            return Err(config(format!(
                "the URL of a Redis server begins with {}",
                if cfg!(feature = "redis-tls") {
                    "`redis://`, `rediss://` or `redis+unix://`"
                } else {
                    "`redis://` or `redis+unix://`, and with the feature `redis-tls` also `rediss://`"
                }
            )));
        }
    };
    if !tls && (certificates.roots.is_some() || certificates.client.is_some()) {
        return Err(config(
            "certificates are for TLS, which this URL does not ask for; write `rediss://`".to_owned(),
        ));
    }
    if tls && !cfg!(feature = "redis-tls") {
        // Never in the clear instead.
        return Err(config("`rediss://` is TLS; build cachekit-rs with the feature `redis-tls`".to_owned()));
    }
    let address = url.into_connection_info().map_err(|_| {
        config(
            "the URL cannot be read; it is `redis://[user[:password]@]host[:port][/database]`, with `%40` and the \
             like for signs in user and password that have a meaning in a URL"
                .to_owned(),
        )
    })?;
    open(address, tls, certificates)
}

#[cfg(feature = "redis-tls")]
fn open(address: ConnectionInfo, tls: bool, certificates: Certificates) -> Result<Client, CachekitError> {
    use redis::{ClientTlsConfig, TlsCertificates};

    if !tls {
        return plain(address);
    }
    // The connection takes the process's own. A program that has chosen one before keeps it.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    if !can_be_read(&certificates) {
        return Err(config("the certificates or the key cannot be read; they are PEM".to_owned()));
    }
    let certificates = TlsCertificates {
        client_tls: certificates
            .client
            .map(|(client_cert, client_key)| ClientTlsConfig { client_cert, client_key }),
        root_cert: certificates.roots,
    };
    Client::build_with_tls(address, certificates)
        .map_err(|_| config("the certificates are none that TLS can use".to_owned()))
}

/// Text without a certificate is no error to the library, and would trust nobody.
#[cfg(feature = "redis-tls")]
fn can_be_read(Certificates { roots, client }: &Certificates) -> bool {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};

    let certificates = |pem: &[u8]| {
        let mut found = CertificateDer::pem_slice_iter(pem).peekable();
        found.peek().is_some() && found.all(|certificate| certificate.is_ok())
    };
    roots.iter().all(|pem| certificates(pem))
        && client.iter().all(|(chain, key)| certificates(chain) && PrivateKeyDer::from_pem_slice(key).is_ok())
}

#[cfg(not(feature = "redis-tls"))]
fn open(address: ConnectionInfo, _tls: bool, _certificates: Certificates) -> Result<Client, CachekitError> {
    plain(address)
}

fn plain(address: ConnectionInfo) -> Result<Client, CachekitError> {
    Client::open(address).map_err(|_| config("the URL names no server".to_owned()))
}

fn config(message: String) -> CachekitError {
    CachekitError::Config(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str) -> String {
        client(url, Certificates::default()).unwrap_err().to_string()
    }

    #[test]
    fn servers_are_named_by_urls() {
        for url in [
            "redis://localhost",
            "redis://127.0.0.1:7000/3",
            "redis://user:p%40ss@[::1]:6379",
            "redis+unix:///run/redis.sock?db=2",
            "unix:///run/redis.sock",
        ] {
            assert!(client(url, Certificates::default()).is_ok(), "{url}");
        }
    }

    #[test]
    fn what_is_no_redis_is_refused() {
        for url in ["", "localhost:6379", "http://localhost", "redis-cluster://localhost"] {
            assert!(refusal(url).contains("begins with `redis://`"), "{url}");
        }
        assert!(refusal("redis://localhost/many").contains("cannot be read"));
    }

    #[test]
    fn no_message_shows_a_password() {
        for url in ["rdis://me:hunter2@localhost", "redis://me:hunter2@local host", "redis://me:hunter2@h/x"]
        {
            assert!(!refusal(url).contains("hunter2"), "{url}");
        }
    }

    #[test]
    fn certificates_need_tls() {
        let certificates = || Certificates { roots: Some(Vec::new()), client: None };
        let error = client("redis://localhost", certificates()).unwrap_err().to_string();
        assert!(error.contains("write `rediss://`"), "{error}");
    }

    #[test]
    fn tls_is_never_left_out() {
        if cfg!(feature = "redis-tls") {
            assert!(client("rediss://localhost", Certificates::default()).is_ok());
            let garbage = Certificates { roots: Some(b"no PEM".to_vec()), client: None };
            assert!(client("rediss://localhost", garbage).is_err());
        } else {
            assert!(refusal("rediss://localhost").contains("feature `redis-tls`"));
        }
    }
}

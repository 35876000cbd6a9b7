//! Addresses over TLS: real TLS, or an error.

use redis::ConnectionInfo;

use super::config;
use crate::error::CachekitError;

/// Certificates of a TLS connection, as PEM.
#[derive(Default)]
pub(in super::super) struct Certificates {
    /// Whom to trust; `None`: whom the machine trusts.
    pub(in super::super) roots: Option<Vec<u8>>,
    /// Who we are: certificate and key.
    pub(in super::super) client: Option<(Vec<u8>, Vec<u8>)>,
}

/// What a URL asks for and this build has.
#[derive(Clone, Copy)]
pub(super) enum Transport {
    Plain,
    #[cfg(feature = "redis-tls")]
    Tls,
}

impl Transport {
    /// Of a build without the feature there is none.
    #[cfg(feature = "redis-tls")]
    const TLS: Option<Self> = Some(Self::Tls);
    #[cfg(not(feature = "redis-tls"))]
    const TLS: Option<Self> = None;

    /// Asked first: without the feature the library cannot read a URL of TLS.
    ///
    /// # Errors
    /// [`CachekitError::Config`] when this build has no TLS; never in the clear instead.
    pub(super) fn of(is_tls: bool) -> Result<Self, CachekitError> {
        if !is_tls {
            return Ok(Self::Plain);
        }
        Self::TLS
            .ok_or_else(|| config("this URL asks for TLS; build cachekit-rs with the feature `redis-tls`"))
    }

    /// A server with the certificates that a connection to it takes.
    ///
    /// # Errors
    /// [`CachekitError::Config`] for certificates that cannot be used, or that nothing asks for.
    pub(super) fn secure(
        self,
        server: ConnectionInfo,
        certificates: &Certificates,
    ) -> Result<ConnectionInfo, CachekitError> {
        match (self, &certificates.roots, &certificates.client) {
            (Self::Plain, None, None) => Ok(server),
            (Self::Plain, ..) => Err(config(
                "certificates are for TLS, which this URL does not ask for; write `rediss://`, `rediss-cluster://` or \
                 `rediss-sentinel://`",
            )),
            #[cfg(feature = "redis-tls")]
            (Self::Tls, ..) => secured(server, certificates),
        }
    }
}

#[cfg(feature = "redis-tls")]
fn secured(server: ConnectionInfo, certificates: &Certificates) -> Result<ConnectionInfo, CachekitError> {
    use redis::{Client, ClientTlsConfig, TlsCertificates};

    // The connection takes the process's own. A program that has chosen one before keeps it.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    if !can_be_read(certificates) {
        return Err(config("the certificates or the key cannot be read; they are PEM"));
    }
    let client = |(client_cert, client_key)| ClientTlsConfig { client_cert, client_key };
    let certificates = TlsCertificates {
        client_tls: certificates.client.clone().map(client),
        root_cert: certificates.roots.clone(),
    };
    let client = Client::build_with_tls(server, certificates)
        .map_err(|_| config("the certificates are none that TLS can use"))?;
    Ok(client.get_connection_info().clone())
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

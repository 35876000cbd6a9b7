//! Certificates for one test.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

/// An authority that nobody else trusts, and what it has signed. All of it PEM.
#[derive(Debug)]
pub struct Authority {
    /// The authority's own certificate: what a client has to trust.
    pub certificate: String,
    /// Certificate and key of its servers.
    pub server: (String, String),
    /// Certificate and key of a client.
    pub client: (String, String),
}

impl Authority {
    /// A new one, with keys of its own, for servers at `localhost` and 127.0.0.1.
    pub fn new() -> Self {
        Self::of_hosts(&["localhost", "127.0.0.1"])
    }

    /// A new one, with keys of its own, for servers that are nowhere else.
    pub fn of_hosts(hosts: &[&str]) -> Self {
        let mut params = CertificateParams::default();
        // Told apart by name: a certificate whose issuer has its own name passes for one that signed itself.
        params.distinguished_name.push(DnType::CommonName, "an authority of tests");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate").pem();
        let issuer = Issuer::new(params, key);
        let signed = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
            let mut params = CertificateParams::new(names).expect("names of hosts");
            params.distinguished_name.push(DnType::CommonName, "signed in a test");
            let key = KeyPair::generate().expect("a key");
            (params.signed_by(&key, &issuer).expect("a certificate").pem(), key.serialize_pem())
        };
        Self { certificate, server: signed(hosts), client: signed(&["client"]) }
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

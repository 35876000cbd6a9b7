//! What has to hold for any text as a URL: run by `fuzz/`.

use std::net::IpAddr;

use url::{Host, Url};

use super::address;
use super::url_validator::{Allowed, parse, validate_cachekitio_url};

/// A URL that is taken is an HTTPS one of a public host without credentials, however it is parsed; it is taken again
/// in the form that requests are built from; and whoever allows less takes no more.
///
/// # Panics
/// The validator is at fault.
pub fn url_validator(text: &str) {
    let custom = validate_cachekitio_url(text, true);
    if validate_cachekitio_url(text, false).is_ok() {
        assert!(custom.is_ok());
        let host = Url::parse(text).ok().and_then(|url| url.host_str().map(str::to_owned));
        assert!(host.is_some_and(|host| host.ends_with(".cachekit.io")));
    }
    if custom.is_ok() {
        let Ok(url) = Url::parse(text) else { panic!("what is taken is a URL") };
        assert_eq!(url.scheme(), "https");
        assert!(url.username().is_empty() && url.password().is_none() && url.query().is_none());
        assert!(ip(&url).is_none_or(address::is_public));
        assert!(validate_cachekitio_url(url.as_str(), true).is_ok());
    }
    let local = Allowed { custom_host: false, loopback: true };
    if let Ok(url) = parse(text, local)
        && url.scheme() == "http"
    {
        assert!(ip(&url).is_some_and(|ip| ip.is_loopback()), "without TLS only to this machine");
    }
}

fn ip(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Domain(_) => None,
        Host::Ipv4(ip) => Some(ip.into()),
        Host::Ipv6(ip) => Some(ip.into()),
    }
}

//! Which URLs credentials are sent to.
//!
//! The URL of a server can come from configuration that others write, and the API key goes wherever it points. So it
//! has to name a host of cachekit.io, or, where the program says so itself, another host on the public internet.

use std::net::IpAddr;

use url::{Host, Url};

use super::address;
use crate::error::{CachekitError, ConfigProblem};

/// Where the API is.
pub(super) const DEFAULT_URL: &str = "https://api.cachekit.io";
const HOSTS: [&str; 2] = ["api.cachekit.io", "api.staging.cachekit.io"];

/// What the program itself allows beyond the hosts of cachekit.io.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Allowed {
    /// Any host on the public internet.
    pub(super) custom_host: bool,
    /// Servers on this machine, by literal loopback address, also without TLS.
    pub(super) loopback: bool,
}

/// Checks the URL of a cachekit.io server, without asking any other machine.
///
/// It has to begin with `https://` and must not hold a user name, a password, a query or a fragment. The host has to be
/// one of cachekit.io, on the default port; with `allow_custom_host` it may be any name but those of this machine, or
/// any public IP address, on any port. Names are checked again when a backend connects: then by what they
/// resolve to.
///
/// # Errors
/// [`CachekitError::Config`] with the rule that the URL breaks. The text does not show the URL, which may hold credentials.
pub fn validate_cachekitio_url(url: &str, allow_custom_host: bool) -> Result<(), CachekitError> {
    parse(url, Allowed { custom_host: allow_custom_host, loopback: false }).map(drop)
}

/// What is wrong with the URL, for those who name it otherwise in their errors.
pub(crate) fn check(url: &str, allow_custom_host: bool) -> Result<(), ConfigProblem> {
    problem_or_url(url, Allowed { custom_host: allow_custom_host, loopback: false }).map(drop)
}

/// The URL, if credentials may be sent there.
pub(super) fn parse(text: &str, allowed: Allowed) -> Result<Url, CachekitError> {
    problem_or_url(text, allowed).map_err(|problem| {
        CachekitError::Config(format!(
            "the API URL {problem}; see the documentation of `CachekitIOBuilder::api_url`"
        ))
    })
}

fn problem_or_url(text: &str, allowed: Allowed) -> Result<Url, ConfigProblem> {
    // The parser would drop them, or take `\` for `/`; whoever reads the URL would see another one.
    if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(ConfigProblem::Character);
    }
    let Some((scheme, rest)) = text.split_once("://") else { return Err(ConfigProblem::NotHttps) };
    let secure = scheme.eq_ignore_ascii_case("https");
    let plain = scheme.eq_ignore_ascii_case("http");
    if !(secure || plain && allowed.loopback) {
        return Err(ConfigProblem::NotHttps);
    }
    // Before parsing, which makes nothing of an empty user name.
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(ConfigProblem::Userinfo);
    }
    if authority.is_empty() || authority.starts_with(':') {
        return Err(ConfigProblem::NoHost);
    }
    let url = Url::parse(text).map_err(|_| ConfigProblem::NotAUrl)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(ConfigProblem::Query);
    }
    if url.port() == Some(0) {
        return Err(ConfigProblem::NotAUrl);
    }
    if allowed.loopback && is_loopback(&url) {
        return Ok(url);
    }
    if !secure {
        return Err(ConfigProblem::NotHttps);
    }
    check_host(&url, allowed.custom_host)?;
    Ok(url)
}

fn check_host(url: &Url, allow_custom_host: bool) -> Result<(), ConfigProblem> {
    let public = match url.host() {
        None => return Err(ConfigProblem::NoHost),
        Some(Host::Domain(name)) if HOSTS.contains(&name) && url.port().is_none() => return Ok(()),
        Some(Host::Domain(name)) => !is_local_name(name),
        Some(Host::Ipv4(ip)) => address::is_public(ip.into()),
        Some(Host::Ipv6(ip)) => address::is_public(ip.into()),
    };
    if !public {
        return Err(ConfigProblem::NotPublic);
    }
    if !allow_custom_host {
        return Err(ConfigProblem::HostNotPermitted);
    }
    Ok(())
}

/// Names that mean this machine everywhere.
fn is_local_name(name: &str) -> bool {
    // Hosts of web URLs are lower case after parsing.
    let name = name.strip_suffix('.').unwrap_or(name);
    name.is_empty()
        || name == "localhost.localdomain"
        || name.rsplit('.').next().is_some_and(|last| last == "localhost")
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

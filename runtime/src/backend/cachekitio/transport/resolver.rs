//! Names resolve to public addresses or not at all.
//!
//! It is the addresses of the connection itself that are looked at, so a name that resolves to something else in the
//! next moment gains nothing.

use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::backend::cachekitio::address::may_be_resolved_to;
use crate::rt;

/// The system's resolver, without the addresses that are nobody's on the internet.
pub(super) struct PublicResolver;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = rt::blocking(move || lookup(name.as_str())).await?;
            let public: Vec<SocketAddr> =
                found.into_iter().filter(|address| may_be_resolved_to(address.ip())).collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

fn lookup(name: &str) -> io::Result<Vec<SocketAddr>> {
    // Port 0 is replaced by the URL's.
    Ok((name, 0).to_socket_addrs()?.collect())
}

/// The name has addresses, and none of them is public.
#[derive(Debug)]
pub(super) struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name resolves to no address on the public internet")
    }
}

impl std::error::Error for NotPublic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_of_this_machine_has_no_address() {
        let name: Name = "localhost".parse().unwrap_or_else(|_| panic!("a name"));
        let Err(error) = PublicResolver.resolve(name).await else { panic!("localhost is not public") };
        assert!(error.is::<NotPublic>(), "{error}");
    }
}

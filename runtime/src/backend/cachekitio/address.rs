//! Which IP addresses belong to the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether the address is one that anybody on the internet could mean: no private, local, shared, reserved,
/// documentation or multicast address, and no IPv6 address that stands for an IPv4 one.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Whether a name may resolve to the address. As [`is_public`]; and where a network has IPv6 only, its resolver
/// gives public IPv4 hosts an address under the well-known NAT64 prefix.
pub(super) fn may_be_resolved_to(address: IpAddr) -> bool {
    is_public(address) || matches!(address, IpAddr::V6(address) if nat64(address).is_some_and(is_public_v4))
}

#[expect(clippy::unnested_or_patterns, reason = "a table of ranges, with their names")]
fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127, ..]          // this network, private, loopback
            | [100, 64..=127, ..]   // shared by carriers
            | [169, 254, ..]        // link-local
            | [172, 16..=31, ..]    // private
            | [192, 0, 0 | 2, _]    // protocol assignments, documentation
            | [192, 88, 99, _]      // relays of 6to4
            | [192, 168, ..]        // private
            | [198, 18 | 19, ..]    // benchmarks
            | [198, 51, 100, _]     // documentation
            | [203, 0, 113, _]      // documentation
            | [224..=255, ..] // multicast, reserved, broadcast
    )
}

/// Only `2000::/3` is handed out, so loopback, link-local, site-local, unique local, multicast, v4-mapped, v4-compatible,
/// v4-translated and NAT64 addresses are outside of it.
#[expect(clippy::unnested_or_patterns, reason = "a table of ranges, with their names")]
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, ..=0x01FF, ..]             // protocol assignments: Teredo, benchmarks, ORCHID
        | [0x2001, 0x0DB8, ..]              // documentation
        | [0x2002, ..]                      // 6to4
        | [0x3FFF, ..=0x0FFF, ..] => false, // documentation
        [first, ..] => first & 0xE000 == 0x2000,
    }
}

/// The IPv4 address in one of `64:ff9b::/96`.
fn nat64(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.octets() {
        [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d] => Some(Ipv4Addr::new(a, b, c, d)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn hosts_of_the_internet_are_public() {
        let addresses = [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2a00::1",
            "3ffe::1",
        ];
        for address in addresses {
            assert!(is_public(ip(address)), "{address}");
            assert!(may_be_resolved_to(ip(address)), "{address}");
        }
    }

    #[test]
    fn everything_else_is_not() {
        let addresses = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::8.8.8.8",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::ffff:0:8.8.8.8",
            "64:ff9b::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::8.8.8.8",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:0808:0808::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        for address in addresses {
            assert!(!is_public(ip(address)), "{address}");
            assert!(!may_be_resolved_to(ip(address)), "{address}");
        }
    }

    #[test]
    fn a_name_may_resolve_to_a_public_host_behind_nat64() {
        assert!(!is_public(ip("64:ff9b::8.8.8.8")));
        assert!(may_be_resolved_to(ip("64:ff9b::8.8.8.8")));
    }
}

//! Which addresses may be asked that a person typed in: none by which something of this network could be reached.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// How far an address that a person typed in may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Servers of the internet, over TLS.
    Public,
    /// Those of this network and this machine too, without TLS if need be.
    Network,
}

/// Why an address is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    #[error("it is no address of a server")]
    NoAddress,
    #[error("it does not begin with https://")]
    NoTls,
    #[error("it has a user or a password in it")]
    HasUser,
    #[error("it leads into a private network")]
    Private,
}

/// Longer addresses are none.
const LENGTH_MAX: usize = 2_000;

impl Reach {
    /// Reads an address as somebody typed it. A name is not looked up yet: whoever connects looks at what it leads to.
    ///
    /// # Errors
    /// Why it is not asked.
    pub fn read(self, typed: &str) -> Result<Url, Unreachable> {
        let typed = typed.trim();
        let url =
            Url::parse(typed).ok().filter(|_| typed.len() <= LENGTH_MAX).ok_or(Unreachable::NoAddress)?;
        match (url.scheme(), self) {
            ("https", _) | ("http", Self::Network) => {}
            ("http", Self::Public) => return Err(Unreachable::NoTls),
            _ => return Err(Unreachable::NoAddress),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Unreachable::HasUser);
        }
        let leads = match url.host().ok_or(Unreachable::NoAddress)? {
            Host::Ipv4(ip) => self.has(ip.into()),
            Host::Ipv6(ip) => self.has(ip.into()),
            Host::Domain(name) => self == Self::Network || !is_of_here(name),
        };
        if leads { Ok(url) } else { Err(Unreachable::Private) }
    }

    /// Whether a connection to it may be made. What machines in a cloud are told by their hosts lies at addresses of
    /// the link: nobody may ask for that.
    pub fn has(self, ip: IpAddr) -> bool {
        match self {
            Self::Public => is_public(ip),
            Self::Network => !is_of_link(plain(ip)),
        }
    }
}

/// Names that never are a server's of the internet.
fn is_of_here(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let of = |zone: &str| name.strip_suffix(zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    !name.contains('.') || ["localhost", "local", "internal", "localdomain", "home.arpa"].into_iter().any(of)
}

/// An address without the clothes of the newer protocol around one of the older.
fn plain(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip else { return ip };
    let [a, b, c, d, e, f, high, low] = v6.segments();
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    };
    match (a, b, c, d, e, f) {
        // Mapped, translated (NAT64), and what is so called compatible; `::1` and `::` are not meant.
        (0, 0, 0, 0, 0, 0xffff) | (0, 0, 0, 0, 0xffff, 0) | (0x64, 0xff9b, 0, 0, 0, 0) => inner(high, low),
        (0, 0, 0, 0, 0, 0) if high != 0 => inner(high, low),
        // 6to4 has it in front.
        (0x2002, first, second, ..) => inner(first, second),
        _ => ip,
    }
}

fn is_of_link(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_unspecified() || v4.is_multicast() || v4.is_broadcast(),
        IpAddr::V6(v6) => {
            let aws = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
            v6.is_unicast_link_local() || v6.is_unspecified() || v6.is_multicast() || v6 == aws
        }
    }
}

fn is_public(ip: IpAddr) -> bool {
    match plain(ip) {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// By IANA's registry of special-purpose addresses (2025).
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = match (a, b, c) {
        // This network; this machine; multicast and what is reserved.
        (0 | 127 | 224.., ..) => true,
        // Shared by the customers of a carrier; benchmarks.
        (100, 64..=127, _) | (198, 18 | 19, _) => true,
        // Assignments of the IETF, and the old relay of 6to4.
        (192, 0, 0) | (192, 88, 99) => true,
        _ => ip.is_private() || ip.is_link_local() || ip.is_documentation(),
    };
    !special
}

/// Of the newer protocol only what is assigned to the internet (2000::/3), without what is special in it.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    match (a, b) {
        // Teredo, benchmarks, ORCHID and their like; documentation.
        (0x2001, 0..=0x1ff | 0xdb8) => false,
        (0x3fff, 0..=0xfff) => false,
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_internet_is_public() {
        let refused = "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.9.9.9 169.254.169.254 \
            172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 \
            203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 \
            ::ffff:169.254.169.254 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe \
            64:ff9b:1::a00:1 2002:7f00:1::1 2002:a00:1:: 2001::1 2001:db8::1 3fff::1 fc00::1 fd00:ec2::254 \
            fe80::1 fec0::1 ff02::1 100::1 5f00::1";
        for text in refused.split_whitespace() {
            assert!(!Reach::Public.has(text.parse().unwrap()), "{text}");
        }
        let open = "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.32.0.1 192.1.1.1 198.20.0.1 223.255.255.254 \
            2606:4700::1111 2a00:1450:4001::1 ::ffff:8.8.8.8 64:ff9b::808:808 2001:4860:4860::8888";
        for text in open.split_whitespace() {
            assert!(Reach::Public.has(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn nobody_asks_what_lies_on_the_link() {
        for text in ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "fd00:ec2::254", "0.0.0.0", "::"]
        {
            assert!(!Reach::Network.has(text.parse().unwrap()), "{text}");
        }
        for text in ["127.0.0.1", "10.0.0.1", "::1", "fd12::1", "1.1.1.1"] {
            assert!(Reach::Network.has(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn an_address_is_read_however_it_is_written() {
        let private = "https://127.0.0.1/ https://2130706433/ https://0x7f000001/ https://017700000001/ \
            https://0x7f.1/ https://127.1/ https://[::1]/ https://[::ffff:7f00:1]/ https://169.254.169.254/x \
            https://localhost/ https://LOCALHOST./ https://a.localhost/ https://printer/ https://db.internal/ \
            https://nas.local/ https://①②⑦.0.0.1/";
        for text in private.split_whitespace() {
            assert_eq!(Reach::Public.read(text).unwrap_err(), Unreachable::Private, "{text}");
        }
        let wrong = [
            ("http://example.com/", Unreachable::NoTls),
            ("ftp://example.com/", Unreachable::NoAddress),
            ("file:///etc/passwd", Unreachable::NoAddress),
            ("javascript:alert(1)", Unreachable::NoAddress),
            ("example.com", Unreachable::NoAddress),
            ("https://", Unreachable::NoAddress),
            ("https://me:pw@example.com/", Unreachable::HasUser),
            ("https://example.com@10.0.0.1/", Unreachable::HasUser),
        ];
        for (text, why) in wrong {
            assert_eq!(Reach::Public.read(text).unwrap_err(), why, "{text}");
        }
        assert_eq!(
            Reach::Public.read(" https://example.com:8443/a?b=c ").unwrap().as_str(),
            "https://example.com:8443/a?b=c"
        );
        assert!(Reach::Network.read("http://127.0.0.1:3000/hook").is_ok());
        assert_eq!(Reach::Network.read("http://169.254.169.254/").unwrap_err(), Unreachable::Private);
    }
}

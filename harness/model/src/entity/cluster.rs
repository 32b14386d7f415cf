use std::net::Ipv4Addr;

use crate::ClusterId;

/// What a cluster is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Aggregates all clusters.
    Central,
    /// Keeps its own data and hands it out.
    Edge,
}

impl Role {
    /// The spelling used in files, and behind the hyphen of a cluster's id.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Central => "central",
            Self::Edge => "edge",
        }
    }

    /// Reads the spelling of [`Self::as_str`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Central, Self::Edge].into_iter().find(|role| role.as_str() == text)
    }
}

/// One Kubernetes cluster, on one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Its id: the last number of its address, and its role.
    pub name: ClusterId,
    /// The address of its node.
    pub ip_address: Ipv4Addr,
    /// What it is for.
    pub role: Role,
}

/// Why something is no cluster.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClusterError {
    /// The address is none.
    #[error("`{0}` is no IPv4 address")]
    NoAddress(String),
    /// The name says another number than the address.
    #[error("cluster {0} is not at {1}: the last number of the address is not that of its name")]
    OtherNumber(ClusterId, Ipv4Addr),
    /// The name says another role.
    #[error("cluster {0} is not called after its role, {1}")]
    OtherRole(ClusterId, &'static str),
}

impl Cluster {
    /// Puts a cluster together, if its parts agree.
    pub fn new(name: ClusterId, address: &str, role: Role) -> Result<Self, ClusterError> {
        let ip_address: Ipv4Addr =
            address.parse().map_err(|_| ClusterError::NoAddress(address.to_owned()))?;
        if name.number() != ip_address.octets()[3].to_string() {
            return Err(ClusterError::OtherNumber(name, ip_address));
        }
        if name.as_str().split_once('-').map(|(_, role)| role) != Some(role.as_str()) {
            return Err(ClusterError::OtherRole(name, role.as_str()));
        }
        Ok(Self { name, ip_address, role })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("196-central", "192.168.101.196", Role::Central, "")]
    #[case("196-central", "node-196", Role::Central, "is no IPv4 address")]
    #[case("197-edge", "192.168.101.198", Role::Edge, "not that of its name")]
    #[case("197-edge", "192.168.101.197", Role::Central, "not called after its role, central")]
    fn the_parts_of_a_cluster_agree(
        #[case] name: &str,
        #[case] address: &str,
        #[case] role: Role,
        #[case] message: &str,
    ) {
        let made = Cluster::new(ClusterId::parse(name).unwrap(), address, role);
        let said = made.err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(said.is_empty(), message.is_empty(), "{said}");
        assert!(said.contains(message), "{said}");
    }
}

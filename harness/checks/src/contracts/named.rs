use std::fmt;

use conform_manifest::yaml::{DecodeError, Fields, Spanned};
use conform_model::Location;

use super::{Cluster, Role};
use crate::Facts;

/// The clusters in which something is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// All of them.
    Every,
    /// The central one.
    Central,
    /// Each edge.
    Edges,
}

impl Where {
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self, DecodeError> {
        let on = fields.string("on")?;
        match on.value.as_str() {
            "every" => Ok(Self::Every),
            "central" => Ok(Self::Central),
            "edges" => Ok(Self::Edges),
            _ => Err(fields.error(on.location.span, "it is `on: every`, `on: central` or `on: edges`")),
        }
    }

    /// The clusters meant.
    pub fn clusters<'a>(self, cx: &Facts<'a>) -> impl Iterator<Item = &'a Cluster> {
        cx.contracts.topology.clusters.iter().filter(move |cluster| match self {
            Self::Every => true,
            Self::Central => cluster.role == Role::Central,
            Self::Edges => cluster.role == Role::Edge,
        })
    }
}

/// An object that others know by kind, namespace and name.
#[derive(Debug, Clone)]
pub struct WantedName {
    /// Its kind.
    pub kind: String,
    /// Its namespace; empty for cluster-wide kinds.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Where the contract names it.
    pub location: Location,
    /// The clusters that have it.
    pub on: Where,
    /// Who knows it by this name.
    pub why: Spanned<String>,
}

impl fmt::Display for WantedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.namespace.as_str() {
            "" => write!(f, "{} {}", self.kind, self.name),
            namespace => write!(f, "{} {namespace}/{}", self.kind, self.name),
        }
    }
}

impl WantedName {
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self, DecodeError> {
        let object = fields.string("object")?;
        let Some((kind, path)) = object.value.split_once(' ') else {
            return Err(fields.error(
                object.location.span,
                "an object is written as in findings: `Service monitoring/kps-grafana`, `IngressClass nginx`",
            ));
        };
        let (namespace, name) = path.split_once('/').unwrap_or(("", path));
        Ok(Self {
            kind: kind.to_owned(),
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            location: object.location,
            on: Where::read(fields)?,
            why: fields.string("why")?,
        })
    }
}

/// How a port is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortUse {
    /// As a port of a Service.
    Service,
    /// As a port of every node's address, through a Service.
    NodePort,
    /// As a port of the node's address, held by a pod.
    HostPort,
}

impl fmt::Display for PortUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Service => "service port",
            Self::NodePort => "node port",
            Self::HostPort => "host port",
        })
    }
}

/// A port that an object has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenPort {
    /// Its number, from 1 to 65535.
    pub number: u16,
    /// How it is open.
    pub is: PortUse,
}

/// A port that others know by number.
#[derive(Debug, Clone)]
pub struct WantedPort {
    /// The object that opens it.
    pub of: WantedName,
    /// The port.
    pub port: OpenPort,
    /// Where the contract names the number.
    pub location: Location,
}

impl WantedPort {
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self, DecodeError> {
        let port = fields.integer("port")?;
        let number = u16::try_from(port.value)
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(|| fields.error(port.location.span, "a port is between 1 and 65535"))?;
        let text = fields.string("use")?;
        let is = match text.value.as_str() {
            "service" => PortUse::Service,
            "node-port" => PortUse::NodePort,
            "host-port" => PortUse::HostPort,
            _ => {
                let message = "a port is used as `service`, `node-port` or `host-port`";
                return Err(fields.error(text.location.span, message));
            }
        };
        Ok(Self { of: WantedName::read(fields)?, port: OpenPort { number, is }, location: port.location })
    }
}

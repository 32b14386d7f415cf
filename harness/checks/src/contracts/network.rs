use conform_manifest::yaml::{DecodeError, Fields, Text, parse_one};
use conform_model::Location;

use super::{ContractError, Where, each};

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Alerts and notices on their way to Alertmanager and out.
    Alerts,
    /// What Grafana asks.
    Datasources,
    /// Logs on their way into OpenSearch, and what tends to it.
    Logs,
    /// Blocks, snapshots and backups on their way to S3.
    ObjectStorage,
    /// What live suites do.
    Probes,
    /// Scrapes of what no Service of the render has pods for.
    Scrapes,
    /// What Thanos asks.
    Stores,
}

impl Purpose {
    const ALL: [(&'static str, Self); 7] = [
        ("alerts", Self::Alerts),
        ("datasources", Self::Datasources),
        ("logs", Self::Logs),
        ("object-storage", Self::ObjectStorage),
        ("probes", Self::Probes),
        ("scrapes", Self::Scrapes),
        ("stores", Self::Stores),
    ];
}

/// One end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// Pods of a namespace with these labels.
    Pods {
        /// The namespace.
        namespace: String,
        /// Labels that they carry, and perhaps more.
        labels: Vec<(String, String)>,
    },
    /// The cluster's own node.
    Node,
    /// The S3 endpoint; a flow to it has the endpoint's port.
    ObjectStorage,
    /// A pod without labels in a namespace of a live suite.
    Probe,
}

/// A connection that the network policies must let through.
#[derive(Debug, Clone)]
pub struct Flow {
    /// What it is for.
    pub purpose: Purpose,
    /// Who connects.
    pub from: Party,
    /// To whom.
    pub to: Party,
    /// The TCP ports; for S3 none, since the endpoint names its own.
    pub ports: Vec<u16>,
    /// The clusters.
    pub on: Where,
    /// Where the contract demands it.
    pub location: Location,
}

impl Flow {
    pub(super) fn parse_all(text: &Text) -> Result<Vec<Self>, ContractError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let flows = each(text, fields.list("flows")?, read)?;
        fields.finish()?;
        Ok(flows)
    }
}

fn read(fields: &mut Fields<'_>) -> Result<Flow, DecodeError> {
    let word = fields.string("for")?;
    let Some((_, purpose)) = Purpose::ALL.into_iter().find(|(own, _)| *own == word.value) else {
        let known = Purpose::ALL.map(|(own, _)| own).join(", ");
        return Err(fields.error(word.location.span, format!("a flow is for one of {known}")));
    };
    let from = party(fields, "from")?;
    let to = party(fields, "to")?;
    let ports = fields
        .list("ports")?
        .iter()
        .map(|node| {
            node.as_i64()
                .and_then(|port| u16::try_from(port).ok())
                .ok_or_else(|| fields.error(node.span, "a port is a number up to 65535"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    if ports.is_empty() != (to == Party::ObjectStorage) {
        return Err(fields.error(word.location.span, "a flow has ports, unless it goes to s3"));
    }
    Ok(Flow { purpose, from, to, ports, on: Where::read(fields)?, location: word.location })
}

fn party(fields: &mut Fields<'_>, key: &'static str) -> Result<Party, DecodeError> {
    let text = fields.string(key)?;
    match text.value.as_str() {
        "node" => return Ok(Party::Node),
        "probe" => return Ok(Party::Probe),
        "s3" => return Ok(Party::ObjectStorage),
        _ => {}
    }
    let pods = || {
        let (namespace, labels) = text.value.split_once(' ')?;
        let labels = labels
            .split(',')
            .map(|label| label.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned())))
            .collect::<Option<_>>()?;
        Some(Party::Pods { namespace: namespace.to_owned(), labels })
    };
    pods().ok_or_else(|| {
        fields.error(
            text.location.span,
            "an end is node, probe, s3, or pods by namespace and label: `logging app.kubernetes.io/name=opensearch`",
        )
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("{for: fun, from: node, to: probe, ports: [1], on: every}", "2:9: a flow is for one of alerts")]
    #[case("{for: logs, from: somebody, to: probe, ports: [1], on: every}", "2:21: an end is node")]
    #[case("{for: logs, from: node, to: probe, ports: [65536], on: every}", "a port is a number")]
    #[case("{for: logs, from: node, to: probe, on: every}", "2:9: a flow has ports")]
    #[case("{for: logs, from: node, to: s3, ports: [1], on: every}", "2:9: a flow has ports")]
    fn what_is_wrong_is_named_with_its_place(#[case] entry: &str, #[case] message: &str) {
        let text = Text::new("contracts/network.yaml", format!("flows:\n- {entry}\n"));
        let error = Flow::parse_all(&text).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}

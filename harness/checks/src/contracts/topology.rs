use conform_manifest::yaml::{DecodeError, Fields, Spanned, Text, parse_one};
use conform_model::{
    ClusterId, Location,
    entity::{self, S3Bucket},
};

use super::{ContractError, each};

pub use conform_model::entity::Role;

fn role(fields: &Fields<'_>, text: &Spanned<String>) -> Result<Role, DecodeError> {
    Role::parse(&text.value).ok_or_else(|| fields.error(text.location.span, "a role is `central` or `edge`"))
}

/// One cluster.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Its id, also the value of its external label.
    pub id: ClusterId,
    /// Where its entry begins.
    pub location: Location,
    /// The folder under `overlays/`.
    pub overlay: Spanned<String>,
    /// The kubeconfig context.
    pub context: Spanned<String>,
    /// The node's address.
    pub address: Spanned<String>,
    /// What it is for.
    pub role: Role,
    /// The domain under which its hosts are named.
    pub domain: Spanned<String>,
}

/// Where a stage belongs.
#[derive(Debug, Clone)]
pub struct StageRule {
    /// The stage.
    pub name: Spanned<String>,
    /// The roles whose clusters have it.
    pub roles: Vec<Role>,
}

/// The buckets, by what they are for.
#[derive(Debug, Clone)]
pub struct Buckets {
    /// Metric blocks.
    pub metrics: Spanned<String>,
    /// Log snapshots.
    pub logs: Spanned<String>,
    /// Volume backups.
    pub volumes: Spanned<String>,
    /// Dated copies of the three above.
    pub backup: Spanned<String>,
    /// Objects of probes.
    pub probe: Spanned<String>,
}

/// The clusters and what they share.
#[derive(Debug, Clone)]
pub struct Topology {
    /// Every cluster, in the order of the file.
    pub clusters: Vec<Cluster>,
    /// The namespaces of the stack.
    pub namespaces: Vec<Spanned<String>>,
    /// Every stage, in the order of application.
    pub stages: Vec<StageRule>,
    /// The S3 endpoint, with its scheme.
    pub s3_endpoint: Spanned<String>,
    /// The buckets.
    pub buckets: Buckets,
    /// Where the file begins.
    pub location: Location,
}

impl Topology {
    pub(super) fn parse(text: &Text) -> Result<Self, ContractError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let clusters = each(text, fields.list("clusters")?, cluster)?;
        let namespaces = fields.strings("namespaces")?;
        let stages = each(text, fields.list("stages")?, |fields| {
            let name = fields.string("name")?;
            let roles = fields.strings("roles")?;
            let roles = roles.iter().map(|one| role(fields, one)).collect::<Result<_, _>>()?;
            Ok(StageRule { name, roles })
        })?;
        let mut s3 = Fields::new(text, fields.required("s3")?)?;
        let s3_endpoint = s3.string("endpoint")?;
        S3Bucket::check_endpoint(&s3_endpoint.value)
            .map_err(|error| s3.error(s3_endpoint.location.span, error.to_string()))?;
        let mut buckets = Fields::new(text, s3.required("buckets")?)?;
        s3.finish()?;
        let location = text.location(root.span);
        if clusters.is_empty() || stages.is_empty() {
            return Err(fields.error(root.span, "a topology has at least one cluster and one stage").into());
        }
        fields.finish()?;
        let read = Buckets {
            metrics: buckets.string("metrics")?,
            logs: buckets.string("logs")?,
            volumes: buckets.string("volumes")?,
            backup: buckets.string("backup")?,
            probe: buckets.string("probe")?,
        };
        for bucket in [&read.metrics, &read.logs, &read.volumes, &read.backup, &read.probe] {
            S3Bucket::check_name(&bucket.value)
                .map_err(|error| buckets.error(bucket.location.span, error.to_string()))?;
        }
        buckets.finish()?;
        Ok(Self { clusters, namespaces, stages, s3_endpoint, buckets: read, location })
    }

    /// The cluster with this id.
    #[must_use]
    pub fn cluster(&self, id: &ClusterId) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.id == *id)
    }

    /// The clusters of a role.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = &Cluster> {
        self.clusters.iter().filter(move |cluster| cluster.role == role)
    }
}

fn cluster(fields: &mut Fields<'_>) -> Result<Cluster, DecodeError> {
    let id = fields.string("id")?;
    let overlay = fields.string("overlay")?;
    let text = fields.string("role")?;
    let cluster = Cluster {
        id: ClusterId::parse(&id.value).map_err(|error| fields.error(id.location.span, error.to_string()))?,
        location: id.location.clone(),
        overlay,
        context: fields.string("context")?,
        address: fields.string("address")?,
        role: role(fields, &text)?,
        domain: fields.string("domain")?,
    };
    entity::Cluster::new(cluster.id.clone(), &cluster.address.value, cluster.role)
        .map_err(|error| fields.error(cluster.address.location.span, error.to_string()))?;
    if cluster.overlay.value != format!("cluster-{}", cluster.id) {
        return Err(fields.error(cluster.overlay.location.span, format!("expected `cluster-{}`", cluster.id)));
    }
    Ok(cluster)
}

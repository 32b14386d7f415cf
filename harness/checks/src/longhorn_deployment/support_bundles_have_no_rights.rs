use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::longhorn::NAMESPACE,
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

No binding gives rights to the service account `longhorn-support-bundle`.

## Why it matters

The chart makes it an administrator of the cluster, for the moment in which somebody wants a bundle. Until then it is an account that reads every Secret.

## How it is judged

The subjects of all bindings are read; that Longhorn's own account is bound shows that there are any.

## How to fix

Keep the patch in the kustomization of Longhorn that deletes the binding.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.support-bundles-have-no-rights"),
    title: "nobody may use the account for support bundles",
    level: Level::Must,
    traces: &[Trace::new("FR-016", "docs/stack.md#least-privilege")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

const ACCOUNT: &str = "longhorn-support-bundle";

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    in_each(cx, out, On::Every, "binding of an account of Longhorn", |cluster, out| {
        let mut seen = 0;
        for binding in
            ["ClusterRoleBinding", "RoleBinding"].into_iter().flat_map(|kind| cx.stack.of_kind(kind))
        {
            for (at, subject) in binding.node.dig_seq(&["subjects"]).enumerate() {
                if binding.cluster != cluster.id || subject.dig_str(&["namespace"]) != Some(NAMESPACE) {
                    continue;
                }
                out.examine("subjects");
                seen += 1;
                if subject.dig_str(&["name"]) == Some(ACCOUNT) {
                    let role = binding.node.dig_str(&["roleRef", "name"]).unwrap_or_default();
                    out.fail(
                        Finding::new(
                            format!("{ACCOUNT} of cluster {} has the rights of `{role}`", cluster.id),
                            binding.location(&JsonPointer::root().key("subjects").index(at)),
                        )
                        .help("bind it only for as long as a bundle takes"),
                    );
                }
            }
        }
        seen
    });
}

use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, bodies},
};

const DOCS: &str = "\
## What must hold

The lifecycle policy has an `error_notification` with the id of the channel that the bootstrap makes, and the channel is enabled.

## Why it matters

An index that is stuck is no metric: health is green, and the index simply stays. Nobody hears of it before the disk is full.

## How it is judged

The id in the policy is compared with `config_id` of the channel that the bootstrap sends.

## How to fix

Keep `error_notification.channel.id` in `ism-policy.json` and `config_id` in `error-channel.json` the same.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.lifecycle-failures-are-told"),
    title: "the lifecycle tells of its failures through a channel that exists",
    level: Level::Must,
    traces: &[
        Trace::new("FR-012", "docs/stack.md#o-10"),
        Trace::new("FR-009a", "docs/stack.md#opensearch-lifecycle"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let channels = bodies(cx, out, Target::Channel);
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        let id = body.node.dig_str(&["policy", "error_notification", "channel", "id"]);
        let Some(id) = id else {
            out.fail(
                body.finding("the policy tells nobody of its failures")
                    .help("add an error_notification with the channel to ism-policy.json"),
            );
            continue;
        };
        let channel = channels.iter().find(|channel| channel.node.dig_str(&["config_id"]) == Some(id));
        match channel {
            None => out.fail(
                body.finding(&format!(
                    "failures are told to channel {id}, which the bootstrap does not make"
                ))
                .help("use the config_id of error-channel.json"),
            ),
            Some(channel) if channel.text(&["config", "is_enabled"]).as_deref() == Some("false") => out.fail(
                channel
                    .finding(&format!("channel {id} is not enabled"))
                    .help("set is_enabled to true in error-channel.json"),
            ),
            Some(_) => {}
        }
    }
}

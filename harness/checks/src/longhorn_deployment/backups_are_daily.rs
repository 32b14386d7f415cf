use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, in_each},
};

const DOCS: &str = "\
## What must hold

The schedule of every RecurringJob that backs up names times on every day.

## Why it matters

What was written since the last backup is lost with the disk. The alert on overdue backups counts with a day as well.

## How it is judged

`cron` of the RecurringJobs with task `backup` or `system-backup` must be five fields of which day, month and weekday are `*`, or one of `@hourly`, `@daily` and `@midnight`.

## How to fix

Correct `cron` in `deploy/base/longhorn-config/recurring-jobs.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::LonghornDeployment, "longhorn-deployment.backups-are-daily"),
    title: "backups are made at least once a day",
    level: Level::Must,
    traces: &[Trace::new("FR-002", "docs/stack.md#l-17")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    in_each(cx, out, On::Every, "recurring job that backs up", |cluster, out| {
        let mut jobs = 0;
        for job in cx.stack.of_kind("RecurringJob").filter(|job| {
            let task = job.node.dig_str(&["spec", "task"]);
            job.cluster == cluster.id && matches!(task, Some("backup" | "system-backup"))
        }) {
            out.examine("jobs");
            jobs += 1;
            let cron = job.node.dig_str(&["spec", "cron"]).unwrap_or_default();
            if !is_daily(cron) {
                let place = JsonPointer::root().key("spec").key("cron");
                out.fail(
                    Finding::new(
                        format!("{} of cluster {} does not run every day: `{cron}`", job.id, cluster.id),
                        job.location(&place),
                    )
                    .help("let it run every day"),
                );
            }
        }
        jobs
    });
}

/// Whether a schedule names a time on every day.
fn is_daily(cron: &str) -> bool {
    if matches!(cron, "@hourly" | "@daily" | "@midnight") {
        return true;
    }
    let fields: Vec<&str> = cron.split_whitespace().collect();
    matches!(fields.as_slice(), [_, _, "*" | "*/1", "*" | "*/1", "*" | "*/1"])
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("15 1 * * *", true)]
    #[case("@daily", true)]
    #[case("0 */6 * * *", true)]
    #[case("15 1 * * 0", false)]
    #[case("15 1 1 * *", false)]
    #[case("@weekly", false)]
    #[case("", false)]
    fn schedules(#[case] cron: &str, #[case] daily: bool) {
        assert_eq!(is_daily(cron), daily);
    }
}

use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{OUTPUTS, SERVICE, each_section, seconds},
};

const DOCS: &str = "\
## What must hold

With the pauses of the scheduler, the retries of every output take at least as long as the outage of the contract.

## Why it matters

A chunk whose retries are used up is thrown away. By default that is after the second attempt, which no restart of OpenSearch survives.

## How it is judged

Each pause is drawn between the base and twice the one before, up to the cap; the mean pauses are added up over `Retry_Limit`.

## How to fix

Raise `Retry_Limit` in `config.outputs`, or `scheduler.base` and `scheduler.cap` in `config.service`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.retries-outlast-an-outage"),
    title: "retries bridge an outage of the log cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#f-14")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let least = cx.contracts.fact(ContractId::FluentBitDeployment, "outage-bridged");
    let needed = seconds(&least.value).unwrap_or_default();
    each_section(cx, out, OUTPUTS, |config, output, out| {
        let limit = output.get("retry_limit").unwrap_or("1");
        let Some(retries) = retries(limit) else { return };
        let service = |key: &str, default: f64| {
            config.of(SERVICE).find_map(|own| own.get(key)).and_then(seconds).unwrap_or(default)
        };
        let bridged = bridged(retries, service("scheduler.base", 5.0), service("scheduler.cap", 2000.0));
        if bridged < needed {
            let message = format!(
                "{} gives a chunk up after about {:.0} s, and an outage may last {}",
                OUTPUTS.label(output),
                bridged,
                least.value
            );
            out.fail(
                config
                    .fault(cx, OUTPUTS, message)
                    .related("the contract demands", least.location.clone())
                    .help("raise Retry_Limit"),
            );
        }
    });
}

/// How often is tried again; `None` for without end, which outlasts everything.
fn retries(limit: &str) -> Option<u32> {
    if limit.eq_ignore_ascii_case("no_retries") { Some(0) } else { limit.parse().ok() }
}

/// The mean time in seconds until the retries are used up.
fn bridged(retries: u32, base: f64, cap: f64) -> f64 {
    let mut longest = base;
    let mut sum = 0.0;
    for _ in 0..retries.min(100_000) {
        longest = (longest * 2.0).min(cap.max(base));
        sum += f64::midpoint(base, longest);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_cap() {
        assert!((bridged(1, 5.0, 60.0) - 7.5).abs() < 0.1);
        assert!((bridged(4, 5.0, 20.0) - (7.5 + 12.5 * 3.0)).abs() < 0.1);
        assert!(bridged(0, 5.0, 60.0) < 0.1);
        assert_eq!(retries("no_limits"), None);
        assert_eq!(retries("no_retries"), Some(0));
    }
}

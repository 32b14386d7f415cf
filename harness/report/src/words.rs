//! What the forms for people say, in one place: another language is another table.

use conform_model::Verdict;

use crate::{Decision, State};

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// The language, as HTML names it.
    pub(crate) language: &'static str,
    pub(crate) title: &'static str,
    pub(crate) through: &'static str,
    pub(crate) all_clauses: &'static str,
    pub(crate) another_cluster: &'static str,
    pub(crate) clause: &'static str,
    pub(crate) clauses: &'static str,
    pub(crate) clusters_left_out: &'static str,
    pub(crate) component: &'static str,
    pub(crate) contract: &'static str,
    pub(crate) contracts_changed: &'static str,
    pub(crate) design_silent: &'static str,
    pub(crate) digest: &'static str,
    pub(crate) elsewhere: &'static str,
    pub(crate) end_of_life: &'static str,
    pub(crate) expired: &'static str,
    pub(crate) expires: &'static str,
    pub(crate) findings: &'static str,
    pub(crate) floor: &'static str,
    pub(crate) from: &'static str,
    pub(crate) holds: &'static str,
    pub(crate) inferred: &'static str,
    pub(crate) inferred_note: &'static str,
    pub(crate) level: &'static str,
    pub(crate) live_note: &'static str,
    pub(crate) margin: &'static str,
    pub(crate) matrix: &'static str,
    pub(crate) matrix_note: &'static str,
    pub(crate) no_findings: &'static str,
    pub(crate) no_objectives: &'static str,
    pub(crate) no_record: &'static str,
    pub(crate) no_verdict: &'static str,
    pub(crate) no_versions: &'static str,
    pub(crate) no_waivers: &'static str,
    pub(crate) not_looked: &'static str,
    pub(crate) not_measured: &'static str,
    pub(crate) nothing_live: &'static str,
    pub(crate) objective: &'static str,
    pub(crate) objectives: &'static str,
    pub(crate) observed: &'static str,
    pub(crate) over_stand_ins: &'static str,
    pub(crate) owner: &'static str,
    pub(crate) pin: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) rendered_elsewhere: &'static str,
    pub(crate) requirement: &'static str,
    pub(crate) requirements: &'static str,
    pub(crate) rests_on: &'static str,
    pub(crate) rests_on_note: &'static str,
    pub(crate) stand_in: &'static str,
    pub(crate) contracts: &'static str,
    pub(crate) looked_at: &'static str,
    pub(crate) render: &'static str,
    pub(crate) tree: &'static str,
    pub(crate) what_holds: &'static str,
    pub(crate) state: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) text: &'static str,
    pub(crate) threshold: &'static str,
    pub(crate) unjudged_requirements: &'static str,
    pub(crate) unseen: &'static str,
    pub(crate) version: &'static str,
    pub(crate) versions: &'static str,
    pub(crate) waived_requirements: &'static str,
    pub(crate) waived_until: &'static str,
    pub(crate) waiver_expired: &'static str,
    pub(crate) live_open: &'static str,
    pub(crate) waivers: &'static str,
    pub(crate) what_failed: &'static str,
}

/// English.
pub(crate) static WORDS: Words = Words {
    language: "en",
    title: "Conform report",
    through: "made of",
    all_clauses: "All clauses",
    another_cluster: "the run was not asked about this cluster",
    clause: "Clause",
    clauses: "Clauses",
    clusters_left_out: "clusters were left out",
    component: "Component",
    contract: "Contract",
    contracts_changed: "the contracts have changed since the run; judge again",
    design_silent: "the design names it and does not show its text",
    digest: "Digest",
    elsewhere: "no one cluster",
    end_of_life: "End of life",
    expired: "expired",
    expires: "Until",
    findings: "Findings",
    floor: "At least",
    from: "from",
    holds: "no finding",
    inferred: "inferred",
    inferred_note: "The design names these requirements and does not show their text; what stands here is inferred:",
    level: "Level",
    live_note: "only running clusters show it:",
    margin: "Margin",
    matrix: "Contracts and clusters",
    matrix_note: "How many clauses of a contract have findings in what is rendered for a cluster. \u{201c}No one cluster\u{201d} counts findings in sources and contracts.",
    no_findings: "No clause fails.",
    no_objectives: "The contracts name no objective.",
    no_record: "the run has no record of it",
    no_verdict: "it was begun and not finished",
    no_versions: "The contracts name no version.",
    no_waivers: "There are none.",
    not_looked: "not looked at",
    not_measured: "not measured",
    nothing_live: "no running cluster was looked at",
    objective: "Objective",
    objectives: "Objectives",
    observed: "Observed",
    over_stand_ins: "it rests on stand-in charts, and nothing is accepted over them",
    owner: "Owner",
    pin: "Pinned",
    reason: "Reason",
    rendered_elsewhere: "the render was made elsewhere, and with what is not known",
    requirement: "Requirement",
    requirements: "Requirements",
    rests_on: "What this rests on",
    rests_on_note: "Digests of everything that the run read.",
    stand_in: "stand-in",
    contracts: "contracts",
    looked_at: "Looked at",
    render: "render",
    tree: "tree",
    what_holds: "What holds",
    state: "State",
    subject: "For",
    text: "Text",
    threshold: "Threshold",
    unjudged_requirements: "nothing judges these requirements",
    unseen: "Not looked at",
    version: "Version",
    versions: "Versions",
    waived_requirements: "requirements are under a waiver",
    waived_until: "waived until",
    waiver_expired: "the waiver expired on",
    live_open: "live part not run",
    waivers: "Waivers",
    what_failed: "What does not hold",
};

impl Words {
    /// A decision in words.
    pub(crate) const fn decision(&self, decision: Decision) -> &'static str {
        match decision {
            Decision::Accepted => "Accepted",
            Decision::AcceptedWithWaivers => "Accepted with waivers",
            Decision::Partial => "Partial",
            Decision::Refused => "Refused",
        }
    }

    /// How good a decision can be at best.
    pub(crate) const fn at_best(&self, decision: Decision) -> &'static str {
        match decision {
            Decision::Accepted => "",
            Decision::AcceptedWithWaivers => "waived",
            Decision::Partial => "at best partial",
            Decision::Refused => "refused",
        }
    }

    /// What a decision means.
    pub(crate) const fn meaning(&self, decision: Decision) -> &'static str {
        match decision {
            Decision::Accepted => "Everything that is demanded was looked at and holds.",
            Decision::AcceptedWithWaivers => {
                "Everything that is demanded was looked at; what does not hold is under a waiver."
            }
            Decision::Partial => {
                "Nothing that was looked at fails, but not all that is demanded was looked at, or not the real thing."
            }
            Decision::Refused => "Something that must hold does not.",
        }
    }

    /// What clauses in a state do, behind a number.
    pub(crate) const fn verb(&self, state: State) -> &'static str {
        match state {
            State::Verdict(Verdict::Pass) => "hold",
            State::Verdict(Verdict::NotApplicable) => "do not apply",
            State::Verdict(Verdict::Blocked) => "are blocked",
            State::Verdict(Verdict::Fail) => "fail",
            State::Verdict(Verdict::Broken) => "are broken",
            State::Waived => "fail under a waiver",
            State::NotRun => "were not run",
        }
    }
}

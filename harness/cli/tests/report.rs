//! `conform report` over records that `conform check` left.

#[expect(dead_code, reason = "what other tests of the program use")]
mod world;

use std::{fs, path::Path, sync::OnceLock};

use rstest::rstest;
use serde_json::Value;
use world::{Done, World, bundled};

/// A world with two runs: one over the tree, one over a render with a fault.
struct Runs {
    world: World,
    clean: String,
    fault: String,
}

#[expect(clippy::unwrap_used, reason = "a test whose runs cannot be made has failed")]
fn runs() -> &'static Runs {
    static RUNS: OnceLock<Runs> = OnceLock::new();
    RUNS.get_or_init(|| {
        let world = World::over(&bundled());
        let folder = |name: &str| world.path(name).to_str().unwrap().to_owned();
        let (clean, fault, out) = (folder("clean"), folder("fault"), folder("out"));
        let done = world.run(&["check", "--as-of", "2026-11-22", "--records", &clean]);
        assert_eq!(done.code, 0, "{done:?}");
        assert_eq!(world.run(&["render", "--out", &out]).code, 0);
        let file = Path::new(&out).join("cluster-197-edge/50-kps.yaml");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace("    cluster: 197-edge\n", "    cluster: \"<b>&\"\n")).unwrap();
        let contracts = bundled().join("../contracts");
        let arguments = ["check", "--rendered", &out, "--records", &fault, "--contracts"];
        let done = world.finish(world.bare(&arguments).arg(contracts));
        assert_eq!(done.code, 1, "{done:?}");
        Runs { world, clean, fault }
    })
}

fn report(records: &str, arguments: &[&str]) -> Done {
    let mut all = vec!["report", "--as-of", "2026-11-22", "--records", records];
    all.extend(arguments);
    runs().world.run(&all)
}

#[expect(clippy::unwrap_used, reason = "a test whose report is no JSON has failed")]
fn json(records: &str, arguments: &[&str]) -> Value {
    let mut all = vec!["--format", "json"];
    all.extend(arguments);
    let done = report(records, &all);
    assert_eq!(done.code, 0, "{done:?}");
    serde_json::from_str(&done.stdout).unwrap()
}

#[test]
fn over_stand_ins_a_run_without_findings_is_partial_and_says_why() {
    let report = json(&runs().clean, &[]);
    assert_eq!(report["decision"], "partial");
    let reasons = report["reasons"].to_string();
    assert!(reasons.contains("stand-in charts, and nothing is accepted over them: "), "{reasons}");
    assert!(reasons.contains("no running cluster was looked at: "), "{reasons}");
    let inferred: Vec<&str> = report["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|requirement| requirement["inferred"] == true)
        .map(|requirement| requirement["id"].as_str().unwrap())
        .collect();
    assert_eq!(inferred, ["FR-002", "FR-003", "FR-008"]);
}

#[test]
fn a_failing_must_is_refused_and_shown_with_its_lines() {
    let report = json(&runs().fault, &[]);
    assert_eq!(report["decision"], "refused");
    let clauses = report["clauses"].as_array().unwrap();
    let clause = clauses
        .iter()
        .find(|clause| clause["id"] == "kube-prometheus-stack.external-label-is-cluster")
        .unwrap();
    let excerpt = clause["findings"][0]["excerpt"]["text"].as_str().unwrap();
    assert!(excerpt.ends_with("    cluster: \"<b>&\""), "{excerpt}");
    let line = &report["matrix"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["contract"] == "kube-prometheus-stack")
        .unwrap()["clusters"];
    assert_eq!(line["197-edge"]["state"], "fails");
    assert_eq!(line["198-edge"]["state"], "waived");
    // Clauses over sources have no record, because the render was given without its tree.
    let unseen = report["not_looked_at"].to_string();
    assert!(unseen.contains("the run has no record of it"), "{unseen}");
}

#[test]
fn the_page_needs_nothing_but_itself_and_takes_no_text_for_markup() {
    let done = report(&runs().fault, &["--format", "html"]);
    assert_eq!(done.code, 0, "{done:?}");
    let page = &done.stdout;
    assert!(page.contains("<p class=\"word\">Refused</p>"));
    assert!(page.contains("&lt;b&gt;&amp;") && !page.contains("<b>&"));
    for needle in ["<script", "<link", "<img", "src=", "url(", "@import", "href=\"http"] {
        assert!(!page.contains(needle), "{needle}");
    }
    let opened =
        |tag: &str| page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
    for tag in ["div", "p", "span", "table", "tr", "td", "ul", "li", "section", "details", "code", "pre"] {
        assert_eq!(opened(tag), page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[rstest]
#[case("markdown", "## Conform report: refused\n")]
#[case("junit", "<property name=\"requirement\" value=\"FR-019\"")]
#[case("sarif", "\"ruleId\": \"kube-prometheus-stack.external-label-is-cluster\"")]
fn forms(#[case] form: &str, #[case] words: &str) {
    let done = report(&runs().fault, &["--format", form]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.stdout.contains(words), "{}", done.stdout);
}

#[test]
fn a_waiver_that_has_expired_no_longer_counts() {
    let done = runs().world.run(&[
        "report",
        "--as-of",
        "2030-01-01",
        "--records",
        &runs().clean,
        "--format",
        "json",
    ]);
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    assert!(report["waivers"].as_array().unwrap().iter().all(|waiver| waiver["holds"] == false), "{report}");
    assert!(report["counts"]["waived"].is_null() && report["counts"]["fail"] == 1, "{}", report["counts"]);
}

#[test]
fn records_of_different_runs_are_not_mixed() {
    let run = |folder: &str| fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let mixed = tempfile::tempdir().unwrap();
    let one = "tree.no-hooks.json";
    let other = "tree.objects-unique.json";
    fs::copy(run(&runs().clean).join(one), mixed.path().join(one)).unwrap();
    fs::copy(run(&runs().fault).join(other), mixed.path().join(other)).unwrap();
    let done = report(mixed.path().to_str().unwrap(), &[]);
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("they are not mixed"), "{done:?}");
    let text = fs::read_to_string(mixed.path().join(one)).unwrap();
    fs::write(mixed.path().join(one), text.replace("\"version\": 1", "\"version\": 99")).unwrap();
    let done = report(mixed.path().to_str().unwrap(), &[]);
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("its version is 99, and this program knows 1"), "{done:?}");
}

#[test]
fn without_a_record_there_is_nothing_to_report() {
    let done = report("/nonexistent", &[]);
    assert_eq!(done.code, 3, "{done:?}");
    assert!(done.stderr.contains("`conform check` leaves some"), "{done:?}");
}

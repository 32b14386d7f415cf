use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::Args;
use conform_checks::contracts::Requirement;
use conform_engine::load_contracts;
use conform_model::{ContractId, Exit};

use crate::{
    source::{self, RenderArgs, usage},
    term::Term,
};

/// Begin a clause: its module, its two lines in the table, the skeleton of a fault, its entry in the docs
#[derive(Debug, Args)]
pub(crate) struct NewCheckArgs {
    /// The id: <contract>.<property>, named after what holds, such as tree.pods-have-probes
    id: String,
    /// The requirement that it traces to, such as FR-012
    requirement: String,
    /// The repository [default: the one that the tree lies in]
    #[arg(long, value_name = "DIR")]
    repository: Option<PathBuf>,
}

/// A clause that is about to exist.
struct Draft<'a> {
    id: &'a str,
    contract: ContractId,
    /// The part behind the dot.
    property: &'a str,
    /// The name of the module.
    module: String,
    requirement: &'a Requirement,
}

pub(crate) fn run(args: &NewCheckArgs, term: &Term) -> anyhow::Result<Exit> {
    let root = match &args.repository {
        Some(root) => root.clone(),
        None => source::tree_dir(&RenderArgs::default())?.parent().map(Path::to_owned).unwrap_or_default(),
    };
    let contracts = load_contracts(&root.join("contracts"))?;
    let requirement = contracts.requirements.get(&args.requirement).ok_or_else(|| {
        usage(format!(
            "no requirement is called `{}`; contracts/requirements.yaml has them",
            args.requirement
        ))
    })?;
    let draft = Draft::new(&args.id, requirement)?;
    for (path, text) in draft.files(&root)? {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        term.note(&format!("wrote {}", path.display()));
    }
    term.note(
        "next: write docs, judge and fault; then `cargo run -- docs` and `cargo test`, which stays red until they agree",
    );
    Ok(Exit::Holds)
}

impl<'a> Draft<'a> {
    fn new(id: &'a str, requirement: &'a Requirement) -> anyhow::Result<Self> {
        let form = || usage(format!("`{id}` is no id; it is <contract>.<property-in-lowercase-words>"));
        let (contract, property) = id.split_once('.').ok_or_else(form)?;
        let contract = ContractId::parse(contract).map_err(|error| usage(error.to_string()))?;
        let word = |word: &str| {
            word.starts_with(|letter: char| letter.is_ascii_lowercase())
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let module = property.replace('-', "_");
        if !property.split('-').all(word) || KEYWORDS.contains(&module.as_str()) || module == "mod" {
            return Err(form());
        }
        Ok(Self { id, contract, property, module, requirement })
    }

    /// Every file to write, and its whole text; nothing is written if one of them is not as expected.
    fn files(&self, root: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
        let folder = root.join("harness/checks/src").join(self.contract.as_str().replace('-', "_"));
        let module = folder.join(format!("{}.rs", self.module));
        let fault = root.join("fixtures/negative").join(self.id);
        for path in [&module, &fault] {
            if path.exists() {
                return Err(usage(format!("{} exists already; ids are never used twice", path.display())));
            }
        }
        let read = |path: &Path| {
            fs::read_to_string(path).with_context(|| {
                format!("cannot read {}; name a checkout of Conform by --repository DIR", path.display())
            })
        };
        let table = folder.join("mod.rs");
        let list = root.join("docs/CLAUSES.md");
        Ok(vec![
            (table.clone(), self.listed(&read(&table)?)?),
            (list.clone(), self.documented(&read(&list)?)),
            (module, self.module_text()),
            (fault.join("first/seed.yaml"), SEED.to_owned()),
            (fault.join("first/expect.yaml"), EXPECT.to_owned()),
        ])
    }

    fn title(&self) -> String {
        self.property.replace('-', " ")
    }

    fn docs(&self) -> String {
        let text = &self.requirement.text.value;
        format!(
            "## What must hold\n\nTo be written: {}.\n\n## Why it matters\n\nTo be written. {} says: {text}.\n\n## How it is judged\n\nNot yet.\n\n## How to fix\n\nTo be written.\n",
            self.title(),
            self.requirement.id.value
        )
    }

    fn module_text(&self) -> String {
        let variant: String =
            self.contract.as_str().split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        format!(
            "use conform_model::{{ClauseId, ContractId, Level}};

use crate::{{Clause, Facts, Needs, Outcome, Plan, Trace}};

const DOCS: &str = \"\\
{}\";

pub(crate) static CLAUSE: Clause = Clause {{
    id: ClauseId::new(ContractId::{variant}, \"{}\"),
    title: \"{}\",
    level: Level::Must,
    traces: &[Trace::new(\"{}\", \"{}\")],
    docs: DOCS,
    plan: Plan::Manifest {{ needs: Needs::Render, judge }},
}};

fn judge(_cx: &Facts<'_>, out: &mut Outcome) {{
    out.block(\"the judge of this clause is not written yet\");
}}
",
            quoted(&self.docs()),
            self.id,
            self.title(),
            self.requirement.id.value,
            self.requirement.source.value
        )
    }

    /// The text of `mod.rs` with the two lines of the clause, each in its place.
    fn listed(&self, text: &str) -> anyhow::Result<String> {
        let unknown = || anyhow::anyhow!("the mod.rs of {} has no list of clauses", self.contract);
        let (head, tail) = text.split_once("CLAUSES: &[&crate::Clause] = &[").ok_or_else(unknown)?;
        let (entries, rest) = tail.split_once("];").ok_or_else(unknown)?;
        let mut names: Vec<&str> = entries
            .split(',')
            .filter_map(|entry| entry.trim().strip_prefix('&')?.strip_suffix("::CLAUSE"))
            .collect();
        names.push(&self.module);
        // Clauses are listed in the order of their ids, in which a hyphen stands for an underscore.
        names.sort_by_key(|name| name.replace('_', "-"));
        let entries: Vec<String> = names.iter().map(|name| format!("    &{name}::CLAUSE,\n")).collect();
        let line = format!("mod {};", self.module);
        let mut lines: Vec<&str> = head.lines().collect();
        let after = lines
            .iter()
            .position(|other| other.starts_with("mod ") && **other > *line)
            .or_else(|| lines.iter().rposition(|other| other.starts_with("mod ")).map(|at| at + 1));
        lines.insert(after.ok_or_else(unknown)?, &line);
        Ok(format!("{}CLAUSES: &[&crate::Clause] = &[\n{}];{rest}", lines.join("\n"), entries.concat()))
    }

    /// The list of clauses with an entry at the end; `conform docs` of the new program sorts it in.
    fn documented(&self, text: &str) -> String {
        format!(
            "{text}\n### {}\n\n*must*, [{}]({}): {}\n\n{}",
            self.id,
            self.requirement.id.value,
            self.requirement.source.value.trim_start_matches("docs/"),
            self.title(),
            self.docs().replace("## ", "#### ")
        )
    }
}

/// Words that no module can be called.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "if", "impl", "in", "let", "loop", "macro", "match", "move",
    "mut", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type",
    "union", "unsafe", "use", "virtual", "where", "while", "yield",
];

/// A fault that reads, so that the suites run, and that changes nothing, so that they stay red.
const SEED: &str = "\
story: To be written. What somebody got wrong, in one sentence.
steps:
- delete:
    cluster: 197-edge
    object: ConfigMap monitoring/to-be-replaced
";

const EXPECT: &str = "\
count: 1
findings:
- message: to be written
  cluster: 197-edge
  object: ConfigMap monitoring/to-be-replaced
  pointer: \"\"
";

use std::collections::BTreeMap;

use conform_manifest::yaml::{DecodeError, Fields, Spanned, Text, parse_one};
use conform_model::{ContractId, Location};

use super::{ContractError, Objective, Version, WantedName, WantedPort, clauses, each};

/// A contract that must hold before another one.
#[derive(Debug, Clone)]
pub struct Required {
    /// Which one.
    pub contract: ContractId,
    /// Its clauses that decide it: where one of them fails on running clusters, the dependent
    /// contract is not looked at, and the failure is named as the cause. Offline every clause is
    /// judged alone.
    pub gates: Vec<Spanned<String>>,
}

/// Something that exists in a running stack although no stage renders it.
#[derive(Debug, Clone)]
pub struct Provided {
    /// Its kind.
    pub kind: Spanned<String>,
    /// Its namespace; absent for cluster-wide objects.
    pub namespace: Option<Spanned<String>>,
    /// Its name.
    pub name: Spanned<String>,
    /// Who makes it.
    pub by: Spanned<String>,
}

/// A dashboard that every Grafana must have.
#[derive(Debug, Clone)]
pub struct WantedDashboard {
    /// Its uid.
    pub uid: Spanned<String>,
    /// Its title.
    pub title: Spanned<String>,
    /// The titles of panels it must have at least.
    pub panels: Vec<Spanned<String>>,
}

/// An alert that must exist.
#[derive(Debug, Clone)]
pub struct WantedAlert {
    /// Its name.
    pub name: Spanned<String>,
    /// Its severity.
    pub severity: Spanned<String>,
    /// Whether only the central cluster has it.
    pub central_only: bool,
}

/// One contract: what every contract has, and its facts by name.
#[derive(Debug, Clone)]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// Where the file begins.
    pub location: Location,
    /// What it is about.
    pub title: Spanned<String>,
    /// The contracts that must hold before it.
    pub requires: Vec<Required>,
    /// The stages that fulfil it.
    pub stages: Vec<Spanned<String>>,
    /// What the design says it is given.
    pub inputs: Vec<Spanned<String>>,
    /// What the design says comes of it.
    pub outputs: Vec<Spanned<String>>,
    /// How the design says that it is seen to hold.
    pub validations: Vec<Spanned<String>>,
    /// Numbers that a running stack has to meet.
    pub objectives: Vec<Objective>,
    /// Objects that others know by name.
    pub names: Vec<WantedName>,
    /// Ports that others know by number.
    pub ports: Vec<WantedPort>,
    /// The components it is made of, and their versions.
    pub versions: Vec<Version>,
    /// What exists without being rendered.
    pub provided: Vec<Provided>,
    /// The dashboards it demands.
    pub dashboards: Vec<WantedDashboard>,
    /// The alerts it demands.
    pub alerts: Vec<WantedAlert>,
    facts: BTreeMap<String, Spanned<String>>,
}

impl Contract {
    /// A fact, such as `retention`.
    ///
    /// # Panics
    /// When the contract has no such fact: a clause and its contract disagree, which is a bug of
    /// the harness and turns the clause Broken.
    #[must_use]
    pub fn fact(&self, name: &str) -> &Spanned<String> {
        match self.facts.get(name) {
            Some(fact) => fact,
            None => panic!("contracts/{}.yaml has no fact `{name}`", self.id),
        }
    }

    /// The names of all facts.
    pub fn fact_names(&self) -> impl Iterator<Item = &str> {
        self.facts.keys().map(String::as_str)
    }
}

impl Contract {
    pub(super) fn parse(id: ContractId, text: &Text) -> Result<Self, ContractError> {
        let root = parse_one(text)?;
        let mut fields = Fields::new(text, &root)?;
        let own = fields.string("id")?;
        if own.value != id.as_str() {
            return Err(fields
                .error(own.location.span, format!("expected `{id}`, as the file is called"))
                .into());
        }
        let contract = Self {
            id,
            location: text.location(root.span),
            title: fields.string("title")?,
            requires: each(text, fields.list("requires")?, |fields| required(id, fields))?,
            stages: fields.strings("stages")?,
            inputs: fields.strings("inputs")?,
            outputs: fields.strings("outputs")?,
            validations: fields.strings("validations")?,
            objectives: each(text, fields.list("objectives")?, Objective::read)?,
            names: each(text, fields.list("names")?, WantedName::read)?,
            ports: each(text, fields.list("ports")?, WantedPort::read)?,
            versions: each(text, fields.list("versions")?, |fields| Version::read(text, fields))?,
            provided: each(text, fields.list("provided")?, provided)?,
            dashboards: each(text, fields.list("dashboards")?, dashboard)?,
            alerts: each(text, fields.list("alerts")?, alert)?,
            facts: fields
                .entries("facts")?
                .into_iter()
                .map(|entry| Ok((entry.key.to_string(), fields.text_of(&entry.value)?)))
                .collect::<Result<_, DecodeError>>()?,
        };
        fields.finish()?;
        Ok(contract)
    }
}

fn required(id: ContractId, fields: &mut Fields<'_>) -> Result<Required, DecodeError> {
    let name = fields.string("contract")?;
    let wrong = |message: String| fields.error(name.location.span, message);
    let contract = ContractId::parse(&name.value).map_err(|error| wrong(error.to_string()))?;
    let place = |id: ContractId| ContractId::ALL.iter().position(|other| *other == id);
    if place(contract) >= place(id) {
        return Err(wrong(format!("{id} comes before {contract} and cannot require it")));
    }
    let gates = clauses(fields, "gates")?;
    let foreign = gates
        .iter()
        .find(|gate| crate::clause(&gate.value).is_none_or(|clause| clause.id.contract() != contract));
    match foreign {
        None if gates.is_empty() => Err(fields.error(name.location.span, "`gates` names no clause")),
        None => Ok(Required { contract, gates }),
        Some(gate) => {
            Err(fields.error(gate.location.span, format!("`{}` is no clause of {contract}", gate.value)))
        }
    }
}

fn provided(fields: &mut Fields<'_>) -> Result<Provided, DecodeError> {
    Ok(Provided {
        kind: fields.string("kind")?,
        namespace: fields.optional_string("namespace")?,
        name: fields.string("name")?,
        by: fields.string("by")?,
    })
}

fn dashboard(fields: &mut Fields<'_>) -> Result<WantedDashboard, DecodeError> {
    Ok(WantedDashboard {
        uid: fields.string("uid")?,
        title: fields.string("title")?,
        panels: fields.strings("panels")?,
    })
}

fn alert(fields: &mut Fields<'_>) -> Result<WantedAlert, DecodeError> {
    let on = fields.string("on")?;
    Ok(WantedAlert {
        name: fields.string("name")?,
        severity: fields.string("severity")?,
        central_only: match on.value.as_str() {
            "every" => false,
            "central" => true,
            _ => {
                return Err(
                    fields.error(on.location.span, "an alert is `on: every` cluster or `on: central`")
                );
            }
        },
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(rest: &str) -> Result<Contract, String> {
        let text = format!("id: longhorn-deployment\ntitle: t\n{rest}\n");
        let text = Text::new("contracts/longhorn-deployment.yaml", text);
        Contract::parse(ContractId::LonghornDeployment, &text).map_err(|error| error.to_string())
    }

    #[rstest]
    #[case("requirs: []", "3:1: unknown field `requirs`")]
    #[case("requires: [{contract: minikube-install, gates: []}]", "3:23: `gates` names no clause")]
    #[case(
        "requires: [{contract: minikube-install, gates: [tree.no-hooks]}]",
        "is no clause of minikube-install"
    )]
    #[case(
        "requires: [{contract: minikube-install, gates: [minikube-install.x]}]",
        "`minikube-install.x` is no clause"
    )]
    #[case("requires: [{contract: thanos-deployment, gates: []}]", "3:23: longhorn-deployment comes before")]
    #[case(
        "objectives: [{id: a, what: b, is: about, number: 1, unit: s, source: docs/design.md#a}]",
        "3:35: "
    )]
    #[case("ports: [{port: 70000, use: service, object: Service a/b, on: every, why: c}]", "3:16: ")]
    #[case("names: [{object: b, on: every, why: c}]", "3:18: ")]
    fn what_is_wrong_is_named_with_its_place(#[case] rest: &str, #[case] message: &str) {
        let error = read(rest).unwrap_err();
        assert!(error.contains(message), "{error}");
    }

    #[test]
    fn members_may_be_left_out() {
        assert!(read("stages: [30-longhorn]").unwrap().requires.is_empty());
    }
}

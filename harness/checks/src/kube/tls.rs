//! Where the verification of certificates is turned off.

use conform_manifest::yaml::{Node, Value};
use conform_model::JsonPointer;

use super::{classic, embedded};

/// Fields that turn it off when they are true, by their letters alone.
const FIELDS: [&str; 5] = [
    "insecureskipverify",
    "insecureskiptlsverify",
    "tlsskipverify",
    "tlsskipverifyinsecure",
    "sslskipverify",
];

/// Arguments of programs and tools that turn it off.
const ARGUMENTS: [&str; 4] = ["--insecure", "--no-check-certificate", "--insecure-skip-tls-verify", "-k"];

/// The places at which an object, or a file that it embeds, turns the verification off, and by what.
pub(crate) fn skips(node: &Node) -> Vec<(JsonPointer, String)> {
    let mut found = Vec::new();
    walk(node, &JsonPointer::root(), &mut found);
    found
}

fn walk(node: &Node, place: &JsonPointer, found: &mut Vec<(JsonPointer, String)>) {
    match &node.value {
        Value::Map(map) => {
            for entry in map {
                let place = place.key(&entry.key);
                if is_switch(&entry.key) && is_on(&entry.value) {
                    found.push((place.clone(), entry.key.to_string()));
                }
                walk(&entry.value, &place, found);
            }
        }
        Value::Seq(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, &place.index(at), found);
            }
        }
        Value::String(text) => {
            if let Some(what) = in_text(node, text) {
                found.push((place.clone(), what));
            }
        }
        _ => {}
    }
}

fn is_switch(key: &str) -> bool {
    let letters: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    FIELDS.contains(&letters.to_ascii_lowercase().as_str())
}

fn is_on(value: &Node) -> bool {
    value.as_bool() == Some(true) || value.as_str() == Some("true")
}

/// What a string turns off: an argument, a script, or a configuration file.
fn in_text(node: &Node, text: &str) -> Option<String> {
    let argument = text.strip_prefix("--").map(|own| own.split_once('=').unwrap_or((own, "true")));
    if let Some((name, value)) = argument
        && !text.contains(char::is_whitespace)
    {
        let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let switch = FIELDS.iter().any(|field| letters.ends_with(field)) || text == "--insecure";
        return (switch && value != "false").then(|| format!("--{name}"));
    }
    if !text.contains('\n') {
        return None;
    }
    for section in classic::sections(text) {
        if section.get("tls.verify").is_some_and(|value| value.eq_ignore_ascii_case("off")) {
            return Some("tls.verify".to_owned());
        }
    }
    if let Some(file) = embedded(node)
        && matches!(file.value, Value::Map(_) | Value::Seq(_))
    {
        let mut inside = Vec::new();
        walk(&file, &JsonPointer::root(), &mut inside);
        if let Some((_, what)) = inside.pop() {
            return Some(what);
        }
    }
    let script = text.starts_with("#!");
    let lines = text.lines().filter(|line| script && !line.trim_start().starts_with('#'));
    let tools = lines.filter(|line| ["curl", "wget", "kubectl"].iter().any(|tool| line.contains(tool)));
    tools.flat_map(str::split_whitespace).find(|word| ARGUMENTS.contains(word)).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use conform_manifest::yaml::{Text, parse_one};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("tlsConfig: {insecureSkipVerify: true}", Some("insecureSkipVerify"))]
    #[case("tlsConfig: {insecureSkipVerify: false}", None)]
    #[case("args: [--es.ssl-skip-verify]", Some("--es.ssl-skip-verify"))]
    #[case("args: [--es.ssl-skip-verify=false]", None)]
    #[case("args: [--web.listen-address=:9114]", None)]
    #[case("f: |\n  a: 1\n  tls_config:\n    insecure_skip_verify: true\n", Some("insecure_skip_verify"))]
    #[case("f: |\n  {\"a\": 1,\n   \"jsonData\": {\"tlsSkipVerify\": true}}\n", Some("tlsSkipVerify"))]
    #[case("f: |\n  [OUTPUT]\n      tls.verify Off\n", Some("tls.verify"))]
    #[case("f: |\n  [OUTPUT]\n      tls.verify On\n", None)]
    #[case("f: |\n  #!/bin/sh\n  curl -fsS -k https://host\n", Some("-k"))]
    #[case("f: |\n  #!/bin/sh\n  # curl -k is not for us\n  grep -k x\n", None)]
    fn what_turns_it_off(#[case] yaml: &str, #[case] what: Option<&str>) {
        let node = parse_one(&Text::new("t", yaml)).unwrap();
        let found = skips(&node);
        assert_eq!(found.first().map(|(_, what)| what.as_str()), what);
    }
}

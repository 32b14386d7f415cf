//! What has the shape of a credential.

use std::collections::BTreeMap;

use conform_manifest::yaml::{Node, Value};
use conform_model::JsonPointer;

/// Every string of a value, and where it stands.
pub(crate) fn strings(node: &Node) -> Vec<(JsonPointer, &str)> {
    let mut found = Vec::new();
    walk(node, &JsonPointer::root(), &mut found);
    found
}

fn walk<'a>(node: &'a Node, place: &JsonPointer, found: &mut Vec<(JsonPointer, &'a str)>) {
    match &node.value {
        Value::String(text) => found.push((place.clone(), text)),
        Value::Seq(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, &place.index(at), found);
            }
        }
        Value::Map(map) => {
            for entry in map {
                walk(&entry.value, &place.key(&entry.key), found);
            }
        }
        _ => {}
    }
}

/// Whether a name says that its value is a secret.
pub(crate) fn names_a_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let part = |wanted: &[&str]| parts.iter().any(|part| wanted.contains(part));
    let pair = parts.windows(2).any(|pair| matches!(pair, ["access" | "secret" | "private" | "api", "key"]));
    // A file, a path or a name is where the secret is, not the secret.
    let place = matches!(parts.last(), Some(&("file" | "path" | "dir" | "name")));
    !place
        && (pair
            || part(&[
                "password",
                "passwd",
                "pass",
                "passphrase",
                "token",
                "secret",
                "credential",
                "credentials",
                "auth",
            ]))
}

/// Lengths of access keys behind their prefix.
const ACCESS_KEY: usize = 16;
/// Shortest run of characters that may be a key; S3 secret keys have 40, passwords of generators 24.
const SHORTEST: usize = 24;
/// Longest; what is longer is a certificate or a script.
const LONGEST: usize = 128;
/// Bits per character above which a run is random: text has below 4, keys of base 64 above 4.5.
const RANDOM: f64 = 4.25;

/// What kind of credential a text seems to hold. Neither the answer nor anything made of it shows
/// the text.
pub(crate) fn credential(text: &str) -> Option<&'static str> {
    if text.contains(concat!("-----", "BEGIN")) && text.contains(concat!("PRIVATE", " KEY-----")) {
        return Some("a private key");
    }
    if text.split("://").skip(1).any(has_password) {
        return Some("a URL with a password");
    }
    if ["$2a$", "$2b$", "$2y$", "$apr1$", "$6$"].iter().any(|prefix| hash(text, prefix)) {
        return Some("the hash of a password");
    }
    runs(text).find_map(shape)
}

/// The runs of characters of which keys and tokens are made.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '_' | '-' | '.')))
        .filter(|run| run.len() >= ACCESS_KEY + 4)
}

fn shape(run: &str) -> Option<&'static str> {
    let upper = |tail: &str| {
        tail.chars().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit()).count() >= ACCESS_KEY
    };
    for prefix in ["AKIA", "ASIA"] {
        if run.strip_prefix(prefix).is_some_and(upper) {
            return Some("an access key");
        }
    }
    for prefix in ["ghp_", "github_pat_", "glpat-", "xoxb-", "xoxp-"] {
        if run.starts_with(prefix) {
            return Some("an access token");
        }
    }
    if run.starts_with("eyJ") && run.matches('.').count() == 2 {
        return Some("an access token");
    }
    run.split('.').any(random).then_some("a random key")
}

/// Whether a run is too random for a word, a path or a digest.
fn random(run: &str) -> bool {
    if !(SHORTEST..=LONGEST).contains(&run.len()) || run.contains("--") || run.matches('/').count() > 3 {
        return false;
    }
    let count = |what: fn(&char) -> bool| run.chars().filter(what).count();
    let (lower, upper, digits) =
        (count(char::is_ascii_lowercase), count(char::is_ascii_uppercase), count(char::is_ascii_digit));
    lower >= 3 && upper >= 3 && digits >= 3 && entropy(run) >= RANDOM
}

/// Bits per character.
fn entropy(text: &str) -> f64 {
    let mut counts: BTreeMap<char, u32> = BTreeMap::new();
    for c in text.chars() {
        *counts.entry(c).or_default() += 1;
    }
    let total: f64 = counts.values().copied().map(f64::from).sum();
    -counts
        .values()
        .copied()
        .map(|count| f64::from(count) / total)
        .map(|part| part * part.log2())
        .sum::<f64>()
}

/// Whether what follows a scheme has a user and a password in front of its host.
fn has_password(rest: &str) -> bool {
    let authority = rest.split(['/', ' ', '"', '\'', '`', '<', '>', ')', '\n']).next().unwrap_or_default();
    authority
        .rsplit_once('@')
        .and_then(|(user, _)| user.split_once(':'))
        // A variable or a placeholder is none.
        .is_some_and(|(_, password)| !password.is_empty() && !password.contains(['$', '{', '*', '…', '_']))
}

fn hash(text: &str, prefix: &str) -> bool {
    text.match_indices(prefix).any(|(at, _)| {
        let tail = &text[at + prefix.len()..];
        tail.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '$')).count() >= 20
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// Characters as if drawn, the same each time; nothing that looks like a key stands in this file.
    fn drawn(alphabet: &str, length: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        let mut state: usize = 12345;
        let mut text = String::new();
        for _ in 0..length {
            state = (state.wrapping_mul(1_103_515_245).wrapping_add(12345)) % (1 << 31);
            text.push(alphabet[(state >> 16) % alphabet.len()]);
        }
        text
    }

    const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const BASE: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    #[test]
    fn shapes_are_known() {
        let cases = [
            (format!("key: {}{}", "AKIA", drawn(UPPER, 16)), "an access key"),
            (format!("-----BEGIN {} KEY-----\n", "RSA PRIVATE"), "a private key"),
            (format!("token={}{}", "ghp_", drawn(BASE, 36)), "an access token"),
            (format!("https://user:{}@host/", drawn(BASE, 8)), "a URL with a password"),
            (format!("admin:{}{}", "$2y$12$", drawn(BASE, 53)), "the hash of a password"),
            (format!("secret_key={}", drawn(BASE, 40)), "a random key"),
            (format!("\"secret_key\": \"{}\"", drawn(BASE, 48)), "a random key"),
        ];
        for (text, what) in cases {
            assert_eq!(credential(&text), Some(what));
        }
    }

    #[rstest]
    #[case("REPLACE_ME with the PEM certificate chain for *.example.org")]
    #[case(
        "registry.k8s.io/ingress-nginx/controller:v1.15.1@sha256:594ceea76b01c592858f803f9ff4d2cb40542cae"
    )]
    #[case("https://thanos-query-frontend.monitoring.svc.cluster.local:10902/api/v1/query")]
    #[case("https://$(USER):$(PASSWORD)@opensearch:9200")]
    #[case("persistentVolumeClaimRetentionPolicyAndAnotherLongCamelCaseName2")]
    #[case("sum by (cluster) (rate(thanos_objstore_bucket_operation_failures_total[5m]))")]
    #[case("--prometheus-config-reloader=quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1")]
    fn what_is_none_is_left_alone(#[case] text: &str) {
        assert_eq!(credential(text), None);
    }

    #[rstest]
    #[case("OS_PASS", true)]
    #[case("s3.client.default.secret_key", true)]
    #[case("AWS_ACCESS_KEY_ID", true)]
    #[case("admin-password", true)]
    #[case("GF_TOKEN_FILE", false)]
    #[case("REQ_SKIP_INIT", false)]
    #[case("KEYSTORE", false)]
    #[case("SECRET_NAME", false)]
    fn names(#[case] name: &str, #[case] secret: bool) {
        assert_eq!(names_a_secret(name), secret);
    }
}

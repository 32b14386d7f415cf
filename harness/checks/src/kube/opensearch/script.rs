//! The bootstrap script, read far enough to know which requests it makes, and in which order.

use std::collections::BTreeMap;

/// One request that the script can make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// Its method, such as `PUT`.
    pub(crate) method: String,
    /// Its path with its query, variables replaced where the script sets them once.
    pub(crate) path: String,
    /// The file beside the script that is its body, or that its body is made from.
    pub(crate) file: Option<String>,
}

/// A command in words, after quotes have been taken off.
pub(crate) type Command = Vec<String>;

/// What a script says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    variables: BTreeMap<String, String>,
    functions: BTreeMap<String, Vec<Command>>,
    main: Vec<Command>,
}

const METHODS: [&str; 6] = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"];

/// How deep functions are followed; a script that calls deeper is not read further.
const DEPTH: usize = 8;

impl Script {
    /// Reads functions, the variables that are set outside of them, and the commands between.
    pub(crate) fn parse(text: &str) -> Self {
        let mut script = Self::default();
        let mut function: Option<(String, Vec<Command>)> = None;
        for line in logical_lines(text) {
            let trimmed = line.trim();
            if let Some(name) = trimmed.strip_suffix("() {").filter(|_| function.is_none()) {
                function = Some((name.trim().to_owned(), Vec::new()));
                continue;
            }
            if line == "}" {
                if let Some((name, body)) = function.take() {
                    script.functions.insert(name, body);
                }
                continue;
            }
            for command in commands(trimmed) {
                match &mut function {
                    Some((_, body)) => body.push(command),
                    None => script.top_level(command),
                }
            }
        }
        script
    }

    fn top_level(&mut self, command: Command) {
        if let [word] = command.as_slice()
            && let Some((name, value)) = word.split_once('=').filter(|(name, _)| is_name(name))
        {
            self.variables.insert(name.to_owned(), value.to_owned());
            return;
        }
        self.main.push(command);
    }

    /// The value of a variable that is set outside of functions. `${NAME:-default}` is the default.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let value = self.variables.get(name)?;
        let default = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        Some(default.and_then(|rest| rest.split_once(":-")).map_or(value, |(_, default)| default))
    }

    /// The requests in the order in which the script comes to them, whichever way it branches.
    pub(crate) fn requests(&self) -> Vec<Request> {
        let mut requests = Vec::new();
        let mut file = None;
        for command in &self.main {
            self.follow(command, &[], &mut file, &mut requests, 0);
        }
        requests
    }

    fn follow(
        &self,
        command: &Command,
        own: &[String],
        file: &mut Option<String>,
        requests: &mut Vec<Request>,
        depth: usize,
    ) {
        let words: Vec<String> = command.iter().map(|word| self.expand(word, own)).collect();
        let body = words.iter().find_map(|word| json_beside(word));
        if let Some(body) = body {
            *file = Some(body);
        }
        let start = words
            .iter()
            .position(|word| self.functions.contains_key(word) || METHODS.contains(&word.as_str()));
        let Some(start) = start else { return };
        let called = self.functions.get(&words[start]);
        let request =
            words.windows(2).find(|pair| METHODS.contains(&pair[0].as_str()) && pair[1].starts_with('/'));
        if let Some(pair) = request {
            let sends = ["PUT", "POST", "PATCH"].contains(&pair[0].as_str());
            let body = words.iter().skip(start).any(|word| word.ends_with(".json"));
            requests.push(Request {
                method: pair[0].clone(),
                path: pair[1].clone(),
                file: file.clone().filter(|_| sends && body),
            });
        } else if let Some(called) = called.filter(|_| depth < DEPTH) {
            for command in called {
                self.follow(command, &words[start + 1..], file, requests, depth + 1);
            }
        }
    }

    /// Puts arguments and variables into a word. What is set elsewhere stays as it is written.
    fn expand(&self, word: &str, own: &[String]) -> String {
        let mut text = String::new();
        let mut rest = word;
        while let Some((before, after)) = rest.split_once('$') {
            text.push_str(before);
            let braced = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let length =
                after.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
            let (name, remains) = braced.unwrap_or_else(|| after.split_at(length));
            let argument = name.parse::<usize>().ok().and_then(|at| own.get(at.checked_sub(1)?));
            match argument.map(String::as_str).or_else(|| self.variable(name)) {
                Some(value) if !value.contains('$') => text.push_str(value),
                _ => {
                    text.push('$');
                    text.push_str(&after[..after.len() - remains.len()]);
                }
            }
            rest = remains;
        }
        text.push_str(rest);
        text
    }
}

/// The name of a JSON file that is meant to lie beside the script.
fn json_beside(word: &str) -> Option<String> {
    let name = word.strip_prefix("$files/").or_else(|| word.strip_prefix("${files}/"))?;
    name.ends_with(".json").then(|| name.to_owned())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The lines without comments, those that end in a backslash joined with the next.
fn logical_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open = String::new();
    for line in text.lines() {
        if open.is_empty() && line.trim_start().starts_with('#') {
            continue;
        }
        open.push_str(line);
        if open.ends_with('\\') {
            open.pop();
            continue;
        }
        lines.push(std::mem::take(&mut open));
    }
    lines
}

/// The commands of a line: what `;`, `|` and `&` separate outside of quotes.
fn commands(line: &str) -> Vec<Command> {
    let mut all: Vec<Command> = vec![Vec::new()];
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, ' ' | '\t') => {
                if let (Some(word), Some(last)) = (word.take(), all.last_mut()) {
                    last.push(word);
                }
            }
            (None, ';' | '|') => {
                if let (Some(word), Some(last)) = (word.take(), all.last_mut()) {
                    last.push(word);
                }
                all.push(Vec::new());
            }
            _ => word.get_or_insert_default().push(letter),
        }
    }
    if let (Some(word), Some(last)) = (word, all.last_mut()) {
        last.push(word);
    }
    all.retain(|command| !command.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"#!/bin/sh
files=${FILES:-$(dirname "$0")}
name=one
call() {
  curl --cacert "$CA" \
    --request "$1" "$URL$2"
}
revise() {
  sed "s/a/b/" "$1" >"$work/body.json"
}
send() {
  revise "$3"
  call GET "$1"
  call PUT "$1?if_seq_no=$(number seq)" "$work/body.json"
  case $x in 404) call "$2" "$1" "$work/body.json" ;; esac
}
LIMIT=3 call PUT "/_snapshot/$name" "$files/first.json"
send "/_plugins/$name" POST "$files/second.json"
"#;

    fn request(method: &str, path: &str, file: Option<&str>) -> Request {
        Request { method: method.to_owned(), path: path.to_owned(), file: file.map(str::to_owned) }
    }

    #[test]
    fn requests_stand_in_order_with_their_bodies() {
        assert_eq!(
            Script::parse(TEXT).requests(),
            [
                request("PUT", "/_snapshot/one", Some("first.json")),
                request("GET", "/_plugins/one", None),
                request("PUT", "/_plugins/one?if_seq_no=$(number seq)", Some("second.json")),
                request("POST", "/_plugins/one", Some("second.json")),
            ]
        );
    }

    #[test]
    fn defaults_are_values() {
        assert_eq!(Script::parse("wait=${WAIT:-5400}\n").variable("wait"), Some("5400"));
    }
}

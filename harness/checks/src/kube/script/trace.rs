//! Commands to calls: functions unfolded, variables filled from their assignments.

use std::collections::BTreeMap;

use conform_model::{Location, Span};

use super::{Command, Script, Word};

/// A word of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arg {
    /// What it says, variables filled as far as the script tells their value.
    pub(crate) text: String,
    /// As it is written.
    pub(crate) raw: String,
    file: usize,
    span: Span,
}

/// A command that the script may run.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// The program, builtin or function, and its arguments; never empty.
    pub(crate) args: Vec<Arg>,
}

impl Call {
    /// The name of the program: the last part of its path, or the lower-case name of the variable
    /// that an operator may fill.
    pub(crate) fn program(&self) -> String {
        let text = self.args[0].text.as_str();
        match text.strip_prefix('$') {
            Some(name) => name.trim_matches(['{', '}']).to_lowercase(),
            None => text.rsplit('/').next().unwrap_or_default().to_owned(),
        }
    }

    /// Whether it is this program with these words among its arguments, in this order.
    pub(crate) fn is(&self, words: &[&str]) -> bool {
        let Some((program, words)) = words.split_first() else { return false };
        let mut rest = self.args[1..].iter();
        self.program() == *program && words.iter().all(|word| rest.any(|arg| arg.text == *word))
    }

    /// The argument that holds this text.
    pub(crate) fn arg(&self, holding: &str) -> Option<&Arg> {
        self.args[1..].iter().find(|arg| arg.text.contains(holding))
    }

    /// The value of an option, given as `--name=value` or `--name value`, and the word it begins
    /// with. A flag without value gives what follows it, or the empty string.
    pub(crate) fn option(&self, name: &str) -> Option<(&str, &Arg)> {
        self.args.iter().enumerate().skip(1).find_map(|(at, arg)| {
            let rest = arg.text.strip_prefix(name)?;
            match rest.strip_prefix('=') {
                Some(value) => Some((value, arg)),
                None if rest.is_empty() => {
                    Some((self.args.get(at + 1).map_or("", |next| next.text.as_str()), arg))
                }
                None => None,
            }
        })
    }
}

impl Script {
    /// Where a word stands.
    pub(crate) fn location(&self, arg: &Arg) -> Location {
        self.texts[arg.file].location(arg.span)
    }

    /// Whether a word stands in the script itself, not in a library of it.
    pub(crate) fn is_own(&self, arg: &Arg) -> bool {
        arg.file + 1 == self.texts.len()
    }
}

/// Forms of one command are followed up to here, and calls of one script.
const FORMS: usize = 16;
const CALLS: usize = 20_000;
const DEPTH: usize = 8;

pub(super) fn trace(script: &Script) -> Vec<Call> {
    let mut tracer = Tracer { values: values(script), functions: BTreeMap::new(), calls: Vec::new() };
    for (file, command) in &script.commands {
        if let Some(function) = &command.function {
            tracer.functions.entry(function).or_default().push((*file, command));
        }
    }
    for (file, command) in script.commands.iter().filter(|(_, command)| command.function.is_none()) {
        tracer.follow(*file, command, &mut Vec::new(), 0);
    }
    tracer.calls
}

/// Everything that each variable is set to anywhere.
fn values(script: &Script) -> BTreeMap<&str, Vec<Value<'_>>> {
    let mut values: BTreeMap<&str, Vec<Value<'_>>> = BTreeMap::new();
    for (_, command) in &script.commands {
        let words = &command.words;
        if let [first, name, of, rest @ ..] = words.as_slice()
            && first.text == "for"
            && of.text == "in"
        {
            values.entry(&name.text).or_default().extend(rest.iter().map(Value::Word));
        }
        let declares = words
            .first()
            .is_some_and(|word| matches!(word.text.as_str(), "readonly" | "local" | "export" | "declare"));
        for word in words.iter().skip(usize::from(declares)) {
            let Some((name, value)) = assignment(word) else {
                if declares {
                    continue;
                }
                break;
            };
            values.entry(name).or_default().push(match &word.members {
                Some(members) => Value::Members(members),
                None => Value::Text(value, word.literal),
            });
        }
    }
    values
}

fn assignment(word: &Word) -> Option<(&str, &str)> {
    let (name, value) = word.text.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    is_name(name).then_some((name, value))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// What a variable is set to.
#[derive(Clone, Copy)]
enum Value<'s> {
    Text(&'s str, bool),
    Word(&'s Word),
    Members(&'s [Word]),
}

struct Tracer<'s> {
    values: BTreeMap<&'s str, Vec<Value<'s>>>,
    functions: BTreeMap<&'s str, Vec<(usize, &'s Command)>>,
    calls: Vec<Call>,
}

impl<'s> Tracer<'s> {
    fn follow(&mut self, file: usize, command: &'s Command, frame: &mut Vec<Arg>, depth: usize) {
        if self.calls.len() >= CALLS {
            return;
        }
        let words = &command.words;
        let start = words.iter().position(|word| assignment(word).is_none()).unwrap_or(words.len());
        if words.get(start).is_some_and(|word| word.text == "shift") {
            let count = words.get(start + 1).and_then(|word| word.text.parse().ok()).unwrap_or(1_usize);
            frame.drain(..count.min(frame.len()));
            return;
        }
        for args in self.forms(file, &words[start..], frame) {
            if args.first().is_none_or(|arg| arg.text.is_empty()) {
                continue;
            }
            let name = args[0].text.clone();
            let mut inner: Vec<Arg> = args[1..].to_vec();
            self.calls.push(Call { args });
            if let Some(body) = self.functions.get(name.as_str()).cloned()
                && depth < DEPTH
            {
                for (file, command) in body {
                    self.follow(file, command, &mut inner, depth + 1);
                }
            }
        }
    }

    /// The forms that a command takes when its variables take theirs.
    fn forms(&self, file: usize, words: &[Word], frame: &[Arg]) -> Vec<Vec<Arg>> {
        let mut forms: Vec<Vec<Arg>> = vec![Vec::new()];
        for word in words {
            let choices = self.choices(file, word, frame);
            if forms.len() * choices.len() > FORMS {
                for form in &mut forms {
                    form.extend(choices[0].iter().cloned());
                }
                continue;
            }
            forms = forms
                .iter()
                .flat_map(|form| {
                    choices.iter().map(move |choice| form.iter().chain(choice).cloned().collect())
                })
                .collect();
        }
        forms
    }

    /// The lists of words that one word may become; at least one list.
    fn choices(&self, file: usize, word: &Word, frame: &[Arg]) -> Vec<Vec<Arg>> {
        let arg = |text: String| Arg { text, raw: word.text.clone(), file, span: word.span };
        if word.text == "$@" {
            return vec![frame.to_vec()];
        }
        if let Some(name) = array(&word.text) {
            let members: Vec<Vec<Arg>> = self
                .values
                .get(name)
                .into_iter()
                .flatten()
                .filter_map(|value| match value {
                    Value::Members(members) if !members.is_empty() => Some(*members),
                    _ => None,
                })
                .map(|members| {
                    members
                        .iter()
                        .flat_map(|member| self.choices(file, member, frame).swap_remove(0))
                        .map(|member| Arg { raw: word.text.clone(), file, span: word.span, ..member })
                        .collect()
                })
                .collect();
            return if members.is_empty() { vec![vec![arg(word.text.clone())]] } else { members };
        }
        if word.literal {
            return vec![vec![arg(word.text.clone())]];
        }
        let texts = self.expand(&word.text, frame, &mut Vec::new());
        if !word.quoted && word.text.starts_with('$') {
            let split = |text: &str| text.split_whitespace().map(|part| arg(part.to_owned())).collect();
            return texts
                .iter()
                .map(|text| if text.contains('$') { vec![arg(text.clone())] } else { split(text) })
                .collect();
        }
        texts.into_iter().map(|text| vec![arg(text)]).collect()
    }

    /// The texts that a text may become; at least one.
    fn expand(&self, text: &str, frame: &[Arg], open: &mut Vec<String>) -> Vec<String> {
        let Some(at) = text.find('$') else { return vec![text.to_owned()] };
        let (before, rest) = text.split_at(at);
        let length = expansion_length(rest);
        let (expansion, after) = rest.split_at(length);
        let heads = self.resolve(expansion, frame, open);
        let tails = self.expand(after, frame, open);
        if heads.len() * tails.len() > FORMS {
            return vec![text.to_owned()];
        }
        heads.iter().flat_map(|head| tails.iter().map(move |tail| format!("{before}{head}{tail}"))).collect()
    }

    /// What one expansion, dollar sign included, may become.
    fn resolve(&self, expansion: &str, frame: &[Arg], open: &mut Vec<String>) -> Vec<String> {
        let unknown = || vec![expansion.to_owned()];
        if let Some(inner) = expansion.strip_prefix("$((").and_then(|rest| rest.strip_suffix("))")) {
            return sum(inner).map_or_else(unknown, |sum| vec![sum.to_string()]);
        }
        let inner = expansion[1..].strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let inner = inner.unwrap_or(&expansion[1..]);
        let (name, default) = match inner.split_once(":-").or_else(|| inner.split_once('-')) {
            Some((name, default)) => (name, Some(default)),
            None => (inner, None),
        };
        if let Ok(position) = name.parse::<usize>() {
            let arg = position.checked_sub(1).and_then(|at| frame.get(at));
            return arg.map_or_else(unknown, |arg| vec![arg.text.clone()]);
        }
        if !is_name(name) {
            return unknown();
        }
        let mut found = Vec::new();
        if !open.iter().any(|own| own == name) {
            open.push(name.to_owned());
            for value in self.values.get(name).into_iter().flatten() {
                let (text, literal) = match value {
                    Value::Text(text, literal) => (*text, *literal),
                    Value::Word(word) => (word.text.as_str(), word.literal),
                    Value::Members(_) => continue,
                };
                // A position belongs to the call in which it was assigned, not to this one.
                let texts = if literal { vec![text.to_owned()] } else { self.expand(text, &[], open) };
                found.extend(texts.into_iter().filter(|text| !text.is_empty() && !is_unknown(text)));
            }
            open.pop();
        }
        if found.is_empty()
            && let Some(default) = default.filter(|default| !default.is_empty())
        {
            found = self.expand(default, frame, open);
        }
        let mut distinct: Vec<String> = Vec::new();
        for text in found {
            if !distinct.contains(&text) {
                distinct.push(text);
            }
        }
        if distinct.is_empty() { unknown() } else { distinct }
    }
}

/// Whether a text is nothing but a variable whose value the script does not tell.
fn is_unknown(text: &str) -> bool {
    text.starts_with('$') && !text.starts_with("$(") && expansion_length(text) == text.len()
}

/// The array behind `${name[@]}`, also where it is guarded against being unset.
fn array(text: &str) -> Option<&str> {
    let (name, rest) = text.strip_prefix("${")?.split_once("[@]")?;
    (is_name(name) && (rest == "}" || rest.starts_with('+'))).then_some(name)
}

/// The length of the expansion that a text begins with.
fn expansion_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (open, close) = match bytes.get(1) {
        Some(b'{') => (b'{', b'}'),
        Some(b'(') => (b'(', b')'),
        Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' => {
            let name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            return 1 + bytes[1..].iter().take_while(|byte| name(byte)).count();
        }
        Some(byte) if byte.is_ascii() => return 2,
        _ => return 1,
    };
    let mut depth = 0;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth -= 1;
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

/// Sums and products of whole numbers, which is what scripts compute limits from.
fn sum(text: &str) -> Option<i128> {
    text.split('+')
        .map(|product| {
            product.split('*').map(|factor| factor.trim().parse::<i128>().ok()).product::<Option<i128>>()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use conform_manifest::{SourceTree, yaml::Text};
    use rstest::rstest;

    use super::super::{Script, read};

    fn traced(text: &str) -> Vec<String> {
        let mut script = Script { texts: Vec::new(), commands: Vec::new() };
        script.add(Text::new("t.sh", text).into());
        script
            .trace()
            .iter()
            .map(|call| call.args.iter().map(|arg| arg.text.as_str()).collect::<Vec<_>>().join("|"))
            .collect()
    }

    #[rstest]
    #[case::quotes("a 'b c' \"d e\" f\\ g", &["a|b c|d e|f g"])]
    #[case::continued("a \\\n  --b", &["a|--b"])]
    #[case::comments("# a\nb # c\nd#e", &["b", "d#e"])]
    #[case::joined("a && b || c; d | e &", &["a", "b", "c", "d", "e"])]
    #[case::here_document("cat <<EOF\nrm -rf /\nEOF\nb", &["cat", "b"])]
    #[case::redirected("a >b 2>&1 <c 2>/dev/null d", &["a|d"])]
    #[case::here_string("a <<<\"$x\"\nb", &["a", "b"])]
    #[case::substituted("a \"$(b c)\" $(d)", &["b|c", "d", "a|$(b c)|$(d)"])]
    #[case::process("while read -r x; do a; done < <(b)", &["read|-r|x", "a", "b"])]
    #[case::conditions("if ! a; then b; elif c; then d; fi", &["a", "b", "c", "d"])]
    #[case::double_brackets("[[ a =~ ^(b|c)$ && d ]] || e", &["[[|a|=~|^(b|c)$|&&|d", "e"])]
    #[case::ended_condition("if [[ $x == a* ]]; then b; fi", &["[[|$x|==|a*", "b"])]
    #[case::cases("case $x in a | b) c ;; *) d ;; esac; e", &["c", "d", "e"])]
    #[case::case_inside("a $(case x in y) z ;; esac)", &["z", "a|$(case x in y) z ;; esac)"])]
    #[case::variable("X=1\na --b=$X \"${X}c\"", &["a|--b=1|1c"])]
    #[case::defaults("X=${Y:-kubectl}\n$X get", &["kubectl|get"])]
    #[case::unknown("a $1 $unset", &["a|$1|$unset"])]
    #[case::single_quoted_dollar("X=1\na '$X'", &["a|$X"])]
    #[case::computed("readonly X=$((15 * 1024 + 1))\na $X", &["readonly|X=15361", "a|15361"])]
    #[case::several("for x in a b; do c $x; done", &["for|x|in|a|b", "c|a", "c|b"])]
    #[case::split("X='a=1 b=2'\nfor y in $X; do c; done", &["for|y|in|a=1|b=2", "c"])]
    #[case::arrays("A=(b c)\n\"${A[@]}\" d", &["b|c|d"])]
    #[case::function("f() { a \"$1\" \"$@\"; }\nf x y", &["f|x|y", "a|x|x|y"])]
    #[case::not_called("f() { a; }\nb", &["b"])]
    #[case::shifted("f() { shift; until \"$@\"; do sleep 1; done; }\nf x y z", &["f|x|y|z", "y|z", "sleep|1"])]
    #[case::nested("f() { a; }\ng() { f; }\ng", &["g", "f", "a"])]
    #[case::recursive("f() { f; }\nf", &["f", "f", "f", "f", "f", "f", "f", "f", "f"])]
    fn traces(#[case] text: &str, #[case] calls: &[&str]) {
        assert_eq!(traced(text), calls);
    }

    #[test]
    fn a_word_keeps_its_place() {
        let text = "a \\\n  --b=c\n";
        let commands = read::commands(text);
        let span = commands[0].words[1].span;
        assert_eq!(&text[span.start as usize..span.end as usize], "--b=c");
    }

    #[test]
    fn nothing_stops_the_reader() {
        for text in ["`a b", "$(", "\"", "'", "a <<", "${", "case", "f() {", ")", "}", "a\\"] {
            read::commands(text);
        }
    }

    #[test]
    fn scripts_of_the_tree_are_read_with_their_library() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy");
        let tree = SourceTree::read(std::path::Path::new(root)).unwrap();
        let (_, trace) = Script::open(&tree, "deploy/scripts/install-minikube.sh").unwrap();
        let starts = super::super::calls(&trace, &["minikube", "start"]);
        assert!(!starts.is_empty());
        assert_eq!(starts[0].1.option("--driver").map(|(value, _)| value), Some("none"));
        assert!(!super::super::calls(&trace, &["systemctl", "is-active", "iscsid"]).is_empty());
    }
}

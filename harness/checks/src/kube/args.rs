//! Command lines of containers: flags with two hyphens, as Thanos reads them.

use conform_manifest::yaml::Node;
use conform_model::JsonPointer;

/// A flag of a command line.
#[derive(Debug, Clone)]
pub(crate) struct Flag<'a> {
    /// Its name, without hyphens.
    pub(crate) name: &'a str,
    /// Its value, without white space around it; `None` for a switch.
    pub(crate) value: Option<&'a str>,
    /// Where it stands.
    pub(crate) place: JsonPointer,
}

/// The flags in a list of arguments that stands at `place`; `--name=value` and `--name value` are
/// the same. What is no flag, such as a subcommand, is left out.
pub(crate) fn flags<'a>(args: &[&'a Node], place: &JsonPointer) -> Vec<Flag<'a>> {
    let mut found: Vec<Flag<'a>> = Vec::new();
    let mut open = false;
    for (at, arg) in args.iter().enumerate() {
        let Some(text) = arg.as_str() else { continue };
        if let Some(rest) = text.strip_prefix("--") {
            let (name, value) = match rest.split_once('=') {
                Some((name, value)) => (name, Some(value.trim())),
                None => (rest, None),
            };
            open = value.is_none();
            found.push(Flag { name: name.trim(), value, place: place.index(at) });
        } else if open && let Some(last) = found.last_mut() {
            last.value = Some(text.trim());
            open = false;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use conform_manifest::yaml::{Text, parse_one};

    use super::*;

    #[test]
    fn both_ways_to_give_a_value() {
        let text = "[query, --a=1, --b, '2', --c, \"--d=\\n x: y\", stray]";
        let node = parse_one(&Text::new("t", text)).unwrap();
        let args: Vec<&Node> = node.as_seq().unwrap().iter().collect();
        let read = flags(&args, &JsonPointer::root());
        let pairs: Vec<_> = read.iter().map(|flag| (flag.name, flag.value)).collect();
        assert_eq!(pairs, [("a", Some("1")), ("b", Some("2")), ("c", None), ("d", Some("x: y"))]);
        assert_eq!(read[2].place, JsonPointer::root().index(4));
    }
}

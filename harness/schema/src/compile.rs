//! From a JSON Schema to a validator: formats and keywords of our own, nothing fetched.

use conform_manifest::yaml::{Node, Value as Yaml};
use jsonschema::{Draft, Keyword, PatternOptions, ValidationError, Validator, options_for};
use serde_json::{Map, Value};

use crate::{
    crd::{LIST_KEYS, PATTERN, PRESENT},
    instance::Spanned,
};

/// A schema that instances can be held against.
pub(crate) struct Compiled {
    pub(crate) validator: Validator<Spanned>,
    /// The schema it was made from, to explain its errors with.
    pub(crate) schema: Value,
    /// The definition stands in for a real one: it does not know every field.
    pub(crate) stand_in: bool,
}

/// Compiles a schema; the error says what is wrong with the schema.
pub(crate) fn compile(schema: Value, stand_in: bool) -> Result<Compiled, String> {
    let validator = options_for::<Spanned>()
        .with_draft(Draft::Draft202012)
        .offline()
        .with_pattern_options(PatternOptions::regex())
        .should_validate_formats(true)
        .with_format("byte", is_base64)
        .with_format("quantity", is_quantity)
        .with_format("duration", is_go_duration)
        .with_keyword(PRESENT, |_, value, _| Ok(Box::new(Present(names(value)))))
        .with_keyword(LIST_KEYS, |_, value, _| Ok(Box::new(ListKeys(keys(value)))))
        .with_keyword(PATTERN, |_, value, _| match regex::Regex::new(value.as_str().unwrap_or_default()) {
            Ok(pattern) => Ok(Box::new(Matches(pattern))),
            Err(error) => {
                Err(ValidationError::schema(format!("{value} is no regular expression: {}", cause(&error))))
            }
        })
        .build(&schema)
        .map_err(|error| broken(&error))?;
    Ok(Compiled { validator, schema, stand_in })
}

fn broken(error: &ValidationError<'_>) -> String {
    let place = error.instance_path().as_str();
    let place = if place.is_empty() { String::new() } else { format!(" at {place}") };
    let message = error.to_string();
    if let jsonschema::error::ValidationErrorKind::Referencing(_) = error.kind() {
        return format!("it refers to something outside itself, which is never fetched: {message}");
    }
    format!("{message}{place}")
}

fn names(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}

/// Names of the keys of a list, each with its default.
pub(crate) fn keys(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// Fields that must be there, null or not.
struct Present(Vec<String>);

/// The first of some names that a mapping lacks.
pub(crate) fn absent<'a>(node: &Node, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let map = node.as_map()?;
    names.into_iter().find(|name| map.entry(name).is_none())
}

impl<'i> Keyword<'i, Spanned> for Present {
    fn validate(&self, instance: &'i Node) -> Result<(), ValidationError<'i>> {
        match absent(instance, self.0.iter().map(String::as_str)) {
            None => Ok(()),
            Some(name) => Err(ValidationError::custom(format!("missing required field `{name}`"))),
        }
    }

    fn is_valid(&self, instance: &'i Node) -> bool {
        absent(instance, self.0.iter().map(String::as_str)).is_none()
    }
}

/// Strings that match a pattern somewhere.
struct Matches(regex::Regex);

impl<'i> Keyword<'i, Spanned> for Matches {
    fn validate(&self, instance: &'i Node) -> Result<(), ValidationError<'i>> {
        if Keyword::<Spanned>::is_valid(self, instance) {
            return Ok(());
        }
        Err(ValidationError::custom(format!("does not match the pattern {}", self.0)))
    }

    fn is_valid(&self, instance: &'i Node) -> bool {
        instance.as_str().is_none_or(|text| self.0.is_match(text))
    }
}

/// The last line of the message of a broken pattern; those above it draw the pattern.
pub(crate) fn cause(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// Items of a list that must differ in some fields.
struct ListKeys(Map<String, Value>);

impl<'i> Keyword<'i, Spanned> for ListKeys {
    fn validate(&self, instance: &'i Node) -> Result<(), ValidationError<'i>> {
        match duplicate(instance, &self.0) {
            None => Ok(()),
            Some(_) => Err(ValidationError::custom("two items of the list have the same key")),
        }
    }

    fn is_valid(&self, instance: &'i Node) -> bool {
        duplicate(instance, &self.0).is_none()
    }
}

/// The first item of a list that equals an earlier one in the given fields: both positions.
pub(crate) fn duplicate(list: &Node, keys: &Map<String, Value>) -> Option<(usize, usize)> {
    let items = list.as_seq()?;
    if items.len() < 2 {
        return None;
    }
    let mut seen = std::collections::HashMap::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        item.as_map()?;
        let mut identity = String::new();
        for (key, default) in keys {
            let value = item.get(key).map_or_else(|| default.clone(), Node::to_json);
            identity.push_str(&value.to_string());
            identity.push('\n');
        }
        if let Some(first) = seen.insert(identity, at) {
            return Some((first, at));
        }
    }
    None
}

/// The first item of a list that equals an earlier one altogether: both positions.
pub(crate) fn repeated(list: &Node) -> Option<(usize, usize)> {
    let mut seen = std::collections::HashMap::new();
    for (at, item) in list.as_seq()?.iter().enumerate() {
        if let Some(first) = seen.insert(item.to_json().to_string(), at) {
            return Some((first, at));
        }
    }
    None
}

/// Base64 as Go's decoder takes it: padded, line breaks ignored.
fn is_base64(text: &str) -> bool {
    let mut digits = 0_usize;
    let mut padding = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'\r' | b'\n' => {}
            b'=' => padding += 1,
            _ if padding > 0 => return false,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => digits += 1,
            _ => return false,
        }
    }
    padding <= 2 && (digits + padding).is_multiple_of(4) && digits % 4 != 1
}

/// A quantity such as `1.5Gi`, `100m`, `1e3`.
fn is_quantity(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let (number, suffix) = text.split_at(number);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || number.len() - digits > 1 {
        return false;
    }
    match suffix {
        "" | "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E" | "Ki" | "Mi" | "Gi" | "Ti" | "Pi"
        | "Ei" => true,
        _ => suffix.strip_prefix(['e', 'E']).is_some_and(|exponent| {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !exponent.is_empty() && exponent.bytes().all(|byte| byte.is_ascii_digit())
        }),
    }
}

/// A duration as Go writes it: `1h30m`, `0`, `1.5s`.
fn is_go_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let number = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let (digits, after) = rest.split_at(number);
        if !digits.bytes().any(|byte| byte.is_ascii_digit()) || digits.matches('.').count() > 1 {
            return false;
        }
        let unit =
            ["ns", "us", "µs", "μs", "ms", "s", "m", "h"].into_iter().find(|unit| after.starts_with(unit));
        match unit {
            Some(unit) => rest = &after[unit.len()..],
            None => return false,
        }
    }
    true
}

/// How a value is shown in a message: short ones as they are, others by their type.
pub(crate) fn show(node: &Node) -> String {
    match &node.value {
        Yaml::Null => "null".to_owned(),
        Yaml::Bool(value) => format!("boolean {value}"),
        Yaml::Number(number) => format!("{} {number}", node.type_name()),
        Yaml::String(text) if text.chars().count() <= 60 && !text.contains('\n') => {
            format!("string {text:?}")
        }
        Yaml::String(text) => {
            let start: String = text.lines().next().unwrap_or_default().chars().take(40).collect();
            format!("string {:?}", format!("{start}…"))
        }
        Yaml::Seq(_) => "a list".to_owned(),
        Yaml::Map(_) => "a mapping".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1", true)]
    #[case("1.5Gi", true)]
    #[case("-100m", true)]
    #[case(".5", true)]
    #[case("1.", true)]
    #[case("1e3", true)]
    #[case("1E-3", true)]
    #[case("1E", true)]
    #[case("", false)]
    #[case("1GB", false)]
    #[case("1.2.3", false)]
    #[case("Gi", false)]
    #[case("1 Gi", false)]
    #[case("1K", false)]
    fn quantities(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(is_quantity(text), valid);
    }

    #[rstest]
    #[case("", true)]
    #[case("YQ==", true)]
    #[case("YWI=", true)]
    #[case("YWJj\nZGVm", true)]
    #[case("YQ", false)]
    #[case("YQ=", false)]
    #[case("not base64", false)]
    #[case("=YQ=", false)]
    fn base64(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(is_base64(text), valid);
    }

    #[rstest]
    #[case("0", true)]
    #[case("1h30m", true)]
    #[case("1.5s", true)]
    #[case("-2ms", true)]
    #[case("", false)]
    #[case("5", false)]
    #[case("1d", false)]
    #[case("s", false)]
    fn durations(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(is_go_duration(text), valid);
    }
}

//! Fluent Bit's classic configuration: sections in brackets, then indented key-value lines.

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// Its name, such as `FILTER`.
    pub(crate) name: String,
    properties: Vec<(String, String)>,
}

impl Section {
    /// A section without properties.
    pub(crate) fn empty(name: &str) -> Self {
        Self { name: name.to_owned(), properties: Vec::new() }
    }

    /// Every property in the order of the file.
    pub(crate) fn properties(&self) -> impl Iterator<Item = (&str, &str)> {
        self.properties.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The last value of a property; keys are compared without case, as Fluent Bit does.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.properties
            .iter()
            .rfind(|(own, _)| own.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.as_str())
    }

    /// Every value of a property that may stand several times.
    pub(crate) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.properties
            .iter()
            .filter(move |(own, _)| own.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.as_str())
    }
}

/// Reads the sections of a configuration file.
pub(crate) fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            sections.push(Section { name: name.to_ascii_uppercase(), properties: Vec::new() });
        } else if let Some(section) = sections.last_mut() {
            let (key, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            section.properties.push((key.to_owned(), value.trim().to_owned()));
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_keep_repeated_properties() {
        let read = sections(
            "[SERVICE]\n    Flush 1\n# no\n[FILTER]\n    Name  record_modifier\n    Record a b\n    Record c d\n",
        );
        assert_eq!(read.len(), 2);
        assert_eq!(read[1].get("name"), Some("record_modifier"));
        assert_eq!(read[1].all("record").collect::<Vec<_>>(), ["a b", "c d"]);
        assert_eq!(read[1].get("match"), None);
    }
}

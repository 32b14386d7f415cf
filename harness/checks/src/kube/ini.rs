//! Configuration in sections of `key = value`, as Grafana reads it.

/// The settings of an ini file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ini {
    settings: Vec<(String, String, String)>,
}

impl Ini {
    /// Reads a file; what is no setting is skipped, as Grafana does.
    pub(crate) fn parse(text: &str) -> Self {
        let mut settings = Vec::new();
        let mut section = String::new();
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                name.trim().clone_into(&mut section);
            } else if let Some((key, value)) = line.split_once('=') {
                let value = value.trim().trim_matches(['\'', '"', '`']);
                settings.push((section.clone(), key.trim().to_owned(), value.to_owned()));
            }
        }
        Self { settings }
    }

    /// The last value of a setting.
    pub(crate) fn get(&self, section: &str, key: &str) -> Option<&str> {
        self.settings.iter().rfind(|(own, name, _)| own == section && name == key).map(|(.., value)| &**value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_found_by_section() {
        let ini = Ini::parse(
            "top = 1\n; no\n[server]\ndomain = ''\n[auth.anonymous]\nenabled=true\nenabled = false\n",
        );
        assert_eq!(ini.get("", "top"), Some("1"));
        assert_eq!(ini.get("server", "domain"), Some(""));
        assert_eq!(ini.get("auth.anonymous", "enabled"), Some("false"));
        assert_eq!(ini.get("server", "enabled"), None);
    }
}

/// HTML under construction. What is not written by us goes in by [`Self::text`].
#[derive(Debug, Default)]
pub(super) struct Page(String);

impl Page {
    /// Markup of ours.
    pub(super) fn raw(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// Text in which nothing is markup.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '&' => self.0.push_str("&amp;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                _ => self.0.push(character),
            }
        }
        self
    }

    /// Text in which what stands between code marks is code.
    pub(super) fn code(&mut self, text: &str) -> &mut Self {
        let mut parts = text.split('`').peekable();
        let mut inside = false;
        while let Some(part) = parts.next() {
            match (inside, parts.peek()) {
                (true, Some(_)) => self.raw("<code>").text(part).raw("</code>"),
                // A mark that is never closed is a mark.
                (true, None) => self.raw("`").text(part),
                (false, _) => self.text(part),
            };
            inside = !inside;
        }
        self
    }

    /// A short word with a colour.
    pub(super) fn chip(&mut self, tone: &str, word: &str) -> &mut Self {
        self.raw("<span class=\"chip ").raw(tone).raw("\">").text(word).raw("</span>")
    }

    /// A heading that can be linked to.
    pub(super) fn section(&mut self, id: &str, title: &str) -> &mut Self {
        self.raw("<h2 id=\"").raw(id).raw("\">").text(title).raw("</h2>\n")
    }

    /// Begins a table whose rows are shown as blocks on a narrow screen.
    pub(super) fn table(&mut self, heads: &[&str]) -> &mut Self {
        self.raw("<div class=\"scroll\"><table class=\"stack\"><thead><tr>");
        for head in heads {
            self.raw("<th>").text(head).raw("</th>");
        }
        self.raw("</tr></thead><tbody>\n")
    }

    /// Ends a table.
    pub(super) fn end_table(&mut self) -> &mut Self {
        self.raw("</tbody></table></div>\n")
    }

    /// Begins a cell; the head of its column stands before it on a narrow screen.
    pub(super) fn cell(&mut self, head: &str) -> &mut Self {
        self.raw("<td data-of=\"").text(head).raw("\">")
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ours_is_no_markup() {
        let mut page = Page::default();
        page.text("<b a='x' c=\"y\">&").code(" the `<i>` and ` alone");
        assert_eq!(
            page.finish(),
            "&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp; the <code>&lt;i&gt;</code> and ` alone"
        );
    }
}

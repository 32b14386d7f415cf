//! Text to commands.

use conform_model::Span;

use super::{Command, Word};

/// What ends a list of commands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    End,
    Paren,
    Backtick,
}

/// Words that only lead to the command behind them.
const LEADING: &[&str] =
    &["if", "then", "else", "elif", "fi", "while", "until", "do", "done", "!", "time", "in"];

/// Every simple command of a script, those inside substitutions before the one that holds them.
pub(super) fn commands(text: &str) -> Vec<Command> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        commands: Vec::new(),
        functions: Vec::new(),
        heredocs: Vec::new(),
    };
    reader.list(Until::End);
    reader.commands
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    commands: Vec<Command>,
    /// The functions and groups that are open; a group has no name.
    functions: Vec<Option<String>>,
    /// The ends of here-documents that begin on the next line.
    heredocs: Vec<String>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest_starts(&self, with: &str) -> bool {
        self.bytes[self.at.min(self.bytes.len())..].starts_with(with.as_bytes())
    }

    fn flush(&mut self, words: &mut Vec<Word>) {
        if !words.is_empty() {
            let function = self.functions.iter().rev().find_map(Clone::clone);
            self.commands.push(Command { words: std::mem::take(words), function });
        }
    }

    /// Commands up to what ends the list, which is consumed.
    fn list(&mut self, until: Until) {
        let mut words = Vec::new();
        // For each open `case`: whether a pattern is being read.
        let mut cases: Vec<bool> = Vec::new();
        while self.at < self.bytes.len() {
            let pattern = cases.last() == Some(&true);
            match self.peek(0) {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\\' if self.peek(1) == b'\n' => self.at += 2,
                b'#' => self.skip_line(),
                b'\n' => {
                    self.flush(&mut words);
                    self.at += 1;
                    self.skip_heredocs();
                }
                b';' => {
                    self.flush(&mut words);
                    if self.peek(1) == b';' || self.peek(1) == b'&' {
                        if let Some(last) = cases.last_mut() {
                            *last = true;
                        }
                        self.at += 1;
                    }
                    self.at += 1;
                }
                b'&' if self.peek(1) == b'>' => self.redirect(),
                b'&' | b'|' => {
                    if pattern {
                        words.clear();
                    }
                    self.flush(&mut words);
                    self.at += 1;
                }
                b'<' | b'>' => self.redirect(),
                b'0'..=b'9' if matches!(self.peek(1), b'<' | b'>') => self.redirect(),
                b'(' if self.rest_starts("((") && words.len() < 2 => {
                    self.skip_balanced(b'(', b')');
                }
                b'(' if pattern => self.at += 1,
                b'(' if self.peek(1) == b')' && words.len() == 1 => {
                    self.at += 2;
                    let name = words.pop().map(|word| word.text).unwrap_or_default();
                    self.open_body(name);
                }
                b'(' => {
                    self.at += 1;
                    self.list(Until::Paren);
                }
                b')' if pattern => {
                    words.clear();
                    if let Some(last) = cases.last_mut() {
                        *last = false;
                    }
                    self.at += 1;
                }
                b')' => {
                    self.flush(&mut words);
                    self.at += 1;
                    if until == Until::Paren {
                        return;
                    }
                }
                b'`' if until == Until::Backtick => {
                    self.flush(&mut words);
                    self.at += 1;
                    return;
                }
                _ => self.step(&mut words, &mut cases, pattern),
            }
        }
        self.flush(&mut words);
    }

    /// A word, or a keyword where a command may begin.
    fn step(&mut self, words: &mut Vec<Word>, cases: &mut Vec<bool>, pattern: bool) {
        let word = self.word(false);
        if !words.is_empty() || word.quoted {
            words.push(word);
            return;
        }
        match word.text.as_str() {
            "esac" => {
                cases.pop();
            }
            _ if pattern => words.push(word),
            "case" => {
                self.skip_blanks();
                self.word(false);
                self.skip_blanks();
                self.word(false);
                cases.push(true);
            }
            "{" => self.functions.push(None),
            "}" => {
                self.functions.pop();
            }
            "[[" => {
                words.push(word);
                self.condition(words);
            }
            text if LEADING.contains(&text) => {}
            _ => words.push(word),
        }
    }

    /// The words of `[[ … ]]` up to its end, in which operators of the shell are not special.
    fn condition(&mut self, words: &mut Vec<Word>) {
        loop {
            self.skip_blanks();
            if self.at >= self.bytes.len() {
                return;
            }
            if self.rest_starts("]]") {
                self.at += 2;
                return;
            }
            words.push(self.word(true));
        }
    }

    /// Enters the body of a function, which is a group in braces.
    fn open_body(&mut self, name: String) {
        self.skip_blanks();
        if self.peek(0) == b'{' {
            self.at += 1;
            self.functions.push(Some(name));
        }
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(0), b' ' | b'\t' | b'\n' | b'\r')
            || (self.peek(0) == b'\\' && self.peek(1) == b'\n')
        {
            self.at += if self.peek(0) == b'\\' { 2 } else { 1 };
        }
    }

    fn skip_line(&mut self) {
        while self.at < self.bytes.len() && self.peek(0) != b'\n' {
            self.at += 1;
        }
    }

    fn skip_balanced(&mut self, open: u8, close: u8) {
        let mut depth = 0;
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'\\' => self.at += 1,
                byte if byte == open => depth += 1,
                byte if byte == close => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
        self.at = self.bytes.len();
    }

    /// A redirection; its target is no word of the command.
    fn redirect(&mut self) {
        if self.rest_starts("<<") && !self.rest_starts("<<<") {
            self.at += if self.peek(2) == b'-' { 3 } else { 2 };
            while matches!(self.peek(0), b' ' | b'\t') {
                self.at += 1;
            }
            let end = self.word(false).text;
            self.heredocs.push(end);
            return;
        }
        let start = self.at;
        while matches!(self.peek(0), b'0'..=b'9' | b'<' | b'>' | b'&' | b'|') {
            self.at += 1;
        }
        let operator = &self.text[start..self.at];
        if operator.ends_with(|c: char| c.is_ascii_digit()) {
            return; // 2>&1
        }
        if self.peek(0) == b'(' {
            self.at += 1;
            self.list(Until::Paren);
            return;
        }
        while matches!(self.peek(0), b' ' | b'\t') {
            self.at += 1;
        }
        if self.peek(0) == b'<' && self.peek(1) == b'(' {
            self.at += 2;
            self.list(Until::Paren);
        } else if self.peek(0) == b'-' {
            self.at += 1;
        } else {
            self.word(false);
        }
    }

    fn skip_heredocs(&mut self) {
        for end in std::mem::take(&mut self.heredocs) {
            while self.at < self.bytes.len() {
                let start = self.at;
                self.skip_line();
                let line = self.text[start..self.at].trim_start_matches('\t');
                self.at += 1;
                if line == end {
                    break;
                }
            }
        }
    }

    /// A word from here on; with `whole` only blanks end it.
    fn word(&mut self, whole: bool) -> Word {
        let start = self.at;
        let mut word =
            Word { text: String::new(), literal: false, quoted: false, span: Span::default(), members: None };
        let mut bytes: Vec<u8> = Vec::new();
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b' ' | b'\t' | b'\n' | b'\r' => break,
                b';' | b'&' | b'|' | b'<' | b'>' | b')' if !whole => break,
                b'(' if !whole => {
                    if bytes.last() == Some(&b'=') {
                        word.members = Some(self.members());
                    }
                    break;
                }
                b'\\' => {
                    if self.peek(1) != b'\n' {
                        bytes.push(self.peek(1));
                        word.literal = true;
                    }
                    self.at += 2;
                }
                b'\'' => {
                    self.at += 1;
                    self.single_quoted(&mut bytes);
                    word.literal = true;
                    word.quoted = true;
                }
                b'"' => {
                    word.quoted = true;
                    self.double_quoted(&mut bytes);
                }
                b'$' if self.peek(1) == b'\'' => {
                    self.at += 2;
                    self.single_quoted(&mut bytes);
                    word.literal = true;
                    word.quoted = true;
                }
                b'$' => self.expansion(&mut bytes),
                b'`' => break,
                byte => {
                    bytes.push(byte);
                    self.at += 1;
                }
            }
        }
        if self.at == start {
            // A byte that begins nothing known, such as a backtick: no word, but no standstill.
            self.at += 1;
            if self.bytes.get(start) == Some(&b'`') {
                self.list(Until::Backtick);
            }
        }
        self.at = self.at.min(self.bytes.len());
        word.span = Span {
            start: u32::try_from(start).unwrap_or_default(),
            end: u32::try_from(self.at).unwrap_or_default(),
        };
        word.text = String::from_utf8_lossy(&bytes).into_owned();
        word
    }

    fn members(&mut self) -> Vec<Word> {
        self.at += 1;
        let mut members = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek(0) {
                0 => return members,
                b')' => {
                    self.at += 1;
                    return members;
                }
                b'#' => self.skip_line(),
                _ => members.push(self.word(false)),
            }
        }
    }

    fn single_quoted(&mut self, bytes: &mut Vec<u8>) {
        while self.at < self.bytes.len() && self.peek(0) != b'\'' {
            bytes.push(self.peek(0));
            self.at += 1;
        }
        self.at += 1;
    }

    fn double_quoted(&mut self, bytes: &mut Vec<u8>) {
        self.at += 1;
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'"' => break,
                b'\\' => {
                    if !matches!(self.peek(1), b'"' | b'\\' | b'$' | b'`' | b'\n') {
                        bytes.push(b'\\');
                    }
                    if self.peek(1) != b'\n' {
                        bytes.push(self.peek(1));
                    }
                    self.at += 2;
                }
                b'$' => self.expansion(bytes),
                byte => {
                    bytes.push(byte);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
    }

    /// An expansion, kept as it is written; commands in it are read as well.
    fn expansion(&mut self, bytes: &mut Vec<u8>) {
        let start = self.at;
        self.at += 1;
        match self.peek(0) {
            b'(' if self.peek(1) == b'(' => self.skip_balanced(b'(', b')'),
            b'(' => {
                self.at += 1;
                self.list(Until::Paren);
            }
            b'{' => self.skip_balanced(b'{', b'}'),
            _ => {}
        }
        bytes.extend_from_slice(&self.bytes[start.min(self.bytes.len())..self.at.min(self.bytes.len())]);
    }
}

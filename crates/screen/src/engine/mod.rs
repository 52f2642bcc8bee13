//! The engine: one listing in, findings out. No IO, no clock, total on any text.
//!
//! The way of a listing: gate (most stop here), plain stream and match, costlier readings where there is a reason, interpretation, score.

mod load;

use crate::disguise::{Disguises, Rewritten};
use crate::extract::Numbers;
use crate::fold::{Class, Fold};
use crate::gate::{Gate, Signs};
use crate::interpret::{Candidate, Situation};
use crate::matcher::{Match, Matcher};
use crate::names;
use crate::score::{Features, Weights};
use crate::stream::{MAX_BYTES, Stream};
use crate::term::{Kind, Term};
use crate::verify::Reading;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::artifact::PackError;
use xiezhi_catalogue::lexicon::CUES;
use xiezhi_domain::{Finding, Listing, Problem, Screening, Span};

/// All signs: every reading runs.
const EVERYTHING: Signs = Signs(u16::MAX);

/// The threshold above which a listing is flagged, unless the caller sets another.
pub const THRESHOLD: f64 = 0.5;

/// Why an engine could not be made.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The terms do not make an automaton.
    #[error("the lexicon cannot be compiled: {0}")]
    Automaton(String),
    /// The compiled catalogue lacks something.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A section of the compiled catalogue cannot be decoded.
    #[error(
        "the engine's part of the compiled catalogue cannot be read: compile it again with `xiezhi catalogue compile`"
    )]
    Codec(#[from] postcard::Error),
}

/// The screening engine over one catalogue.
pub struct Engine {
    /// The facts it reads with.
    pub catalogue: Catalogue,
    fold: Fold,
    matcher: Matcher,
    disguises: Disguises,
    gate: Gate,
    genera: Vec<String>,
    weights: Weights,
    /// Findings at or above it flag the listing.
    pub threshold: f64,
}

/// Buffers that one thread uses again from listing to listing.
#[derive(Default)]
pub struct Scratch {
    streams: Vec<Stream>,
    matches: Vec<Match>,
    named: Vec<Term>,
}

impl Engine {
    /// Replaces the weights, for fitting.
    pub fn set_weights(&mut self, weights: Weights) {
        self.weights = weights;
    }

    /// The matcher, for explanations and benches.
    #[must_use]
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// The fold table, for explanations and tests.
    #[must_use]
    pub fn fold(&self) -> &Fold {
        &self.fold
    }

    /// Whether a text may hold a finding. Never wrong about "no".
    #[must_use]
    pub fn gate(&self, text: &str) -> bool {
        self.gate_signs(text).admit()
    }

    /// What the gate sees in a text.
    #[must_use]
    pub fn gate_signs(&self, text: &str) -> Signs {
        self.signs_of(&[clip(text)])
    }

    /// Screens one listing.
    #[must_use]
    pub fn screen(&self, listing: &Listing, scratch: &mut Scratch) -> Screening {
        let signs = self.signs(listing);
        if !signs.admit() {
            return Screening { problems: problems(listing), ..Screening::default() };
        }
        self.screen_with(listing, signs, scratch)
    }

    fn signs(&self, listing: &Listing) -> Signs {
        match listing.fields.as_slice() {
            [only] => self.signs_of(&[clip(&only.text)]),
            fields => self.signs_of(&fields.iter().map(|f| clip(&f.text)).collect::<Vec<_>>()),
        }
    }

    /// One pass over each text; a second where any of them shows a reason to hide.
    fn signs_of(&self, texts: &[&str]) -> Signs {
        let signs = texts.iter().fold(Signs::default(), |signs, text| signs.and(self.gate.signs(&self.fold, text)));
        if !signs.any(Signs::COVER) {
            return signs;
        }
        texts.iter().fold(signs, |signs, text| signs.and(self.gate.halves(&self.fold, text)))
    }

    /// Screens one listing without the gate, to hold the gate against.
    #[must_use]
    pub fn screen_ungated(&self, listing: &Listing, scratch: &mut Scratch) -> Screening {
        self.screen_with(listing, EVERYTHING, scratch)
    }

    fn screen_with(&self, listing: &Listing, signs: Signs, scratch: &mut Scratch) -> Screening {
        let candidates = self.candidates(listing, signs, scratch);
        let mut findings: Vec<Finding> = candidates.iter().filter_map(|c| self.finding(listing, c)).collect();
        findings.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.group.cmp(&b.group)));
        let score = findings.iter().filter(|f| f.protected).map(|f| f.score).fold(0.0, f64::max);
        Screening { flagged: score >= self.threshold, score, findings, problems: problems(listing) }
    }

    /// The unscored findings of a listing, for fitting: features with the group's id.
    #[must_use]
    pub fn features(&self, listing: &Listing, scratch: &mut Scratch) -> Vec<(String, Features)> {
        let candidates = self.candidates(listing, self.signs(listing), scratch);
        candidates
            .into_iter()
            .filter(|c| !c.unconfirmed)
            .filter_map(|c| Some((self.catalogue.groups.get(usize::from(c.group))?.id.clone(), c.features)))
            .collect()
    }

    /// Everything that is read in a text, swallowed or not, for explanations.
    #[must_use]
    pub fn read(&self, text: &str) -> Vec<Span> {
        let (listing, mut scratch) = (Listing::from_text(text), Scratch::default());
        self.fill(&listing, EVERYTHING, &mut scratch);
        scratch.matches.iter().filter_map(|m| self.span(&listing, m)).collect()
    }

    /// What stands in a text once longer phrases have swallowed what they hold.
    #[must_use]
    pub fn standing(&self, text: &str) -> Vec<Span> {
        let (listing, mut scratch) = (Listing::from_text(text), Scratch::default());
        let (numbers, cover) = self.fill(&listing, EVERYTHING, &mut scratch);
        let situation = Situation {
            catalogue: &self.catalogue,
            terms: &self.matcher.terms,
            named: &scratch.named,
            fields: &["title"],
            streams: &scratch.streams,
            cover,
            length: length(&listing, &scratch),
            numbers: &numbers,
        };
        situation.standing(&scratch.matches).iter().filter_map(|m| self.span(&listing, m)).collect()
    }

    /// The candidates of a listing.
    fn candidates(&self, listing: &Listing, signs: Signs, scratch: &mut Scratch) -> Vec<Candidate> {
        let (numbers, cover) = self.fill(listing, signs, scratch);
        let names: Vec<&str> = listing.fields.iter().map(|f| f.name.as_str()).collect();
        let situation = Situation {
            catalogue: &self.catalogue,
            terms: &self.matcher.terms,
            named: &scratch.named,
            fields: &names,
            streams: &scratch.streams,
            cover,
            length: length(listing, scratch),
            numbers: &numbers,
        };
        situation.candidates(&scratch.matches)
    }

    /// Reads all fields into the scratch buffers.
    fn fill(&self, listing: &Listing, mut signs: Signs, scratch: &mut Scratch) -> (Numbers, bool) {
        scratch.matches.clear();
        scratch.named.clear();
        scratch.streams.resize_with(listing.fields.len().max(scratch.streams.len()), Stream::default);
        for (field, stream) in listing.fields.iter().zip(&mut scratch.streams) {
            stream.refill(&self.fold, clip(&field.text));
        }
        // No head stands there plainly and nothing covers one: unless a costlier reading finds a head, the rest says nothing.
        if !signs.any(Signs::HEAD | Signs::CODE | Signs::PICTURE | Signs::COVER) {
            self.costlier_all(listing, signs, false, scratch);
            if !scratch.matches.iter().any(|m| m.kind.is_head()) {
                scratch.matches.clear();
                return (Numbers::default(), false);
            }
            scratch.matches.clear();
        }
        // With a head there, all that surrounds it counts.
        signs = signs.and(Signs(Signs::HEAD));
        let mut numbers = listing_price(listing, &self.catalogue);
        for (number, (field, stream)) in listing.fields.iter().zip(&scratch.streams).enumerate() {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            let text = clip(&field.text);
            self.matcher.find(stream, number, Reading::Written, |_, _| true, &mut scratch.matches);
            names::find(&self.catalogue, &self.genera, stream, number, &mut scratch.named, &mut scratch.matches);
            numbers.read(&self.catalogue.units, stream, number, text);
        }
        let cover = numbers.contact.is_some()
            || numbers.per_weight
            || numbers.weight.is_some()
            || scratch.matches.iter().any(is_cover);
        self.costlier_all(listing, signs, cover, scratch);
        (numbers, cover)
    }

    fn costlier_all(&self, listing: &Listing, signs: Signs, cover: bool, scratch: &mut Scratch) {
        for (number, (field, stream)) in listing.fields.iter().zip(&scratch.streams).enumerate() {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            self.costlier(stream, number, clip(&field.text), (signs, cover), &mut scratch.matches);
        }
    }

    /// Readings that cost more, each only where the text gives a reason.
    fn costlier(&self, stream: &Stream, field: u16, text: &str, (signs, cover): (Signs, bool), out: &mut Vec<Match>) {
        let mut run = |rewritten: &Rewritten, reading: Reading| {
            let from = out.len();
            self.matcher.find(
                &rewritten.stream,
                field,
                reading,
                |first, last| {
                    rewritten.is_plausible(first, last, reading, cover)
                        && !(matches!(reading, Reading::Shape | Reading::Parts)
                            && self.disguises.is_ordinary(stream, rewritten, first, last))
                },
                out,
            );
            // Code words are innocent words; read in disguise they would be anything. And nobody disguises the words around.
            let mut at = 0;
            let heads_only = matches!(reading, Reading::Sound | Reading::Shape | Reading::Parts);
            out.retain(|m| {
                at += 1;
                at <= from || (m.kind != Kind::Code && (m.kind.is_head() || !heads_only))
            });
        };
        if stream.odd_words && signs.any(Signs::HEAD | Signs::CODE) {
            for rewritten in self.disguises.by_skeleton(stream, text) {
                run(&rewritten, Reading::Skeleton);
            }
        }
        if !stream.pictures.is_empty()
            && let Some(rewritten) = self.disguises.by_emoji(stream)
        {
            run(&rewritten, Reading::Emoji);
        }
        let chinese = stream.zhuyin || stream.units.iter().any(|u| u.class == Class::Han);
        let sounds = signs.any(Signs::SOUND | Signs::HALF);
        if chinese && sounds {
            for rewritten in self.disguises.by_initial(stream, cover) {
                run(&rewritten, Reading::Sound);
            }
            for rewritten in self.disguises.by_shape(stream, cover) {
                run(&rewritten, Reading::Shape);
            }
        }
        if signs.any(Signs::PARTS)
            && let Some(rewritten) = self.disguises.by_parts(stream)
        {
            run(&rewritten, Reading::Parts);
        }
        if signs.any(Signs::SOUND)
            && let Some(rewritten) = Disguises::by_letters(stream)
        {
            run(&rewritten, Reading::Parts);
        }
        if chinese && let Some(rewritten) = self.disguises.without_noise(stream) {
            run(&rewritten, Reading::Noise);
        }
        if sounds && (chinese || stream.units.iter().all(|u| u.ch.is_ascii())) {
            self.spelled(stream, field, cover, !chinese, out);
        }
    }

    fn spelled(&self, stream: &Stream, field: u16, full: bool, bare: bool, out: &mut Vec<Match>) {
        self.disguises.by_spelling(stream, full, bare, |number, heard| {
            let (Some(term), Some((start, end))) = (self.matcher.terms.get(number), heard.place()) else { return };
            let (shared, length) = (heard.shared(&term.exact), heard.length());
            // Two characters that sound alike are an ordinary word; a seller who hides, letters, or most of a longer word make it a reading.
            let mixed = heard.has_letters() && heard.spelled() + shared == length;
            let full = full || (length == 2 && heard.is_rare(&self.disguises, &term.exact));
            let sounded = !heard.has_letters()
                && ((length > 2 && heard.is_apart(&term.exact, 3))
                    || (full && shared > 0 && heard.is_apart(&term.exact, 2)));
            if shared == length || !(mixed || sounded) || heard.is_ordinary(&self.disguises, &term.exact) {
                return;
            }
            out.push(Match {
                term: number,
                kind: term.kind,
                field,
                start,
                end,
                units: u16::try_from(heard.length()).unwrap_or(u16::MAX),
                at: u32::try_from(heard.at).unwrap_or(u32::MAX),
                reading: Reading::Sound,
            });
        });
    }

    fn finding(&self, listing: &Listing, candidate: &Candidate) -> Option<Finding> {
        let group = self.catalogue.groups.get(usize::from(candidate.group))?;
        let (score, why) =
            if candidate.unconfirmed { (0.0, Vec::new()) } else { self.weights.score(&candidate.features) };
        let taxon = candidate
            .taxon
            .and_then(|t| self.catalogue.taxa.get(t))
            .map_or_else(|| group.taxon.clone(), |t| t.name.clone());
        let form =
            candidate.form.and_then(|f| self.catalogue.forms.get(usize::from(f))).map_or("other", |f| f.id.as_str());
        // One word read alike in several languages is one span.
        let mut spans: Vec<Span> = Vec::new();
        for span in candidate.evidence.iter().filter_map(|m| self.span(listing, m)) {
            if !spans.contains(&span) {
                spans.push(span);
            }
        }
        Some(Finding {
            taxon,
            group: group.id.clone(),
            form: form.into(),
            claims: candidate.claims.clone(),
            score,
            protected: group.status == xiezhi_catalogue::groups::Status::Listed,
            spans,
            why,
        })
    }

    fn span(&self, listing: &Listing, matched: &Match) -> Option<Span> {
        let field = listing.fields.get(usize::from(matched.field))?;
        let (start, end) = (matched.start as usize, matched.end as usize);
        let text = field.text.get(start..end)?;
        let start_char = field.text.get(..start)?.chars().count();
        let term = self.matcher.terms.get(matched.term);
        Some(Span {
            field: field.name.clone(),
            start,
            end,
            start_char,
            end_char: start_char + text.chars().count(),
            text: text.into(),
            reads_as: if matched.reading == Reading::Name {
                names::spelled(text)
            } else {
                term.map(|t| t.shown().to_owned()).unwrap_or_default()
            },
            reading: matched.reading.word().into(),
            role: matched.kind.text(),
        })
    }
}

/// Whether a match gives reason to read the whole listing by sound and shape: the seller hides, or says what only the real thing shows.
fn is_cover(matched: &Match) -> bool {
    let Kind::Cue(kind) = matched.kind else { return false };
    CUES.get(usize::from(kind)).is_some_and(|cue| crate::gate::COVERS.contains(cue))
}

/// Characters of all fields together.
fn length(listing: &Listing, scratch: &Scratch) -> u32 {
    scratch
        .streams
        .iter()
        .take(listing.fields.len())
        .map(|s| u32::try_from(s.units.len()).unwrap_or(u32::MAX))
        .fold(0, u32::saturating_add)
}

/// The part of a text that is read.
fn clip(text: &str) -> &str {
    if text.len() <= MAX_BYTES {
        return text;
    }
    let mut end = MAX_BYTES;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

fn problems(listing: &Listing) -> Vec<Problem> {
    let long = listing.fields.iter().filter(|f| f.text.len() > MAX_BYTES);
    long.map(|f| Problem {
        field: f.name.clone(),
        message: format!("{} bytes long: only the first {MAX_BYTES} were read", f.text.len()),
    })
    .collect()
}

fn listing_price(listing: &Listing, catalogue: &Catalogue) -> Numbers {
    let mut numbers = Numbers::default();
    if let Some(price) = &listing.price {
        let amount: f64 = price.amount.to_string().parse().unwrap_or(0.0);
        let factor = price
            .currency
            .as_ref()
            .and_then(|code| catalogue.units.iter().find(|u| u.code == *code && u.text.eq_ignore_ascii_case(code)));
        if amount > 0.0 {
            numbers.price = factor.map(|unit| amount * unit.factor);
        }
    }
    numbers
}

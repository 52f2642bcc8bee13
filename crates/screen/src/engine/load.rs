//! Compiles a catalogue for the engine, and makes an engine of what was compiled.

use super::{Engine, EngineError, THRESHOLD};
use crate::disguise::Disguises;
use crate::fold::{Class, Fold};
use crate::gate::{Gate, Lexicon};
use crate::matcher::{Automaton, Matcher};
use crate::names;
use crate::score::Weights;
use crate::stream::Stream;
use crate::term::{Kind, Terms};
use serde::{Deserialize, Serialize};
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::artifact::Pack;
use xiezhi_catalogue::lexicon::Strength;

#[derive(Serialize, Deserialize)]
struct Compiled {
    fold: Fold,
    disguises: Disguises,
    gate: Gate,
    genera: Vec<String>,
}

impl Engine {
    /// Compiles a catalogue into a pack that [`Engine::load`] reads.
    ///
    /// # Errors
    /// Where the terms do not make an automaton, or nothing can be encoded.
    pub fn compile(catalogue: &Catalogue) -> Result<Pack<'static>, EngineError> {
        let fold = Fold::build(&catalogue.readings);
        let (terms, patterns) = Terms::compile(catalogue, &fold);
        let patterns = if patterns.is_empty() { vec!["\u{0}".to_owned()] } else { patterns };
        let automaton = Automaton::new(&patterns).map_err(|error| EngineError::Automaton(error.to_string()))?;
        let disguises = Disguises::compile(&catalogue.readings, &chinese_heads(&terms, &fold));
        let genera = names::genera(&catalogue.taxa);
        let lexicon = Lexicon {
            terms: &terms,
            disguises: &disguises,
            genera: &genera,
            endings: &catalogue.readings.endings,
            units: &catalogue.units,
        };
        let gate = crate::gate::compile(&fold, lexicon);
        let mut pack = Pack::new(catalogue)?;
        pack.push("automaton", automaton.serialize());
        pack.push("terms", postcard::to_stdvec(&terms)?);
        pack.push("engine", postcard::to_stdvec(&Compiled { fold, disguises, gate, genera })?);
        Ok(pack)
    }

    /// Makes an engine of a pack.
    ///
    /// # Errors
    /// Where the pack lacks a section or a section cannot be decoded.
    pub fn load(pack: &Pack<'_>) -> Result<Self, EngineError> {
        // The sections are independent, so two cores halve the wait.
        let (catalogue, automaton, terms, compiled) = std::thread::scope(|scope| {
            let terms =
                scope.spawn(|| -> Result<Terms, EngineError> { Ok(postcard::from_bytes(pack.section("terms")?)?) });
            let automaton = scope.spawn(|| -> Result<Automaton, EngineError> {
                let bytes = pack.section("automaton")?;
                Ok(Automaton::deserialize(bytes).map_err(|error| EngineError::Automaton(error.to_string()))?.0)
            });
            let compiled = || -> Result<Compiled, EngineError> {
                let mut compiled: Compiled = postcard::from_bytes(pack.section("engine")?)?;
                compiled.gate.load(&compiled.fold);
                compiled.gate.forget();
                Ok(compiled)
            };
            (pack.facts(), automaton.join(), terms.join(), compiled())
        });
        let ended = |_| EngineError::Automaton("a loading thread ended unexpectedly".into());
        let (mut catalogue, compiled) = (catalogue?, compiled?);
        let (automaton, terms) = (automaton.map_err(ended)??, terms.map_err(ended)??);
        let weights = Weights::new(&catalogue.weights);
        let endings = std::mem::take(&mut catalogue.readings.endings);
        Ok(Self {
            matcher: Matcher { automaton, terms, endings },
            fold: compiled.fold,
            disguises: compiled.disguises,
            gate: compiled.gate,
            genera: compiled.genera,
            catalogue,
            weights,
            threshold: THRESHOLD,
        })
    }

    /// Compiles and loads in one step, for tests and for catalogues under edit.
    ///
    /// # Errors
    /// As [`Engine::compile`] and [`Engine::load`].
    pub fn new(catalogue: &Catalogue) -> Result<Self, EngineError> {
        Self::load(&Self::compile(catalogue)?)
    }
}

/// Chinese heads with their numbers, and whether they are telling enough to be read by sound.
fn chinese_heads(terms: &Terms, fold: &Fold) -> Vec<(String, u32, bool)> {
    let mut heads = Vec::new();
    for (number, term) in terms.terms.iter().enumerate().filter(|(_, t)| t.kind.is_head()) {
        let text = Stream::read(fold, &term.text).text;
        if text.chars().any(|c| fold.fold(c).class == Class::Han) {
            let telling = term.kind != Kind::Code
                && (term.strength >= Strength::Fair || text.chars().count() >= 3 || term.form.is_some());
            heads.push((text, u32::try_from(number).unwrap_or(u32::MAX), telling));
        }
    }
    heads
}

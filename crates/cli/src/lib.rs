//! The parts of the command line that other programs of the project use: reading listings from files.

pub mod input;

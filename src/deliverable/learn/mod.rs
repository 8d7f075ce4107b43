//! What a person's edit teaches about the brand's words.

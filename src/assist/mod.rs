//! Assists by a language model: the prompts, the shapes of what comes back, and proposals made of them.

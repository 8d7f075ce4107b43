use super::{Secret, setting::concern};
use std::path::PathBuf;

concern! {
    /// Where Pauta keeps and finds its files.
    Data in "data" {
        /// The directory of everything Pauta keeps. It is made if it is not there.
        dir: PathBuf = "data", "PAUTA_DATA_DIR";
        /// Dialogue trees to load at start, beside those inside the binary. A tree found here
        /// replaces the one of the same id; a directory that is not there is no error.
        trees_dir: PathBuf = "dialogue_trees", "PAUTA_TREES_DIR";
        /// What seals the secrets that Pauta keeps for others, such as tokens of bots; the same on every node. Without
        /// it, the file `secret.key` in the data directory, which is made.
        secret_key: Option<Secret<String>> = "", "PAUTA_SECRET_KEY";
        /// The program that takes the words out of documents that people send, called as this one is:
        /// `read-document --kind pdf`. Without it this very program, with limits of its own; a wrapper may
        /// take more away from it.
        document_reader: Option<PathBuf> = "", "PAUTA_DOCUMENT_READER";
    }
}

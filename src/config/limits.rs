use super::{Bytes, setting::concern};
use std::time::Duration;

concern! {
    /// How much Pauta takes on. What is over a limit is refused with a code and a sentence; nothing is lost.
    Limits in "limits" {
        /// The most sockets open at once; the system's limit of open files may be lower.
        sockets: u32 = "16000", "PAUTA_MAX_SOCKETS";
        /// The most sockets open at once from one address.
        sockets_per_address: u32 = "200", "PAUTA_MAX_SOCKETS_PER_ADDRESS";
        /// The most sockets open at once for one person.
        sockets_per_person: u32 = "20", "PAUTA_MAX_SOCKETS_PER_PERSON";
        /// How many messages a person may send per second, in the long run.
        messages_per_second: u32 = "5", "PAUTA_MESSAGES_PER_SECOND";
        /// How many messages a person may send at once before that rate counts.
        message_burst: u32 = "40", "PAUTA_MESSAGE_BURST";
        /// How many conversations one address may start per minute.
        conversations_per_minute: u32 = "60", "PAUTA_CONVERSATIONS_PER_MINUTE";
        /// How much memory the states of recently used conversations may take.
        state_cache: Bytes = "64MiB", "PAUTA_STATE_CACHE";
        /// How long a stopping server waits for turns to finish and sockets to close.
        drain: Duration = "25s", "PAUTA_DRAIN";
    }
}

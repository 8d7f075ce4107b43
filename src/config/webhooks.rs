use super::setting::concern;

concern! {
    /// Messages to other systems, which owners connect at `/webhooks`.
    Webhooks in "webhooks" {
        /// Whether they may go to addresses of this machine and its network, and without TLS. Only for who trusts
        /// every owner with what can be reached from here: an owner could have the server knock on inner doors.
        private: bool = "false", "PAUTA_WEBHOOKS_PRIVATE";
    }
}

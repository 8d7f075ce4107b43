//! The store's contract: one suite, run on both databases; then what only one of them can do.

mod bots;
mod cached;
mod claims;
mod contract;
mod colleagues;
pub mod db;
mod entities;
mod files;
pub mod in_telegram;
mod kits;
mod leases;
mod linked;
mod lint;
mod on_postgres;
mod on_sqlite;
mod people;
mod pieces;
mod race;
mod reviews;
mod suspension;
mod spending;
pub mod tasks;
mod watches;
mod webhooks;

/// Runs each test on both databases.
macro_rules! on_both {
    ($($file:ident::$test:ident)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$file::$test(super::db::Db::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                super::$file::$test(super::db::Db::postgres().await).await;
            })*
        }
    };
}

on_both! {
    bots::a_bot_is_one_workspaces
    bots::one_process_speaks_for_a_bot
    bots::how_it_is_with_a_bot
    bots::an_update_is_kept_once_and_taken_once
    bots::a_chat_is_written_over_what_was_read
    bots::a_member_has_their_chats
    bots::sends_go_in_order_one_at_a_time
    bots::a_keyboard_is_found_by_its_token
    claims::a_link_opens_once_and_in_its_time
    claims::a_link_and_what_follows_are_one
    claims::of_many_who_use_a_link_one_is_in
    claims::what_cannot_follow_uses_nothing_up
    bots::who_was_let_in_is_in_this_conversation_alone
    linked::an_account_is_linked_and_unlinked
    linked::an_unlinked_chat_keeps_nothing_of_the_members
    linked::a_member_who_is_removed_has_no_chat
    cached::an_answer_is_its_workspaces_until_its_time_is_over
    cached::a_sweep_takes_what_is_over_and_no_more_than_it_may
    colleagues::a_question_waits_for_its_member_until_it_ends
    contract::is_ready_once_migrated
    contract::a_turn_is_read_back_whole
    contract::a_conversation_grows_by_its_turns
    contract::a_stale_turn_leaves_no_row
    contract::a_conversation_is_created_once
    contract::the_same_input_is_stored_once
    contract::two_turns_of_one_conversation_in_a_batch
    contract::a_poisoned_turn_fails_alone
    contract::a_zero_character_is_survived
    contract::a_batch_larger_than_one_statement
    contract::briefs_are_numbered_and_kept
    contract::messages_are_paged
    entities::the_first_boot_makes_one_site
    entities::a_visitor_is_known_by_a_token
    entities::a_visitor_of_an_unknown_site_fails_alone
    entities::members_are_known_by_their_mail
    entities::brands_belong_to_their_owner
    entities::trees_are_published_by_hash
    entities::another_workspace_reads_nothing
    entities::those_who_watch_see_the_newest_row
    entities::another_visitors_conversation_reads_as_missing
    files::a_file_is_read_back_by_its_conversation_only
    files::the_limits_hold_however_many_come_at_once
    files::a_copy_has_the_files_of_its_original
    kits::a_kit_grows_by_versions
    kits::every_brand_of_a_workspace_is_there_for_its_members
    kits::a_workspace_keeps_its_settings
    leases::an_assist_is_one_processs_until_its_lease_is_over
    people::the_first_member_is_first
    people::the_last_owner_stays
    people::a_link_opens_once_and_in_time
    people::a_session_lasts_until_it_is_ended
    people::who_signs_out_everywhere_leaves_no_browser_a_way_in
    people::browsers_of_a_member_share_what_they_wrote
    pieces::a_board_is_read_back_as_it_was_written
    pieces::the_newest_brief_has_the_board
    pieces::a_piece_is_its_conversations_alone
    pieces::a_stale_turn_leaves_no_piece
    reviews::a_link_is_made_found_and_revoked
    spending::a_call_is_reserved_and_settled
    spending::what_does_not_fit_is_set_aside_nowhere
    spending::parallel_calls_do_not_pass_the_same_check
    spending::four_fifths_are_noticed_once
    spending::what_nobody_settled_counts_as_spent
    spending::calls_are_kept_with_their_attempts
    spending::what_was_said_is_forgotten
    suspension::an_end_only_moves_later
    suspension::a_rest_is_forgotten_once_it_is_over_or_cleared
    tasks::a_task_is_enqueued_with_its_turn_or_not_at_all
    tasks::a_turn_ends_its_task_or_is_not_written
    tasks::a_task_is_tried_a_few_times_and_then_waits_for_a_person
    tasks::an_attempt_that_is_over_changes_nothing
    tasks::a_silent_attempt_is_taken_away_and_counts
    tasks::a_generation_that_failed_is_found
    tasks::no_workspace_waits_behind_anothers_thousand
    tasks::a_place_is_spared_for_workspaces_that_come_later
    tasks::a_workspaces_tasks_come_by_priority_and_as_they_were_due
    tasks::many_claim_and_each_task_is_one_attempts
    tasks::a_tick_becomes_one_task
    watches::a_chat_is_shown_pieces_beside_its_own
    watches::who_is_unlinked_is_shown_no_more_pieces
    webhooks::a_webhook_is_added_once_and_forgotten_whole
    webhooks::what_happens_is_told_once_to_those_who_want_it
    webhooks::attempts_are_kept_and_a_message_can_be_sent_again
    webhooks::another_workspace_has_no_part_in_it
    race::many_tabs_on_one_conversation
    race::two_processes_on_one_conversation
    race::shutdown_writes_what_was_accepted
    race::a_caller_that_leaves_loses_nothing
}

-- Since when a chat is a member's; those that were linked before do not say.

ALTER TABLE telegram_chat ADD COLUMN member_at bigint;

//! What a row, a card, a piece and a summary look like in Telegram. Pure: nothing is read, sent or kept here.

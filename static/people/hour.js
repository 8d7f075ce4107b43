// Until when something holds, by the clock of whoever reads it.

/** @param {string} moment As the server writes it. */
export const hour = (moment) => new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(new Date(moment));

/** Fills the one gap of a sentence. @param {string} sentence @param {string} time */
export const fill = (sentence, time) => sentence.replace("{time}", time);

// The page on models says times in the zone of its budgets; a browser knows the person's own.

const lang = document.documentElement.lang;
const today = new Date().toDateString();

for (const time of document.querySelectorAll("time")) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) continue;
  const day = at.toDateString() === today ? {} : /** @type {const} */ ({ day: "2-digit", month: lang === "en" ? "short" : "2-digit" });
  time.textContent = at.toLocaleString(lang, { hour: "2-digit", minute: "2-digit", hour12: false, ...day });
}

const zone = document.getElementById("zone");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && own) zone.textContent = (zone.dataset.told ?? "").replace("{zone}", own);

export {};

// A spoken answer: recorded here, written down at the server, and put into the box for the person to read and send.

import { h } from "./dom.js";
import { sheet } from "./sheet.js";
import { register } from "./words.js";

register({
  voice_on: ["Gravando", "Recording"],
  voice_stop: ["Parar e ver o texto", "Stop and see the text"],
  voice_cancel: ["Descartar", "Discard"],
  voice_writes: ["Passando a limpo o que você disse…", "Writing down what you said…"],
  voice_refused: ["O navegador não deixou usar o microfone. Libere nas permissões deste site, ou escreva a resposta.", "The browser did not allow the microphone. Allow it in this site's permissions, or write your answer."],
  voice_none: ["Não encontrei um microfone que funcione. Dá para escrever a resposta.", "I found no microphone that works. You can write your answer."],
  voice_failed: ["A gravação continua aqui, mas ainda não virou texto. Tente de novo, ou escreva a resposta.", "The recording is still here, but it is not text yet. Try again, or write your answer."],
  voice_again: ["Tentar de novo", "Try again"],
  voice_nothing: ["Não ouvi palavras nessa gravação. Grave de novo mais perto do microfone, ou escreva.", "I heard no words in that recording. Record again closer to the microphone, or write."],
  voice_time: ["{time} de 2:00", "{time} of 2:00"],
});

const LONGEST_MS = 120_000;
/** What browsers record, the smallest first. */
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

/** "0:07". @param {number} ms */
export const clock = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

/** A name whose ending says what is in it. @param {string} type */
export const fileName = (type) => `resposta.${/mp4/.test(type) ? "m4a" : /ogg/.test(type) ? "ogg" : "webm"}`;

let isBusy = false;

/**
 * @param {import("./talk.js").TalkOverSocket} talk
 * @param {ReturnType<typeof import("./composer.js").composer>} box
 */
export async function voice(talk, box) {
  if (isBusy) return;
  isBusy = true;
  try {
    await record(talk, box);
  } finally {
    isBusy = false;
  }
}

/** @param {import("./talk.js").TalkOverSocket} talk @param {ReturnType<typeof import("./composer.js").composer>} box */
async function record(talk, box) {
  const { say } = talk;
  /** @type {MediaStream} */
  let stream;
  /** @type {MediaRecorder} */
  let recorder;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    const isRefused = /NotAllowed|Security/.test(/** @type {Error} */ (error).name);
    return talk.tell(say(isRefused ? "voice_refused" : "voice_none"));
  }
  try {
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    recorder = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 32_000 });
  } catch {
    for (const track of stream.getTracks()) track.stop();
    return talk.tell(say("voice_none"));
  }
  if (talk.notice) talk.tell("");
  const sound = await recorded(talk, box, recorder, stream);
  if (sound) await written(talk, box, sound);
  box.box.focus();
}

/**
 * Records until the person stops; `null` if they discard it.
 * @param {import("./talk.js").TalkOverSocket} talk @param {ReturnType<typeof import("./composer.js").composer>} box
 * @param {MediaRecorder} recorder @param {MediaStream} stream
 * @returns {Promise<File | null>}
 */
function recorded(talk, box, recorder, stream) {
  const { say } = talk;
  return new Promise((resolve) => {
    /** @type {Blob[]} */
    const parts = [];
    let wanted = true;
    const began = performance.now();
    const time = h("span", { class: "voice-time", role: "timer" });
    const bar = strip(box, h("span", { class: "pulse", "aria-hidden": "true" }), h("span", {}, say("voice_on")), time,
      h("button", { type: "button", class: "button quiet", name: "voice_cancel", onclick: () => end(false) }, say("voice_cancel")),
      h("button", { type: "button", class: "button primary", name: "voice_stop", onclick: () => end(true) }, say("voice_stop")));
    const ticks = setInterval(() => {
      const ms = performance.now() - began;
      time.textContent = say("voice_time", { time: clock(ms) });
      if (ms >= LONGEST_MS) end(true);
    }, 250);
    /** @param {boolean} keep */
    const end = (keep) => {
      if (recorder.state === "inactive") return;
      wanted = keep;
      recorder.stop();
    };
    bar.element.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      end(false);
    };
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      clearInterval(ticks);
      for (const track of stream.getTracks()) track.stop();
      bar.remove();
      const type = recorder.mimeType.split(";")[0] || "audio/webm";
      resolve(wanted && parts.some(({ size }) => size) ? new File(parts, fileName(type), { type }) : null);
    };
    time.textContent = say("voice_time", { time: clock(0) });
    recorder.start(1_000);
    bar.last.focus();
  });
}

/**
 * Has it written down; as often as the person wants if it does not arrive.
 * @param {import("./talk.js").TalkOverSocket} talk @param {ReturnType<typeof import("./composer.js").composer>} box @param {File} sound
 */
async function written(talk, box, sound) {
  const { say } = talk;
  for (;;) {
    const wait = strip(box, h("span", { class: "pulse", "aria-hidden": "true" }), h("span", { role: "status" }, say("voice_writes")));
    const said = await sent(talk, sound);
    wait.remove();
    if (said.text !== undefined) {
      const text = said.text.trim();
      if (text) box.put([box.box.value.trim(), text].filter(Boolean).join(" "));
      else talk.tell(say("voice_nothing"));
      return;
    }
    const again = await new Promise((resolve) => {
      const ask = strip(box, h("span", { role: "alert" }, said.message || say("voice_failed")),
        h("button", { type: "button", class: "button quiet", onclick: () => (ask.remove(), resolve(false)) }, say("voice_cancel")),
        h("button", { type: "button", class: "button primary", onclick: () => (ask.remove(), resolve(true)) }, say("voice_again")));
      ask.last.focus();
    });
    if (!again) return;
  }
}

/** @param {import("./talk.js").TalkOverSocket} talk @param {File} sound @returns {Promise<{ text?: string, message?: string }>} */
async function sent(talk, sound) {
  const body = new FormData();
  body.append("file", sound, sound.name);
  try {
    const { conversation } = await talk.begun();
    const answer = await talk.request(`/api/v1/conversations/${conversation}/speech`, { method: "POST", body });
    const said = await answer.json();
    return answer.ok ? { text: String(said.text ?? "") } : { message: said.message };
  } catch {
    return {};
  }
}

/**
 * Stands where the box is, as long as it is needed.
 * @param {ReturnType<typeof import("./composer.js").composer>} box @param {...HTMLElement} children
 */
function strip({ element: composer }, ...children) {
  const css = sheet("assists.css");
  const element = h("div", { class: "voice" }, css.link, ...children);
  composer.append(element);
  composer.classList.add("speaks");
  const remove = () => {
    element.remove();
    composer.classList.remove("speaks");
  };
  return { element, remove, last: children[children.length - 1] };
}

// Files: dragged in, pasted, chosen, or taken with the camera. They go to the server one after another, and each
// says how it stands; a link typed as an answer works as well.
import { sizeOf } from "../bytes.js";
import { named } from "../controls.js";
import { h } from "../dom.js";
import { register } from "../words.js";
import { isItems, nextId, problemOf } from "./shared.js";

/** @import { Body, Control, Editor, EditorContext, FileRef, Value } from "../types.js" */
/** @typedef {{ file?: File, ref?: FileRef, id?: string, failed?: string, element: HTMLElement, state: HTMLElement, bar: HTMLProgressElement }} Sent */

register({
  c_drop: ["Arraste para cá, cole, ou", "Drop here, paste, or"],
  c_kinds: ["Imagem, PDF, Office, fonte ou texto, até 20 MB cada.", "Picture, PDF, Office, font or text, up to 20 MB each."],
  c_choose_file: ["Escolher arquivo", "Choose a file"],
  c_choose_files: ["Escolher arquivos", "Choose files"],
  c_camera: ["Tirar foto", "Take a photo"],
  c_send_file: ["Enviar arquivo", "Send file"],
  c_send_files: ["Enviar arquivos", "Send files"],
  c_waits: ["Na fila", "Waiting"],
  c_going: ["Enviando: {share} %", "Sending: {share}%"],
  c_here: ["Pronto: {size}", "Ready: {size}"],
  c_kept: ["Já está no briefing", "Already in the brief"],
  c_failed: ["Este arquivo não chegou. Tente outra vez.", "This file did not arrive. Try again."],
  c_again: ["Tentar outra vez: {name}", "Try again: {name}"],
  c_remove_file: ["Remover: {name}", "Remove: {name}"],
  c_empty_file: ["Este arquivo está vazio.", "This file is empty."],
  c_no_file: ["Escolha um arquivo, ou cole um link na caixa de mensagem.", "Choose a file, or paste a link in the message box."],
  c_still: ["Um arquivo ainda está a caminho. Espere um instante.", "A file is still on its way. Wait a moment."],
  c_most_files: ["Cabem até {most}.", "Up to {most} fit."],
});

/**
 * @param {Control} control of a file, or of a list of files
 * @param {EditorContext} context
 * @returns {Editor}
 */
export default function files({ type, max_items }, context) {
  const { say, locale, initial, upload, asked, inside } = context;
  const many = type === "list";
  const most = many ? max_items ?? Infinity : 1;
  /** @type {Sent[]} */
  let all = [];
  const holder = h("ul", { class: "files" });
  const input = h("input", { type: "file", multiple: many, hidden: true, onchange: () => take(input) });
  const camera = h("input", { type: "file", accept: "image/*", hidden: true, onchange: () => take(camera) });
  camera.setAttribute("capture", "environment");
  const pick = h("button", { type: "button", class: "button", id: nextId(), onclick: () => input.click() }, say(many ? "c_choose_files" : "c_choose_file"));
  const photo = h("button", { type: "button", class: "button camera", onclick: () => camera.click() }, say("c_camera"));
  const zone = h("div", { class: "drop" }, h("span", { class: "note" }, say("c_drop")), pick, photo, input, camera);
  const kinds = h("p", { class: "note" }, say("c_kinds"));
  const element = h("div", { class: "upload", role: "group", ...named(context) }, zone, kinds, holder);
  const wrong = problemOf(element);
  element.append(wrong.element);

  /** @param {HTMLInputElement} from */
  const take = (from) => {
    add([...(from.files ?? [])]);
    from.value = "";
  };
  const told = () => element.dispatchEvent(new Event("input", { bubbles: true }));
  const arrange = () => (zone.hidden = all.length >= most);
  /** @param {string} name @param {Partial<Sent>} more @returns {Sent} */
  const show = (name, more) => {
    const state = h("span", { class: "state", role: "status" });
    const bar = h("progress", { max: 1, value: 0, hidden: true, "aria-label": name });
    const remove = h("button", { type: "button", class: "arrow", "aria-label": say("c_remove_file", { name }), onclick: () => takeOut(sent) }, h("span", { "aria-hidden": "true" }, "×"));
    const element = h("li", { class: "row file" }, h("span", { class: "wording" }, h("span", { class: "name" }, name), state, bar), remove);
    /** @type {Sent} */
    const sent = { element, state, bar, ...more };
    all.push(sent);
    holder.append(element);
    arrange();
    return sent;
  };
  /** @param {Sent} sent */
  const takeOut = (sent) => {
    all = all.filter((one) => one !== sent);
    sent.element.remove();
    arrange();
    wrong.show("");
    told();
    pick.focus();
  };
  /** @param {File[]} chosen */
  const add = (chosen) => {
    const room = most - all.length;
    wrong.show(chosen.length > room ? say("c_most_files", { most }) : "");
    for (const file of chosen.slice(0, room)) {
      const sent = show(file.name || say("c_choose_file"), { file });
      if (file.size) queue(sent);
      else fail(sent, say("c_empty_file"), false);
    }
    told();
  };
  // One after another: a phone's line is narrow, and the first should be there early.
  let line = Promise.resolve();
  /** @param {Sent} sent */
  const queue = (sent) => {
    sent.state.textContent = say("c_waits");
    line = line.then(() => (all.includes(sent) ? go(sent) : undefined));
  };
  /** @param {Sent} sent */
  const go = async (sent) => {
    const file = /** @type {File} */ (sent.file);
    const { state, bar, element } = sent;
    sent.failed = undefined;
    element.classList.remove("failed");
    bar.hidden = false;
    state.textContent = say("c_going", { share: 0 });
    try {
      sent.ref = await upload(file, (share) => {
        bar.value = share;
        // Every tenth, or a screen reader would not stop.
        state.textContent = say("c_going", { share: Math.floor(share * 10) * 10 });
      });
      state.textContent = say("c_here", { size: sizeOf(file.size, locale) });
      wrong.show("");
    } catch (error) {
      const { code, message } = Object(error);
      // What was refused for what it is would be refused again.
      fail(sent, code && message ? message : say("c_failed"), !["bad_file", "too_large"].includes(code));
    }
    bar.hidden = true;
    told();
  };
  /** @param {Sent} sent @param {string} why @param {boolean} again */
  const fail = (sent, why, again) => {
    sent.failed = why;
    sent.element.classList.add("failed");
    const name = sent.file?.name ?? "";
    const retry = again && h("button", { type: "button", class: "link", "aria-label": say("c_again", { name }), onclick: () => queue(sent) }, say("c_again", { name: "" }).replace(/: $/, ""));
    sent.state.replaceChildren(why, ...(retry ? [" ", retry] : []));
  };

  element.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (!pasted.length) return;
    event.preventDefault();
    add(pasted);
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    element.addEventListener(name, (event) => {
      const { dataTransfer } = /** @type {DragEvent} */ (event);
      if (!dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      zone.classList.toggle("over", name === "dragenter" || name === "dragover");
      if (name === "drop") add([...dataTransfer.files]);
    });
  }
  const former = isItems(initial) ? initial.items : initial ? [{ id: undefined, value: initial }] : [];
  for (const { id, value } of former) {
    const ref = /** @type {FileRef} */ (value);
    if (ref?.file) show(ref.file, { id, ref }).state.textContent = say("c_kept");
  }
  const there = () => all.filter(({ ref }) => ref);
  /** @returns {Body | null} */
  const read = () => {
    const refs = there().map(({ ref }) => /** @type {FileRef} */ (ref));
    if (!refs.length || all.some(({ ref, failed }) => !ref && !failed)) return null;
    if (!many) return asked ? { files: refs } : { value: /** @type {Value} */ (refs[0]) };
    if (all.every(({ id }) => !id)) return asked ? { files: refs } : { value: refs };
    return { value: { items: there().map(({ id, ref }, at) => ({ id: id ?? `f${Date.now().toString(36)}_${at}`, value: /** @type {FileRef} */ (ref) })) } };
  };
  return {
    element, read,
    focus: () => pick.focus(),
    complain: () => wrong.show(say(all.some(({ ref, failed }) => !ref && !failed) ? "c_still" : "c_no_file")),
    sends: inside ? undefined : many ? "c_send_files" : "c_send_file",
  };
}

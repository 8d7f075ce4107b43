// What holds for every module of the widget, whatever it does.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../../static");

const modules = readdirSync(ROOT, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".js") && !name.startsWith("vendor") && statSync(join(ROOT, name)).isFile())
  .map((name) => ({ name, text: readFileSync(join(ROOT, name), "utf8") }));

/** The code without comments: good enough for words that never stand in a text. */
const code = (text) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");

test("there are modules", () => assert.ok(modules.length > 0));

test("a module imports only what lies beside it", () => {
  for (const { name, text } of modules) {
    const named = [...code(text).matchAll(/\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(([, path]) => path);
    for (const path of named) {
      assert.match(path, /^\.{1,2}\//, `${name} imports ${path}`);
      assert.ok(existsSync(join(ROOT, dirname(name), path)), `${name}: there is no ${path}`);
    }
  }
});

test("no module makes code or markup out of text", () => {
  const ways = /\beval\(|new Function\(|document\.write|insertAdjacentHTML|outerHTML\s*=|setTimeout\(\s*["'`]|srcdoc/;
  for (const { name, text } of modules) assert.doesNotMatch(code(text), ways, name);
});

test("no module asks for another origin", () => {
  for (const { name, text } of modules) {
    const foreign = [...code(text).matchAll(/["'`](?:https?:)?\/\/[a-z][^"'`]*["'`]/g)].map(([all]) => all);
    // A namespace is no address, and WhatsApp's is a link that somebody presses.
    assert.deepEqual(foreign.filter((one) => !/www\.w3\.org\/|\/\/wa\.me\//.test(one)), [], name);
  }
});

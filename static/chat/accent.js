// A site's colour, made readable: on paper and in the dark it is darkened or lightened until text in it has the
// contrast of 4.5:1 that WCAG asks for, and what stands on it is the ink that is read best there.

/** The least favourable grounds of tokens.css, and the inks. */
const LIGHT = [247, 244, 238];
const DARK = [38, 34, 25];
const INKS = [[255, 255, 255], [20, 18, 15]];
const ENOUGH = 4.5;

/** @param {number[]} colour Its relative luminance. */
const luminance = (colour) => {
  const [red, green, blue] = colour.map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** @param {number[]} one @param {number[]} other */
const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

/** @param {number[]} colour */
const written = (colour) => `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

/** @param {number[]} colour @param {number[]} ground */
function shade(colour, ground) {
  const towards = luminance(ground) > 0.2 ? 0 : 255;
  let shaded = colour;
  for (let share = 1; share <= 50 && contrast(shaded, ground) < ENOUGH; share += 1) {
    shaded = colour.map((part) => Math.round(part + ((towards - part) * share) / 50));
  }
  const [white, black] = INKS;
  return { accent: written(shaded), on: written(contrast(shaded, white) >= contrast(shaded, black) ? white : black) };
}

/**
 * The colour for both themes, each with what is written on it; `null` unless it is `#rrggbb`.
 *
 * @param {string | null | undefined} colour
 */
export function shades(colour) {
  if (!/^#[0-9a-f]{6}$/i.test(colour ?? "")) return null;
  const parts = [1, 3, 5].map((at) => parseInt((colour ?? "").slice(at, at + 2), 16));
  return { light: shade(parts, LIGHT), dark: shade(parts, DARK) };
}

/**
 * Gives an element and all in it a site's colour; without one, the design's own.
 *
 * @param {HTMLElement} element @param {string | null | undefined} colour
 */
export function accent(element, colour) {
  const made = shades(colour);
  for (const [name, part] of /** @type {const} */ ([["--pauta-accent", "accent"], ["--pauta-on-accent", "on"]])) {
    if (made) element.style.setProperty(name, `light-dark(${made.light[part]}, ${made.dark[part]})`);
    else element.style.removeProperty(name);
  }
}

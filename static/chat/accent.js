// A site's own colour, darkened or lightened until it can be read on our grounds.

const GROUNDS = { light: [0xff, 0xfd, 0xf9], dark: [0x1d, 0x1a, 0x16] };
const CONTRAST = 4.6;

/** @param {number[]} colour */
function luminance(colour) {
  const [r, g, b] = colour.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {number[]} one @param {number[]} other */
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {number[]} colour @param {number[]} ground @param {number} end */
function readable(colour, ground, end) {
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = colour.map((part) => Math.round(part + (end - part) * share));
    if (contrast(mixed, ground) >= CONTRAST) return `rgb(${mixed})`;
  }
  return `rgb(${end} ${end} ${end})`;
}

/** @param {HTMLElement} host @param {string} hex */
export function accent(host, hex) {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return;
  const colour = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  host.style.setProperty("--pauta-accent", `light-dark(${readable(colour, GROUNDS.light, 0)}, ${readable(colour, GROUNDS.dark, 255)})`);
  host.style.setProperty("--pauta-on-accent", "light-dark(#ffffff, #14120f)");
}

// A picture that the server has drawn.

/** @param {string} svg */
export const drawn = (svg) => document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);

// Files go over HTTP, and tell how far they are: `fetch` cannot.

import { read } from "./storage.js";

/**
 * Rejects with the server's refusal, or with nothing if it could not be reached.
 * @param {string} url @param {string} token @param {string} locale @param {File} file @param {(share: number) => void} [progress]
 * @returns {Promise<import("./types.js").FileRef>}
 */
export function upload(url, token, locale, file, progress) {
  const body = new FormData();
  body.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.setRequestHeader("accept-language", locale);
    request.upload.onprogress = ({ loaded, total }) => progress?.(total ? loaded / total : 0);
    request.onerror = request.onabort = () => reject(null);
    request.onload = () => {
      const answer = read(request.responseText);
      if (request.status === 201) resolve({ file: answer.file, id: answer.id });
      else reject(answer?.message ? answer : null);
    };
    request.send(body);
  });
}

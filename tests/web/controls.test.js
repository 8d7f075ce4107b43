// The parts of the controls that need no page: amounts as people write them, days, the order of things.
import assert from "node:assert/strict";
import { test } from "node:test";
import { currencyIn, parseAmount, showNumber } from "../../static/chat/controls/amount.js";
import { dayAfter } from "../../static/chat/controls/dates.js";
import { sizeOf } from "../../static/chat/bytes.js";
import { moved } from "../../static/chat/controls/order.js";

test("an amount is read by the signs of its language", () => {
  for (const [text, locale, wanted] of /** @type {const} */ ([
    ["1500", "pt-BR", [1500]],
    ["1.500", "pt-BR", [1500]],
    ["1.500,50", "pt-BR", [1500.5]],
    ["R$ 1.500,5", "pt-BR", [1500.5]],
    ["R$1.500.000,00", "pt-BR", [1500000]],
    ["1500.5", "pt-BR", [1500.5]],
    ["1 500", "pt-BR", [1500]],
    ["12,5%", "pt-BR", [12.5]],
    ["0,99", "pt-BR", [0.99]],
    ["-3", "pt-BR", [-3]],
    ["1,500.50", "en", [1500.5]],
    ["1,500", "en", [1500]],
    ["$1,500", "en", [1500]],
    ["£20", "en", [20]],
    ["10 mil", "pt-BR", [10000]],
    ["10k", "en", [10000]],
    ["1,5 milhão", "pt-BR", [1500000]],
    ["1.1 million", "en", [1100000]],
  ])) {
    assert.deepEqual(parseAmount(text, locale), wanted, `${text} in ${locale}`);
  }
});

test("a range has its scale once", () => {
  for (const [text, wanted] of /** @type {const} */ ([
    ["100 a 150", [100, 150]],
    ["5 a 10 mil", [5000, 10000]],
    ["500 a 2 mil", [500, 2000]],
    ["5 mil a 10 mil", [5000, 10000]],
    ["R$ 5.000,00 a R$ 10.000,00", [5000, 10000]],
    ["5-10", [5, 10]],
    ["5k – 10k", [5000, 10000]],
    ["1 até 2", [1, 2]],
  ])) {
    assert.deepEqual(parseAmount(text, "pt-BR"), wanted, text);
  }
});

test("what might be another number is left to the server", () => {
  for (const [text, locale] of /** @type {const} */ ([
    ["1,500", "pt-BR"],
    ["1.500", "en"],
    ["uns dez mil", "pt-BR"],
    ["10 a 5", "pt-BR"],
    ["1 a 2 a 3", "pt-BR"],
    ["1.50.000", "pt-BR"],
    ["1,5,0", "pt-BR"],
    ["5,", "pt-BR"],
    ["", "pt-BR"],
    ["R$", "pt-BR"],
    ["9".repeat(20), "pt-BR"],
    ["não sei", "pt-BR"],
  ])) {
    assert.equal(parseAmount(text, locale), null, `${text} in ${locale}`);
  }
});

test("what is shown is read as the same amount", () => {
  for (const locale of ["pt-BR", "en"]) {
    for (const number of [0, 0.5, 7, 12.25, 1234.5, 1500, 99999.99, 1e6, 123456789.01]) {
      assert.deepEqual(parseAmount(showNumber(number, locale, 2), locale), [number], `${number} in ${locale}`);
    }
  }
  assert.equal(showNumber(1500.5, "pt-BR", 2), "1.500,50");
  assert.equal(showNumber(1500, "en", 2), "1,500");
});

test("a sign that is typed is the currency", () => {
  for (const [text, own, wanted] of /** @type {const} */ ([
    ["1500", "BRL", "BRL"],
    ["R$ 10", "USD", "BRL"],
    ["us$ 10", "BRL", "USD"],
    ["10 €", "BRL", "EUR"],
    ["$10", "BRL", "BRL"],
    ["$10", "EUR", "USD"],
    ["CA$ 5", "BRL", "CAD"],
  ])) {
    assert.equal(currencyIn(text, own), wanted, text);
  }
  assert.deepEqual(parseAmount("CA$ 5", "en"), [5]);
});

test("a day after another minds months and leap years", () => {
  assert.equal(dayAfter(new Date(2027, 0, 31), 1), "2027-02-01");
  assert.equal(dayAfter(new Date(2028, 1, 28), 1), "2028-02-29");
  assert.equal(dayAfter(new Date(2026, 11, 5), 30), "2027-01-04");
});

test("a thing is moved, and stays within the list", () => {
  assert.deepEqual(moved(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
  assert.deepEqual(moved(["a", "b", "c"], 0, 1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], 0, 9), ["b", "c", "a"]);
  assert.deepEqual(moved(["a", "b", "c"], 1, -5), ["b", "a", "c"]);
});

test("a size is in the unit that suits it", () => {
  assert.equal(sizeOf(999, "pt-BR"), "999 B");
  assert.equal(sizeOf(45000, "pt-BR"), "45 kB");
  assert.equal(sizeOf(1250000, "pt-BR"), "1,3 MB");
});

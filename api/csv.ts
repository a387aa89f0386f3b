import type { Scalar } from '../domain/codecs/values.js';

/** How a cell begins that a spreadsheet would take for a formula, and run. */
const formula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** What would end the cell, or be trimmed or split by one program or another. */
const needsQuotes = /[",;\t\r\n]|^[\s']|\s$/;

const cell = (value: Scalar | undefined): string => {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const harmless = formula.test(value) ? `'${value}` : value;
  return needsQuotes.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** One line of a CSV file (RFC 4180), with its end. Text that a spreadsheet would run begins with an apostrophe. */
export const csvLine = (values: readonly (Scalar | undefined)[]): string =>
  `${values.map(cell).join(',')}\r\n`;

import { Engine } from 'mrml';
import type { CompileMjml } from '../commands/email-content.js';

const engine = new Engine();

/** HTML's elements that are never closed. */
const unclosed = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;
/** A tag: whether it closes, its name, and whether it closes itself. A `>` in quotes does not end it. */
const tag = /<(\/?)([A-Za-z][\w-]*)(?:"[^"]*"|'[^']*'|[^"'<>])*?(\/?)>/g;
const maxDepth = 100;

/** Whether tags are nested deeper than a layout can be: the compiler's stack is small, and does not recover. */
const isTooDeep = (mjml: string): boolean => {
  let depth = 0;
  for (const [, slash, name = '', end] of mjml.matchAll(tag)) {
    if (end === '/' || unclosed.test(name)) continue;
    depth += slash === '/' ? -1 : 1;
    if (depth > maxDepth) return true;
  }
  return false;
};

/** Compiles MJML in a sandbox of WebAssembly that can read neither files nor addresses: `mj-include` is refused. */
export const compileMjml: CompileMjml = (mjml) => {
  if (isTooDeep(mjml)) return { ok: false, message: `tags are nested deeper than ${maxDepth}` };
  const result = engine.toHtml(mjml);
  return result.type === 'success'
    ? { ok: true, html: result.content }
    : { ok: false, message: result.message };
};

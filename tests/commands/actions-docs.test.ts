import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actionTypes } from '../../commands/actions/index.js';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const documented = read('docs/actions.md');

const sources = [
  ...['commands/actions', 'commands/phone'].flatMap((folder) =>
    readdirSync(new URL(folder, root)).map((file) => `${folder}/${file}`),
  ),
  'commands/email-address.ts',
  'commands/hold-back-message.ts',
  'rules/hold-back.ts',
];
const codes = sources.flatMap((path) =>
  [...read(path).matchAll(/(?:(?:skip|fail)\(\s*|code: )'([a-z-]+)'/g)].map(([, code = '']) => code),
);

describe('docs/actions.md', () => {
  it('names all sixteen actions', () => {
    expect(actionTypes).toHaveLength(16);
    for (const { type } of actionTypes) expect(documented).toContain(`\`${type}\``);
  });

  it.each([...new Set(codes)])('says when there is the reason %s', (code) => {
    expect(documented).toContain(`\`${code}\``);
  });
});

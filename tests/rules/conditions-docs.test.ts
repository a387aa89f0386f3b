import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { StructType } from '../../domain/codecs/struct.js';
import { TaggedUnionType } from '../../domain/codecs/tagged-union.js';
import { maxConditionDepth, maxConditionLeaves } from '../../domain/flow/condition-tree.js';
import { conditionTypes } from '../../rules/conditions/index.js';

const documented = readFileSync(new URL('../../docs/conditions.md', import.meta.url), 'utf8');

const names = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .sort();

const rows = documented.split('\n').filter((row) => row.startsWith('| `'));
const table = new Map(
  rows.flatMap((row) => {
    const columns = row.split('|').slice(1, -1);
    const [, required = '', optional = ''] = /^([^[]*)(?:\[(.*)\])?\s*$/.exec(columns.at(-1) ?? '') ?? [];
    const settings = { required: names(required), optional: names(optional) };
    return [...(columns[0] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, type = '']) => [type, settings] as const);
  }),
);

const variantsOf = (codec: unknown): readonly { readonly required: object; readonly optional: object }[] => {
  if (codec instanceof StructType) return [codec];
  if (codec instanceof TaggedUnionType) return Object.values(codec.members).flatMap(variantsOf);
  throw new Error('settings are an object, or one of several');
};

/** Those of every variant are required, all others are not. */
const settingsOf = (codec: unknown) => {
  const variants = variantsOf(codec);
  const all = new Set(
    variants.flatMap(({ required, optional }) => Object.keys({ ...required, ...optional })),
  );
  all.delete('type');
  const isRequired = (name: string) => variants.every(({ required }) => Object.hasOwn(required, name));
  return {
    required: [...all].filter(isRequired).sort(),
    optional: [...all].filter((name) => !isRequired(name)).sort(),
  };
};

describe('docs/conditions.md', () => {
  it.each(conditionTypes)('says what settings $type has', ({ type, settings }) => {
    expect(table.get(type)).toEqual(settingsOf(settings));
  });

  it('names no condition that is not there', () => {
    expect([...table.keys()].sort()).toEqual(conditionTypes.map(({ type }) => type).sort());
  });

  it('says how large a tree may be', () => {
    expect(documented).toContain(
      `at most ${maxConditionDepth} deep, with at most ${maxConditionLeaves} conditions`,
    );
  });
});

describe('the form of a condition', () => {
  it.each(conditionTypes)('has a field for each setting of $type, and no other', ({ settings, form }) => {
    const { required, optional } = settingsOf(settings);
    const fields = new Set(form.map(({ name }) => name.split('.')[0] ?? name));
    expect([...fields].sort()).toEqual([...required, ...optional].sort());
    const marked = form.filter((field) => field.required === true).map(({ name }) => name);
    expect(required.filter((name) => !marked.includes(name))).toEqual([]);
  });
});

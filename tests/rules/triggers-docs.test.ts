import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { StructType } from '../../domain/codecs/struct.js';
import { activities } from '../../domain/lead/activity.js';
import { triggerTypes } from '../../rules/triggers/index.js';

const documented = readFileSync(new URL('../../docs/triggers.md', import.meta.url), 'utf8');
const [ofTriggers = '', ofActivities = ''] = documented.split('## Activities');

interface Documented {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const names = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .sort();

/** What the last column of the table says, by each type that the first names. */
const tableIn = (text: string): ReadonlyMap<string, Documented> =>
  new Map(
    text.split('\n').flatMap((row) => {
      if (!row.startsWith('| `')) return [];
      const columns = row.split('|').slice(1, -1);
      const [, required = '', optional = ''] = /^([^[]*)(?:\[(.*)\])?\s*$/.exec(columns.at(-1) ?? '') ?? [];
      const settings = { required: names(required), optional: names(optional) };
      return [...(columns[0] ?? '').matchAll(/`([a-z-]+)`/g)].map(
        ([, type = '']) => [type, settings] as const,
      );
    }),
  );

const settingsOf = (codec: unknown, leftOut: readonly string[]): Documented => {
  if (!(codec instanceof StructType)) throw new Error('settings are an object');
  const own = (props: object) => Object.keys(props).filter((name) => !leftOut.includes(name));
  return { required: own(codec.required).sort(), optional: own(codec.optional).sort() };
};

describe('docs/triggers.md', () => {
  const triggers = tableIn(ofTriggers);
  it.each(triggerTypes)('says what $type can be narrowed to', ({ type, settings }) => {
    expect(triggers.get(type)).toEqual(settingsOf(settings, ['type', 'where']));
  });

  it('names no trigger that is not there', () => {
    expect([...triggers.keys()].sort()).toEqual(triggerTypes.map(({ type }) => type).sort());
  });

  const reported = tableIn(ofActivities);
  it.each(activities.map(({ type, input }) => ({ type, input })))(
    'says what data $type has',
    ({ type, input }) => {
      expect(reported.get(type)).toEqual(settingsOf(input, []));
    },
  );

  it('names no activity that is not there', () => {
    expect([...reported.keys()].sort()).toEqual(activities.map(({ type }) => String(type)).sort());
  });
});

import type * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { decode } from '../../../domain/codecs/decode.js';
import { ConditionTree } from '../../../domain/flow/condition-tree.js';
import { FlowDefinition } from '../../../domain/flow/definition.js';
import { activities } from '../../../domain/lead/activity.js';
import { arbitraryOf, fc, json } from '../../support/arbitraries.js';

const codecs: readonly t.Mixed[] = [FlowDefinition, ConditionTree, ...activities.map(({ input }) => input)];

const wordsOf = (text: string): readonly string[] => text.split(' ');
const key = fc.constantFrom(
  ...wordsOf('type name trigger steps action when delay after at timeZone conditions all any not'),
  ...wordsOf('formId fields url pageId items productId quantity attributes flowId'),
  ...wordsOf('__proto__ constructor prototype toString hasOwnProperty'),
);
const word = fc.constantFrom(
  ...wordsOf('immediately delay at has-tag P1D constructor __proto__ 2026-01-01T00:00'),
);

/** Shaped like what is expected, with wrong things in wrong places. */
const lookalike = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, word, json, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
  object: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries)),
})).value;

const anything = fc.anything({
  key,
  maxDepth: 4,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** A right value with one property, at any depth, replaced by a wrong one. */
const almost = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(right, fc.oneof(anything, lookalike), fc.nat(), fc.nat(3)).map(([value, wrong, choice, depth]) => {
    const copy = structuredClone(value);
    let place: unknown = copy;
    for (let level = 0; typeof place === 'object' && place !== null; level += 1) {
      const keys = Object.keys(place);
      const chosen = keys[choice % Math.max(keys.length, 1)];
      if (chosen === undefined) break;
      const next: unknown = Reflect.get(place, chosen);
      if (level >= depth || typeof next !== 'object') {
        Object.defineProperty(place, chosen, { value: wrong, enumerable: true });
        break;
      }
      place = next;
    }
    return copy;
  });

describe.each(codecs.map((codec) => ({ name: codec.name, codec })))('decoding $name', ({ codec }) => {
  it('never throws, and what it lets through is what it says', () => {
    fc.assert(
      fc.property(fc.oneof(anything, lookalike, almost(arbitraryOf(codec))), (input) => {
        const decoded = decode<unknown>(codec, input);
        if (decoded.ok) expect(codec.is(decoded.value)).toBe(true);
        else expect(decoded.faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('lets a right value through unchanged, twice', () => {
    fc.assert(
      fc.property(arbitraryOf(codec), (value) => {
        expect(decode(codec, value)).toEqual({ ok: true, value });
      }),
    );
  });
});

it('pollutes no prototype', () => {
  const input = JSON.parse(
    '{"formId":"a","fields":{"__proto__":{"isAdmin":true}},"__proto__":{"isAdmin":true}}',
  );
  for (const codec of codecs) decode<unknown>(codec, input);
  expect(Reflect.has({}, 'isAdmin')).toBe(false);
});

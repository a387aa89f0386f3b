import { describe, expect, it } from 'vitest';
import { decode, decodeOrThrow, pathOf } from '../../../domain/codecs/decode.js';
import { DomainError } from '../../../domain/errors.js';
import { FlowDefinition } from '../../../domain/flow/definition.js';
import { activities, formSubmitted, orderPurchased, pageVisited } from '../../../domain/lead/activity.js';
import { flowDefinition } from '../samples.js';

const step = { action: { type: 'add-tag', tag: 'vip' }, when: { type: 'immediately' } };
const inSteps = (third: unknown) => ({ ...flowDefinition(), steps: [step, step, third] });

const faultsOf = (input: unknown, prefix = '') => {
  const decoded = decode(FlowDefinition, input, prefix);
  return decoded.ok ? [] : decoded.faults;
};

describe('a path', () => {
  it.each([
    [[], ''],
    [[''], ''],
    [['', 'name'], 'name'],
    [['', 'steps', '2', 'when', 'delay'], 'steps[2].when.delay'],
    [['flow', 'steps', '0'], 'flow.steps[0]'],
    [['', '0', 'type'], '[0].type'],
  ])('of %j is %s', (keys, path) => {
    expect(pathOf(keys)).toBe(path);
  });
});

describe('a fault in a flow', () => {
  it.each([
    ['a wrong delay', { ...step, when: { type: 'delay', delay: 'soon' } }, 'steps[2].when.delay'],
    ['a missing delay', { ...step, when: { type: 'delay' } }, 'steps[2].when.delay'],
    ['an unknown key', { ...step, condition: {} }, 'steps[2].condition'],
    ['an unknown key further in', { ...step, when: { type: 'immediately', at: 1 } }, 'steps[2].when.at'],
    ['an unknown way to run', { ...step, when: { type: 'never' } }, 'steps[2].when.type'],
    ['a way to run of a wrong type', { ...step, when: 'now' }, 'steps[2].when'],
    [
      'a way to run named like a property of every object',
      { ...step, when: { type: 'toString' } },
      'steps[2].when.type',
    ],
    ['an action without a type', { ...step, action: {} }, 'steps[2].action'],
    ['a step that is none', 7, 'steps[2]'],
    ['a step that is null', null, 'steps[2]'],
    ['a step without an action', { when: step.when }, 'steps[2].action'],
    [
      'an unknown time zone',
      { ...step, when: { type: 'at', at: '2026-01-01T00:00', timeZone: 'Berlin/Mitte' } },
      'steps[2].when.timeZone',
    ],
    ['30 February', { ...step, when: { type: 'at', at: '2026-02-30T00:00' } }, 'steps[2].when.at'],
    [
      'a wrong condition',
      { ...step, conditions: { all: [{ any: [{}] }] } },
      'steps[2].conditions.all[0].any[0]',
    ],
  ])('is shown at its place: %s', (_name, third, path) => {
    expect(faultsOf(inSteps(third)).map((fault) => fault.path)).toEqual([path]);
  });

  it('stands below the prefix', () => {
    expect(faultsOf(inSteps(7), 'flow')).toEqual([{ path: 'flow.steps[2]', message: 'must be an object' }]);
  });

  it('says what would be right', () => {
    expect(faultsOf(inSteps({ ...step, when: { type: 'delay', delay: 'soon' } }))).toEqual([
      { path: 'steps[2].when.delay', message: 'must be an ISO 8601 duration, such as PT30M or P3D' },
    ]);
    expect(faultsOf(inSteps({ ...step, nmae: 'x' }))[0]?.message).toBe(
      'is not known here; known are name, conditions, action, when',
    );
  });

  it('is listed with every other fault', () => {
    const input = { trigger: 7, steps: [], reEntry: 'always' };
    expect(faultsOf(input).map(({ path }) => path)).toEqual(['trigger', 'steps', 'reEntry', 'name']);
  });

  it('has no path where the whole is wrong', () => {
    expect(faultsOf(7)).toEqual([{ path: '', message: 'must be an object' }]);
  });

  it('is thrown as an invalid input', () => {
    const attempt = () => decodeOrThrow(FlowDefinition, inSteps(7));
    expect(attempt).toThrow(DomainError);
    expect(attempt).toThrow(expect.objectContaining({ kind: 'invalid', faults: faultsOf(inSteps(7)) }));
  });
});

describe('a fault in an activity', () => {
  it.each([
    [formSubmitted, {}, ['data.formId', 'data.fields']],
    [formSubmitted, { formId: 'a', fields: { ' ': 1 } }, ['data.fields. ']],
    [pageVisited, { url: 'ftp://example.com' }, ['data.url']],
    [pageVisited, { url: 'https://example.com/', page: 'x' }, ['data.page']],
    [orderPurchased, { items: [{ productId: 'a' }, { productId: 'a b' }] }, ['data.items[1].productId']],
    [orderPurchased, { items: [] }, ['data.items']],
    [orderPurchased, { items: [{ productId: 'a', quantity: 0 }] }, ['data.items[0].quantity']],
  ])('is shown at its place (%#)', (kind, input, paths) => {
    const decoded = decode<unknown>(kind.input, input, 'data');
    expect(decoded.ok ? [] : decoded.faults.map(({ path }) => path)).toEqual(paths);
  });

  it('is refused where the input is no object, for every kind', () => {
    for (const { input, type } of activities)
      expect(decode<unknown>(input, [], 'data'), type).toEqual({
        ok: false,
        faults: [{ path: 'data', message: 'must be an object' }],
      });
  });
});

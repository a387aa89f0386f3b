import { expect, test } from 'vitest';
import { arithmeticExpressions } from './arithmetic-expressions.js';
import { arrayUpdates } from './array-updates.js';
import { arrays } from './arrays.js';
import type { Topic } from './case.js';
import { comparison } from './comparison.js';
import { datesAndIds } from './dates-and-ids.js';
import { fieldUpdates } from './field-updates.js';
import { logicalAndElement } from './logical-and-element.js';
import { nullAndMissing } from './null-and-missing.js';
import { numbers } from './numbers.js';
import { positional } from './positional.js';
import { runTopics } from './run-topics.js';
import { stages } from './stages.js';
import { useTarget } from './target.js';
import { typeOrder } from './type-order.js';
import { upserts } from './upserts.js';

const topics: readonly Topic[] = [
  nullAndMissing,
  arrays,
  comparison,
  logicalAndElement,
  typeOrder,
  numbers,
  datesAndIds,
  fieldUpdates,
  arrayUpdates,
  positional,
  upserts,
  stages,
  arithmeticExpressions,
];

runTopics(topics, useTarget(process.env['MONGODB_URL']));

test('every case names its source', () => {
  const sources = topics.flatMap(({ cases }) => cases.map(({ source }) => source));
  for (const source of sources)
    expect(source).toMatch(/^(https:\/\/www\.mongodb\.com\/docs\/|server: src\/mongo\/)/);
});

test('no case stands twice', () => {
  const names = topics.flatMap(({ topic, cases }) => cases.map(({ name }) => `${topic}: ${name}`));
  expect(names.length).toBe(new Set(names).size);
});

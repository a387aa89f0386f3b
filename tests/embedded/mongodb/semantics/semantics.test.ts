import { expect, test } from 'vitest';
import { givenUrl } from '../../../support/given-servers.js';
import { useMongo } from '../mongo-fixture.js';
import { arithmeticExpressions } from './arithmetic-expressions.js';
import { arrayExpressions } from './array-expressions.js';
import { arrayUpdates } from './array-updates.js';
import { arrays } from './arrays.js';
import type { Topic } from './case.js';
import { comparison } from './comparison.js';
import { datesAndIds } from './dates-and-ids.js';
import { embeddedOnly } from './embedded-only.js';
import { fieldUpdates } from './field-updates.js';
import { indexes } from './indexes.js';
import { logicExpressions } from './logic-expressions.js';
import { logicalAndElement } from './logical-and-element.js';
import { nullAndMissing } from './null-and-missing.js';
import { numbers } from './numbers.js';
import { positional } from './positional.js';
import { projections } from './projections.js';
import { runTopics } from './run-topics.js';
import { stages } from './stages.js';
import { textExpressions } from './text-expressions.js';
import { typeOrder } from './type-order.js';
import { upserts } from './upserts.js';

const topics: readonly Topic[] = [
  nullAndMissing,
  arrays,
  comparison,
  logicalAndElement,
  typeOrder,
  projections,
  numbers,
  datesAndIds,
  fieldUpdates,
  arrayUpdates,
  positional,
  upserts,
  stages,
  arithmeticExpressions,
  logicExpressions,
  arrayExpressions,
  textExpressions,
  indexes,
];

const mongo = useMongo({}, { promoteValues: false });
const place = () => ({ db: mongo.db(), collection: mongo.collection() });

runTopics(topics, place);
// Where a MongoDB is given, it has what the embedded one has not.
if (givenUrl('MONGODB_URL') === undefined) runTopics([embeddedOnly], place);

test('every case names its source', () => {
  const sources = topics.flatMap(({ cases }) => cases.map(({ source }) => source));
  for (const source of sources)
    expect(source).toMatch(/^(https:\/\/www\.mongodb\.com\/docs\/|server: src\/mongo\/)/);
});

test('there are more than a thousand of them', () => {
  expect(topics.flatMap(({ cases }) => cases).length).toBeGreaterThan(1000);
});

test('no case stands twice', () => {
  const names = topics.flatMap(({ topic, cases }) => cases.map(({ name }) => `${topic}: ${name}`));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

import { from, manual, server, type Topic, update } from './case.js';
import { changes, refusesUpdate } from './update-rows.js';

const list = {
  a: [
    { x: 1, n: 0 },
    { x: 2, n: 0 },
  ],
};

export const positional: Topic = {
  topic: 'positions and array filters',
  cases: [
    ...from(update('positional'), [
      changes(
        '$ is the element that matched',
        list,
        { $inc: { 'a.$.n': 1 } },
        {
          a: [
            { x: 1, n: 0 },
            { x: 2, n: 1 },
          ],
        },
        { q: { 'a.x': 2 } },
      ),
      changes(
        '$ is the first that matched',
        { a: [5, 6, 7] },
        { $set: { 'a.$': 60 } },
        { a: [5, 60, 7] },
        { q: { a: { $gt: 5 } } },
      ),
      changes(
        '$ with $elemMatch',
        list,
        { $set: { 'a.$.n': 9 } },
        {
          a: [
            { x: 1, n: 9 },
            { x: 2, n: 0 },
          ],
        },
        { q: { a: { $elemMatch: { x: 1, n: 0 } } } },
      ),
      changes(
        '$ with $in',
        { a: ['x', 'y'] },
        { $set: { 'a.$': 'z' } },
        { a: ['x', 'z'] },
        { q: { a: { $in: ['y'] } } },
      ),
      changes(
        '$ with $unset leaves null',
        { a: [1, 2] },
        { $unset: { 'a.$': '' } },
        { a: [1, null] },
        { q: { a: 2 } },
      ),
      changes(
        '$ with $and',
        { a: [1, 2, 3] },
        { $set: { 'a.$': 0 } },
        { a: [1, 2, 0] },
        { q: { $and: [{ a: { $gt: 2 } }] } },
      ),
      changes(
        '$ inside a document',
        { d: { a: [1, 2] } },
        { $set: { 'd.a.$': 0 } },
        { d: { a: [1, 0] } },
        { q: { 'd.a': 2 } },
      ),
      refusesUpdate('$ without a match in an array', { a: [1] }, { $set: { 'a.$': 2 } }, 2, 'positional'),
      refusesUpdate('$ with a negation', { a: [1] }, { $set: { 'a.$': 2 } }, 2, 'positional', {
        q: { a: { $ne: 5 } },
      }),
      refusesUpdate('$ as the first part', { a: [1] }, { $set: { '$.a': 2 } }, 2, '$.a', { q: { a: 1 } }),
    ]),
    ...from(update('positional-all'), [
      changes('$[] is every element', { a: [1, 2] }, { $inc: { 'a.$[]': 10 } }, { a: [11, 12] }),
      changes(
        '$[] on fields',
        { a: [{ x: 1 }, { x: 2 }] },
        { $inc: { 'a.$[].x': 10 } },
        { a: [{ x: 11 }, { x: 12 }] },
      ),
      changes(
        '$[] in $[]',
        { a: [{ b: [1, 2] }, { b: [3] }] },
        { $mul: { 'a.$[].b.$[]': 2 } },
        { a: [{ b: [2, 4] }, { b: [6] }] },
      ),
      changes('$[] of an empty array', { a: [] }, { $set: { 'a.$[]': 1 } }, { a: [] }),
      changes(
        '$[] with $push',
        { a: [{ b: [] }, { b: [1] }] },
        { $push: { 'a.$[].b': 2 } },
        { a: [{ b: [2] }, { b: [1, 2] }] },
      ),
      refusesUpdate('$[] of a missing field', { b: 1 }, { $set: { 'a.$[]': 1 } }, 2, 'a'),
      refusesUpdate('$[] of a number', { a: 1 }, { $set: { 'a.$[]': 1 } }, 2, 'a'),
      refusesUpdate('$[] as the first part', { a: 1 }, { $set: { '$[].a': 1 } }, 2, '$[].a'),
    ]),
    ...from(update('positional-filtered'), [
      changes(
        '$[name] is what its filter matches',
        { a: [1, 5, 9] },
        { $set: { 'a.$[big]': 0 } },
        { a: [1, 0, 0] },
        { arrayFilters: [{ big: { $gt: 2 } }] },
      ),
      changes(
        'a filter on a field',
        { a: [{ x: 1 }, { x: 5 }] },
        { $set: { 'a.$[item].big': true } },
        { a: [{ x: 1 }, { x: 5, big: true }] },
        { arrayFilters: [{ 'item.x': { $gt: 2 } }] },
      ),
      changes(
        'two filters',
        { a: [{ x: 1 }, { x: 5 }], b: [1, 5] },
        { $set: { 'a.$[item].big': true, 'b.$[number]': 0 } },
        { a: [{ x: 1 }, { x: 5, big: true }], b: [0, 5] },
        { arrayFilters: [{ 'item.x': { $gt: 2 } }, { number: { $lt: 2 } }] },
      ),
      changes(
        'two demands in one filter',
        {
          a: [
            { x: 1, y: 1 },
            { x: 1, y: 2 },
          ],
        },
        { $set: { 'a.$[e].z': 0 } },
        {
          a: [
            { x: 1, y: 1 },
            { x: 1, y: 2, z: 0 },
          ],
        },
        { arrayFilters: [{ 'e.x': 1, 'e.y': 2 }] },
      ),
      changes(
        'a filter with $or',
        { a: [1, 2, 3] },
        { $set: { 'a.$[e]': 0 } },
        { a: [0, 2, 0] },
        { arrayFilters: [{ $or: [{ e: 1 }, { e: 3 }] }] },
      ),
      changes(
        'a filter with $and',
        { a: [1, 2, 3] },
        { $set: { 'a.$[e]': 0 } },
        { a: [1, 0, 3] },
        { arrayFilters: [{ $and: [{ e: { $gt: 1 } }, { e: { $lt: 3 } }] }] },
      ),
      changes(
        'nested filters',
        {
          a: [
            { k: 1, b: [1, 2] },
            { k: 2, b: [1, 2] },
          ],
        },
        { $set: { 'a.$[o].b.$[i]': 0 } },
        {
          a: [
            { k: 1, b: [1, 2] },
            { k: 2, b: [1, 0] },
          ],
        },
        { arrayFilters: [{ 'o.k': 2 }, { i: 2 }] },
      ),
      changes(
        'one filter at two depths',
        { a: [{ b: [5] }, { b: [1] }] },
        { $set: { 'a.$[].b.$[e]': 0 } },
        { a: [{ b: [0] }, { b: [1] }] },
        { arrayFilters: [{ e: 5 }] },
      ),
      changes(
        'a filter that matches nothing',
        { a: [1] },
        { $set: { 'a.$[e]': 0 } },
        { a: [1] },
        { arrayFilters: [{ e: 5 }] },
      ),
      changes(
        'a filter with $ne',
        { a: [1, 2] },
        { $set: { 'a.$[e]': 0 } },
        { a: [1, 0] },
        { arrayFilters: [{ e: { $ne: 1 } }] },
      ),
      refusesUpdate('a filter that is not used', { a: [1] }, { $set: { b: 1 } }, 9, 'e', {
        arrayFilters: [{ e: 1 }],
      }),
      refusesUpdate('a name without a filter', { a: [1] }, { $set: { 'a.$[e]': 1 } }, 2, "'e'"),
      refusesUpdate('two filters of one name', { a: [1] }, { $set: { 'a.$[e]': 1 } }, 9, 'e', {
        arrayFilters: [{ e: 1 }, { e: 2 }],
      }),
      refusesUpdate('two names in one filter', { a: [1] }, { $set: { 'a.$[e]': 1 } }, 9, 'e', {
        arrayFilters: [{ e: 1, f: 2 }],
      }),
      refusesUpdate('an empty filter', { a: [1] }, { $set: { 'a.$[e]': 1 } }, 9, 'arrayFilters', {
        arrayFilters: [{}],
      }),
      refusesUpdate('a filter of a missing field', { b: 1 }, { $set: { 'a.$[e]': 1 } }, 2, 'a', {
        arrayFilters: [{ e: 1 }],
      }),
    ]),
    ...from(server('db/matcher/expression_with_placeholder.cpp'), [
      refusesUpdate(
        'a name that begins with a capital letter',
        { a: [1] },
        { $set: { 'a.$[E]': 1 } },
        2,
        'E',
        { arrayFilters: [{ E: 1 }] },
      ),
    ]),
    ...from(manual('reference/command/update'), [
      refusesUpdate('filters for a replacement', { a: 1 }, { b: 1 }, 9, 'arrayFilters', {
        arrayFilters: [{ e: 1 }],
      }),
      refusesUpdate('filters for a pipeline', { a: 1 }, [{ $set: { b: 1 } }], 9, 'arrayFilters', {
        arrayFilters: [{ e: 1 }],
      }),
    ]),
  ],
};

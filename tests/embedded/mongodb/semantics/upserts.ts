import { Long } from 'mongodb';
import { from, manual, type Row, server, type Topic, update } from './case.js';
import { insertAll } from './rows.js';
import { changes, inserts, refusesUpdate, refusesUpsert } from './update-rows.js';

/** What `findAndModify` answers, and the documents afterwards. */
const modifies = (
  name: string,
  docs: readonly object[],
  body: object,
  value: unknown,
  after: readonly object[],
): Row => ({
  name,
  expected: { value: { value, after } },
  run: async (place) => {
    await insertAll(place, docs);
    const answer = await place.db.command({ findAndModify: place.collection.collectionName, ...body });
    return { value: answer['value'], after: await place.collection.find().sort({ _id: 1 }).toArray() };
  },
});

const refusesModify = (name: string, body: object, code: number, names = ''): Row => ({
  name,
  expected: { code, names },
  run: async (place) => {
    await insertAll(place, [{ a: 1 }]);
    return place.db.command({ findAndModify: place.collection.collectionName, ...body });
  },
});

export const upserts: Topic = {
  topic: 'pipelines, upserts and findAndModify',
  cases: [
    ...from(manual('tutorial/update-documents-with-aggregation-pipeline'), [
      changes('a pipeline computes from the document', { a: 1 }, [{ $set: { b: { $add: ['$a', 1] } } }], {
        a: 1,
        b: 2,
      }),
      changes(
        'a stage sees what the one before made',
        { a: 1 },
        [{ $set: { b: 2 } }, { $set: { c: '$b' } }],
        { a: 1, b: 2, c: 2 },
      ),
      changes(
        'two fields of one stage see the document before',
        { a: 1, b: 2 },
        [{ $set: { a: '$b', b: '$a' } }],
        { a: 2, b: 1 },
      ),
      changes('a pipeline unsets', { a: 1, b: 1 }, [{ $unset: 'a' }], { b: 1 }),
      changes('a pipeline projects', { a: 1, b: 1 }, [{ $project: { b: 1 } }], { b: 1 }),
      changes('a pipeline replaces and keeps _id', { a: { x: 1 } }, [{ $replaceWith: '$a' }], { x: 1 }),
      changes('$$REMOVE takes a field away', { a: 1, b: 2 }, [{ $set: { a: '$$REMOVE' } }], { b: 2 }),
      changes('a pipeline sets every element', { a: [{ x: 1 }, { x: 2 }] }, [{ $set: { 'a.y': 0 } }], {
        a: [
          { x: 1, y: 0 },
          { x: 2, y: 0 },
        ],
      }),
      changes('a text that begins with a dollar is a field', { a: 1 }, [{ $set: { b: '$a' } }], {
        a: 1,
        b: 1,
      }),
      changes('$literal keeps a dollar', { a: 1 }, [{ $set: { b: { $literal: '$a' } } }], { a: 1, b: '$a' }),
      changes('an empty pipeline', { a: 1 }, [], { a: 1 }),
      refusesUpdate('a stage that reshapes nothing', { a: 1 }, [{ $match: { a: 1 } }], 72, '$match'),
      refusesUpdate('a stage that groups', { a: 1 }, [{ $group: { _id: 1 } }], 72, '$group'),
      refusesUpdate('a pipeline cannot change _id', { a: 1 }, [{ $set: { _id: 5 } }], 66, '_id'),
      refusesUpdate('an unknown stage', { a: 1 }, [{ $unheard: 1 }], 40324, '$unheard'),
    ]),
    ...from(manual('reference/method/db.collection.updateOne'), [
      inserts('the equalities of the filter', { _id: 1, a: 2 }, { $set: { b: 3 } }, { _id: 1, a: 2, b: 3 }),
      inserts('comparisons are not taken', { _id: 1, a: { $gt: 1 } }, { $set: { b: 3 } }, { _id: 1, b: 3 }),
      inserts(
        'a dotted path makes a document',
        { _id: 1, 'a.b': 2 },
        { $set: { c: 1 } },
        { _id: 1, a: { b: 2 }, c: 1 },
      ),
      inserts('$eq is an equality', { _id: 1, a: { $eq: 2 } }, { $set: { c: 1 } }, { _id: 1, a: 2, c: 1 }),
      inserts(
        '$and is looked into',
        { $and: [{ _id: 1 }, { a: 1 }] },
        { $inc: { n: 1 } },
        { _id: 1, a: 1, n: 1 },
      ),
      inserts(
        'an operator works on what the filter gave',
        { _id: 1, a: 2 },
        { $inc: { a: 3 } },
        { _id: 1, a: 5 },
      ),
      inserts(
        'a field of the filter may be overwritten',
        { _id: 1, a: 2 },
        { $set: { a: 3 } },
        { _id: 1, a: 3 },
      ),
      inserts(
        'a pipeline works on the equalities',
        { _id: 1, a: 2 },
        [{ $set: { b: { $add: ['$a', 1] } } }],
        { _id: 1, a: 2, b: 3 },
      ),
      inserts('a replacement takes only the _id of the filter', { _id: 1, a: 1 }, { b: 1 }, { _id: 1, b: 1 }),
      inserts('a replacement may bring an _id', { a: 1 }, { _id: 7, b: 1 }, { _id: 7, b: 1 }),
      inserts('$set may bring an _id', { a: 1 }, { $set: { _id: 7 } }, { _id: 7, a: 1 }),
      inserts(
        '$setOnInsert may bring an _id',
        { a: 1 },
        { $setOnInsert: { _id: 7, b: 1 } },
        { _id: 7, a: 1, b: 1 },
      ),
    ]),
    ...from(server('db/update/update_driver.cpp, populateDocumentWithQueryFields'), [
      inserts('a regular expression is not taken', { _id: 1, a: /x/ }, { $set: { b: 1 } }, { _id: 1, b: 1 }),
      inserts('null is taken', { _id: 1, a: null }, { $set: { b: 1 } }, { _id: 1, a: null, b: 1 }),
      inserts(
        'an array is taken as a whole',
        { _id: 1, a: [1, 2] },
        { $push: { a: 3 } },
        { _id: 1, a: [1, 2, 3] },
      ),
      inserts(
        'an $or of several is not taken',
        { $or: [{ a: 1 }, { a: 2 }], _id: 1 },
        { $set: { x: 1 } },
        { _id: 1, x: 1 },
      ),
      inserts('an $or of one is', { $or: [{ a: 1 }], _id: 1 }, { $set: { x: 1 } }, { _id: 1, a: 1, x: 1 }),
      inserts(
        'an $in of several is not taken',
        { _id: 1, a: { $in: [1, 2] } },
        { $push: { l: 1 } },
        { _id: 1, l: [1] },
      ),
      inserts('an $in of one is', { _id: 1, a: { $in: [1] } }, { $set: { x: 1 } }, { _id: 1, a: 1, x: 1 }),
      inserts('an $all of one is', { _id: 1, a: { $all: [1] } }, { $set: { x: 1 } }, { _id: 1, a: 1, x: 1 }),
      inserts('$not is not taken', { _id: 1, a: { $not: { $eq: 1 } } }, { $set: { x: 1 } }, { _id: 1, x: 1 }),
      inserts(
        '$elemMatch is not taken',
        { _id: 1, a: { $elemMatch: { x: 1 } } },
        { $set: { x: 1 } },
        { _id: 1, x: 1 },
      ),
      inserts(
        '$expr is not taken',
        { _id: 1, $expr: { $eq: ['$a', 1] } },
        { $set: { x: 1 } },
        { _id: 1, x: 1 },
      ),
      refusesUpsert(
        'a field that the filter gives twice',
        { $and: [{ a: 1 }, { a: 2 }] },
        { $set: { b: 1 } },
        54,
        'a',
      ),
      refusesUpsert('a field and a part of it', { a: {}, 'a.b': 1 }, { $set: { b: 1 } }, 54, 'a'),
      refusesUpsert('an $all of two', { a: { $all: [1, 2] } }, { $set: { b: 1 } }, 54, 'a'),
      refusesUpsert('another _id than that of the filter', { _id: 1 }, { $set: { _id: 2 } }, 66, '_id'),
      refusesUpsert('a replacement with another _id', { _id: 1 }, { _id: 2 }, 66, '_id'),
      refusesUpsert('an _id of parts', { '_id.x': 1 }, { $set: { a: 1 } }, 111, '_id'),
    ]),
    ...from(update('setOnInsert'), [
      inserts(
        '$setOnInsert sets what is new',
        { _id: 1 },
        { $setOnInsert: { d: 1 }, $set: { e: 2 } },
        { _id: 1, d: 1, e: 2 },
      ),
      changes(
        '$setOnInsert leaves what exists',
        { a: 1 },
        { $setOnInsert: { b: 1 } },
        { a: 1 },
        { upsert: true },
      ),
      inserts(
        '$setOnInsert of a long',
        { _id: 1 },
        { $setOnInsert: { a: Long.ONE } },
        { _id: 1, a: Long.ONE },
      ),
    ]),
    ...from(manual('reference/command/findAndModify'), [
      modifies(
        'the document before',
        [{ a: 1 }],
        { query: {}, update: { $inc: { a: 1 } } },
        { _id: 0, a: 1 },
        [{ _id: 0, a: 2 }],
      ),
      modifies(
        'the document after',
        [{ a: 1 }],
        { query: {}, update: { $inc: { a: 1 } }, new: true },
        { _id: 0, a: 2 },
        [{ _id: 0, a: 2 }],
      ),
      modifies(
        'the first by a sort',
        [{ n: 1 }, { n: 2 }],
        { sort: { n: -1 }, update: { $set: { x: 1 } } },
        { _id: 1, n: 2 },
        [
          { _id: 0, n: 1 },
          { _id: 1, n: 2, x: 1 },
        ],
      ),
      modifies(
        'only some fields',
        [{ a: 1, b: 2 }],
        { update: { $inc: { a: 1 } }, new: true, fields: { _id: 0, a: 1 } },
        { a: 2 },
        [{ _id: 0, a: 2, b: 2 }],
      ),
      modifies('remove', [{ a: 1 }, { a: 2 }], { query: { a: 2 }, remove: true }, { _id: 1, a: 2 }, [
        { _id: 0, a: 1 },
      ]),
      modifies(
        'remove the first by a sort',
        [{ a: 1 }, { a: 2 }],
        { sort: { a: -1 }, remove: true },
        { _id: 1, a: 2 },
        [{ _id: 0, a: 1 }],
      ),
      modifies('nothing that matches', [{ a: 1 }], { query: { a: 9 }, update: { $set: { a: 2 } } }, null, [
        { _id: 0, a: 1 },
      ]),
      modifies(
        'an upsert gives null',
        [],
        { query: { _id: 3 }, update: { $set: { a: 1 } }, upsert: true },
        null,
        [{ _id: 3, a: 1 }],
      ),
      modifies(
        'an upsert gives what is new',
        [],
        { query: { _id: 3 }, update: { $set: { a: 1 } }, upsert: true, new: true },
        { _id: 3, a: 1 },
        [{ _id: 3, a: 1 }],
      ),
      modifies(
        'a replacement',
        [{ a: 1, b: 2 }],
        { query: {}, update: { c: 1 }, new: true },
        { _id: 0, c: 1 },
        [{ _id: 0, c: 1 }],
      ),
      modifies(
        'a pipeline',
        [{ a: 1 }],
        { query: {}, update: [{ $set: { b: '$a' } }], new: true },
        { _id: 0, a: 1, b: 1 },
        [{ _id: 0, a: 1, b: 1 }],
      ),
      modifies(
        'a position',
        [{ a: [1, 2] }],
        { query: { a: 2 }, update: { $set: { 'a.$': 9 } }, new: true },
        { _id: 0, a: [1, 9] },
        [{ _id: 0, a: [1, 9] }],
      ),
      modifies(
        'array filters',
        [{ a: [1, 2] }],
        { query: {}, update: { $set: { 'a.$[e]': 9 } }, arrayFilters: [{ e: 2 }], new: true },
        { _id: 0, a: [1, 9] },
        [{ _id: 0, a: [1, 9] }],
      ),
      refusesModify('neither an update nor remove', { query: {} }, 9, 'update'),
      refusesModify('an update and remove', { remove: true, update: { $set: { a: 1 } } }, 9, 'remove'),
      refusesModify('remove and new', { remove: true, new: true }, 9, 'remove'),
      refusesModify('remove and upsert', { remove: true, upsert: true }, 9, 'remove'),
      refusesModify('an unknown field', { remove: true, unheard: 1 }, 40415, 'unheard'),
    ]),
  ],
};

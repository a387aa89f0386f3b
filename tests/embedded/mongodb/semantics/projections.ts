import type { Document } from 'mongodb';
import { aggregation, from, manual, type Row, server, type Topic } from './case.js';
import { answers, gives, refusal } from './rows.js';

const doc = { a: 1, b: { x: 1, y: 2 }, c: [{ x: 1, y: 2 }, 5, { y: 3 }], d: null };

/** What a projection leaves of the document. */
const leaves = (name: string, projection: Document, expected: object): Row =>
  gives(name, [doc], {}, { projection }, [expected]);

const refuses = (name: string, projection: Document, code: number, names = ''): Row =>
  answers(name, [doc], (find) => ({ find, projection }), refusal(code, names));

export const projections: Topic = {
  topic: 'projections of find',
  cases: [
    ...from(manual('tutorial/project-fields-from-query-results'), [
      leaves('a field, and _id', { a: 1 }, { _id: 0, a: 1 }),
      leaves('a field without _id', { a: 1, _id: 0 }, { a: 1 }),
      leaves('only _id', { _id: 1 }, { _id: 0 }),
      leaves('all but _id', { _id: 0 }, { a: doc.a, b: doc.b, c: doc.c, d: null }),
      leaves('all but some', { a: 0, d: 0 }, { _id: 0, b: doc.b, c: doc.c }),
      leaves('_id may be named with fields that go', { a: 0, b: 0, c: 0, _id: 1 }, { _id: 0, d: null }),
      leaves('a field of a document', { 'b.x': 1 }, { _id: 0, b: { x: 1 } }),
      leaves('a field of a document, nested', { b: { x: 1 } }, { _id: 0, b: { x: 1 } }),
      leaves('without a field of a document', { 'b.x': 0, c: 0, d: 0 }, { _id: 0, a: 1, b: { y: 2 } }),
      leaves('a field in an array drops what is no document', { 'c.x': 1 }, { _id: 0, c: [{ x: 1 }, {}] }),
      leaves(
        'without a field in an array',
        { 'c.x': 0, a: 0, b: 0, d: 0 },
        { _id: 0, c: [{ y: 2 }, 5, { y: 3 }] },
      ),
      leaves('a field that there is not', { nothing: 1 }, { _id: 0 }),
      leaves('a path through a number', { 'a.x': 1 }, { _id: 0 }),
      leaves('null is a value', { d: 1 }, { _id: 0, d: null }),
      leaves('true, and a number other than 0', { a: true, d: 5 }, { _id: 0, a: 1, d: null }),
      leaves('the order of the document, not of the projection', { d: 1, a: 1 }, { _id: 0, a: 1, d: null }),
      leaves('two fields of one document', { 'b.y': 1, 'b.x': 1 }, { _id: 0, b: { x: 1, y: 2 } }),
      leaves('nothing is everything', {}, { _id: 0, ...doc }),
    ]),
    ...from(manual('reference/method/db.collection.find'), [
      leaves('a computed field', { a: true, sum: { $add: ['$a', '$b.y'] } }, { _id: 0, a: 1, sum: 3 }),
      leaves('a text is a value', { a: 'x' }, { _id: 0, a: 'x' }),
      leaves('a text with a dollar is a field', { e: '$b.x' }, { _id: 0, e: 1 }),
      leaves('a computed field of a document', { b: { z: '$a' } }, { _id: 0, b: { z: 1 } }),
      leaves('a computed field that is missing', { e: '$nothing' }, { _id: 0 }),
    ]),
    ...from(server('db/query/projection_parser.cpp'), [
      refuses('a field that stays and one that goes', { a: 1, b: 0 }, 31254, 'b'),
      refuses('a field that goes and one that stays', { a: 0, b: 1 }, 31253, 'b'),
      refuses('a field and a part of it', { a: 1, 'a.b': 1 }, 31249, 'a.b'),
      refuses('a part of a field and the field', { 'a.b': 1, a: 1 }, 31250, 'a'),
      refuses('an empty document', { a: {} }, 51270, 'a'),
      refuses('an empty name', { '': 1 }, 40352),
      refuses('a path that ends with a dot', { 'a.': 1 }, 40353),
      refuses('a name with a dollar', { $a: 1 }, 16410, '$a'),
    ]),
    ...from(aggregation('literal'), [
      leaves('$literal', { e: { $literal: '$a' } }, { _id: 0, e: '$a' }),
      refuses('an unknown expression', { a: { $unheard: 1 } }, 168, '$unheard'),
    ]),
  ],
};

import { Double, Long, Timestamp } from 'mongodb';
import { from, manual, type Row, server, type Topic, update } from './case.js';
import { insertAll } from './rows.js';
import { changes, counts, refusesUpdate } from './update-rows.js';

/** The type of the field `a` after an update, which sets a time that no table can know. */
const typed = (name: string, u: object, type: string): Row => ({
  name,
  expected: { value: [{ type }] },
  run: async (place) => {
    await insertAll(place, [{}]);
    await place.collection.updateOne({}, u);
    return place.collection.aggregate([{ $project: { _id: 0, type: { $type: '$a' } } }]).toArray();
  },
});

export const fieldUpdates: Topic = {
  topic: 'update operators on fields',
  cases: [
    ...from(update('set'), [
      changes('$set makes documents on the way', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }),
      changes('$set keeps the place of a field', { a: 1, b: 2 }, { $set: { a: 9 } }, { a: 9, b: 2 }),
      changes('$set by position', { a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }),
      changes('$set of nothing', { a: 1 }, { $set: {} }, { a: 1 }),
      changes('$set replaces a document', { a: { b: 1, c: 2 } }, { $set: { a: { d: 1 } } }, { a: { d: 1 } }),
      changes(
        '$set of a position in a document is a field',
        { a: {} },
        { $set: { 'a.0': 1 } },
        { a: { 0: 1 } },
      ),
      changes(
        '$set makes a document, not an array, for a position',
        {},
        { $set: { 'a.0': 1 } },
        { a: { 0: 1 } },
      ),
      changes(
        '$set changes the type of a number',
        { a: 1 },
        { $set: { a: new Double(1) } },
        { a: new Double(1) },
      ),
      changes('$set of a text with a NUL character', {}, { $set: { a: 'x\u0000y' } }, { a: 'x\u0000y' }),
    ]),
    ...from(manual('reference/operator/update'), [
      changes('new fields come in the order of their names', {}, { $set: { z: 1, a: 2 } }, { a: 2, z: 1 }),
      changes(
        'numeric names are ordered as numbers',
        { a: {} },
        { $set: { 'a.10': 1, 'a.9': 2 } },
        { a: { 9: 2, 10: 1 } },
      ),
      changes(
        'several operators',
        { a: 1 },
        { $set: { b: 1 }, $inc: { a: 1 }, $push: { c: 1 } },
        { a: 2, b: 1, c: [1] },
      ),
      changes(
        'the same field on two paths',
        { a: {} },
        { $set: { 'a.x': 1 }, $inc: { 'a.y': 1 } },
        { a: { x: 1, y: 1 } },
      ),
    ]),
    ...from(server('db/update/path_support.cpp'), [
      changes(
        '$set behind the end pads with null',
        { a: [1] },
        { $set: { 'a.3': 4 } },
        { a: [1, null, null, 4] },
      ),
      refusesUpdate('$set far behind the end', { a: [1] }, { $set: { 'a.1600000': 4 } }, 34),
      changes(
        '$set of a __proto__ field',
        {},
        { $set: { 'a.__proto__': 1 } },
        JSON.parse('{"a":{"__proto__":1}}'),
      ),
      refusesUpdate('$set through a number', { a: 1 }, { $set: { 'a.b': 1 } }, 28, "'b'"),
      refusesUpdate('$set through null', { a: null }, { $set: { 'a.b': 1 } }, 28, "'b'"),
      refusesUpdate('$set of a name in an array', { a: [1] }, { $set: { 'a.b': 1 } }, 28, "'b'"),
      refusesUpdate('$set of an empty name', { a: 1 }, { $set: { '': 1 } }, 56),
      refusesUpdate('$set of a path that ends with a dot', { a: 1 }, { $set: { 'a.': 1 } }, 56, 'a.'),
      refusesUpdate('$set of a path with an empty part', { a: 1 }, { $set: { 'a..b': 1 } }, 56, 'a..b'),
    ]),
    ...from(server('db/update/update_object_node.cpp'), [
      refusesUpdate('two operators on one field', { a: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, 40, "'a'"),
      refusesUpdate('a field and a part of it', { a: 1 }, { $set: { a: 1, 'a.b': 1 } }, 40, "'a'"),
      refusesUpdate(
        'a part of a field and the field',
        { a: 1 },
        { $set: { 'a.b': 1 }, $unset: { a: 1 } },
        40,
        "'a'",
      ),
      refusesUpdate('an unknown operator', { a: 1 }, { $unheard: { a: 1 } }, 9, '$unheard'),
      refusesUpdate('an operator on no document', { a: 1 }, { $set: 5 }, 9, '$set'),
      refusesUpdate('a field behind an operator', { a: 1 }, { $set: { a: 1 }, b: 1 }, 9, 'b'),
      refusesUpdate('an operator behind a field', { a: 1 }, { b: 1, $set: { a: 1 } }, 52, '$set'),
    ]),
    ...from(manual('core/document'), [
      refusesUpdate('_id cannot be changed', { a: 1 }, { $set: { _id: 2 } }, 66, '_id'),
      refusesUpdate('_id cannot be removed', { a: 1 }, { $unset: { _id: '' } }, 66, '_id'),
      refusesUpdate('_id cannot be incremented', { a: 1 }, { $inc: { _id: 1 } }, 66, '_id'),
      refusesUpdate('_id cannot be renamed', { a: 1 }, { $rename: { _id: 'b' } }, 66, '_id'),
      refusesUpdate('nothing can be renamed to _id', { a: 1 }, { $rename: { a: '_id' } }, 66, '_id'),
      refusesUpdate('a replacement cannot change _id', { a: 1 }, { _id: 5, a: 1 }, 66, '_id'),
      changes('_id may be set to what it is', { a: 1 }, { $set: { _id: 0, a: 2 } }, { a: 2 }),
      changes('a replacement keeps _id', { a: 1, b: 1 }, { c: 1 }, { c: 1 }),
      changes('a replacement may name the same _id', { a: 1 }, { c: 1, _id: 0 }, { c: 1 }),
      changes('an empty replacement', { a: 1 }, {}, {}),
      refusesUpdate('a replacement is for one document', { a: 1 }, { b: 1 }, 9, 'multi', { multi: true }),
    ]),
    ...from(update('unset'), [
      changes(
        '$unset',
        { a: 1, b: { c: 1, d: 2 } },
        { $unset: { a: '', 'b.c': '', x: '' } },
        { b: { d: 2 } },
      ),
      changes(
        '$unset leaves the place in an array',
        { a: [1, 2, 3] },
        { $unset: { 'a.1': '' } },
        { a: [1, null, 3] },
      ),
      changes('$unset through a number does nothing', { a: 1 }, { $unset: { 'a.b': '' } }, { a: 1 }),
      changes('$unset of a name in an array does nothing', { a: [1] }, { $unset: { 'a.b': '' } }, { a: [1] }),
      changes(
        '$unset in a document in an array',
        { a: [{ b: 1, c: 2 }] },
        { $unset: { 'a.0.b': '' } },
        { a: [{ c: 2 }] },
      ),
      changes('$unset behind the end does nothing', { a: [1] }, { $unset: { 'a.5': '' } }, { a: [1] }),
    ]),
    ...from(update('min'), [
      changes('$min', { a: 5, b: 5 }, { $min: { a: 3, b: 9, c: 1 } }, { a: 3, b: 5, c: 1 }),
      changes('$min compares by the order of types', { a: 'x' }, { $min: { a: 5 } }, { a: 5 }),
      changes(
        '$min leaves an equal number of another type',
        { a: 5 },
        { $min: { a: new Double(5) } },
        { a: 5 },
      ),
      changes('$min takes null for less than a number', { a: 5 }, { $min: { a: null } }, { a: null }),
      changes('$min of dates', { a: new Date(5) }, { $min: { a: new Date(3) } }, { a: new Date(3) }),
    ]),
    ...from(update('max'), [
      changes('$max', { a: 5, b: 5 }, { $max: { a: 3, b: 9, c: 1 } }, { a: 5, b: 9, c: 1 }),
      changes(
        '$max compares by the order of types',
        { a: 5, b: 'x' },
        { $max: { a: 'y', b: 100 } },
        { a: 'y', b: 'x' },
      ),
      changes('$max sets a null', { a: null }, { $max: { a: 0 } }, { a: 0 }),
    ]),
    ...from(update('rename'), [
      changes('$rename', { a: 1, b: 2 }, { $rename: { a: 'c.d', x: 'y' } }, { b: 2, c: { d: 1 } }),
      changes(
        '$rename onto a field replaces it',
        { a: 1, b: 2, c: 3 },
        { $rename: { a: 'c' } },
        { b: 2, c: 1 },
      ),
      changes(
        '$rename out of a document',
        { a: { b: 1, c: 2 } },
        { $rename: { 'a.b': 'd' } },
        { a: { c: 2 }, d: 1 },
      ),
      changes('$rename of an array as a whole', { a: [1] }, { $rename: { a: 'b' } }, { b: [1] }),
      changes(
        '$rename of a missing field does not touch its target',
        { b: 2 },
        { $rename: { a: 'b' } },
        { b: 2 },
      ),
    ]),
    ...from(server('db/update/rename_node.cpp'), [
      refusesUpdate('$rename to itself', { a: 1 }, { $rename: { a: 'a' } }, 2, 'a'),
      refusesUpdate('$rename into itself', { a: 1 }, { $rename: { a: 'a.b' } }, 2, 'a'),
      refusesUpdate('$rename to a number', { a: 1 }, { $rename: { a: 5 } }, 2, 'a'),
      refusesUpdate('$rename to an empty name', { a: 1 }, { $rename: { a: '' } }, 56),
      refusesUpdate('$rename of an element', { a: [1] }, { $rename: { 'a.0': 'b' } }, 2, 'a.0'),
      refusesUpdate(
        '$rename out of a document in an array',
        { a: [{ b: 1 }] },
        { $rename: { 'a.0.b': 'c' } },
        2,
        'a.0.b',
      ),
      refusesUpdate('$rename into an array', { a: [1], b: 2 }, { $rename: { b: 'a.0' } }, 2, 'a.0'),
      refusesUpdate('$rename with a position', { a: [1] }, { $rename: { 'a.$': 'b' } }, 2, 'a.$'),
      refusesUpdate('$rename to a position', { a: 1 }, { $rename: { a: 'b.$[]' } }, 2, 'b.$[]'),
    ]),
    ...from(update('setOnInsert'), [
      changes(
        '$setOnInsert does nothing to what exists',
        { a: 1 },
        { $setOnInsert: { a: 2 }, $set: { b: 1 } },
        { a: 1, b: 1 },
      ),
      refusesUpdate(
        '$setOnInsert conflicts as $set does',
        { a: 1 },
        { $setOnInsert: { a: 2 }, $set: { a: 1 } },
        40,
        "'a'",
      ),
    ]),
    ...from(update('currentDate'), [
      typed('$currentDate true is a date', { $currentDate: { a: true } }, 'date'),
      typed('$currentDate false is a date, too', { $currentDate: { a: false } }, 'date'),
      typed('$currentDate of the type date', { $currentDate: { a: { $type: 'date' } } }, 'date'),
      typed(
        '$currentDate of the type timestamp',
        { $currentDate: { a: { $type: 'timestamp' } } },
        'timestamp',
      ),
      refusesUpdate(
        '$currentDate of an unknown type',
        { a: 1 },
        { $currentDate: { a: { $type: 'time' } } },
        2,
        '$type',
      ),
      refusesUpdate('$currentDate of a number', { a: 1 }, { $currentDate: { a: 1 } }, 2, '$currentDate'),
      refusesUpdate(
        '$currentDate with an unknown option',
        { a: 1 },
        { $currentDate: { a: { $type: 'date', x: 1 } } },
        2,
        'x',
      ),
    ]),
    ...from(manual('reference/method/db.collection.updateMany'), [
      counts(
        'what is already so is not modified',
        [{ a: 1 }, { a: 2 }],
        { $set: { a: 1 } },
        { multi: true },
        { n: 2, nModified: 1 },
      ),
      counts(
        'a number of another type is a change',
        [{ a: 1 }],
        { $set: { a: Long.fromNumber(1) } },
        {},
        { n: 1, nModified: 1 },
      ),
      counts(
        'another order of fields is a change',
        [{ a: { x: 1, y: 2 } }],
        { $set: { a: { y: 2, x: 1 } } },
        {},
        { n: 1, nModified: 1 },
      ),
      counts(
        'one document without multi',
        [{ a: 1 }, { a: 1 }],
        { $set: { a: 2 } },
        {},
        { n: 1, nModified: 1 },
      ),
      counts('no document', [], { $set: { a: 2 } }, {}, { n: 0, nModified: 0 }),
      counts('an upsert counts as one', [], { $set: { a: 2 } }, { upsert: true }, { n: 1, nModified: 0 }),
    ]),
    ...from(manual('reference/bson-types'), [
      {
        name: 'an empty timestamp becomes the time of the server',
        expected: { value: { top: true, inside: new Timestamp({ t: 0, i: 0 }) } },
        run: async ({ collection }) => {
          const empty = new Timestamp({ t: 0, i: 0 });
          await collection.insertOne({ _id: 0, a: empty, b: { c: empty } });
          const found = await collection.findOne();
          return { top: found?.['a'].t > 0, inside: found?.['b'].c };
        },
      },
    ]),
  ],
};

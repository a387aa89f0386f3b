import { Double, Long } from 'mongodb';
import { command, from, manual, server, type Topic } from './case.js';
import { explains, keeps, lists, refusesIndex } from './index-rows.js';
import { answers, refusal } from './rows.js';

const a1 = { key: { a: 1 }, name: 'a_1' };
const hundred = Array.from({ length: 100 }, (_, at) => ({ a: at % 10, b: at, t: [at, -at] }));
const ok = ({ ok: value }: { readonly ok?: unknown }) => Number(value);

export const indexes: Topic = {
  topic: 'indexes and explain',
  cases: [
    ...from(manual('core/index-unique'), [
      keeps(
        'a unique index refuses an equal value',
        { key: { a: 1 }, unique: true },
        [{ a: 1 }, { a: 1 }, { a: 2 }],
        { kept: [0, 2], codes: [11000] },
      ),
      keeps(
        'an equal number of another type is equal',
        { key: { a: 1 }, unique: true },
        [{ a: 1 }, { a: Long.ONE }, { a: new Double(1) }],
        { kept: [0], codes: [11000, 11000] },
      ),
      keeps(
        'a missing field is null and unique once',
        { key: { a: 1 }, unique: true },
        [{}, {}, { a: null }],
        { kept: [0], codes: [11000, 11000] },
      ),
      keeps(
        'a compound unique index refuses the combination',
        { key: { a: 1, b: 1 }, unique: true },
        [
          { a: 1, b: 1 },
          { a: 1, b: 2 },
          { a: 1, b: 1 },
        ],
        { kept: [0, 1], codes: [11000] },
      ),
      keeps(
        'a compound unique index takes missing for null',
        { key: { a: 1, b: 1 }, unique: true },
        [{ a: 1 }, { a: 1 }, { a: 2 }],
        { kept: [0, 2], codes: [11000] },
      ),
      keeps(
        'one document may hold a value twice',
        { key: { a: 1 }, unique: true },
        [{ a: [1, 1] }, { a: [2] }],
        { kept: [0, 1], codes: [] },
      ),
      keeps(
        'two documents may not share an element',
        { key: { a: 1 }, unique: true },
        [{ a: [1, 2] }, { a: [2, 3] }, { a: 3 }],
        { kept: [0, 2], codes: [11000] },
      ),
      keeps(
        'an empty array is unique once',
        { key: { a: 1 }, unique: true },
        [{ a: [] }, { a: [] }, { a: null }],
        { kept: [0, 2], codes: [11000] },
      ),
      keeps(
        'a text with a NUL character is a value of its own',
        { key: { a: 1 }, unique: true },
        [{ a: 'x' }, { a: 'x\u0000y' }, { a: 'x\u0000z' }, { a: 'x\u0000y' }],
        { kept: [0, 1, 2], codes: [11000] },
      ),
      keeps(
        'documents are unique with the order of their fields',
        { key: { a: 1 }, unique: true },
        [{ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }, { a: { x: 1, y: 2 } }],
        { kept: [0, 1], codes: [11000] },
      ),
    ]),
    ...from(manual('core/index-sparse'), [
      keeps(
        'a sparse unique index leaves out what is missing',
        { key: { a: 1 }, unique: true, sparse: true },
        [{}, {}, { a: 1 }, { a: 1 }],
        { kept: [0, 1, 2], codes: [11000] },
      ),
      keeps(
        'a sparse unique index takes null',
        { key: { a: 1 }, unique: true, sparse: true },
        [{ a: null }, { a: null }],
        { kept: [0], codes: [11000] },
      ),
      keeps(
        'a sparse compound index takes a document with one of its fields',
        { key: { a: 1, b: 1 }, unique: true, sparse: true },
        [{ a: 1 }, { a: 1 }, {}, {}],
        { kept: [0, 2, 3], codes: [11000] },
      ),
      explains(
        'a sparse index is not used where something is missing',
        { docs: hundred, indexes: [{ ...a1, sparse: true }], find: { filter: { a: null } } },
        ['COLLSCAN'],
      ),
      explains(
        'a sparse index is used for a value',
        { docs: hundred, indexes: [{ ...a1, sparse: true }], find: { filter: { a: 3 } } },
        ['FETCH', 'IXSCAN a_1'],
      ),
    ]),
    ...from(manual('core/index-partial'), [
      keeps(
        'a partial unique index holds for its documents',
        { key: { a: 1 }, unique: true, partialFilterExpression: { open: true } },
        [{ a: 1, open: true }, { a: 1 }, { a: 1, open: false }, { a: 1, open: true }],
        { kept: [0, 1, 2], codes: [11000] },
      ),
      explains(
        'a partial index is used where the filter implies its own',
        {
          docs: hundred,
          indexes: [{ ...a1, partialFilterExpression: { b: { $gt: 50 } } }],
          find: { filter: { a: 3, b: { $gt: 60 } } },
        },
        ['FETCH', 'IXSCAN a_1'],
      ),
      explains(
        'a partial index is not used where it is unsure',
        {
          docs: hundred,
          indexes: [{ ...a1, partialFilterExpression: { b: { $gt: 50 } } }],
          find: { filter: { a: 3 } },
        },
        ['COLLSCAN'],
      ),
      explains(
        'a partial index on $exists',
        {
          docs: hundred,
          indexes: [{ ...a1, partialFilterExpression: { a: { $exists: true } } }],
          find: { filter: { a: 3 } },
        },
        ['FETCH', 'IXSCAN a_1'],
      ),
      lists(
        'two partial indexes on one key',
        [
          { key: { a: 1 }, name: 'x', partialFilterExpression: { b: 1 } },
          { key: { a: 1 }, name: 'y', partialFilterExpression: { b: 2 } },
        ],
        [
          { v: 2, key: { a: 1 }, name: 'x', partialFilterExpression: { b: 1 } },
          { v: 2, key: { a: 1 }, name: 'y', partialFilterExpression: { b: 2 } },
        ],
      ),
      refusesIndex(
        'a partial filter with $ne',
        [],
        { ...a1, partialFilterExpression: { b: { $ne: 1 } } },
        67,
        'partial index',
      ),
      refusesIndex(
        'a partial filter with $exists false',
        [],
        { ...a1, partialFilterExpression: { b: { $exists: false } } },
        67,
        'partial index',
      ),
      refusesIndex(
        'a partial filter with a regular expression',
        [],
        { ...a1, partialFilterExpression: { b: /x/ } },
        67,
        'partial index',
      ),
      refusesIndex(
        'a partial filter with $expr',
        [],
        { ...a1, partialFilterExpression: { $expr: { $eq: ['$a', 1] } } },
        67,
        'partial index',
      ),
      refusesIndex(
        'a partial filter and sparse',
        [],
        { ...a1, sparse: true, partialFilterExpression: { b: 1 } },
        67,
        'sparse',
      ),
      refusesIndex(
        'a partial filter on the index of _id',
        [],
        { key: { _id: 1 }, name: '_id_', partialFilterExpression: { b: 1 } },
        197,
        'partialFilterExpression',
      ),
    ]),
    ...from(manual('core/index-ttl'), [
      lists(
        'an index that lets documents expire',
        [{ ...a1, expireAfterSeconds: 60 }],
        [{ v: 2, key: { a: 1 }, name: 'a_1', expireAfterSeconds: 60 }],
      ),
      refusesIndex(
        'a compound index that lets documents expire',
        [],
        { key: { a: 1, b: 1 }, name: 'x', expireAfterSeconds: 60 },
        67,
      ),
      refusesIndex(
        'the index of _id lets nothing expire',
        [],
        { key: { _id: 1 }, name: '_id_', expireAfterSeconds: 60 },
        197,
        'expireAfterSeconds',
      ),
      refusesIndex('a time below 0', [], { ...a1, expireAfterSeconds: -1 }, 67),
      refusesIndex('a time that is a text', [], { ...a1, expireAfterSeconds: 'x' }, 14, 'expireAfterSeconds'),
    ]),
    ...from(manual('core/indexes/index-types/index-multikey'), [
      keeps(
        'two arrays in one compound index',
        { key: { a: 1, b: 1 } },
        [
          { a: [1], b: 2 },
          { a: 1, b: [2] },
          { a: [1], b: [2] },
        ],
        { kept: [0, 1], codes: [171] },
      ),
      explains(
        'an element is found by the index',
        { docs: hundred, indexes: [{ key: { t: 1 }, name: 't_1' }], find: { filter: { t: 7 } } },
        ['FETCH', 'IXSCAN t_1'],
        { nReturned: 1, totalKeysExamined: 1, totalDocsExamined: 1 },
      ),
    ]),
    ...from(command('createIndexes'), [
      lists(
        'a compound index',
        [{ key: { a: 1, b: -1 }, name: 'a_1_b_-1' }],
        [{ v: 2, key: { a: 1, b: -1 }, name: 'a_1_b_-1' }],
      ),
      lists('the same index twice', [a1, a1], [{ v: 2, key: { a: 1 }, name: 'a_1' }]),
      lists(
        'a unique one shows it',
        [{ ...a1, unique: true }],
        [{ v: 2, key: { a: 1 }, name: 'a_1', unique: true }],
      ),
      lists(
        'a sparse one shows it',
        [{ ...a1, sparse: true }],
        [{ v: 2, key: { a: 1 }, name: 'a_1', sparse: true }],
      ),
      lists('the index of _id is there already', [{ key: { _id: 1 }, name: '_id_' }], []),
      lists(
        'a unique and a sparse unique index on one key',
        [
          { key: { a: 1 }, name: 'x', unique: true },
          { key: { a: 1 }, name: 'y', unique: true, sparse: true },
        ],
        [
          { v: 2, key: { a: 1 }, name: 'x', unique: true },
          { v: 2, key: { a: 1 }, name: 'y', unique: true, sparse: true },
        ],
      ),
      refusesIndex('the same key under another name', [a1], { key: { a: 1 }, name: 'other' }, 85, 'a_1'),
      refusesIndex('another key under the same name', [a1], { key: { b: 1 }, name: 'a_1' }, 86, 'a_1'),
      refusesIndex('the same name and key, but unique', [a1], { ...a1, unique: true }, 86, 'a_1'),
      refusesIndex(
        'the same name and key with another time to live',
        [{ ...a1, expireAfterSeconds: 60 }],
        { ...a1, expireAfterSeconds: 90 },
        85,
        'a_1',
      ),
      refusesIndex(
        'the same key with another time to live under another name',
        [{ ...a1, expireAfterSeconds: 60 }],
        { ...a1, name: 'other', expireAfterSeconds: 90 },
        85,
        'a_1',
      ),
      refusesIndex('no name', [], { key: { a: 1 } }, 9, 'name'),
      refusesIndex('no key', [], { name: 'x' }, 9, 'key'),
      refusesIndex('an unknown option', [], { ...a1, unheard: 1 }, 197, 'unheard'),
      answers(
        'an empty list of indexes',
        [{}],
        (createIndexes) => ({ createIndexes, indexes: [] }),
        refusal(2),
      ),
      answers('indexes is needed', [{}], (createIndexes) => ({ createIndexes }), refusal(40414, 'indexes')),
    ]),
    ...from(server('db/index/index_key_validate.cpp'), [
      refusesIndex('an empty key', [], { key: {}, name: 'x' }, 67),
      refusesIndex('a direction of 0', [], { key: { a: 0 }, name: 'x' }, 67),
      refusesIndex('a direction that is a boolean', [], { key: { a: true }, name: 'x' }, 67),
      refusesIndex(
        'a kind of index that is unknown',
        [],
        { key: { a: 'unheard' }, name: 'x' },
        67,
        'unheard',
      ),
      refusesIndex('an empty field', [], { key: { '': 1 }, name: 'x' }, 67),
      refusesIndex('a field that begins with a dollar', [], { key: { $a: 1 }, name: 'x' }, 67),
      refusesIndex('a path with an empty part', [], { key: { 'a..b': 1 }, name: 'x' }, 67),
      refusesIndex('an empty name', [], { key: { a: 1 }, name: '' }, 67),
      refusesIndex('the name *', [], { key: { a: 1 }, name: '*' }, 2, '*'),
      refusesIndex('a name with a NUL character', [], { key: { a: 1 }, name: 'x\u0000y' }, 67, 'NUL'),
      lists(
        'a direction other than 1 and -1',
        [{ key: { a: 5 }, name: 'x' }],
        [{ v: 2, key: { a: 5 }, name: 'x' }],
      ),
    ]),
    ...from(command('dropIndexes'), [
      answers(
        'dropIndexes: by name',
        [{}],
        (dropIndexes) => ({ dropIndexes, index: 'unheard' }),
        refusal(27, 'unheard'),
      ),
      answers(
        'dropIndexes: by a key that there is not',
        [{}],
        (dropIndexes) => ({ dropIndexes, index: { zz: 1 } }),
        refusal(27, 'zz'),
      ),
      answers(
        'dropIndexes: the index of _id by name',
        [{}],
        (dropIndexes) => ({ dropIndexes, index: '_id_' }),
        refusal(72, '_id'),
      ),
      answers(
        'dropIndexes: the index of _id by key',
        [{}],
        (dropIndexes) => ({ dropIndexes, index: { _id: 1 } }),
        refusal(72, '_id'),
      ),
      answers(
        'dropIndexes: all of them',
        [{}],
        (dropIndexes) => ({ dropIndexes, index: '*' }),
        { value: 1 },
        ok,
      ),
      answers(
        'dropIndexes: of a collection that there is not',
        [],
        (dropIndexes) => ({ dropIndexes, index: '*' }),
        refusal(26),
      ),
    ]),
    ...from(command('listIndexes'), [
      answers(
        'listIndexes: of a collection that there is not',
        [],
        (listIndexes) => ({ listIndexes }),
        refusal(26),
      ),
    ]),
    ...from(manual('reference/explain-results'), [
      explains('no index', { docs: hundred, indexes: [], find: { filter: { a: 3 } } }, ['COLLSCAN'], {
        nReturned: 10,
        totalKeysExamined: 0,
        totalDocsExamined: 100,
      }),
      explains(
        'an index',
        { docs: hundred, indexes: [a1], find: { filter: { a: 3 } } },
        ['FETCH', 'IXSCAN a_1'],
        { nReturned: 10, totalKeysExamined: 10, totalDocsExamined: 10 },
      ),
      explains('a sort that no index gives', { docs: hundred, indexes: [], find: { sort: { b: 1 } } }, [
        'SORT',
        'COLLSCAN',
      ]),
      explains(
        'a sort that the index gives',
        {
          docs: hundred,
          indexes: [{ key: { a: 1, b: 1 }, name: 'i' }],
          find: { filter: { a: 3 }, sort: { b: -1 } },
        },
        ['FETCH', 'IXSCAN i'],
        { totalDocsExamined: 10 },
      ),
      explains(
        'a range and a sort behind it',
        {
          docs: hundred,
          indexes: [{ key: { a: 1, b: -1 }, name: 'i' }],
          find: { filter: { a: 3, b: { $gte: 50 } }, sort: { b: -1 } },
        },
        ['FETCH', 'IXSCAN i'],
        { nReturned: 5, totalDocsExamined: 5 },
      ),
      explains(
        'a field behind the first does not use the index',
        { docs: hundred, indexes: [{ key: { a: 1, b: 1 }, name: 'i' }], find: { filter: { b: 3 } } },
        ['COLLSCAN'],
      ),
      explains(
        'a prefix of a text',
        {
          docs: ['ab', 'abc', 'b'].map((s) => ({ s })),
          indexes: [{ key: { s: 1 }, name: 's_1' }],
          find: { filter: { s: /^ab/ } },
        },
        ['FETCH', 'IXSCAN s_1'],
        { nReturned: 2 },
      ),
      explains(
        '$exists false reads an index for null',
        { docs: [{ a: 1 }, {}, { a: null }], indexes: [a1], find: { filter: { a: null } } },
        ['FETCH', 'IXSCAN a_1'],
        { nReturned: 2 },
      ),
      explains(
        'a hint',
        {
          docs: hundred,
          indexes: [a1, { key: { b: 1 }, name: 'b_1' }],
          find: { filter: { a: 3 }, hint: 'b_1' },
        },
        ['FETCH', 'IXSCAN b_1'],
      ),
      explains(
        'a hint by key',
        {
          docs: hundred,
          indexes: [a1, { key: { b: 1 }, name: 'b_1' }],
          find: { filter: { a: 3 }, hint: { b: 1 } },
        },
        ['FETCH', 'IXSCAN b_1'],
      ),
      explains(
        'the natural order',
        { docs: hundred, indexes: [a1], find: { filter: { a: 3 }, hint: { $natural: 1 } } },
        ['COLLSCAN'],
      ),
      explains('a collection that there is not', { docs: [], indexes: [], find: { filter: { a: 3 } } }, [
        'EOF',
      ]),
      answers('a hint that names no index', [{}], (find) => ({ find, hint: 'unheard' }), refusal(2, 'hint')),
      answers(
        'a verbosity that there is not',
        [{}],
        (find) => ({ explain: { find }, verbosity: 'unheard' }),
        refusal(2, 'unheard'),
      ),
    ]),
  ],
};

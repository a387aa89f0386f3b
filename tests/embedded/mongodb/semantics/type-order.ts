import { Binary, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { from, manual, server, type Topic } from './case.js';
import { answers, gives, refusal, sorts } from './rows.js';

const inOrder: readonly unknown[] = [
  new MinKey(),
  [],
  null,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  -1,
  Decimal128.fromString('0.5'),
  new Double(1),
  Long.fromNumber(2),
  Number.POSITIVE_INFINITY,
  'A',
  'a',
  { x: 1 },
  { x: 1, y: 1 },
  new Binary(Buffer.from('z')),
  new Binary(Buffer.from('aa')),
  new ObjectId('000000000000000000000001'),
  new ObjectId('f00000000000000000000001'),
  false,
  true,
  new Date(-5),
  new Date(0),
  new Timestamp({ t: 1, i: 1 }),
  /x/,
  new MaxKey(),
];
const docs = (...values: unknown[]): readonly object[] => values.map((a) => ({ a }));
const upwards = inOrder.map((_, at) => at);

export const typeOrder: Topic = {
  topic: 'the order of types in sorts',
  cases: [
    ...from(manual('reference/bson-type-comparison-order'), [
      sorts('every type upwards', docs(...inOrder), { a: 1 }, upwards),
      sorts('every type downwards', docs(...inOrder), { a: -1 }, upwards.toReversed()),
      sorts('an array sorts by its least element upwards', docs([5, 1], 2, [9, 0]), { a: 1 }, [2, 0, 1]),
      sorts(
        'an array sorts by its greatest element downwards',
        docs([5, 1], 2, [9, 0]),
        { a: -1 },
        [2, 0, 1],
      ),
      sorts('an empty array is before null', docs(null, [], 0), { a: 1 }, [1, 0, 2]),
      sorts('an array of one sorts as its element', docs([3], 2, [1]), { a: 1 }, [2, 1, 0]),
      sorts(
        'an array of texts and numbers sorts by its number upwards',
        docs(['x', 5], 7, 'a'),
        { a: 1 },
        [0, 1, 2],
      ),
      sorts('a nested array sorts as an array', docs([[1]], { x: 1 }, 'z'), { a: 1 }, [2, 1, 0]),
      sorts(
        'a binary sorts by length first',
        docs(new Binary(Buffer.from('b')), new Binary(Buffer.from('aa'))),
        { a: 1 },
        [0, 1],
      ),
      sorts(
        'a binary sorts by subtype next',
        docs(new Binary(Buffer.from('a'), 5), new Binary(Buffer.from('b'), 0)),
        { a: 1 },
        [1, 0],
      ),
      sorts(
        'numbers of different types sort by value',
        docs(3, Long.fromNumber(1), 2.5, Decimal128.fromString('2')),
        { a: 1 },
        [1, 3, 2, 0],
      ),
      sorts(
        'documents by the type of their first field',
        docs({ b: 'x' }, { c: 1 }, { a: 'y' }),
        { a: 1 },
        [1, 2, 0],
      ),
      sorts('true after false', docs(true, false), { a: 1 }, [1, 0]),
      sorts('dates before 1970', docs(new Date(0), new Date(-1)), { a: 1 }, [1, 0]),
    ]),
    ...from(manual('reference/method/cursor.sort'), [
      sorts(
        'by two fields',
        [
          { a: 1, b: 1 },
          { a: 1, b: 2 },
          { a: 0, b: 3 },
        ],
        { a: 1, b: -1 },
        [2, 1, 0],
      ),
      sorts(
        'by a path in an array of documents',
        docs([{ x: 3 }, { x: 9 }], [{ x: 1 }], [{ x: 5 }]),
        { 'a.x': 1 },
        [1, 0, 2],
      ),
      sorts(
        'by a path in an array of documents, downwards',
        docs([{ x: 3 }, { x: 9 }], [{ x: 1 }], [{ x: 5 }]),
        { 'a.x': -1 },
        [0, 2, 1],
      ),
      gives(
        'skip and limit cut the sorted result',
        [{}, {}, {}, {}, {}],
        {},
        { sort: { _id: -1 }, skip: 1, limit: 2 },
        [{ _id: 3 }, { _id: 2 }],
      ),
      gives('skip beyond the end', [{}, {}], {}, { skip: 5 }, []),
      gives('limit 0 is no limit', [{}, {}], {}, { limit: 0, sort: { _id: 1 } }, [{ _id: 0 }, { _id: 1 }]),
    ]),
    ...from(server('db/query/sort_pattern.cpp'), [
      answers(
        'a direction other than 1 and -1',
        [{}],
        (find) => ({ find, sort: { a: 2 } }),
        refusal(15975, 'sort'),
      ),
      answers(
        'a direction that is a text',
        [{}],
        (find) => ({ find, sort: { a: 'x' } }),
        refusal(15974, 'a'),
      ),
      answers(
        'a direction that is a long',
        [{}],
        (find) => ({ find, sort: { a: Long.fromNumber(-1) } }),
        { value: 1 },
        ({ ok }) => Number(ok),
      ),
      answers(
        'a field that begins with a dollar',
        [{}],
        (find) => ({ find, sort: { $a: 1 } }),
        refusal(16410, '$a'),
      ),
      answers('an empty field', [{}], (find) => ({ find, sort: { '': 1 } }), refusal(40352)),
      answers('a path that ends with a dot', [{}], (find) => ({ find, sort: { 'a.': 1 } }), refusal(40353)),
      answers('a path with an empty part', [{}], (find) => ({ find, sort: { 'a..b': 1 } }), refusal(15998)),
    ]),
  ],
};

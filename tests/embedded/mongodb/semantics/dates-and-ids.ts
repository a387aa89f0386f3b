import { Long, ObjectId, Timestamp } from 'mongodb';
import { over } from './aggregate-rows.js';
import { command, from, manual, server, type Topic } from './case.js';
import { answers, finds, gives, refusal, sorts } from './rows.js';
import { changes } from './update-rows.js';

const id = (digits: string): ObjectId => new ObjectId(digits.padEnd(24, '0'));
const docs = (...values: unknown[]): readonly object[] => values.map((a) => ({ a }));
const writeError = ({
  writeErrors: [error] = [],
}: {
  readonly writeErrors?: readonly { readonly code: number }[];
}) => Number(error?.code ?? 0);

export const datesAndIds: Topic = {
  topic: 'dates and ids',
  cases: [
    ...from(manual('reference/bson-types'), [
      finds('ObjectIds match by value', [id('1'), id('2'), id('1').toHexString()], { a: id('1') }, [0]),
      finds(
        'dates match by instant',
        [new Date(5), 5, new Date(6), Long.fromNumber(5)],
        { a: new Date(5) },
        [0],
      ),
      finds('a date is not its text', [new Date(0), '1970-01-01T00:00:00.000Z'], { a: new Date(0) }, [0]),
      finds(
        'a range of dates',
        [new Date(1), new Date(5), new Date(9)],
        { a: { $gte: new Date(1), $lt: new Date(9) } },
        [0, 1],
      ),
      finds('a date before 1970', [new Date(-1), new Date(1)], { a: { $lt: new Date(0) } }, [0]),
      sorts('ObjectIds sort by their bytes', docs(id('f'), id('0f'), id('1')), { a: 1 }, [1, 2, 0]),
      sorts(
        'ObjectIds sort by the time in them',
        docs(ObjectId.createFromTime(200), ObjectId.createFromTime(100)),
        { a: 1 },
        [1, 0],
      ),
      gives('milliseconds survive', docs(new Date('2024-02-29T13:45:10.007Z')), {}, {}, [
        { _id: 0, a: new Date('2024-02-29T13:45:10.007Z') },
      ]),
      gives(
        'a date far away survives',
        docs(new Date(8.64e15), new Date(-8.64e15)),
        {},
        { sort: { _id: 1 } },
        [
          { _id: 0, a: new Date(8.64e15) },
          { _id: 1, a: new Date(-8.64e15) },
        ],
      ),
      gives('a timestamp survives', docs(new Timestamp({ t: 4294967295, i: 7 })), {}, {}, [
        { _id: 0, a: new Timestamp({ t: 4294967295, i: 7 }) },
      ]),
    ]),
    ...from(manual('core/document'), [
      answers(
        'an array is no _id',
        [],
        (insert) => ({ insert, documents: [{ _id: [1] }] }),
        { value: 53 },
        writeError,
      ),
      answers(
        'a regular expression is no _id',
        [],
        (insert) => ({ insert, documents: [{ _id: /x/ }] }),
        { value: 53 },
        writeError,
      ),
      answers(
        'null is an _id',
        [],
        (insert) => ({ insert, documents: [{ _id: null }] }),
        { value: 0 },
        writeError,
      ),
      answers(
        'a document is an _id',
        [],
        (insert) => ({ insert, documents: [{ _id: { a: 1 } }] }),
        { value: 0 },
        writeError,
      ),
      answers(
        'an _id may not hold a field that begins with a dollar',
        [],
        (insert) => ({ insert, documents: [{ _id: { $a: 1 } }] }),
        { value: 52 },
        writeError,
      ),
      answers(
        'an _id exists once',
        [{}],
        (insert) => ({ insert, documents: [{ _id: 0 }] }),
        { value: 11000 },
        writeError,
      ),
      answers(
        'an equal number of another type is the same _id',
        [{}],
        (insert) => ({ insert, documents: [{ _id: Long.ZERO }] }),
        { value: 11000 },
        writeError,
      ),
      gives('_id comes first', [], {}, {}, []),
      changes(
        'fields may be named with a dollar inside',
        { a: { $b: 1 } },
        { $set: { c: 1 } },
        { a: { $b: 1 }, c: 1 },
      ),
    ]),
    ...from(command('insert'), [
      answers('documents are needed', [], (insert) => ({ insert }), refusal(40414, 'documents')),
      answers('no documents', [], (insert) => ({ insert, documents: [] }), refusal(16)),
      answers(
        'a document that is a text',
        [],
        (insert) => ({ insert, documents: ['x'] }),
        refusal(14, 'documents'),
      ),
    ]),
    ...from(server('db/pipeline/expression.cpp'), [
      over({ a: id('65e0a3b6') }, { $toDate: '$a' }, new Date(0x65e0a3b6 * 1000)),
      over({ a: new Date(5) }, { $add: ['$a', 1] }, new Date(6)),
      over({ a: new Date(5) }, { $subtract: ['$a', 1] }, new Date(4)),
      over({ a: new Date(5) }, { $subtract: ['$a', new Date(2)] }, Long.fromNumber(3)),
      over({ a: new Date(5) }, { $add: [1, '$a', 1.6] }, new Date(8)),
    ]),
  ],
};

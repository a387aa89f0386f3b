import type { Document } from 'mongodb';
import { refusesExpression, refusesPipeline } from './aggregate-rows.js';
import { from, type Row, type Topic } from './case.js';
import { refusesIndex } from './index-rows.js';
import { answers, refusal, refusesFilter } from './rows.js';

/** The page that says what the embedded server leaves out. */
const page = 'docs/embedded-mongodb.md';

const refusesFind = (options: Document, code: number, names: string): Row =>
  answers(
    `find with ${JSON.stringify(options)}`,
    [{ a: 1 }],
    (find) => ({ find, ...options }),
    refusal(code, names),
  );

/** What a real MongoDB does and the embedded one refuses. */
export const embeddedOnly: Topic = {
  topic: 'what only MongoDB does',
  cases: [
    ...from(page, [
      refusesFind({ projection: { c: { $slice: 1 } } }, 238, '$slice'),
      refusesFind({ projection: { c: { $elemMatch: { x: 1 } } } }, 238, '$elemMatch'),
      refusesFind({ projection: { c: { $meta: 'textScore' } } }, 238, '$meta'),
      refusesFind({ projection: { 'c.$': 1 } }, 238, 'c.$'),
      refusesFind({ sort: { a: { $meta: 'textScore' } } }, 2, '$meta'),
      refusesFind({ collation: { locale: 'de' } }, 238, 'collation'),
      refusesFilter(
        'a regular expression with the option x',
        { a: { $regex: 'a', $options: 'x' } },
        51108,
        'x',
      ),
      refusesFilter(
        'a regular expression that is too long',
        { a: { $regex: 'a'.repeat(40_000) } },
        51091,
        'too long',
      ),
      refusesIndex('a position as a key', [], { key: { 'a.0': 1 }, name: 'x' }, 238, 'a.0'),
      refusesIndex('a text index', [], { key: { a: 'text' }, name: 'x' }, 67, 'text'),
      refusesIndex('a hashed index', [], { key: { a: 'hashed' }, name: 'x' }, 67, 'hashed'),
      refusesIndex('a wildcard index', [], { key: { '$**': 1 }, name: 'x' }, 67, '$**'),
      refusesIndex('a hidden index', [], { key: { a: 1 }, name: 'x', hidden: true }, 197, 'hidden'),
      refusesIndex(
        'a collation',
        [],
        { key: { a: 1 }, name: 'x', collation: { locale: 'de' } },
        238,
        'collation',
      ),
      refusesPipeline('$lookup', [{ $lookup: { from: 'x', as: 'y', pipeline: [] } }], 40324, '$lookup'),
      refusesPipeline('$out', [{ $out: 'x' }], 40324, '$out'),
      refusesExpression({ $dateToString: { date: new Date(0), timezone: 'Europe/Berlin' } }, 238, 'timezone'),
      refusesExpression({ $dateToString: { date: new Date(0), format: '%G' } }, 238, '%G'),
      refusesExpression({ $dateTrunc: { date: new Date(0), unit: 'day', binSize: 2 } }, 9, 'binSize'),
    ]),
  ],
};

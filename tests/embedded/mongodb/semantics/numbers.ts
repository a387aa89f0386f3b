import { Decimal128, Double, Long } from 'mongodb';
import { over } from './aggregate-rows.js';
import { from, manual, server, type Topic, update } from './case.js';
import { finds, gives, sorts } from './rows.js';
import { changes, refusesUpdate } from './update-rows.js';

const decimal = (text: string): Decimal128 => Decimal128.fromString(text);
const docs = (...values: unknown[]): readonly object[] => values.map((a) => ({ a }));

export const numbers: Topic = {
  topic: 'numeric types',
  cases: [
    ...from(manual('reference/bson-type-comparison-order'), [
      finds(
        'a number matches every numeric type',
        [1, new Double(1), Long.fromNumber(1), decimal('1.0'), '1'],
        { a: 1 },
        [0, 1, 2, 3],
      ),
      finds(
        'large longs are not mixed up',
        [Long.fromString('9007199254740993'), Long.fromString('9007199254740992')],
        { a: Long.fromString('9007199254740993') },
        [0],
      ),
      finds(
        'a large long and a double compare exactly',
        [Long.fromString('9007199254740993'), Long.fromString('9007199254740992')],
        { a: { $gt: new Double(2 ** 53) } },
        [0],
      ),
      finds(
        'a decimal and a double compare exactly',
        [0.1, 0.5],
        { a: { $in: [decimal('0.1'), decimal('0.5')] } },
        [1],
      ),
      finds('0.1 as a double is more than 0.1 as a decimal', [0.1], { a: { $gt: decimal('0.1') } }, [0]),
      finds(
        'decimals with other digits are equal',
        [decimal('1.50'), decimal('1.5'), 1.5],
        { a: decimal('1.500') },
        [0, 1, 2],
      ),
      finds('NaN matches NaN', [Number.NaN, 0, null], { a: Number.NaN }, [0]),
      finds('NaN as a decimal is NaN', [Number.NaN, decimal('NaN'), 0], { a: decimal('NaN') }, [0, 1]),
      finds('NaN is not less than a number', [Number.NaN, 1], { a: { $lt: 5 } }, [1]),
      finds('a number is not less than NaN', [Number.NaN, 1], { a: { $lt: Number.NaN } }, []),
      finds('NaN is at most NaN', [Number.NaN, 1], { a: { $lte: Number.NaN } }, [0]),
      finds('NaN is at least NaN', [Number.NaN, 1], { a: { $gte: Number.NaN } }, [0]),
      finds('$not $lt matches NaN', [Number.NaN, 1, 9], { a: { $not: { $lt: 5 } } }, [0, 2]),
      finds('-0 is 0', [-0, 0, 1, decimal('-0')], { a: 0 }, [0, 1, 3]),
      finds('-0 is not less than 0', [-0, 0], { a: { $lt: 0 } }, []),
      finds('infinity', [Number.POSITIVE_INFINITY, 1, decimal('Infinity')], { a: { $gt: 1 } }, [0, 2]),
      finds(
        'a decimal beyond every double is less than infinity',
        [decimal('1E+400'), Number.POSITIVE_INFINITY],
        { a: { $lt: Number.POSITIVE_INFINITY } },
        [0],
      ),
      finds(
        'two decimals beyond every double',
        [decimal('1E+400'), decimal('1E+401')],
        { a: { $gt: decimal('1E+400') } },
        [1],
      ),
      finds('a tiny decimal is more than 0', [decimal('1E-400'), 0], { a: { $gt: 0 } }, [0]),
      sorts('NaN is the least number', docs(Number.NEGATIVE_INFINITY, Number.NaN, -5), { a: 1 }, [1, 0, 2]),
      sorts(
        'longs by value',
        docs(Long.fromString('9007199254740993'), Long.fromString('9007199254740992')),
        { a: 1 },
        [1, 0],
      ),
    ]),
    ...from(manual('reference/bson-types'), [
      gives(
        'types survive',
        [{ int: 1, double: new Double(2), long: Long.fromNumber(3), decimal: decimal('1.50') }],
        {},
        {},
        [{ _id: 0, int: 1, double: new Double(2), long: Long.fromNumber(3), decimal: decimal('1.50') }],
      ),
      gives('-0, NaN and infinities survive', [{ a: [-0, Number.NaN, Number.NEGATIVE_INFINITY] }], {}, {}, [
        { _id: 0, a: [-0, Number.NaN, Number.NEGATIVE_INFINITY] },
      ]),
      gives(
        'the digits of a decimal survive',
        [{ a: [decimal('1.0'), decimal('1E+3'), decimal('-0'), decimal('NaN')] }],
        {},
        {},
        [{ _id: 0, a: [decimal('1.0'), decimal('1E+3'), decimal('-0'), decimal('NaN')] }],
      ),
      over({ a: 2 ** 40 }, { $type: '$a' }, 'double'),
      over({ a: Long.fromNumber(1) }, { $type: '$a' }, 'long'),
      over({ a: decimal('1') }, { $type: '$a' }, 'decimal'),
    ]),
    ...from(update('inc'), [
      changes('$inc sets a missing field', {}, { $inc: { a: 2 } }, { a: 2 }),
      changes('$inc adds', { a: 1 }, { $inc: { a: -3 } }, { a: -2 }),
      changes('$inc of an int by a double', { a: 1 }, { $inc: { a: new Double(1) } }, { a: new Double(2) }),
      changes(
        '$inc of an int by a long',
        { a: 1 },
        { $inc: { a: Long.fromNumber(1) } },
        { a: Long.fromNumber(2) },
      ),
      changes('$inc of a double by an int', { a: 0.5 }, { $inc: { a: 1 } }, { a: 1.5 }),
      changes(
        '$inc of a decimal is exact',
        { a: decimal('0.1') },
        { $inc: { a: decimal('0.2') } },
        { a: decimal('0.3') },
      ),
      changes(
        '$inc of a long by a decimal',
        { a: Long.fromNumber(2) },
        { $inc: { a: decimal('0.5') } },
        { a: decimal('2.5') },
      ),
      changes(
        '$inc keeps the digits of a decimal',
        { a: decimal('1.50') },
        { $inc: { a: decimal('0.50') } },
        { a: decimal('2.00') },
      ),
      refusesUpdate('$inc of a text', { a: 'x' }, { $inc: { a: 1 } }, 14, 'a'),
      refusesUpdate('$inc of null', { a: null }, { $inc: { a: 1 } }, 14, 'a'),
      refusesUpdate('$inc by a text', { a: 1 }, { $inc: { a: 'x' } }, 14, 'a'),
      refusesUpdate('$inc by null', { a: 1 }, { $inc: { a: null } }, 14, 'a'),
    ]),
    ...from(server('util/safe_num.cpp'), [
      changes(
        '$inc widens an int that overflows',
        { a: 2147483647 },
        { $inc: { a: 1 } },
        { a: Long.fromNumber(2147483648) },
      ),
      changes('$inc of NaN', { a: Number.NaN }, { $inc: { a: 1 } }, { a: Number.NaN }),
      refusesUpdate('$inc of a long that overflows', { a: Long.MAX_VALUE }, { $inc: { a: 1 } }, 2, '$inc'),
      changes(
        '$mul widens an int that overflows',
        { a: 2147483647 },
        { $mul: { a: 2 } },
        { a: Long.fromNumber(4294967294) },
      ),
      refusesUpdate('$mul of a long that overflows', { a: Long.MAX_VALUE }, { $mul: { a: 2 } }, 2, '$mul'),
    ]),
    ...from(update('mul'), [
      changes('$mul', { a: 3 }, { $mul: { a: 1.5 } }, { a: 4.5 }),
      changes('$mul of an int by a double', { a: 3 }, { $mul: { a: new Double(2) } }, { a: new Double(6) }),
      changes(
        '$mul of an int by a long',
        { a: 3 },
        { $mul: { a: Long.fromNumber(2) } },
        { a: Long.fromNumber(6) },
      ),
      changes('$mul of a missing field is 0', {}, { $mul: { a: 5 } }, { a: 0 }),
      changes(
        '$mul of a missing field is a 0 of its type',
        {},
        { $mul: { a: Long.fromNumber(5) } },
        { a: Long.ZERO },
      ),
      changes('$mul of a missing field by a double', {}, { $mul: { a: 1.5 } }, { a: new Double(0) }),
      changes(
        '$mul of decimals',
        { a: decimal('1.5') },
        { $mul: { a: decimal('2.0') } },
        { a: decimal('3.00') },
      ),
      refusesUpdate('$mul of a text', { a: 'x' }, { $mul: { a: 2 } }, 14, 'a'),
    ]),
  ],
};

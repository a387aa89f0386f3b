import * as t from 'io-ts';
import { list } from '../codecs/collections.js';
import { ListId } from '../codecs/ids.js';
import { closed, open } from '../codecs/struct.js';
import { taggedUnion } from '../codecs/tagged-union.js';
import { line, oneOf, text } from '../codecs/text.js';
import { AttributeName, Name, Tag } from '../codecs/values.js';

/** The name of a column of a CSV file, or a key at the top of an NDJSON object. */
const ColumnName = line('ColumnName', 100);

/** Stands between the items of one cell. */
const Separator = text('Separator', {
  message: 'must be 1 to 3 characters',
  schema: { minLength: 1, maxLength: 3 },
  fits: (input) => /^[^\p{C}]{1,3}$/u.test(input),
});

/** What an attribute is stored as; a value that does not fit is a fault of its line. */
const ValueKind = oneOf('ValueKind', ['text', 'number', 'boolean']);
export type ValueKind = t.TypeOf<typeof ValueKind>;

/** What a column says of a lead. */
const Target = taggedUnion(
  'ImportTarget',
  {
    email: closed('EmailTarget', { kind: t.literal('email') }),
    externalId: closed('ExternalIdTarget', { kind: t.literal('externalId') }),
    attribute: closed(
      'AttributeTarget',
      { kind: t.literal('attribute'), attribute: AttributeName },
      { as: ValueKind },
    ),
    tags: closed('TagsTarget', { kind: t.literal('tags') }, { separator: Separator }),
    lists: closed('ListsTarget', { kind: t.literal('lists') }, { separator: Separator }),
  },
  'kind',
);
export type Target = t.TypeOf<typeof Target>;

/** A column, and what it says. */
const MappedColumn = closed('MappedColumn', { column: ColumnName, to: Target });

/** Of one lead, by one line or by the plan. */
export const maxTags = 50;

/** How the lines of a file become leads. */
export const ImportPlan = open(
  'ImportPlan',
  {
    format: oneOf('ImportFormat', ['csv', 'ndjson']),
    mapping: list(MappedColumn, { min: 1, max: 200 }),
    /** What is done with a line of a lead that is there: `update` changes what the line says, `skip` changes nothing. */
    onExisting: oneOf('OnExisting', ['update', 'skip']),
  },
  {
    name: Name,
    /** Between the cells of a CSV file; a comma unless given. */
    delimiter: oneOf('Delimiter', [',', ';', '\t', '|']),
    /** Put on every lead. */
    tags: list(Tag, { max: maxTags }),
    lists: list(ListId, { max: maxTags }),
  },
);
export type ImportPlan = t.TypeOf<typeof ImportPlan>;

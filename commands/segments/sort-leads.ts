import type { LeadId } from '../../domain/codecs/ids.js';
import { text } from '../../domain/codecs/text.js';
import { AttributeName, type Scalar } from '../../domain/codecs/values.js';
import type { Filter } from '../../rules/filter.js';
import type { FoundLead } from './find-leads.js';

const prefix = 'attributes.';

/** The attribute that `attributes.city` names. */
export const attributeIn = (field: string): AttributeName | undefined => {
  const name = field.startsWith(prefix) ? field.slice(prefix.length) : undefined;
  return AttributeName.is(name) ? name : undefined;
};

/** What leads are sorted by. */
export const SortKey = text('SortKey', {
  message: 'must be leadId, registeredAt, or an attribute, such as attributes.city',
  schema: { examples: ['leadId', 'registeredAt', 'attributes.city'], maxLength: 80 },
  fits: (input) => input === 'leadId' || input === 'registeredAt' || attributeIn(input) !== undefined,
});

export interface Sort {
  readonly by: string;
  readonly order: 'asc' | 'desc';
}

/** Where a page ends: the value that it is sorted by, if the last lead has one. */
export interface End {
  readonly leadId: LeadId;
  readonly value?: Scalar;
}

const pathOf = ({ by }: Sort): string => (by === 'leadId' ? '_id' : `lead.${by}`);

/** The order of a database that follows an order: leads with the same value are in the order of their ids. */
export const sortOf = (sort: Sort): Readonly<Record<string, 1 | -1>> => {
  const direction = sort.order === 'asc' ? 1 : -1;
  return sort.by === 'leadId' ? { _id: direction } : { [pathOf(sort)]: direction, _id: 1 };
};

export const endOf = (sort: Sort, { leadId, registeredAt, attributes }: FoundLead): End => {
  if (sort.by === 'leadId') return { leadId };
  const attribute = attributeIn(sort.by);
  const value = attribute === undefined ? registeredAt : attributes[attribute];
  return { leadId, ...(value === undefined ? {} : { value }) };
};

/** The kinds of values in the order in which MongoDB has them: no value first. */
const kinds = ['undefined', 'number', 'string', 'boolean'] as const;
const ofKind: Readonly<Record<(typeof kinds)[number], Filter>> = {
  undefined: { $exists: false },
  number: { $type: 'number' },
  string: { $type: 'string' },
  boolean: { $type: 'bool' },
};
const kindNames: readonly string[] = kinds;

/** The leads that come after the end of a page. */
export const afterFilter = (sort: Sort, { leadId, value }: End): Filter => {
  const beyond = sort.order === 'asc' ? '$gt' : '$lt';
  if (sort.by === 'leadId') return { _id: { [beyond]: leadId } };
  const path = pathOf(sort);
  const kind = kindNames.indexOf(typeof value);
  const others = sort.order === 'asc' ? kinds.slice(kind + 1) : kinds.slice(0, kind);
  return {
    $or: [
      ...(value === undefined ? [] : [{ [path]: { [beyond]: value } }]),
      ...others.map((other) => ({ [path]: ofKind[other] })),
      {
        $and: [{ [path]: value === undefined ? ofKind.undefined : { $eq: value } }, { _id: { $gt: leadId } }],
      },
    ],
  };
};

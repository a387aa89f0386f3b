import * as t from 'io-ts';
import { list } from '../domain/codecs/collections.js';
import { integer } from '../domain/codecs/numbers.js';
import { closed, open } from '../domain/codecs/struct.js';
import { line, RefinedType } from '../domain/codecs/text.js';

/** No bound: for what answers hold, which nobody refuses. */
export const unbounded = { max: Number.POSITIVE_INFINITY } as const;

/** A number written as text, as in a query. */
export const numberInText = <A>({ name, is, validate, schema }: RefinedType<A>): RefinedType<A> =>
  new RefinedType(
    name,
    is,
    (input, context) =>
      validate(typeof input === 'string' && /^\d{1,15}$/.test(input) ? Number(input) : input, context),
    schema,
  );

export const defaultLimit = 50;
const maxLimit = 200;

const WholeLimit = integer('Limit', { min: 1, max: maxLimit });

/** How many items a page has; 50 unless given. */
export const Limit = numberInText(
  new RefinedType(WholeLimit.name, WholeLimit.is, WholeLimit.validate, {
    ...WholeLimit.schema,
    default: defaultLimit,
  }),
);

/** The `next` of the page before. */
export const Cursor = line('Cursor', 200);

/** The query of every list that goes by pages. */
export const pageFields = { limit: Limit, after: Cursor };
export const PageQuery = closed('PageQuery', {}, pageFields);

/** What the read models need of a page query. */
export const toPage = ({ limit = defaultLimit, after }: t.TypeOf<typeof PageQuery>) => ({
  limit,
  ...(after === undefined ? {} : { after }),
});

/** A page: `next` is the `after` of the next one, missing on the last. */
export const pageOf = <A>(name: string, item: t.Type<A, unknown, unknown>) =>
  open(name, { items: list(item, unbounded) }, { next: t.string });

/** A page with each item as it is shown. */
export const showPage = <Doc, Shown>(
  page: { readonly items: readonly Doc[]; readonly next?: string },
  show: (doc: Doc) => Shown,
) => ({ items: page.items.map(show), ...(page.next === undefined ? {} : { next: page.next }) });

import type { Json } from '../domain/codecs/json.js';
import type { Document } from './read-model.js';

/** A MongoDB filter. What comes from outside is in it as a value only, never as an operator. */
export type Filter = Readonly<Record<string, Json>>;

/** A question that the database gave up, so that others get their turn. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';

  constructor() {
    super('This takes too long to find: ask for less at once.');
  }
}

/** Reads documents of one read model. @throws TooSlow */
export interface Find<Doc extends Document> {
  readonly one: (id: string) => Promise<Doc | undefined>;
  readonly many: (query: {
    readonly filter: Filter;
    readonly sort: Readonly<Record<string, 1 | -1>>;
    readonly limit: number;
  }) => Promise<readonly Doc[]>;
  readonly count: (filter: Filter) => Promise<number>;
  /** How many documents of those that the filter lets through have each number at a path. */
  readonly countBy: (filter: Filter, path: string) => Promise<ReadonlyMap<number, number>>;
}

export interface Page<Doc> {
  readonly items: readonly Doc[];
  /** Where the next page begins; none on the last. */
  readonly next?: string;
}

export interface PageRequest {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

const pageOf = <Doc extends Document>(docs: readonly Doc[], limit: number): Page<Doc> => {
  const items = docs.slice(0, limit);
  const last = items.at(-1);
  return docs.length > limit && last !== undefined ? { items, next: last._id } : { items };
};

/** The documents that a filter lets through, by id. */
export const byId = async <Doc extends Document>(
  find: Find<Doc>,
  filter: Filter,
  { limit, after }: PageRequest,
): Promise<Page<Doc>> =>
  pageOf(
    await find.many({
      filter: after === undefined ? filter : { ...filter, _id: { $gt: after } },
      sort: { _id: 1 },
      limit: limit + 1,
    }),
    limit,
  );

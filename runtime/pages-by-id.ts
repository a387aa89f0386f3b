import type { Filter, Find } from '../projections/queries.js';
import type { Document } from '../projections/read-model.js';

const pageSize = 500;

/** All documents that a filter lets through, in the order of their ids and after one, with a page of them in memory at a time. */
export async function* pagesById<Doc extends Document>(
  { many }: Find<Doc>,
  filter: Filter,
  after = '',
): AsyncGenerator<readonly Doc[]> {
  for (let last = after; ; ) {
    const page = await many({
      filter: { ...filter, _id: { $gt: last } },
      sort: { _id: 1 },
      limit: pageSize,
    });
    if (page.length > 0) yield page;
    const end = page.at(-1);
    if (end === undefined || page.length < pageSize) return;
    last = end._id;
  }
}

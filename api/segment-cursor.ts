import type { Hash } from '../commands/resolve-lead.js';
import type { End } from '../commands/segments/sort-leads.js';
import { decode } from '../domain/codecs/decode.js';
import { LeadId } from '../domain/codecs/ids.js';
import { closed } from '../domain/codecs/struct.js';
import { text } from '../domain/codecs/text.js';
import { Instant } from '../domain/codecs/time.js';
import { Scalar } from '../domain/codecs/values.js';
import { DomainError } from '../domain/errors.js';

const QueryHash = text('QueryHash', { message: 'must be a hash', schema: {}, fits: (input) => input !== '' });
const Place = closed('Place', { query: QueryHash, now: Instant, leadId: LeadId }, { value: Scalar });

const open = (cursor: string): unknown => {
  try {
    return JSON.parse(decodeURIComponent(atob(cursor)));
  } catch {
    // Whatever cannot be read is refused below.
    return undefined;
  }
};

/** Where the next page of a query begins, as text; it belongs to that query and to the instant of its first page. */
export const createCursors = (hash: Hash) => ({
  write: (query: object, now: Instant, end: End): string =>
    btoa(encodeURIComponent(JSON.stringify({ query: hash(JSON.stringify(query)), now, ...end }))),

  /** @throws DomainError `invalid` for a text that is no cursor, or the cursor of another query */
  read: (query: object, cursor: string): { readonly now: Instant; readonly after: End } => {
    const place = decode(Place, open(cursor));
    if (!place.ok)
      throw DomainError.invalid([{ path: 'after', message: 'must be the next of the page before' }]);
    const { query: wanted, now, ...after } = place.value;
    if (wanted !== hash(JSON.stringify(query)))
      throw DomainError.invalid([{ path: 'after', message: 'belongs to another query' }]);
    return { now, after };
  },
});

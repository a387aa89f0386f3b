import type { LeadId } from '../../domain/codecs/ids.js';
import type { Json } from '../../domain/codecs/json.js';
import { isRecord } from '../../domain/codecs/struct.js';
import { DomainError } from '../../domain/errors.js';
import { sameJson } from '../../domain/same-json.js';
import type { Report, ReportRow } from './report.js';
import { type ReportStore, type RowPlace, rowPages } from './report-store.js';

/** What two reports of the same kind say otherwise of a lead; nothing on the side that does not speak of it. */
export interface LeadDifference {
  readonly leadId: LeadId;
  readonly here: readonly Json[];
  readonly there: readonly Json[];
}

export interface LeadDifferences {
  readonly items: readonly LeadDifference[];
  /** The `after` of the next page, which may be the first to have something in it. */
  readonly next?: LeadId;
}

interface OfLead {
  readonly leadId: LeadId;
  readonly said: readonly Json[];
}

/** More leads are not looked at for one page. */
const maxLeads = 5000;
const lastRow = 999_999;

/** What of a row is compared. Of a backtest, what would have come: what really did is not its own, nor is the version. */
const comparable = ({ input }: Report, { data }: ReportRow): readonly Json[] => {
  if (input.type !== 'backtest') return [data];
  const { simulated } = data;
  if (simulated === undefined || !isRecord(simulated)) return [];
  const { version: _version, ...run } = simulated;
  return [run];
};

/** Without the sentences of reasons: whoever tries another number in a condition changes the words of all who do not meet it. */
const withoutWords = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutWords);
  if (!isRecord(value)) return value;
  const { message: _message, ...rest } = value;
  return Object.fromEntries(
    Object.entries('code' in value ? rest : value).map(([name, part]) => [name, withoutWords(part)]),
  );
};

/** What a report says, lead by lead. */
async function* byLead(store: ReportStore, report: Report, after?: RowPlace): AsyncGenerator<OfLead> {
  let current: OfLead | undefined;
  for await (const page of rowPages(store, report.reportId, after))
    for (const row of page) {
      const { leadId } = row;
      const said = comparable(report, row);
      if (current !== undefined && current.leadId !== leadId) yield current;
      const before: readonly Json[] = current?.leadId === leadId ? current.said : [];
      current = { leadId, said: [...before, ...said] };
    }
  if (current !== undefined) yield current;
}

/**
 * Gives a page of the leads of which two reports speak otherwise, in the order of their ids.
 * @throws DomainError `invalid` for reports of two kinds
 */
export const compareReports = async (
  store: ReportStore,
  here: Report,
  there: Report,
  { limit, after }: { readonly limit: number; readonly after?: LeadId },
): Promise<LeadDifferences> => {
  if (here.input.type !== there.input.type)
    throw DomainError.invalid([{ path: 'with', message: 'must be a report of the same kind' }]);
  const place = after === undefined ? undefined : { leadId: after, no: lastRow };
  const [left, right] = [byLead(store, here, place), byLead(store, there, place)];
  let [one, other] = [(await left.next()).value, (await right.next()).value];
  const items: LeadDifference[] = [];
  for (let looked = 1; one !== undefined || other !== undefined; looked += 1) {
    const leadId: LeadId | undefined =
      other === undefined || (one !== undefined && one.leadId < other.leadId) ? one?.leadId : other.leadId;
    if (leadId === undefined) break;
    const [isHere, isThere] = [one?.leadId === leadId, other?.leadId === leadId];
    const pair = { leadId, here: isHere ? (one?.said ?? []) : [], there: isThere ? (other?.said ?? []) : [] };
    if (!sameJson(withoutWords(pair.here), withoutWords(pair.there))) items.push(pair);
    if (isHere) one = (await left.next()).value;
    if (isThere) other = (await right.next()).value;
    const isMore = one !== undefined || other !== undefined;
    if (isMore && (items.length >= limit || looked >= maxLeads)) return { items, next: leadId };
  }
  return { items };
};

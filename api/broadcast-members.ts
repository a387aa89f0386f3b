import type * as t from 'io-ts';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import type { BroadcastId, LeadId } from '../domain/codecs/ids.js';
import { integer } from '../domain/codecs/numbers.js';
import { DomainError } from '../domain/errors.js';
import type { BroadcastDocument } from '../projections/broadcasts.js';
import type { Page, PageRequest } from '../projections/queries.js';
import type { RunDocument } from '../projections/runs.js';
import type { MemberAnswer, MemberOutcome } from './broadcast-codecs.js';
import { numberInText } from './codecs.js';
import type { ApiPorts } from './ports.js';

type Member = t.TypeOf<typeof MemberAnswer>;

/** A place among the members, in the order of their ids. */
const Place = numberInText(integer('Place', { min: 0, max: Number.MAX_SAFE_INTEGER }));

const placeIn = ({ after }: PageRequest): number =>
  after === undefined ? 0 : decodeOrThrow(Place, after, 'after');

const showRun = ({ leadId, runId, broadcast, steps }: RunDocument): Member => {
  const { reason, endedAt } = steps[0] ?? {};
  return {
    leadId,
    runId,
    outcome: broadcast?.outcome ?? 'running',
    ...(reason === undefined ? {} : { reason }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
};

const leftOutOf = ({ leftOut }: BroadcastDocument): readonly Member[] =>
  leftOut.map(({ leadId, reason }) => ({ leadId, outcome: 'left-out', reason }));

/** The members of a broadcast, page by page; those with one outcome, where one is named. */
export const createListMembers = ({ commands, queries }: Pick<ApiPorts, 'commands' | 'queries'>) => {
  const { manageBroadcasts, repositories } = commands;

  const find = async (broadcastId: BroadcastId): Promise<BroadcastDocument> => {
    const doc = await queries.broadcast(broadcastId);
    if (doc === undefined) throw DomainError.notFound('This broadcast');
    return doc;
  };

  const leftOut = async (broadcastId: BroadcastId, page: PageRequest): Promise<Page<Member>> => {
    const all = leftOutOf(await find(broadcastId));
    const end = placeIn(page) + page.limit;
    const items = all.slice(placeIn(page), end);
    return end < all.length ? { items, next: String(end) } : { items };
  };

  /** One without a run: it has not been asked yet, or is erased, and its run with it. */
  const showOther = async (leadId: LeadId): Promise<Member> => {
    const { lead } = (await repositories.leads.load(leadId)).state;
    const isErased = lead.status === 'unknown' && lead.erasedAt !== undefined;
    return { leadId, outcome: isErased ? 'erased' : 'waiting' };
  };

  /** From the log, in the order of their ids, each with the run that it has if it has one. */
  const inOrder = async (
    broadcastId: BroadcastId,
    page: PageRequest,
    from: number,
  ): Promise<Page<Member>> => {
    const first = Math.max(from, placeIn(page));
    const members = await manageBroadcasts.members(broadcastId, first, page.limit + 1);
    const shown = members.slice(0, page.limit);
    const runs = await queries.runsById(shown.map(({ runId }) => runId));
    const known = new Map([
      ...leftOutOf(await find(broadcastId)).map((member) => [member.leadId, member] as const),
      ...runs.map((run) => [run.leadId, showRun(run)] as const),
    ]);
    const items = await Promise.all(shown.map(async ({ leadId }) => known.get(leadId) ?? showOther(leadId)));
    return members.length > shown.length ? { items, next: String(first + page.limit) } : { items };
  };

  const waiting = async (broadcastId: BroadcastId, page: PageRequest): Promise<Page<Member>> => {
    const { requestedCount } = await manageBroadcasts.load(broadcastId);
    const { items, ...rest } = await inOrder(broadcastId, page, requestedCount);
    // A part that is being requested just now is not counted before all of it has been.
    return { items: items.filter(({ outcome }) => outcome === 'waiting'), ...rest };
  };

  /** @throws DomainError `notFound`, or `invalid` for a place that is none */
  return async (
    broadcastId: BroadcastId,
    outcome: MemberOutcome | undefined,
    page: PageRequest,
  ): Promise<Page<Member>> => {
    if (outcome === undefined) return inOrder(broadcastId, page, 0);
    if (outcome === 'waiting') return waiting(broadcastId, page);
    if (outcome === 'left-out') return leftOut(broadcastId, page);
    await find(broadcastId);
    const { items, ...rest } = await queries.runsOfBroadcast(broadcastId, outcome, page);
    return { items: items.map(showRun), ...rest };
  };
};

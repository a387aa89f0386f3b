import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { BroadcastId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { DomainError } from '../../domain/errors.js';
import { leadReaders, senders } from '../access.js';
import {
  BroadcastAnswer,
  BroadcastState,
  MemberAnswer,
  MemberOutcome,
  NewBroadcast,
  showBroadcast,
  showState,
} from '../broadcast-codecs.js';
import { createListMembers } from '../broadcast-members.js';
import { PageQuery, pageFields, pageOf, showPage, toPage } from '../codecs.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const BroadcastPath = closed('BroadcastPath', { broadcastId: BroadcastId });
const MembersQuery = closed('MembersQuery', {}, { outcome: MemberOutcome, ...pageFields });

const segment = { conditions: { type: 'has-tag', tag: 'customer' } };
const example = {
  broadcastId: 'spring-sale',
  name: 'Spring sale',
  action: { type: 'send-email', subject: 'Spring sale', text: 'Hello {{ contact.firstName }}' },
  segment,
  at: '2026-03-20T09:00',
  timeZone: 'Europe/Berlin',
  throttle: { max: 1000, per: 'PT1H' },
};

export const broadcastRoutes = ({ commands, queries, newId, clock }: ApiPorts): readonly Route[] => {
  const { manageBroadcasts } = commands;
  const membersOf = createListMembers({ commands, queries });

  const steer = (verb: 'pause' | 'resume' | 'cancel', summary: string): Route =>
    defineRoute({
      id: `${verb}Broadcast`,
      method: 'POST',
      path: `/v1/broadcasts/:broadcastId/${verb}`,
      summary,
      access: senders,
      params: BroadcastPath,
      query: nothing,
      body: nothing,
      responses: { 200: BroadcastState },
      problems: ['not-allowed', 'conflict'],
      handle: async ({ params: { broadcastId }, cause }) => {
        const { state, position } = await manageBroadcasts[verb](broadcastId, cause);
        return reply(200, showState(state), { position });
      },
    });

  return [
    defineRoute({
      id: 'createBroadcast',
      method: 'POST',
      path: '/v1/broadcasts',
      summary: 'Run an action once on everyone in a segment, now or at a time',
      access: senders,
      params: nothing,
      query: nothing,
      body: NewBroadcast,
      example,
      responses: { 200: BroadcastState, 201: BroadcastState },
      problems: ['conflict', 'unusable'],
      handle: async ({ body: { broadcastId = decodeOrThrow(BroadcastId, newId()), ...plan }, cause }) => {
        const { state, events, position } = await manageBroadcasts.create(broadcastId, plan, cause);
        const extras = { position, location: `/v1/broadcasts/${broadcastId}` };
        return (events[0]?.length ?? 0) > 0
          ? reply(201, showState(state), extras)
          : reply(200, showState(state), extras);
      },
    }),
    defineRoute({
      id: 'listBroadcasts',
      method: 'GET',
      path: '/v1/broadcasts',
      summary: 'All broadcasts, by id, each with its progress',
      access: leadReaders,
      params: nothing,
      query: PageQuery,
      body: nothing,
      responses: { 200: pageOf('BroadcastPage', BroadcastAnswer) },
      handle: async ({ query }) =>
        reply(200, showPage(await queries.broadcasts(toPage(query)), showBroadcast(clock()))),
    }),
    defineRoute({
      id: 'getBroadcast',
      method: 'GET',
      path: '/v1/broadcasts/:broadcastId',
      summary:
        'A broadcast and its progress: how many are done, how fast, how long it will take, and with what outcomes',
      access: leadReaders,
      params: BroadcastPath,
      query: nothing,
      body: nothing,
      responses: { 200: BroadcastAnswer },
      handle: async ({ params: { broadcastId } }) => {
        const doc = await queries.broadcast(broadcastId);
        if (doc === undefined) throw DomainError.notFound('This broadcast');
        return reply(200, showBroadcast(clock())(doc));
      },
    }),
    defineRoute({
      id: 'listBroadcastMembers',
      method: 'GET',
      path: '/v1/broadcasts/:broadcastId/members',
      summary: 'The members of a broadcast, each with its outcome; a page may hold fewer than there are',
      access: leadReaders,
      params: BroadcastPath,
      query: MembersQuery,
      body: nothing,
      responses: { 200: pageOf('BroadcastMemberPage', MemberAnswer) },
      handle: async ({ params: { broadcastId }, query: { outcome, ...query } }) =>
        reply(
          200,
          showPage(await membersOf(broadcastId, outcome, toPage(query)), (member) => member),
        ),
    }),
    steer('pause', 'Stop before the next part'),
    steer('resume', 'Go on where it was paused'),
    steer('cancel', 'Stop for good, and cancel the runs that have not started'),
  ];
};

import { integer } from '../../domain/codecs/numbers.js';
import { open } from '../../domain/codecs/struct.js';
import { SendingPolicy } from '../../domain/policy/policy.js';
import { readers } from '../access.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const PolicyAnswer = open(
  'SendingPolicyAnswer',
  { version: integer('PolicyVersion', { min: 0, max: 1_000_000 }) },
  SendingPolicy.optional,
);

/** Who may be written to or called, when, and how often. */
export const policyRoutes = ({ commands: { managePolicy } }: ApiPorts): readonly Route[] => [
  defineRoute({
    id: 'getSendingPolicy',
    method: 'GET',
    path: '/v1/sending-policy',
    summary: 'Consent rules, quiet hours and frequency caps of each channel',
    access: readers,
    params: nothing,
    query: nothing,
    body: nothing,
    responses: { 200: PolicyAnswer },
    handle: async () => {
      const { policy, version } = await managePolicy.load();
      return reply(200, { version, ...policy }, { version });
    },
  }),
  defineRoute({
    id: 'changeSendingPolicy',
    method: 'PUT',
    path: '/v1/sending-policy',
    summary: 'Change consent rules, quiet hours and frequency caps',
    access: [],
    params: nothing,
    query: nothing,
    body: SendingPolicy,
    example: {
      email: { perLead: [{ max: 3, per: 'P7D' }] },
      sms: { consent: 'opt-in', quietHours: { from: '21:00', to: '08:00' } },
    },
    responses: { 200: PolicyAnswer },
    isConditional: true,
    handle: async ({ body, cause, ifMatch }) => {
      const { state, position } = await managePolicy.change(body, cause, ifMatch);
      const version = state.versions.length;
      return reply(200, { version, ...state.versions.at(-1) }, { position, version });
    },
  }),
];

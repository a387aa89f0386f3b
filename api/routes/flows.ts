import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { definitionOf } from '../../domain/flow/decider.js';
import { FlowVersion } from '../../domain/flow/events.js';
import { readers } from '../access.js';
import { numberInText, PageQuery, pageOf, showPage, toPage } from '../codecs.js';
import {
  FlowAnswer,
  FlowBody,
  FlowVersionAnswer,
  NewFlow,
  showFlow,
  showFlowDocument,
} from '../flow-codecs.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const FlowPath = closed('FlowPath', { flowId: FlowId });
const FlowVersionPath = closed('FlowVersionPath', { flowId: FlowId, version: numberInText(FlowVersion) });
const FlowPage = pageOf('FlowPage', FlowAnswer);

const example = {
  name: 'Order follow-up',
  trigger: { type: 'form-submitted', formId: 'order' },
  steps: [
    { action: { type: 'add-tag', tag: 'customer' }, when: { type: 'immediately' } },
    {
      action: { type: 'send-email', subject: 'Hello {{ contact.firstName }}', text: 'Look at X.' },
      when: { type: 'delay', delay: 'P3D' },
      conditions: {
        all: [{ type: 'has-tag', tag: 'customer' }, { not: { type: 'purchased-product', productId: 'X' } }],
      },
    },
  ],
};

export const flowRoutes = ({ commands, queries, newId }: ApiPorts): readonly Route[] => {
  const { manageFlows, repositories } = commands;
  return [
    defineRoute({
      id: 'createFlow',
      method: 'POST',
      path: '/v1/flows',
      summary: 'Create a flow: as a draft, or active at once',
      access: [],
      params: nothing,
      query: nothing,
      body: NewFlow,
      example: { flowId: 'order-follow-up', activate: true, ...example },
      responses: { 200: FlowAnswer, 201: FlowAnswer },
      problems: ['conflict', 'unusable'],
      handle: async ({
        body: { flowId = decodeOrThrow(FlowId, newId()), activate, ...definition },
        cause,
      }) => {
        const create = activate === true ? manageFlows.createActive : manageFlows.create;
        const { state, events, position } = await create(flowId, definition, cause);
        const flow = showFlow(state);
        const extras = { position, version: flow.version, location: `/v1/flows/${flowId}` };
        return (events[0]?.length ?? 0) > 0 ? reply(201, flow, extras) : reply(200, flow, extras);
      },
    }),
    defineRoute({
      id: 'listFlows',
      method: 'GET',
      path: '/v1/flows',
      summary: 'All flows, by id',
      access: readers,
      params: nothing,
      query: PageQuery,
      body: nothing,
      responses: { 200: FlowPage },
      handle: async ({ query }) => reply(200, showPage(await queries.flows(toPage(query)), showFlowDocument)),
    }),
    defineRoute({
      id: 'getFlow',
      method: 'GET',
      path: '/v1/flows/:flowId',
      summary: 'A flow in its latest version',
      access: readers,
      params: FlowPath,
      query: nothing,
      body: nothing,
      responses: { 200: FlowAnswer },
      handle: async ({ params: { flowId } }) => {
        const flow = showFlow((await repositories.flows.load(flowId)).state);
        return reply(200, flow, { version: flow.version });
      },
    }),
    defineRoute({
      id: 'getFlowVersion',
      method: 'GET',
      path: '/v1/flows/:flowId/versions/:version',
      summary: 'One version of a flow, as runs that entered it follow it',
      access: readers,
      params: FlowVersionPath,
      query: nothing,
      body: nothing,
      responses: { 200: FlowVersionAnswer },
      handle: async ({ params: { flowId, version } }) => {
        const { state } = await repositories.flows.load(flowId);
        return reply(200, { flowId, version, ...definitionOf(state, version) }, { version });
      },
    }),
    defineRoute({
      id: 'reviseFlow',
      method: 'PUT',
      path: '/v1/flows/:flowId',
      summary: 'A new version of a flow; leads enter it once it is activated',
      access: [],
      params: FlowPath,
      query: nothing,
      body: FlowBody,
      example,
      responses: { 200: FlowAnswer },
      isConditional: true,
      handle: async ({ params: { flowId }, body, cause, ifMatch }) => {
        const { state, position } = await manageFlows.revise(flowId, body, cause, ifMatch);
        const flow = showFlow(state);
        return reply(200, flow, { position, version: flow.version });
      },
    }),
    defineRoute({
      id: 'activateFlow',
      method: 'POST',
      path: '/v1/flows/:flowId/activate',
      summary: 'Let leads enter the latest version; refused with everything because of which it would fail',
      access: [],
      params: FlowPath,
      query: nothing,
      body: nothing,
      responses: { 200: FlowAnswer },
      problems: ['conflict', 'unusable'],
      isConditional: true,
      handle: async ({ params: { flowId }, cause, ifMatch }) => {
        const { state, position } = await manageFlows.activate(flowId, cause, ifMatch);
        const flow = showFlow(state);
        return reply(200, flow, { position, version: flow.version });
      },
    }),
    defineRoute({
      id: 'pauseFlow',
      method: 'POST',
      path: '/v1/flows/:flowId/pause',
      summary: 'Let nobody enter any more; runs inside go on',
      access: [],
      params: FlowPath,
      query: nothing,
      body: nothing,
      responses: { 200: FlowAnswer },
      problems: ['not-allowed'],
      handle: async ({ params: { flowId }, cause }) => {
        const { state, position } = await manageFlows.pause(flowId, cause);
        const flow = showFlow(state);
        return reply(200, flow, { position, version: flow.version });
      },
    }),
  ];
};

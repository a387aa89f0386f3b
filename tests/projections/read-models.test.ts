import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ConnectionId, FlowId, ListId, ProductId, TemplateId } from '../../domain/codecs/ids.js';
import type { AnyEvent } from '../../domain/events.js';
import { unsubscribeSource } from '../../domain/lead/unsubscribe-source.js';
import { ListDetails } from '../../domain/list/list.js';
import { ProductDetails } from '../../domain/product/product.js';
import { EmailContent } from '../../domain/template/template.js';
import { readModels } from '../../projections/index.js';
import {
  activity,
  email,
  flowDefinition,
  leadId,
  otherLeadId,
  reason,
  registered,
  runId,
  sourceEventId,
  tag,
} from '../domain/samples.js';
import { instantAt } from '../support/recorded.js';
import { inLog } from './events.js';
import { check } from './read-model-spec.js';
import { enterFlow, runEvents } from './run-events.js';

const ann = `lead-${leadId}`;
const bob = `lead-${otherLeadId}`;
const flowId = decodeOrThrow(FlowId, 'welcome');
const templateId = decodeOrThrow(TemplateId, 'hello');
const product = decodeOrThrow(ProductId, 'X');
const listId = decodeOrThrow(ListId, 'news');
const listed = (name: string) => decodeOrThrow(ListDetails, { name });
const details = (name: string) => decodeOrThrow(ProductDetails, { name });
const content = (subject: string) => decodeOrThrow(EmailContent, { name: 'hello', subject });

const purchase = activity('OrderPurchased', { items: [{ productId: 'X', quantity: 2 }] });
const unknownProduct: AnyEvent = { type: 'UnknownReferenceReported', data: { kind: 'product', id: 'Y' } };

check({
  model: readModels.leads,
  events: inLog(
    [ann, { type: 'LeadRegistered', data: { leadId, email } }],
    [bob, { type: 'LeadRegistered', data: { leadId: otherLeadId } }],
    [ann, { type: 'TagAdded', data: { tag: tag('vip') } }],
    [ann, purchase],
    [ann, enterFlow(2)],
  ),
  documents: [
    {
      _id: leadId,
      revision: 3,
      position: 40,
      lead: {
        status: 'registered',
        registeredAt: instantAt(0),
        attributes: { email },
        tags: ['vip'],
        products: ['X'],
        purchases: [{ productId: 'X', count: 2, firstAt: instantAt(3), lastAt: instantAt(3) }],
      },
      runs: { active: { [runId]: { steps: [{ status: 'waiting' }, { status: 'waiting' }] } } },
    },
    { _id: otherLeadId, revision: 0, position: 10, lead: { status: 'registered', attributes: {}, tags: [] } },
  ],
  strange: [ann],
});

check({
  model: readModels.runs,
  events: inLog(...runEvents.map((event) => [ann, event] as const)),
  documents: [
    {
      _id: runId,
      leadId,
      status: 'completed',
      enteredAt: instantAt(1),
      origin: { kind: 'flow', flowId, flowVersion: 1 },
      steps: [
        { stepNo: 0, status: 'succeeded', attempts: 1, result: { tag: 'vip' } },
        {
          stepNo: 1,
          status: 'failed',
          attempts: 2,
          reason: reason('refused'),
          delays: [{ reason: reason('busy') }],
        },
        { stepNo: 2, status: 'skipped', attempts: 0, reason: reason('conditions') },
        { stepNo: 3, status: 'cancelled', attempts: 0 },
        { stepNo: 4, status: 'outcome-unknown', attempts: 1 },
        { stepNo: 5, status: 'succeeded', attempts: 0, delays: [{ reason: reason('date') }] },
      ],
    },
  ],
  strange: [ann, { runId, stepNo: 1 }],
});

check({
  model: readModels.flows,
  events: inLog(
    ['flow-welcome', { type: 'FlowCreated', data: { flowId, definition: flowDefinition() } }],
    ['flow-welcome', { type: 'FlowActivated', data: { flowId, version: 1 } }],
    [
      'flow-welcome',
      { type: 'FlowRevised', data: { flowId, version: 2, definition: flowDefinition({ name: 'Two' }) } },
    ],
    ['flow-welcome', { type: 'FlowActivated', data: { flowId, version: 2 } }],
    ['flow-welcome', { type: 'FlowPaused', data: { flowId } }],
  ),
  documents: [
    {
      _id: 'welcome',
      status: 'paused',
      versions: [{ name: 'Welcome' }, { name: 'Two' }],
      activePeriods: [
        { version: 1, from: 10, to: 30 },
        { version: 2, from: 30, to: 40 },
      ],
      position: 40,
    },
  ],
  strange: ['flow-welcome', { flowId }],
});

check({
  model: readModels.templates,
  events: inLog(
    ['template-hello', { type: 'TemplateCreated', data: { templateId, content: content('One') } }],
    [ann, registered],
    [
      'template-hello',
      { type: 'TemplateRevised', data: { templateId, version: 2, content: content('Two') } },
    ],
  ),
  documents: [{ _id: 'hello', versions: [{ subject: 'One' }, { subject: 'Two' }], position: 20 }],
  strange: ['template-hello', { templateId, content: content('Three') }],
});

check({
  model: readModels.products,
  events: inLog(
    ['product-X', { type: 'ProductCreated', data: { productId: product, details: details('One') } }],
    ['product-X', { type: 'ProductRevised', data: { productId: product, details: details('Two') } }],
  ),
  documents: [{ _id: 'X', details: { name: 'Two' }, position: 10 }],
  strange: ['product-X', { productId: product, details: details('Three') }],
});

check({
  model: readModels.lists,
  events: inLog(
    ['list-news', { type: 'ListCreated', data: { id: listId, content: listed('One') } }],
    [ann, registered],
    ['list-news', { type: 'ListRevised', data: { id: listId, version: 2, content: listed('Two') } }],
  ),
  documents: [{ _id: 'news', id: 'news', version: 2, content: { name: 'Two' }, position: 20 }],
  strange: ['list-news', { id: listId, content: listed('Three') }],
});

check({
  model: readModels.unknownReferences,
  events: inLog(
    [ann, unknownProduct],
    [bob, unknownProduct],
    [ann, { type: 'UnknownReferenceReported', data: { kind: 'flow', id: 'Y' } }],
  ),
  documents: [
    { _id: 'flow Y', count: 1, lastLeadId: leadId },
    { _id: 'product Y', count: 2, firstAt: instantAt(0), lastAt: instantAt(1), lastLeadId: otherLeadId },
  ],
  strange: [ann, { kind: 'product', id: 'Y' }],
});

check({
  model: readModels.sourceEventIds,
  events: inLog(
    [ann, { event: purchase, sourceEventId: sourceEventId('shop:1') }],
    [ann, { event: unknownProduct, sourceEventId: sourceEventId('shop:1') }],
    [bob, { event: purchase, sourceEventId: sourceEventId('shop:1') }],
    [bob, purchase],
  ),
  documents: [
    { _id: `${leadId} shop:1`, position: 0 },
    { _id: `${otherLeadId} shop:1`, position: 20 },
  ],
  strange: [ann],
});

check({
  model: readModels.flowFigures,
  events: inLog(...runEvents.map((event) => [ann, event] as const)),
  documents: [
    { _id: runId, kind: 'run', status: 'completed', enteredVersion: 1 },
    {
      _id: 'version/welcome/0000001',
      entered: 1,
      active: 0,
      completed: 1,
      steps: [
        { stepNo: 0, succeeded: 1, scheduled: 0, reasons: [] },
        { failed: 1, reasons: [{ outcome: 'failed', code: 'refused', count: 1 }] },
        { skipped: 1 },
        { cancelled: 1 },
        { outcomeUnknown: 1 },
        { succeeded: 1 },
      ],
    },
    { _id: 'week/welcome/2026-W09/0000001', monday: '2026-02-23', entered: 1, active: 0, completed: 1 },
  ].sort((left, right) => (left._id < right._id ? -1 : 1)),
  strange: [ann, { runId, stepNo: 0 }],
});

const messageKey = `${runId}.0`;
const messageId = `<${messageKey}@leadline>`;
const template = { templateId, version: 1 };

check({
  model: readModels.emailFigures,
  events: inLog(
    [ann, { type: 'EmailOpened', data: { messageId, machine: true, template } }],
    [
      ann,
      {
        type: 'EmailSent',
        data: {
          messageId,
          to: email,
          subject: 'Hi',
          connectionId: decodeOrThrow(ConnectionId, 'default'),
          response: '250',
          template,
        },
      },
    ],
    [ann, { type: 'EmailOpened', data: { messageId, machine: false, template } }],
    [ann, { type: 'EmailOpened', data: { messageId, machine: false, template } }],
    [ann, { type: 'ConsentWithdrawn', data: { channel: 'email', source: unsubscribeSource(messageKey) } }],
    [bob, { type: 'ConsentWithdrawn', data: { channel: 'email', source: 'api' } }],
  ),
  documents: [
    {
      _id: 'day/2026-03-01/hello/0000001',
      sent: 1,
      opens: 2,
      machineOpens: 1,
      unsubscribes: 1,
      ofSent: { opened: 1, machineOpened: 1, unsubscribed: 1, clicked: 0 },
    },
    { _id: `message/${messageKey}`, sentOn: '2026-03-01', opened: true, machineOpened: true, clicked: false },
  ],
  strange: [ann, { messageId }],
});

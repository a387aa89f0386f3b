import { type ApiKeyCommand, ApiKeyIssued } from '../../../domain/api-key/api-key.js';
import {
  BroadcastId,
  FlowId,
  LeadId,
  ListId,
  RunId,
  SegmentId,
  SourceEventId,
  TemplateId,
} from '../../../domain/codecs/ids.js';
import { Json, Typed } from '../../../domain/codecs/json.js';
import { Instant } from '../../../domain/codecs/time.js';
import { Channel } from '../../../domain/codecs/values.js';
import type { FlowCommand } from '../../../domain/flow/decider.js';
import { FlowDefinition } from '../../../domain/flow/definition.js';
import type { IdentityCommand } from '../../../domain/identity/identity.js';
import { type Activity, activities } from '../../../domain/lead/activity.js';
import type { LeadCommand } from '../../../domain/lead/commands.js';
import * as lead from '../../../domain/lead/events.js';
import {
  type MessageReport,
  messageReports,
  type SentEvent,
  sentEvents,
} from '../../../domain/lead/message-events.js';
import { SpecialOffer } from '../../../domain/lead/offer.js';
import {
  type TrainingJetReport,
  TrainingJetSubscriptionAdded,
  trainingJetReports,
} from '../../../domain/lead/training-jet-events.js';
import { type ProductCommand, ProductCreated } from '../../../domain/product/product.js';
import type { RunCommand } from '../../../domain/run/commands.js';
import { Evaluation } from '../../../domain/run/evaluation.js';
import { Reason, TriggerEvent } from '../../../domain/run/events.js';
import { EmailContent, type TemplateCommand } from '../../../domain/template/template.js';
import type { WatchCommand } from '../../../domain/watch/decide.js';
import { arbitraryOf, fc, type Pools } from '../../support/arbitraries.js';
import { instantAt, uuidAt } from '../../support/recorded.js';
import { flowDefinition } from '../samples.js';

const ids = (kind: string) => fc.constantFrom(uuidAt(1, kind), uuidAt(2, kind));
const names = fc.constantFrom('one', 'two');

/** So few values that commands meet: the same tag, the same flow, the same step. */
const few: Pools = {
  LeadId: ids('d'),
  RunId: ids('a'),
  FlowId: names,
  ProductId: names,
  TemplateId: names,
  ListId: names,
  SegmentId: names,
  BroadcastId: names,
  SpecialOffer: fc.constantFrom(
    { code: 'ONE', discount: { type: 'percent', percent: 10 }, products: ['one'] },
    { code: 'TWO', discount: { type: 'percent', percent: 10 }, products: ['one'], expiresAt: instantAt(3) },
  ),
  SourceEventId: fc.constantFrom('shop-1', 'shop-2', 'shop-3'),
  Tag: fc.constantFrom('vip', 'new'),
  AttributeName: fc.constantFrom('age', 'city', 'email'),
  FieldName: fc.constantFrom('age', 'city', 'first name', '__proto__'),
  Scalar: fc.constantFrom(1, '1', true, ''),
  Instant: fc.nat(5).map(instantAt),
  Revision: fc.nat(6),
  SecretHash: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)),
  ApiKeyId: fc.constantFrom('key00001', 'key00002'),
  Name: names,
  Flow: fc.constantFrom('one', 'two').map((name) => flowDefinition({ name })),
  EmailContent: fc.constantFrom(
    { name: 'one', subject: 'Hi' },
    { subject: 'Hi', name: 'one', text: 'Hello' },
  ),
  ProductDetails: fc.constantFrom({ name: 'one', price: 1 }, { price: 2, name: 'one' }),
};

const of: typeof arbitraryOf = (codec) => arbitraryOf(codec, few);
const dataOf = <D>(codec: Parameters<typeof arbitraryOf<{ readonly data: D }>>[0]): fc.Arbitrary<D> =>
  of<{ readonly data: D }>(codec).map(({ data }) => data);
const as = <const Type extends string>(type: Type) => ({ type: fc.constant(type) });
const anyOf = <const Type extends string>(...types: Type[]) => ({ type: fc.constantFrom(...types) });

const activity = fc.oneof(
  ...activities.map(({ event }) => of<Activity>(event)),
  ...messageReports.map((event) => of<MessageReport>(event)),
  ...trainingJetReports.map((event) => of<TrainingJetReport>(event)),
);
const unknownReferences = fc.array(dataOf(lead.UnknownReferenceReported), { maxLength: 1 });

export const registerLead: fc.Arbitrary<LeadCommand> = dataOf(lead.LeadRegistered).map((data) => ({
  type: 'RegisterLead',
  ...data,
}));

const anyLeadCommand: fc.Arbitrary<LeadCommand> = fc.oneof(
  registerLead,
  fc.record({ ...as('RecordActivity'), activity, unknownReferences }),
  fc.record({ ...as('RecordActivity'), activity, unknownReferences, sourceEventId: of(SourceEventId) }),
  fc.record({ ...as('SetAttributes'), attributes: of(lead.Attributes) }),
  dataOf(lead.AttributesRemoved).map(({ names }) => ({ type: 'RemoveAttributes', names }) as const),
  dataOf(lead.TagAdded).chain(({ tag }) =>
    fc.record({ ...anyOf('AddTag', 'RemoveTag'), tag: fc.constant(tag) }),
  ),
  dataOf(lead.ProductAdded).chain(({ productId }) =>
    fc.record({ ...anyOf('AddProduct', 'RemoveProduct'), productId: fc.constant(productId) }),
  ),
  dataOf(lead.NoteMade).map(({ text }) => ({ type: 'MakeNote', text }) as const),
  fc.record({ ...anyOf('AddToList', 'RemoveFromList'), listId: of(ListId) }),
  fc.record({ ...as('CreateSpecialOffer'), offer: of(SpecialOffer) }),
  fc.record(as('RemoveSpecialOffer')),
  fc.record({
    ...anyOf('GiveConsent', 'WithdrawConsent'),
    channel: of(Channel),
    source: fc.constant('form'),
  }),
  fc.record({ ...as('RequestFlow'), flowId: of(FlowId) }),
);

/** Few are erased: nothing happens to them any more. */
export const leadCommand: fc.Arbitrary<LeadCommand> = fc.oneof(
  { weight: 100, arbitrary: anyLeadCommand },
  { weight: 1, arbitrary: fc.record(as('EraseLead')) },
);

const step = { runId: of(RunId), stepNo: fc.nat(2) };
const dueAt = of(Instant);
const planned = fc.record({ stepNo: fc.nat(2), dueAt });
const reason = of(Reason);
const evaluation = of(Evaluation);
const effects = fc.array(
  fc.oneof(
    of(lead.TagAdded),
    of(lead.TagRemoved),
    of(lead.ProductAdded),
    ...sentEvents.map((event) => of<SentEvent>(event)),
    of(TrainingJetSubscriptionAdded),
  ),
  { maxLength: 2 },
);

const version = fc.integer({ min: 1, max: 3 });
const earlyOutcome = fc.constantFrom('goal-reached', 'exited');
const versionPlan = {
  stepCount: fc.integer({ min: 1, max: 3 }),
  plan: fc.uniqueArray(planned, { maxLength: 3, selector: ({ stepNo }) => stepNo }),
};

export const runCommand: fc.Arbitrary<RunCommand> = fc.oneof(
  fc.record({
    ...as('EnterFlow'),
    runId: of(RunId),
    flowId: of(FlowId),
    flowVersion: version,
    trigger: of(TriggerEvent),
    reEntry: fc.constantFrom('once', 'once-at-a-time', 'every-time'),
    lineage: fc.array(of(FlowId), { maxLength: 2 }),
    ...versionPlan,
  }),
  fc.record(
    { ...as('RequestAction'), runId: of(RunId), action: of(Typed), broadcastId: of(BroadcastId) },
    { requiredKeys: ['type', 'runId', 'action'] },
  ),
  fc.record(
    { ...as('PutOffStep'), ...step, dueAt, reason, evaluation },
    {
      requiredKeys: ['type', 'runId', 'stepNo', 'dueAt', 'reason'],
    },
  ),
  fc.record({ ...as('StartStep'), ...step, idempotencyKey: fc.string() }),
  fc.record({ ...as('RetryStep'), ...step, dueAt, reason }),
  fc.record({ ...as('CompleteStep'), ...step, effects, result: of(Json), evaluation, next: planned }),
  fc.record(
    { ...as('SkipStep'), ...step, reason, evaluation, next: planned },
    {
      requiredKeys: ['type', 'runId', 'stepNo', 'reason'],
    },
  ),
  fc.record(
    { ...anyOf('FailStep', 'LoseStep'), ...step, reason, next: planned },
    {
      requiredKeys: ['type', 'runId', 'stepNo', 'reason'],
    },
  ),
  fc.record({ ...anyOf('CancelRun', 'AbandonRun'), runId: of(RunId), reason }),
  fc.record({ ...as('EndRun'), runId: of(RunId), ending: fc.record({ outcome: earlyOutcome, evaluation }) }),
  fc.record(
    {
      ...as('MoveRun'),
      runId: of(RunId),
      flowId: of(FlowId),
      fromVersion: version,
      toVersion: version,
      ...versionPlan,
    },
    { requiredKeys: ['type', 'runId', 'flowId', 'toVersion', 'stepCount', 'plan'] },
  ),
  fc.record({ ...as('StopFlow'), flowId: of(FlowId), reason, by: fc.record(step) }),
);

const plannedWatch = { because: of(TriggerEvent), from: of(Instant), dueAt };
const ofFlow = { flowId: of(FlowId), flowVersion: version, ...plannedWatch };
const isPlanned = ['type', 'flowId', 'flowVersion', 'from', 'dueAt'] as const;

export const watchCommand: fc.Arbitrary<WatchCommand> = fc.oneof(
  fc.record({ ...as('ScheduleWatch'), ...ofFlow }, { requiredKeys: [...isPlanned] }),
  fc.record({ ...as('ClearWatch'), flowId: of(FlowId), upTo: of(Instant), reason }),
  fc.record(
    { ...as('FireWatch'), ...ofFlow, next: fc.record(plannedWatch, { requiredKeys: ['from', 'dueAt'] }) },
    { requiredKeys: [...isPlanned] },
  ),
  fc.record(
    {
      ...as('MarkSegment'),
      flowId: of(FlowId),
      flowVersion: version,
      segmentId: of(SegmentId),
      segmentVersion: version,
      isIn: fc.boolean(),
      because: of(TriggerEvent),
      fires: fc.record(plannedWatch),
      next: fc.record(plannedWatch),
    },
    { requiredKeys: ['type', 'flowId', 'flowVersion', 'segmentId', 'segmentVersion', 'isIn'] },
  ),
);

const definition = of(FlowDefinition);

export const flowCommand: fc.Arbitrary<FlowCommand> = fc.oneof(
  fc.record({ ...as('CreateFlow'), flowId: of(FlowId), definition }),
  fc.record(
    { ...as('ReviseFlow'), definition, expectedVersion: version },
    { requiredKeys: ['type', 'definition'] },
  ),
  fc.record({ ...as('ActivateFlow'), version }),
  fc.record(as('PauseFlow')),
  fc.record(
    {
      ...as('AdvanceSweep'),
      activation: fc.integer({ min: 1, max: 2 }),
      done: fc.nat(2),
      total: fc.nat(2),
      isOver: fc.boolean(),
      after: of(LeadId),
      segmentVersion: version,
    },
    { requiredKeys: ['type', 'activation', 'done', 'total', 'isOver'] },
  ),
);

export const templateCommand: fc.Arbitrary<TemplateCommand> = fc.oneof(
  fc.record({ ...as('CreateTemplate'), templateId: of(TemplateId), content: of(EmailContent) }),
  fc.record({ ...as('ReviseTemplate'), content: of(EmailContent) }),
);

export const productCommand: fc.Arbitrary<ProductCommand> = fc.oneof(
  dataOf(ProductCreated).map((data) => ({ type: 'CreateProduct', ...data }) as const),
  dataOf(ProductCreated).map(({ details }) => ({ type: 'ReviseProduct', details }) as const),
);

export const claimIdentity: fc.Arbitrary<IdentityCommand> = fc.record({
  ...anyOf('ClaimIdentity', 'ReleaseIdentity'),
  leadId: of(LeadId),
});

export const apiKeyCommand: fc.Arbitrary<ApiKeyCommand> = fc.oneof(
  dataOf(ApiKeyIssued).map((data) => ({ type: 'IssueApiKey', ...data }) as const),
  fc.record(as('RevokeApiKey')),
);

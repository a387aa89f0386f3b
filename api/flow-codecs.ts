import * as t from 'io-ts';
import { actionTypes } from '../commands/actions/index.js';
import { list } from '../domain/codecs/collections.js';
import { FlowId } from '../domain/codecs/ids.js';
import { Typed } from '../domain/codecs/json.js';
import { Finite, integer } from '../domain/codecs/numbers.js';
import { closed, open } from '../domain/codecs/struct.js';
import type { JsonSchema } from '../domain/codecs/text.js';
import { oneOf } from '../domain/codecs/text.js';
import { DomainError } from '../domain/errors.js';
import { ConditionTree } from '../domain/flow/condition-tree.js';
import type { Flow } from '../domain/flow/decider.js';
import { FlowDefinition, StepDefinition } from '../domain/flow/definition.js';
import { FlowVersion } from '../domain/flow/events.js';
import type { Sweep } from '../domain/flow/sweep.js';
import type { FlowDocument } from '../projections/flows.js';
import { conditionTypes } from '../rules/conditions/index.js';
import { triggerTypes } from '../rules/triggers/index.js';
import { DescribedType, type SchemaOf } from './described.js';

type Types = readonly { readonly settings: t.Mixed }[];

const oneOfTypes = (types: Types, schemaOf: SchemaOf): readonly JsonSchema[] =>
  types.map(({ settings }) => schemaOf(settings));

const named = <A>(name: string, { is, validate, encode }: t.Type<A, unknown, unknown>) =>
  new t.Type(name, is, validate, encode);

/** An action as a flow stores it, with the schemas of all types. */
export const ActionSettings = new DescribedType(named('Action', Typed), (schemaOf) => ({
  oneOf: oneOfTypes(actionTypes, schemaOf),
}));

const TriggerSettings = new DescribedType(named('Trigger', Typed), (schemaOf) => ({
  oneOf: oneOfTypes(triggerTypes, schemaOf),
}));

/** Conditions as a flow stores them, with the schemas of all types. */
export const Conditions: DescribedType<ConditionTree> = new DescribedType(
  named('Conditions', ConditionTree),
  (schemaOf) => {
    const self = schemaOf(Conditions);
    const combination = (key: string, schema: JsonSchema): JsonSchema => ({
      type: 'object',
      properties: { [key]: schema },
      required: [key],
      additionalProperties: false,
    });
    return {
      oneOf: [
        combination('all', { type: 'array', items: self, minItems: 1 }),
        combination('any', { type: 'array', items: self, minItems: 1 }),
        combination('not', self),
        ...oneOfTypes(conditionTypes, schemaOf),
      ],
    };
  },
);

const Step = closed(
  'Step',
  { ...StepDefinition.required, action: ActionSettings },
  { ...StepDefinition.optional, conditions: Conditions },
);

const definition = {
  ...FlowDefinition.required,
  trigger: TriggerSettings,
  steps: list(Step, { min: 1, max: 100 }),
};

const optional = { ...FlowDefinition.optional, goal: Conditions, exit: Conditions };

/** A flow as an editor sends it. What an action, a trigger or a condition means is checked with its own settings. */
export const FlowBody = closed('FlowBody', definition, optional);

export const NewFlow = closed('NewFlow', definition, {
  ...optional,
  flowId: FlowId,
  /** Create it active, or not at all. */
  activate: t.boolean,
});

export const FlowVersionAnswer = open(
  'FlowVersion',
  { flowId: FlowId, version: FlowVersion, ...definition },
  optional,
);

const unboundedInteger = integer('Count', { min: 0, max: Number.MAX_SAFE_INTEGER });

/** How far the leads have been looked through that were there when the flow was activated. */
const FlowSweep = open(
  'FlowSweep',
  {
    /** So many leads, of so many. */
    done: unboundedInteger,
    total: unboundedInteger,
    isOver: t.boolean,
    /** Leads in a second, since it began. */
    rate: Finite,
  },
  {
    /** In seconds, if it goes on like that. */
    timeLeft: Finite,
  },
);

const showSweep = (sweep: Sweep): t.TypeOf<typeof FlowSweep> => {
  const { done, total, isOver, startedAt, at } = sweep;
  const seconds = (Date.parse(at) - Date.parse(startedAt)) / 1000;
  const rate = seconds > 0 ? done / seconds : 0;
  const left = !isOver && rate > 0 ? { timeLeft: Math.ceil((total - done) / rate) } : {};
  return { done, total, isOver, rate: Math.round(rate * 10) / 10, ...left };
};

export const FlowAnswer = open(
  'Flow',
  {
    flowId: FlowId,
    /** The latest, and the one shown. */
    version: FlowVersion,
    status: oneOf('FlowStatus', ['draft', 'active', 'paused']),
    ...definition,
  },
  {
    ...optional,
    /** The version that leads enter, while the flow is active. */
    activeVersion: FlowVersion,
    /** Where the trigger waits for what time brings to leads that are there already. */
    sweep: FlowSweep,
  },
);
type FlowAnswer = t.TypeOf<typeof FlowAnswer>;

interface Versions extends Pick<FlowDocument, 'flowId' | 'status' | 'versions'> {
  readonly sweep?: Sweep;
}

const show = (
  { flowId, status, versions, sweep }: Versions,
  activeVersion: FlowVersion | undefined,
): FlowAnswer => {
  const latest = versions.at(-1);
  if (latest === undefined) throw DomainError.notFound('This flow');
  return {
    flowId,
    version: versions.length,
    status,
    ...(status === 'active' && activeVersion !== undefined ? { activeVersion } : {}),
    ...latest,
    ...(status === 'active' && sweep !== undefined ? { sweep: showSweep(sweep) } : {}),
  };
};

/** @throws DomainError `notFound` */
export const showFlow = (flow: Flow): FlowAnswer => {
  if (flow.status === 'absent') throw DomainError.notFound('This flow');
  return show(flow, flow.activeVersion);
};

export const showFlowDocument = (flow: FlowDocument): FlowAnswer =>
  show(flow, flow.activePeriods.findLast((period) => period.to === undefined)?.version);

import type { Typed } from '../domain/codecs/json.js';
import type { Fault } from '../domain/errors.js';
import type { ConditionTree } from '../domain/flow/condition-tree.js';
import type { FlowDefinition } from '../domain/flow/definition.js';
import { triggerFaults, triggerReferences } from '../rules/match-trigger.js';
import { readConditions } from '../rules/read-conditions.js';
import type { Reference } from '../rules/reference.js';
import { unreadyFaults } from '../rules/unready.js';
import { readAction } from './actions/index.js';
import type { Catalogue } from './catalogue.js';

const conditionsPath = (stepNo: number): string => `steps[${stepNo}].conditions`;

/** What is wrong with a part of a definition, and what it names in the catalogue. */
export interface Checked {
  readonly faults: readonly Fault[];
  /** What may stand in a draft, and in nothing that is to work. */
  readonly unready: readonly Fault[];
  readonly references: readonly Reference[];
}

export const nothingWrong: Checked = { faults: [], unready: [], references: [] };

/** Checks `{type, …settings}` of an action. */
export const checkAction = (action: Typed, path: string): Checked => {
  const read = readAction(action, path);
  return read.ok
    ? { ...nothingWrong, references: read.action.references }
    : { ...nothingWrong, faults: read.faults };
};

/** Checks the settings of every condition in a tree. */
export const checkConditions = (tree: ConditionTree | undefined, path: string): Checked => {
  if (tree === undefined) return nothingWrong;
  const read = readConditions(tree, path);
  return read.ok
    ? { faults: [], unready: unreadyFaults(read.tree), references: read.references }
    : { ...nothingWrong, faults: read.faults };
};

const check = (flow: FlowDefinition): Checked => {
  const parts: readonly Checked[] = [
    {
      ...nothingWrong,
      faults: triggerFaults(flow.trigger, 'trigger'),
      references: triggerReferences(flow.trigger, 'trigger'),
    },
    checkConditions(flow.goal, 'goal'),
    checkConditions(flow.exit, 'exit'),
    ...flow.steps.flatMap((step, stepNo) => [
      checkAction(step.action, `steps[${stepNo}].action`),
      checkConditions(step.conditions, conditionsPath(stepNo)),
    ]),
  ];
  return {
    faults: parts.flatMap((part) => part.faults),
    unready: parts.flatMap((part) => part.unready),
    references: parts.flatMap((part) => part.references),
  };
};

/** What is wrong with a draft. Conditions that are not chosen yet, or contradict each other, may stand in one. */
export const draftFaults = (flow: FlowDefinition): readonly Fault[] => check(flow).faults;

const isThere = (there: boolean, noun: string, { id }: Reference): string | undefined =>
  there ? undefined : `there is no ${noun} “${id}”`;

const missingVersion = (noun: string, { id, version }: Reference, versions: number): string | undefined => {
  if (versions === 0) return `there is no ${noun} “${id}”`;
  return version === undefined || version <= versions
    ? undefined
    : `the ${noun} “${id}” has no version ${version}`;
};

const missing = async (reference: Reference, catalogue: Catalogue): Promise<string | undefined> => {
  switch (reference.kind) {
    case 'product':
      return isThere((await catalogue.product(reference.id)) !== undefined, 'product', reference);
    case 'list':
      return isThere(await catalogue.hasList(reference.id), 'broadcast list', reference);
    case 'funnel':
      return isThere((await catalogue.funnel(reference.id)) !== undefined, 'funnel', reference);
    case 'segment':
      return isThere((await catalogue.segment(reference.id)).length > 0, 'segment', reference);
    case 'flow':
      return isThere((await catalogue.flow(reference.id)) !== 'absent', 'flow', reference);
    case 'smtp':
    case 'twilio':
    case 'training-jet': {
      const { kind, id } = reference;
      return isThere((await catalogue.connection(kind, id)) !== undefined, `${kind} connection`, reference);
    }
    case 'sms-template':
      return missingVersion('SMS template', reference, (await catalogue.smsTemplate(reference.id)).length);
    case 'call-pattern':
      return missingVersion('call pattern', reference, (await catalogue.callPattern(reference.id)).length);
    case 'template': {
      const { versions } = await catalogue.template(reference.id);
      return missingVersion('template', reference, versions.length);
    }
    default:
      return reference.kind satisfies never;
  }
};

/** What is named and not there. */
export const missingReferences = async (
  references: readonly Reference[],
  catalogue: Catalogue,
): Promise<readonly Fault[]> => {
  const faults = await Promise.all(
    references.map(async (reference): Promise<readonly Fault[]> => {
      const message = await missing(reference, catalogue);
      return message === undefined ? [] : [{ path: reference.path, message }];
    }),
  );
  return faults.flat();
};

/** Everything because of which a flow would fail when it runs, at once. */
export const activationFaults = async (
  flow: FlowDefinition,
  catalogue: Catalogue,
): Promise<readonly Fault[]> => {
  const { faults, unready, references } = check(flow);
  return [...faults, ...unready, ...(await missingReferences(references, catalogue))];
};

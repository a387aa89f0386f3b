import { aggregates } from '../../domain/aggregates.js';
import type { Json } from '../../domain/codecs/json.js';
import type { Revision } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import { definitionOf } from '../../domain/flow/decider.js';
import type { FlowDefinition } from '../../domain/flow/definition.js';
import type { Funnel } from '../../domain/funnel/funnel.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import type { LeadStreamEvent } from '../../domain/lead-stream.js';
import type { Explanation } from '../../domain/run/evaluation.js';
import type { Catalogue } from '../catalogue.js';
import { evaluateStep } from '../evaluate-step.js';
import type { ReadStream } from '../event-log.js';
import { createPastStates, type PastState, stateAt } from '../past-states.js';
import { timeZoneOf } from '../plan-steps.js';
import type { Repositories } from '../repositories.js';
import { type Decision, decisionsIn, type Verdict } from './decisions.js';
import { leafDifferences } from './leaf-differences.js';
import type { Findings, InputOf } from './report.js';
import type { LeadStory, LookAtLead } from './run-report.js';

export interface RecheckPorts {
  readonly repositories: Pick<Repositories, 'flows'>;
  readonly readStream: ReadStream;
}

/** A decision made anew. */
interface Remade {
  readonly verdict: Verdict | { readonly kind: 'fail' | 'go-on' };
  readonly explanation?: Explanation;
}

type Row = Findings['rows'][number];
type Funnels = Pick<Catalogue, 'funnel'>;

const conditionsOf = (flow: FlowDefinition, { subject }: Decision) => {
  switch (subject.kind) {
    case 'step':
      return flow.steps[subject.stepNo]?.conditions;
    case 'goal':
      return flow.goal;
    case 'exit':
      return flow.exit;
    default:
      return subject satisfies never;
  }
};

/** What the lead was as of each of some revisions. */
const leadsAt = (
  events: readonly Recorded<LeadStreamEvent>[],
  revisions: ReadonlySet<Revision>,
): ReadonlyMap<Revision, RegisteredLead> => {
  const { initial, evolve } = aggregates.lead;
  const found = new Map<Revision, RegisteredLead>();
  let state = initial;
  for (const event of events) {
    state = evolve(state, event);
    if (revisions.has(event.revision) && state.lead.status === 'registered')
      found.set(event.revision, state.lead);
  }
  return found;
};

/** The verdict as it is shown. */
const shown = ({ kind, ...when }: Remade['verdict']): Json =>
  'dueAt' in when && when.dueAt !== undefined ? `${kind} ${when.dueAt}` : kind;

const differences = (decision: Decision, { verdict, explanation }: Remade): readonly Row[] => {
  const { evaluation } = decision;
  const [was, is] = [shown(decision.verdict), shown(verdict)];
  const leaves = explanation === undefined ? [] : leafDifferences(evaluation.explanation, explanation);
  const whole =
    explanation === undefined || explanation.holds === evaluation.holds
      ? []
      : [{ at: '', what: 'evaluation', was: evaluation.holds, is: explanation.holds }];
  return [
    ...(was === is ? [] : [{ at: '', what: 'verdict', was, is }]),
    ...whole,
    ...leaves.map((leaf) => ({ ...leaf })),
  ];
};

const aboutDecision = ({ runId, flowVersion, subject, revision, evaluation }: Decision): Row => ({
  runId,
  flowVersion,
  revision,
  evaluatedAt: evaluation.evaluatedAt,
  ...(subject.kind === 'step' ? { stepNo: subject.stepNo } : { rule: subject.kind }),
});

const isAsked = ({ from, until }: InputOf<'recheck'>, { recordedAt }: Decision): boolean =>
  (from === undefined || from <= recordedAt) && (until === undefined || recordedAt <= until);

/**
 * Makes past decisions of a flow anew, from the log alone: the conditions of that version, on what the lead was as of the
 * revision that the evaluation names, at its instant, with the funnels of then. Gives a row for everything that differs.
 * @throws DomainError `notFound` when a run follows a version that does not exist
 */
export const createRecheck = async (
  { repositories, readStream }: RecheckPorts,
  input: InputOf<'recheck'>,
): Promise<LookAtLead> => {
  const { state: flow } = await repositories.flows.load(input.flowId);
  const funnelStates = createPastStates(aggregates.funnel, readStream);

  type Pick = (
    states: readonly PastState<{ readonly versions: readonly Funnel[] }>[],
  ) => { readonly versions: readonly Funnel[] } | undefined;
  const funnelsBy = (pick: Pick): Funnels => ({
    funnel: async (id) => pick(await funnelStates(id))?.versions.at(-1),
  });

  /** The funnels as they were when the conditions were evaluated, and as they were when that was recorded. */
  const funnelsOf = ({ evaluation, position }: Decision): readonly Funnels[] => [
    funnelsBy((states) => stateAt(states, evaluation.evaluatedAt)),
    funnelsBy((states) => states.findLast((past) => past.position < position)?.state),
  ];

  const remake = async (decision: Decision, lead: RegisteredLead, funnels: Funnels): Promise<Remade> => {
    const { flowVersion, subject, evaluation } = decision;
    const definition = definitionOf(flow, flowVersion);
    const facts = { lead, now: evaluation.evaluatedAt, timeZone: timeZoneOf(definition) };
    const tree = conditionsOf(definition, decision);
    const verdict = await evaluateStep(tree, facts, evaluation.leadRevision, funnels);
    const explained =
      'evaluation' in verdict && verdict.evaluation !== undefined
        ? { explanation: verdict.evaluation.explanation }
        : {};
    if (subject.kind !== 'step')
      return { verdict: { kind: verdict.kind === 'run' ? 'end' : 'go-on' }, ...explained };
    return {
      verdict:
        verdict.kind === 'put-off' ? { kind: 'put-off', dueAt: verdict.dueAt } : { kind: verdict.kind },
      ...explained,
    };
  };

  const check = async (decision: Decision, lead: RegisteredLead | undefined): Promise<readonly Row[]> => {
    if (lead === undefined)
      return [{ at: '', what: 'revision', was: decision.evaluation.leadRevision, is: null }];
    let found: readonly Row[] = [];
    for (const funnels of funnelsOf(decision)) {
      found = differences(decision, await remake(decision, lead, funnels));
      if (found.length === 0) return [];
    }
    return found;
  };

  return async ({ events }: LeadStory): Promise<Findings> => {
    const decisions = decisionsIn(events, input.flowId).filter((decision) => isAsked(input, decision));
    const leads = leadsAt(events, new Set(decisions.map(({ evaluation }) => evaluation.leadRevision)));
    const rows: Row[] = [];
    for (const decision of decisions) {
      const found = await check(decision, leads.get(decision.evaluation.leadRevision));
      rows.push(...found.map((difference) => ({ ...aboutDecision(decision), ...difference })));
    }
    return {
      rows,
      figures: [
        { figure: 'decisions', count: decisions.length },
        { figure: 'differences', count: rows.length },
      ],
    };
  };
};

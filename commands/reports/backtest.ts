import { DomainError } from '../../domain/errors.js';
import type { Recorded } from '../../domain/event.js';
import type { LeadStreamEvent } from '../../domain/lead-stream.js';
import type { ReadStream } from '../event-log.js';
import type { Repositories } from '../repositories.js';
import { createPastRepositories } from '../simulation/past-repositories.js';
import type { EntryKey } from '../simulation/real-runs.js';
import { createSimulateFlow } from '../simulation/simulate-flow.js';
import type { SimulatedFlow } from '../simulation/simulated-flow.js';
import type { WorldPorts } from '../simulation/world.js';
import type { Figure, Findings, InputOf } from './report.js';
import type { LeadStory, LookAtLead } from './run-report.js';
import { type FlowSketch, type RunSketch, type StepSketch, showSketch, sketchRuns } from './run-sketches.js';

export interface BacktestPorts extends Omit<WorldPorts, 'past'> {
  readonly repositories: Pick<Repositories, 'flows'>;
  readonly readStream: ReadStream;
}

type Difference = 'same' | 'different' | 'only-simulated' | 'only-real';

/** Really, things take some time, from whose end others count, and in a simulation none. */
const tolerance = 60_000;

const isSameTime = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined
    ? one === other
    : Math.abs(Date.parse(one) - Date.parse(other)) <= tolerance;

/** How late a step ran does not matter, but when it was to. */
const isSameStep = (one: StepSketch, other: StepSketch | undefined): boolean =>
  other !== undefined &&
  one.outcome === other.outcome &&
  one.reason?.code === other.reason?.code &&
  isSameTime(one.dueAt, other.dueAt);

const isSameRun = (one: RunSketch, other: RunSketch): boolean =>
  one.outcome === other.outcome &&
  one.steps.length === other.steps.length &&
  one.steps.every((step, stepNo) => isSameStep(step, other.steps[stepNo]));

const compare = (simulated: RunSketch | undefined, real: RunSketch | undefined): Difference => {
  if (simulated === undefined) return 'only-real';
  if (real === undefined) return 'only-simulated';
  return isSameRun(simulated, real) ? 'same' : 'different';
};

const stepFigure = ({ outcome, reason }: StepSketch, stepNo: number): Figure => ({
  figure: outcome,
  stepNo,
  ...(reason === undefined ? {} : { reason: reason.code }),
  count: 1,
});

const figuresOf = ({ runs, declined }: FlowSketch): readonly Figure[] => [
  ...declined.map((reason) => ({ figure: 'declined', reason, count: 1 })),
  ...[...runs.values()].flatMap((run) => [
    { figure: 'entered', count: 1 },
    { figure: `run-${run.outcome}`, count: 1 },
    ...run.steps.map(stepFigure),
  ]),
];

const findingsOf = (simulated: FlowSketch, real: FlowSketch): Findings => {
  const keys: readonly EntryKey[] = [...new Set([...simulated.runs.keys(), ...real.runs.keys()])];
  const pairs = keys.map((key) => {
    const [one, other] = [simulated.runs.get(key), real.runs.get(key)];
    return { difference: compare(one, other), one, other };
  });
  return {
    rows: pairs.map(({ difference, one, other }) => ({
      difference,
      ...(one === undefined ? {} : { simulated: showSketch(one) }),
      ...(other === undefined ? {} : { really: showSketch(other) }),
    })),
    figures: [
      ...figuresOf(simulated),
      ...[...real.runs.keys()].map(() => ({ figure: 'really-entered', count: 1 })),
      ...pairs.map(({ difference }) => ({ figure: difference, count: 1 })),
    ],
  };
};

const flowOf = async (
  { flows }: BacktestPorts['repositories'],
  { flowId, version, definition: given, from, until }: InputOf<'backtest'>,
): Promise<SimulatedFlow> => {
  const { state } = await flows.load(flowId);
  const known = state.status === 'absent' ? [] : state.versions;
  if (given !== undefined) {
    const versions = [...known, given];
    return { flowId, versions, version: versions.length, definition: given, from, until };
  }
  const definition = known[version - 1];
  if (definition === undefined) throw DomainError.notFound(`Version ${version} of this flow`);
  return { flowId, versions: known, version, definition, from, until };
};

/** What was really recorded until then, and from where on it counts. */
const reallyIn = (events: readonly Recorded<LeadStreamEvent>[], { from, until }: SimulatedFlow) => {
  const past = events.filter(({ recordedAt }) => recordedAt <= until);
  return { past, first: past.filter(({ recordedAt }) => recordedAt < from).length };
};

/**
 * Runs a flow on the past of each lead, as if it had been active in one version from `from` until `until`, and says what
 * would have come of it, beside what really did. Gives a row for each run that there was, or would have been.
 * @throws DomainError `notFound` for a version that does not exist
 */
export const createBacktest = async (
  ports: BacktestPorts,
  input: InputOf<'backtest'>,
): Promise<LookAtLead> => {
  const flow = await flowOf(ports.repositories, input);
  const simulate = createSimulateFlow({ ...ports, past: createPastRepositories(ports.readStream) }, flow);

  return async ({ leadId, events }: LeadStory): Promise<Findings> => {
    const simulation = await simulate(leadId, events);
    const { past, first } = reallyIn(events, flow);
    return findingsOf(
      sketchRuns(simulation.events, flow.flowId, simulation.first),
      sketchRuns(past, flow.flowId, first),
    );
  };
};

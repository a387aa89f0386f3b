import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { type FlowId, type LeadId, ReportId } from '../../domain/codecs/ids.js';
import { DomainError } from '../../domain/errors.js';
import type { Actor } from '../../domain/event.js';
import type { FlowDefinition } from '../../domain/flow/definition.js';
import type { Catalogue } from '../catalogue.js';
import { activationFaults, draftFaults } from '../check-flow.js';
import type { Clock, NewId, ReadStream } from '../event-log.js';
import type { Repositories } from '../repositories.js';
import { checkSegment } from '../segments/check-segment.js';
import { compareReports, type LeadDifferences } from './compare-reports.js';
import { resolvePastSegment } from './past-segment.js';
import type { InputOf, Report, ReportInput, ReportRow } from './report.js';
import { type ReportStore, type RowPlace, rowPages } from './report-store.js';

export interface ManageReportsPorts {
  readonly store: ReportStore;
  readonly repositories: Pick<Repositories, 'flows'>;
  readonly catalogue: Catalogue;
  readonly readStream: ReadStream;
  /** Has a report made as soon as no other one is. */
  readonly wake: (reportId: ReportId) => void;
  readonly newId: NewId;
  readonly clock: Clock;
}

/** How many may wait at a time. */
const maxOpen = 20;

/** `definition` is the latest version unless given. */
export type BacktestRequest = Omit<InputOf<'backtest'>, 'type' | 'version'>;

const refuseOrder = ({ from, until }: { readonly from?: string; readonly until?: string }): void => {
  if (from !== undefined && until !== undefined && from >= until)
    throw DomainError.invalid([{ path: 'until', message: 'must be later than from' }]);
};

/** Asks for reports, and shows how far they are. */
export const createManageReports = ({
  store,
  repositories,
  catalogue,
  readStream,
  wake,
  newId,
  clock,
}: ManageReportsPorts) => {
  const load = async (reportId: ReportId): Promise<Report> => {
    const report = await store.one(reportId);
    if (report === undefined) throw DomainError.notFound('This report');
    return report;
  };

  /** A flow may stop itself, and is there while it is simulated. */
  const refuseFaults = async (
    definition: FlowDefinition,
    flowId: FlowId,
    isGiven: boolean,
  ): Promise<void> => {
    const withIt: Catalogue = {
      ...catalogue,
      flow: async (id) => (id === flowId ? 'active' : catalogue.flow(id)),
    };
    const faults = await activationFaults(definition, withIt);
    if (faults.length === 0) return;
    const below = isGiven ? 'definition.' : '';
    const placed = faults.map(({ path, message }) => ({ path: `${below}${path}`, message }));
    throw draftFaults(definition).length > 0
      ? DomainError.invalid(placed)
      : DomainError.unusable('This flow would fail when it runs.', placed);
  };

  const start = async (input: ReportInput, by: Actor): Promise<Report> => {
    if ((await store.open()).length >= maxOpen)
      throw DomainError.notAllowed(`${maxOpen} reports are waiting already: cancel one, or wait.`);
    const report: Report = {
      reportId: decodeOrThrow(ReportId, newId()),
      input,
      status: 'waiting',
      progress: { done: 0, total: 0 },
      figures: [],
      rows: 0,
      createdAt: clock(),
      by,
    };
    await store.insert(report);
    wake(report.reportId);
    return report;
  };

  return {
    /** @throws DomainError `notFound` */
    load,
    page: store.page,

    /**
     * Has the past decisions of a flow made anew.
     * @throws DomainError `notFound` for a flow that does not exist, `invalid`, or `notAllowed` where too many wait
     */
    recheck: async (input: Omit<InputOf<'recheck'>, 'type'>, by: Actor): Promise<Report> => {
      refuseOrder(input);
      const { state } = await repositories.flows.load(input.flowId);
      if (state.status === 'absent') throw DomainError.notFound('This flow');
      return start({ type: 'recheck', ...input }, by);
    },

    /**
     * Has a flow run on the past: a definition that is given, or else the latest version.
     * @throws DomainError `invalid` with every fault, `unusable` for what would fail when it runs, `notFound` where neither
     * is there, or `notAllowed` where too many wait
     */
    backtest: async ({ definition: given, ...input }: BacktestRequest, by: Actor): Promise<Report> => {
      refuseOrder(input);
      if (input.until > clock())
        throw DomainError.invalid([{ path: 'until', message: 'must not be later than now' }]);
      const { state } = await repositories.flows.load(input.flowId);
      const versions = state.status === 'absent' ? [] : state.versions;
      const definition = given ?? versions.at(-1);
      if (definition === undefined) throw DomainError.notFound('This flow');
      await refuseFaults(definition, input.flowId, given !== undefined);
      const version = given === undefined ? versions.length : versions.length + 1;
      const changed = given === undefined ? {} : { definition: given };
      return start({ type: 'backtest', ...input, version, ...changed }, by);
    },

    /**
     * Has those found who were in a segment at a past instant.
     * @throws DomainError `invalid` with every fault, `notFound` for a saved segment that did not exist yet, or `notAllowed`
     * where too many wait
     */
    pastSegment: async (input: Omit<InputOf<'past-segment'>, 'type'>, by: Actor): Promise<Report> => {
      const { faults, unready } = checkSegment(input.segment, 'segment');
      const late = input.at > clock() ? [{ path: 'at', message: 'must not be later than now' }] : [];
      const all = [...faults, ...unready, ...late];
      if (all.length > 0) throw DomainError.invalid(all);
      await resolvePastSegment(readStream, input);
      return start({ type: 'past-segment', ...input }, by);
    },

    /** What is there already stays. @throws DomainError `notFound`, or `notAllowed` for a report that has ended */
    cancel: async (reportId: ReportId): Promise<Report> => {
      const { status } = await load(reportId);
      const isEnded = !(await store.end(reportId, { status: 'cancelled', endedAt: clock() }));
      if (isEnded && status !== 'cancelled') throw DomainError.notAllowed('This report has ended.');
      return load(reportId);
    },

    /** @throws DomainError `notFound` */
    remove: async (reportId: ReportId): Promise<void> => {
      await load(reportId);
      await store.remove(reportId);
    },

    /** At most `limit` rows in the order of their leads. @throws DomainError `notFound` */
    rows: async (reportId: ReportId, limit: number, after?: RowPlace): Promise<readonly ReportRow[]> => {
      await load(reportId);
      return store.rows(reportId, limit, after);
    },

    /** All rows, a page in memory at a time. */
    pages: (reportId: ReportId): AsyncIterable<readonly ReportRow[]> => rowPages(store, reportId),

    /**
     * A page of the leads of which two reports speak otherwise.
     * @throws DomainError `notFound`, or `invalid` for reports of two kinds
     */
    compare: async (
      reportId: ReportId,
      other: ReportId,
      page: { readonly limit: number; readonly after?: LeadId },
    ): Promise<LeadDifferences> => compareReports(store, await load(reportId), await load(other), page),
  };
};

export type ManageReports = ReturnType<typeof createManageReports>;

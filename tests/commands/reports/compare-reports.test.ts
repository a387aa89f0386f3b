import { describe, expect, it } from 'vitest';
import { compareReports } from '../../../commands/reports/compare-reports.js';
import type { Report, ReportRow } from '../../../commands/reports/report.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { FlowId, LeadId, ReportId } from '../../../domain/codecs/ids.js';
import { createMemoryReportStore } from '../../support/memory-report-store.js';
import { uuidAt } from '../../support/recorded.js';
import { instant } from '../../support/virtual-clock.js';

const leadId = (no: number): LeadId => decodeOrThrow(LeadId, uuidAt(no, 'd'));
const flowId = decodeOrThrow(FlowId, 'flow');
const [from, until] = [instant('2026-03-01T00:00:00Z'), instant('2026-03-02T00:00:00Z')];
const recheck = { type: 'recheck', flowId } as const;
const backtest = { type: 'backtest', flowId, version: 1, from, until } as const;

const report = (no: number, input: Report['input']): Report => ({
  reportId: decodeOrThrow(ReportId, uuidAt(no, 'a')),
  input,
  status: 'done',
  progress: { done: 0, total: 0 },
  figures: [],
  rows: 0,
  createdAt: until,
  by: { kind: 'api-key', id: 'tests' },
});

type Rows = Readonly<Record<number, readonly ReportRow['data'][]>>;

const compared = async (here: Rows, there: Rows, input: Report['input'] = recheck) => {
  const store = createMemoryReportStore();
  const [one, other] = [report(1, input), report(2, input)];
  for (const [{ reportId }, rows] of [
    [one, here],
    [other, there],
  ] as const)
    await store.saveRows(
      Object.entries(rows).flatMap(([lead, some]) =>
        some.map((data, no) => ({ reportId, leadId: leadId(Number(lead)), no, data })),
      ),
    );
  return (limit = 10, after?: LeadId) =>
    compareReports(store, one, other, { limit, ...(after === undefined ? {} : { after }) });
};

const [a, b] = [{ x: 'a' }, { x: 'b' }];

describe('two reports', () => {
  it('differ where they say something else, more, or nothing of a lead', async () => {
    const compare = await compared(
      { 1: [a], 2: [a], 3: [a, b], 5: [a] },
      { 1: [a], 2: [b], 3: [a], 4: [b], 5: [a], 6: [a] },
    );
    const items = [
      { leadId: leadId(2), here: [a], there: [b] },
      { leadId: leadId(3), here: [a, b], there: [a] },
      { leadId: leadId(4), here: [], there: [b] },
      { leadId: leadId(6), here: [], there: [a] },
    ];
    expect(await compare()).toEqual({ items });
    expect(await compare(2)).toEqual({ items: items.slice(0, 2), next: leadId(3) });
    expect(await compare(2, leadId(3))).toEqual({ items: items.slice(2) });
  });

  it('are read on for a while only, where there is no difference', async () => {
    const many: Rows = Object.fromEntries(Array.from({ length: 5001 }, (_, no) => [no + 1, [a]]));
    const compare = await compared(many, { ...many, 5001: [b] });
    expect(await compare()).toEqual({ items: [], next: leadId(5000) });
    expect((await compare(10, leadId(5000))).items).toEqual([
      { leadId: leadId(5001), here: [a], there: [b] },
    ]);
  });

  it('of backtests do not differ by the sentences of reasons', async () => {
    const skipped = (code: string, message: string) => ({
      difference: 'only-simulated',
      simulated: { outcome: 'completed', steps: [{ outcome: 'skipped', reason: { code, message } }] },
    });
    const notMet = 'conditions-not-met';
    const compare = await compared(
      { 1: [skipped(notMet, 'less than 30')], 2: [skipped(notMet, 'less than 30')] },
      { 1: [skipped(notMet, 'less than 31')], 2: [skipped('suppressed', 'less than 30')] },
      backtest,
    );
    expect((await compare()).items.map((item) => item.leadId)).toEqual([leadId(2)]);
  });

  it('of backtests differ where other runs would have come, whatever really did', async () => {
    const ran = (version: number, outcome: string, difference: string) => ({
      difference,
      simulated: { version, outcome },
    });
    const compare = await compared(
      { 1: [ran(1, 'completed', 'same')], 2: [ran(1, 'exited', 'same')], 3: [{ difference: 'only-real' }] },
      { 1: [ran(2, 'completed', 'different')], 2: [ran(2, 'completed', 'same')] },
      backtest,
    );
    expect(await compare()).toEqual({
      items: [{ leadId: leadId(2), here: [{ outcome: 'exited' }], there: [{ outcome: 'completed' }] }],
    });
  });

  it('of two kinds are not compared', async () => {
    const store = createMemoryReportStore();
    const asked = compareReports(store, report(1, recheck), report(2, backtest), { limit: 1 });
    await expect(asked).rejects.toMatchObject({ faults: [{ path: 'with' }] });
  });
});

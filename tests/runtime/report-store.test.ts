import { describe, expect, it } from 'vitest';
import type { Report } from '../../commands/reports/report.js';
import type { ReportStore } from '../../commands/reports/report-store.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId, LeadId, ReportId } from '../../domain/codecs/ids.js';
import { createReportStore } from '../../runtime/report-store.js';
import { createMemoryReportStore } from '../support/memory-report-store.js';
import { uuidAt } from '../support/recorded.js';
import { instant } from '../support/virtual-clock.js';
import { useMongodb } from './use-mongodb.js';

const freshDb = useMongodb();
const reportId = (no: number): ReportId => decodeOrThrow(ReportId, uuidAt(no, 'a'));
const leadId = (no: number): LeadId => decodeOrThrow(LeadId, uuidAt(no, 'd'));
const report = (no: number): Report => ({
  reportId: reportId(no),
  input: { type: 'recheck', flowId: decodeOrThrow(FlowId, 'flow') },
  status: 'waiting',
  progress: { done: 0, total: 0 },
  figures: [],
  rows: 0,
  createdAt: instant('2026-03-02T08:00:00Z'),
  by: { kind: 'api-key', id: 'tests' },
});
const row = (of: number, lead: number, no = 0, data = {}) => ({
  reportId: reportId(of),
  leadId: leadId(lead),
  no,
  data,
});
const end = { status: 'done', endedAt: instant('2026-03-02T09:00:00Z') } as const;

const stores: readonly (readonly [string, () => Promise<ReportStore>])[] = [
  ['in MongoDB', () => createReportStore(freshDb())],
  ['of the tests', async () => createMemoryReportStore()],
];

describe.each(stores)('a store of reports %s', (_name, fresh) => {
  it('gives back what it was given, the newest first, page by page', async () => {
    const store = await fresh();
    for (const no of [1, 2, 3]) await store.insert(report(no));
    expect(await store.one(reportId(2))).toEqual(report(2));
    expect(await store.one(reportId(9))).toBeUndefined();
    expect(await store.page(2)).toEqual([report(3), report(2)]);
    expect(await store.page(2, reportId(2))).toEqual([report(1)]);
  });

  it('changes a report until it has ended, and ends it once', async () => {
    const store = await fresh();
    await store.insert(report(1));
    await store.insert(report(2));
    const running = { ...report(1), status: 'running' as const, rows: 7 };
    expect(await store.replaceOpen(running)).toBe(true);
    expect(await store.open()).toEqual([reportId(1), reportId(2)]);
    expect(await store.end(reportId(1), end)).toBe(true);
    expect(await store.end(reportId(1), { ...end, status: 'cancelled' })).toBe(false);
    expect(await store.replaceOpen(running)).toBe(false);
    expect(await store.replaceOpen(report(9))).toBe(false);
    expect(await store.one(reportId(1))).toEqual({ ...running, ...end });
    expect(await store.open()).toEqual([reportId(2)]);
  });

  it('keeps rows in the order of their leads and numbers, one at each place', async () => {
    const store = await fresh();
    await store.saveRows([row(1, 2), row(1, 1, 10), row(1, 1, 9), row(2, 1)]);
    await store.saveRows([row(1, 2, 0, { changed: [1] })]);
    expect(await store.rows(reportId(1), 9)).toEqual([
      row(1, 1, 9),
      row(1, 1, 10),
      row(1, 2, 0, { changed: [1] }),
    ]);
    expect(await store.rows(reportId(1), 1, row(1, 1, 9))).toEqual([row(1, 1, 10)]);
  });

  it('removes rows after a lead, of leads, and with their report', async () => {
    const store = await fresh();
    await store.insert(report(1));
    const rows = [row(1, 1), row(1, 2), row(1, 3), row(2, 1), row(2, 3)];
    await store.saveRows(rows);
    await store.removeRowsAfter(reportId(1), leadId(2));
    expect(await store.rows(reportId(1), 9)).toEqual([row(1, 1), row(1, 2)]);
    await store.removeRowsOf([leadId(1)], reportId(1));
    expect(await store.rows(reportId(1), 9)).toEqual([row(1, 2)]);
    expect(await store.rows(reportId(2), 9)).toEqual([row(2, 1), row(2, 3)]);
    await store.removeRowsOf([leadId(3)]);
    expect(await store.rows(reportId(2), 9)).toEqual([row(2, 1)]);
    await store.remove(reportId(1));
    expect(await store.rows(reportId(1), 9)).toEqual([]);
    expect(await store.one(reportId(1))).toBeUndefined();
    await store.removeRowsAfter(reportId(2));
    expect(await store.rows(reportId(2), 9)).toEqual([]);
  });
});

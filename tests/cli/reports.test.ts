import { beforeEach, describe, expect, it } from 'vitest';
import { CallFailed } from '../../cli/call.js';
import { createProgram } from '../../cli/program.js';
import { useApi } from '../api/support/use-api.js';

const { post, api } = useApi();

const definition = {
  name: 'Welcome',
  trigger: { type: 'form-submitted', formId: 'a' },
  steps: [
    {
      action: { type: 'make-note', text: 'x' },
      when: { type: 'immediately' },
      conditions: { not: { type: 'has-tag', tag: 'x' } },
    },
  ],
};
let from: string;

beforeEach(async () => {
  from = api().ports.clock();
  await post('/v1/flows', { flowId: 'welcome', activate: true, ...definition });
  for (const name of ['a', 'b']) {
    const lead = { email: `${name}@example.com` };
    await post('/v1/events', { type: 'form-submitted', lead, data: { formId: 'a', fields: {} } });
  }
  await api().settle();
  api().advance(3_600_000);
});

/** The report that was asked for. */
const asked = async () => {
  const [report] = await api().reportStore.page(1);
  if (report === undefined) throw new Error('no report');
  return report;
};

/** Runs the program; reports are made while it waits. */
const leadlineWhile = async (pause: () => Promise<void>, ...words: readonly string[]) => {
  const written: string[] = [];
  let code = 0;
  const program = createProgram({
    environment: { LEADLINE_URL: api().url, LEADLINE_API_KEY: api().keys.analyst },
    keyOfDataFolder: async () => '',
    out: { write: (text) => written.push(text) },
    readText: async (path) => {
      if (path === 'changed.json')
        return JSON.stringify({ ...definition, trigger: { type: 'form-submitted' } });
      if (path === 'wrong.json') return JSON.stringify({ ...definition, steps: [] });
      return 'nonsense';
    },
    pause,
    now: () => 0,
    fail: (error) => {
      throw error;
    },
    exitWith: (with_) => {
      code = with_;
    },
  });
  program.configureOutput({ writeErr: () => undefined });
  await program.parseAsync(words, { from: 'user' });
  return { text: written.join(''), code };
};

const leadline = (...words: readonly string[]) => leadlineWhile(() => api().makeReports(), ...words);

describe('leadline recheck', () => {
  it('makes past decisions anew and says that none differs', async () => {
    const { text, code } = await leadline('recheck', '--flow', 'welcome');
    expect(text).toContain('waiting\n');
    expect(text).toMatch(/decisions +2\n/);
    expect(text).toContain('2 decisions, 0 differences, 0 leads that cannot be read');
    expect(code).toBe(0);
  });

  it('ends with 1 where something differs', async () => {
    const differs = async () => {
      const report = await asked();
      const figures = [
        { figure: 'decisions', count: 2 },
        { figure: 'differences', count: 1 },
      ];
      await api().reportStore.replaceOpen({ ...report, status: 'running', figures });
      await api().reportStore.end(report.reportId, { status: 'done', endedAt: api().ports.clock() });
    };
    expect(await leadlineWhile(differs, 'recheck', '--flow', 'welcome', '--from', from)).toMatchObject({
      code: 1,
      text: expect.stringContaining('2 decisions, 1 differences'),
    });
  });

  it('ends with 1 where the report is cancelled', async () => {
    const cancel = async () => {
      await api().ports.reports.cancel((await asked()).reportId);
    };
    expect(await leadlineWhile(cancel, 'recheck', '--flow', 'welcome')).toMatchObject({
      code: 1,
      text: expect.stringContaining('cancelled'),
    });
  });

  it('says what is wrong', async () => {
    await expect(leadline('recheck', '--flow', 'nobody')).rejects.toThrow(CallFailed);
  });
});

describe('leadline backtest', () => {
  const until = () => api().ports.clock();

  it('runs the flow on the past, and says what really happened', async () => {
    const { text, code } = await leadline(
      'backtest',
      '--flow',
      'welcome',
      '--from',
      from,
      '--until',
      until(),
    );
    expect(text).toContain('2 would have entered, 2 really did');
    expect(text).toMatch(/step 0 succeeded +2\n/);
    expect(text).toMatch(/same +2\n/);
    expect(code).toBe(0);
  });

  it('takes another definition from a file, and names what is wrong with it', async () => {
    const time = ['--from', from, '--until', until()];
    const { text } = await leadline('backtest', '--flow', 'new', ...time, '--file', 'changed.json');
    expect(text).toContain('2 would have entered, 0 really did');
    const wrong = leadline('backtest', '--flow', 'new', ...time, '--file', 'wrong.json');
    await expect(wrong).rejects.toThrow('definition.steps');
    const nonsense = leadline('backtest', '--flow', 'new', ...time, '--file', 'nonsense.json');
    await expect(nonsense).rejects.toThrow('nonsense.json is not JSON');
  });
});

import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCall, eachOf } from './client.js';
import { startProcess } from './leadline-process.js';

/*
 * A backup of a Leadline that runs, restored into an empty folder: `node dist/bench/archive.js`.
 * BENCH_EVENTS events of BENCH_LEADS leads; most of the time goes into telling Leadline of them first.
 */

const leadCount = Number(process.env['BENCH_LEADS'] ?? 5000);
const eventCount = Number(process.env['BENCH_EVENTS'] ?? 50_000);
const batch = 500;
const cli = fileURLToPath(new URL('../cli/main.js', import.meta.url));

/** Runs `leadline`; gives what it said and how long it took. */
const run = async (environment: Readonly<Record<string, string>>, ...words: readonly string[]) => {
  const started = performance.now();
  const child = spawn(process.execPath, [cli, ...words], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`leadline ${words[0]} ended with ${String(code)}: ${out}`);
  const events = Number(/(\d+) events(?:,|$)/m.exec(out)?.[1]);
  return { events, seconds: (performance.now() - started) / 1000 };
};

const say = (what: string, { events, seconds }: Awaited<ReturnType<typeof run>>): void => {
  const rate = Math.round(events / seconds).toLocaleString('en');
  console.log(`${what}: ${events.toLocaleString('en')} events in ${seconds.toFixed(1)} s, ${rate} events/s`);
};

const main = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'leadline-bench-'));
  const [source, target, file] = ['source', 'target', 'backup.gz'].map((name) => join(folder, name));
  if (source === undefined || target === undefined || file === undefined) return;
  const leadline = await startProcess(source);
  try {
    const call = createCall(leadline.url, leadline.key);
    await eachOf(Math.ceil(eventCount / batch), 8, async (index) => {
      const events = Array.from({ length: batch }, (_, no) => ({
        type: 'page-visited',
        lead: { externalId: `lead-${(index * batch + no) % leadCount}` },
        data: { url: `https://shop.example/${no}`, pageId: `p${no % 20}` },
      }));
      await call('POST', '/v1/events', { events });
    });
    say('backup', await run({ DATA_DIR: source, LEADLINE_URL: leadline.url }, 'backup', file));
    console.log(`  ${((await stat(file)).size / 1024 ** 2).toFixed(1)} MB`);
  } finally {
    await leadline.stop();
  }
  say('restore, with the comparison', await run({}, 'restore', file, '--data-dir', target));
  await rm(folder, { recursive: true });
};

await main();

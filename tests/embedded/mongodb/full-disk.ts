import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

// The built file: a child process of node knows no TypeScript.
const builtServer = new URL('../../../dist/embedded/mongodb/server.js', import.meta.url).href;

const program = `
  import { rmSync, writeFileSync } from 'node:fs';
  import { createInterface } from 'node:readline';
  import { startMongo } from ${JSON.stringify(builtServer)};
  const directory = process.argv[1];
  const filler = directory + '/filler';
  writeFileSync(filler, Buffer.alloc(4 * 1024 * 1024));
  let mongo = await startMongo({ directory });
  const { port } = mongo;
  console.log(mongo.url);
  for await (const order of createInterface({ input: process.stdin })) {
    if (order === 'make room') rmSync(filler);
    if (order === 'restart') {
      await mongo.stop();
      mongo = await startMongo({ directory, port });
    }
    console.log('done');
  }
`;

const mount = 'mount -t tmpfs -o size=8m tmpfs "$1"';

/** Whether this machine lets us have a disk of our own. */
export const canMount =
  spawnSync('unshare', ['-rm', 'sh', '-c', mount, 'sh', '/mnt'], { stdio: 'ignore' }).status === 0;

const linesOf = ({ stdout }: ChildProcess): AsyncIterator<string> => {
  if (stdout === null) throw new Error('The child process has no output.');
  return createInterface({ input: stdout })[Symbol.asyncIterator]();
};

/** A server whose folder is a disk of 8 MB, half of which something else takes. */
export const startOnSmallDisk = async (directory: string) => {
  const node = [process.execPath, '--input-type=module', '-e', program, directory];
  const child = spawn(
    'unshare',
    ['-rm', 'sh', '-c', `${mount} && shift && exec "$@"`, 'sh', directory, ...node],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  const lines = linesOf(child);
  const nextLine = async (): Promise<string> => String((await lines.next()).value);
  const order = async (what: 'make room' | 'restart'): Promise<void> => {
    child.stdin.write(`${what}\n`);
    if ((await nextLine()) !== 'done') throw new Error(`The server did not ${what}.`);
  };
  return {
    url: await nextLine(),
    makeRoom: () => order('make room'),
    restart: () => order('restart'),
    kill: async (): Promise<void> => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};

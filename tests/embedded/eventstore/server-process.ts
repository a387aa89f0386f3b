import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

// The built file: a child process of node knows no TypeScript.
const builtServer = new URL('../../../dist/embedded/eventstore/server.js', import.meta.url).href;

const program = `
  import { startEventStore } from ${JSON.stringify(builtServer)};
  const store = await startEventStore({ directory: process.argv[1], port: Number(process.argv[2]) });
  console.log(store.url);
`;

const firstLineOf = async (child: ChildProcess): Promise<string> => {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('The child process has no output.');
  const complaints: string[] = [];
  stderr.on('data', (chunk) => complaints.push(String(chunk)));
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error(`The server did not start: ${complaints.join('')}`);
};

type Options = {
  readonly port?: number;
  /** Only root can start it so. */
  readonly asNobody?: boolean;
  /** The size at which the operating system stops every file from growing. */
  readonly maxFileKiB?: number;
};

const nobody = 65_534;

/** A server in a process of its own, so that it can be killed, or kept short of something. */
export const startInChild = async (
  directory: string,
  { port = 0, asNobody = false, maxFileKiB }: Options = {},
) => {
  const node = [process.execPath, '--input-type=module', '-e', program, directory, String(port)];
  const limit = maxFileKiB === undefined ? '' : `ulimit -f ${maxFileKiB * 2} && `;
  const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...node], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(asNobody && { uid: nobody, gid: nobody }),
  });
  const exited = once(child, 'exit');
  const url = await firstLineOf(child);
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid,
    kill: async (): Promise<void> => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};

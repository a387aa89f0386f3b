import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const firstLineOf = async ({ stdout, stderr }: ChildProcess): Promise<string> => {
  if (stdout === null || stderr === null) throw new Error('The child process has no output.');
  const complaints: string[] = [];
  stderr.on('data', (chunk) => complaints.push(String(chunk)));
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error(`The server did not start: ${complaints.join('')}`);
};

export type ChildOptions = {
  readonly port?: number;
  /** Only root can start it so. */
  readonly asNobody?: boolean;
  /** The size at which the operating system stops every file from growing. */
  readonly maxFileKiB?: number;
};

const nobody = 65_534;

/** Runs a program that prints the URL of the server it starts, so that the server can be killed, or kept short of something. */
export const startServerInChild = async (
  program: string,
  directory: string,
  { port = 0, asNobody = false, maxFileKiB }: ChildOptions = {},
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

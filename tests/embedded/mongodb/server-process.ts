import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

// The built file: a child process of node knows no TypeScript.
const builtServer = new URL('../../../dist/embedded/mongodb/server.js', import.meta.url).href;

const program = `
  import { startMongo } from ${JSON.stringify(builtServer)};
  const mongo = await startMongo({ directory: process.argv[1], port: Number(process.argv[2]) });
  console.log(mongo.url);
`;

const firstLineOf = async ({ stdout, stderr }: ChildProcess): Promise<string> => {
  if (stdout === null || stderr === null) throw new Error('The child process has no output.');
  const complaints: string[] = [];
  stderr.on('data', (chunk) => complaints.push(String(chunk)));
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error(`The server did not start: ${complaints.join('')}`);
};

/** A server in a process of its own, so that it can be killed. */
export const startInChild = async (directory: string, port = 0) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, directory, String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const url = await firstLineOf(child);
  return {
    url,
    kill: async (): Promise<void> => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};

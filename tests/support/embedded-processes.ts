import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const servers = {
  eventstore: { file: '../../dist/embedded/eventstore/server.js', start: 'startEventStore' },
  mongodb: { file: '../../dist/embedded/mongodb/server.js', start: 'startMongo' },
} as const;

export interface ServerProcess {
  readonly url: string;
  readonly kill: () => Promise<void>;
}

/** Starts an embedded server in a process of its own, known by its address alone: for whoever asks, a real one. */
export const startServerProcess = async (
  name: keyof typeof servers,
  directory: string,
): Promise<ServerProcess> => {
  const { file, start } = servers[name];
  const script = `
    import { ${start} } from ${JSON.stringify(new URL(file, import.meta.url).href)};
    const { url } = await ${start}({ directory: ${JSON.stringify(directory)} });
    console.log(url);
    process.stdin.resume().on('end', () => process.exit());
  `;
  // It ends with us: its input does.
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  for await (const url of createInterface({ input: child.stdout }))
    return {
      url,
      kill: async () => {
        child.kill('SIGKILL');
        await exited;
      },
    };
  throw new Error(`the embedded ${name} did not start`);
};

import { type ChildOptions, startServerInChild } from '../server-child.js';

// The built file: a child process of node knows no TypeScript.
const builtServer = new URL('../../../dist/embedded/eventstore/server.js', import.meta.url).href;

const program = `
  import { startEventStore } from ${JSON.stringify(builtServer)};
  const server = await startEventStore({ directory: process.argv[1], port: Number(process.argv[2]) });
  console.log(server.url);
`;

/** A server in a process of its own, so that it can be killed, or kept short of something. */
export const startInChild = (directory: string, options: ChildOptions = {}) =>
  startServerInChild(program, directory, options);

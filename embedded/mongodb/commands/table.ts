import type { Doc } from '../bson/value.js';
import { refuse } from '../errors.js';
import { aggregate } from './aggregate.js';
import { collectionCommands } from './collections.js';
import type { Command } from './command.js';
import { countCommands } from './count-distinct.js';
import { cursorCommands } from './cursor-commands.js';
import { deleteCommand } from './delete.js';
import { explain } from './explain.js';
import { find } from './find.js';
import { findAndModify } from './find-and-modify.js';
import { handshakeCommands } from './handshake.js';
import { indexCommands } from './indexes.js';
import { insert } from './insert.js';
import { checkOptions } from './options.js';
import { statusCommands } from './status.js';
import { update } from './update.js';

const noTransactions = (name: string): never =>
  refuse(20, `${name}: Transaction numbers are only allowed on a replica set member or mongos`);

const noReplication = (name: string): never => refuse(76, `${name}: not running with --replSet`);

/** Commands of a replica set, which a server by itself refuses whatever their arguments. */
const ofReplicaSets: ReadonlyMap<string, (name: string) => never> = new Map([
  ['commitTransaction', noTransactions],
  ['abortTransaction', noTransactions],
  ['replSetAbortPrimaryCatchUp', noReplication],
  ['replSetFreeze', noReplication],
  ['replSetGetConfig', noReplication],
  ['replSetGetStatus', noReplication],
  ['replSetInitiate', noReplication],
  ['replSetMaintenance', noReplication],
  ['replSetReconfig', noReplication],
  ['replSetStepDown', noReplication],
  ['replSetSyncFrom', noReplication],
]);

/** Every command, by the first field of its document. */
export const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...handshakeCommands,
    ...collectionCommands,
    ...indexCommands,
    ...countCommands,
    ...cursorCommands,
    ...statusCommands,
    aggregate,
    delete: deleteCommand,
    explain,
    find,
    findAndModify,
    insert,
    update,
  }),
);

/** The name of a command is the first field of its document. */
export const commandOf = (body: Doc): Command => {
  const [name = ''] = Object.keys(body);
  ofReplicaSets.get(name)?.(name);
  const command = commands.get(name);
  if (command === undefined) return refuse(59, `no such command: '${name}'`);
  checkOptions(name, body, command);
  return command;
};

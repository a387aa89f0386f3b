import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Who wants no more messages from which of our numbers. */
export interface OptOuts {
  readonly add: (theirs: string, ours: string) => Promise<void>;
  readonly remove: (theirs: string, ours: string) => Promise<void>;
  readonly has: (theirs: string, ours: string) => Promise<boolean>;
}

export type OptOutType = 'STOP' | 'START' | 'HELP';

const keywords: ReadonlyMap<string, OptOutType> = new Map([
  ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'].map(
    (word) => [word, 'STOP'] as const,
  ),
  ...['START', 'YES', 'UNSTOP'].map((word) => [word, 'START'] as const),
  ...['HELP', 'INFO'].map((word) => [word, 'HELP'] as const),
]);

/** What a text message asks for that is nothing but one of Twilio's keywords. */
export const optOutType = (body: string): OptOutType | undefined => keywords.get(body.trim().toUpperCase());

/** Opens the opt-outs in a folder: an empty file for each, so that they are never forgotten. */
export const openOptOuts = async (directory: string): Promise<OptOuts> => {
  await mkdir(directory, { recursive: true });
  const file = (theirs: string, ours: string): string => join(directory, `${theirs} to ${ours}`);
  return {
    add: (theirs, ours) => writeFile(file(theirs, ours), ''),
    remove: (theirs, ours) => rm(file(theirs, ours), { force: true }),
    has: (theirs, ours) =>
      access(file(theirs, ours)).then(
        () => true,
        () => false,
      ),
  };
};

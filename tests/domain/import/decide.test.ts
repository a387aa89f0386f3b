import { describe, expect, it } from 'vitest';
import type { ImportCommand } from '../../../domain/import/commands.js';
import { type ImportEvent, maxFaults } from '../../../domain/import/events.js';
import {
  broken,
  cancelled,
  completed,
  created,
  dryRunCompleted,
  dryRunStarted,
  failed,
  faultAt,
  fileOf,
  given,
  importId,
  part,
  paused,
  placeAt,
  planOf,
  ready,
  received,
  record,
  resumed,
  running,
  started,
} from './story.js';

const create = (changes: object = {}) => ({ type: 'CreateImport', importId, plan: planOf(changes) }) as const;
const receive = (file = fileOf(4)) => ({ type: 'ReceiveFile', file }) as const;
const dryRun = { type: 'StartDryRun' } as const;
const start = { type: 'StartImport' } as const;
const pause = { type: 'PauseImport' } as const;
const resume = { type: 'ResumeImport' } as const;
const cancel = { type: 'CancelImport' } as const;
const complete = (pass: 'dry-run' | 'import') => ({ type: 'CompletePass', pass }) as const;
const fail = { type: 'FailImport', reason: broken } as const;
const whole = part('import', 4);

describe('creating an import', () => {
  it('creates it, once', () => {
    given().when(create()).thenEvents(created());
    given(created()).when(create()).thenNothing();
    given(...running, whole, completed)
      .when(create())
      .thenNothing();
  });

  it('refuses an id that another import has', () => {
    given(created())
      .when(create({ onExisting: 'skip' }))
      .thenRefused('conflict');
  });
});

describe('an import that does not exist', () => {
  const commands: readonly ImportCommand[] = [
    receive(),
    dryRun,
    start,
    pause,
    resume,
    cancel,
    record('import', 0, 1),
    complete('import'),
    fail,
  ];
  it.each(commands)('refuses $type', (command) => {
    given().when(command).thenRefused('notFound');
  });
});

describe('receiving the file', () => {
  it('takes it, and the same one only once', () => {
    given(created()).when(receive()).thenEvents(received());
    given(...ready)
      .when(receive())
      .thenNothing();
    given(...running)
      .when(receive())
      .thenNothing();
  });

  it('takes another one in its place before the start, and forgets what a dry run said of the first', () => {
    const other = received(fileOf(3, 'b'));
    const before = [...ready, dryRunStarted, part('dry-run', 4), dryRunCompleted];
    given(...before)
      .when(receive(fileOf(3, 'b')))
      .thenEvents(other);
    expect(given(...before, other).state()).toMatchObject({ status: 'ready', passes: {} });
  });

  it('refuses another one while something is under way, and any when it is over', () => {
    given(...ready, dryRunStarted)
      .when(receive(fileOf(3, 'b')))
      .thenRefused('notAllowed');
    given(...running)
      .when(receive(fileOf(3, 'b')))
      .thenRefused('notAllowed');
    for (const end of [completed, cancelled, failed])
      given(...running, end)
        .when(receive())
        .thenRefused('notAllowed');
  });
});

describe('a dry run', () => {
  it('starts when the file is there, and once at a time', () => {
    given(created()).when(dryRun).thenRefused('notAllowed');
    given(...ready)
      .when(dryRun)
      .thenEvents(dryRunStarted);
    given(...ready, dryRunStarted)
      .when(dryRun)
      .thenNothing();
  });

  it('may be made again, from the beginning', () => {
    const once = [...ready, dryRunStarted, part('dry-run', 4, [faultAt(2)]), dryRunCompleted];
    given(...once)
      .when(dryRun)
      .thenEvents(dryRunStarted);
    given(...once, dryRunStarted)
      .when(record('dry-run', 0, 2))
      .thenEvents(part('dry-run', 2));
  });

  it('ends at the end of the file', () => {
    given(...ready, dryRunStarted, part('dry-run', 3))
      .when(complete('dry-run'))
      .thenRefused('notAllowed');
    given(...ready, dryRunStarted, part('dry-run', 4))
      .when(complete('dry-run'))
      .thenEvents(dryRunCompleted);
    given(...ready, dryRunStarted, part('dry-run', 4), dryRunCompleted)
      .when(complete('dry-run'))
      .thenNothing();
  });

  it('gives way to the import, which begins at the beginning', () => {
    const past = [...ready, dryRunStarted, part('dry-run', 3), paused];
    given(...past)
      .when(start)
      .thenEvents(started);
    expect(given(...past, started).state()).toMatchObject({ status: 'running', isPaused: false });
    given(...past, started)
      .when(record('dry-run', 3, 4))
      .thenNothing();
    given(...past, started)
      .when(record('import', 0, 1))
      .thenEvents(part('import', 1));
  });

  it('is not made of an import that runs', () => {
    given(...running)
      .when(dryRun)
      .thenRefused('notAllowed');
  });
});

describe('starting', () => {
  it('starts once, and not without a file', () => {
    given(created()).when(start).thenRefused('notAllowed');
    given(...ready)
      .when(start)
      .thenEvents(started);
    given(...running)
      .when(start)
      .thenNothing();
    given(...running, paused)
      .when(start)
      .thenNothing();
    given(...running, whole, completed)
      .when(start)
      .thenNothing();
  });

  it('is refused after it was cancelled or has failed', () => {
    given(...ready, cancelled)
      .when(start)
      .thenRefused('notAllowed');
    given(...running, failed)
      .when(start)
      .thenRefused('notAllowed');
  });
});

describe('recording a part', () => {
  it('goes through the file from its beginning to its end', () => {
    given(...running)
      .when(record('import', 0, 2))
      .thenEvents(part('import', 2));
    given(...running, part('import', 2))
      .when(record('import', 2, 4))
      .thenEvents(whole);
  });

  it('is done once', () => {
    given(...running, part('import', 2))
      .when(record('import', 0, 2))
      .thenNothing();
    given(...running, whole)
      .when(record('import', 2, 4))
      .thenNothing();
  });

  it('is said also of an import that was paused or cancelled while it was done', () => {
    given(...running, paused)
      .when(record('import', 0, 2))
      .thenEvents(part('import', 2));
    given(...running, cancelled)
      .when(record('import', 0, 2))
      .thenEvents(part('import', 2));
    given(...ready, cancelled)
      .when(record('dry-run', 0, 2))
      .thenNothing();
  });

  it.each([
    ['that leaves out lines', 1, 2],
    ['of nothing', 0, 0],
    ['of more than there is', 0, 5],
  ])('refuses a part %s', (_what, from, to) => {
    given(...running)
      .when(record('import', from, to))
      .thenRefused('notAllowed');
  });

  it('keeps so many faults, and knows where they are', () => {
    const many = Array.from({ length: maxFaults - 1 }, (_, index) => faultAt(index + 1));
    const past = [...running, part('import', 1), part('import', 2, many)];
    given(...past)
      .when(record('import', 2, 3, [faultAt(8), faultAt(9)]))
      .thenEvents(part('import', 3, [faultAt(8)]));
    const state = given(...past, part('import', 3, [faultAt(8)])).state();
    expect(state).toMatchObject({
      passes: {
        import: {
          done: placeAt(3),
          faultCount: maxFaults,
          faultParts: [
            { revision: 4, first: 0 },
            { revision: 5, first: maxFaults - 1 },
          ],
        },
      },
    });
  });
});

describe('pausing, resuming and cancelling', () => {
  it.each<readonly [string, readonly ImportEvent[]]>([
    ['a dry run', [...ready, dryRunStarted]],
    ['an import', [...running, part('import', 2)]],
  ])('pauses %s and resumes it, once each', (_what, past) => {
    given(...past)
      .when(pause)
      .thenEvents(paused);
    given(...past, paused)
      .when(pause)
      .thenNothing();
    given(...past, paused)
      .when(resume)
      .thenEvents(resumed);
    given(...past, paused, resumed)
      .when(resume)
      .thenNothing();
  });

  it('pauses nothing where nothing is under way', () => {
    given(...ready)
      .when(pause)
      .thenRefused('notAllowed');
    given(...running, completed)
      .when(pause)
      .thenRefused('notAllowed');
  });

  it('cancels at any time before the end, once', () => {
    for (const past of [[created()], ready, [...ready, dryRunStarted], running, [...running, paused]]) {
      given(...past)
        .when(cancel)
        .thenEvents(cancelled);
      given(...past, cancelled)
        .when(cancel)
        .thenNothing();
    }
    given(...running, completed)
      .when(cancel)
      .thenRefused('notAllowed');
  });
});

describe('the end', () => {
  it('is at the end of the file, once', () => {
    given(...running, part('import', 3))
      .when(complete('import'))
      .thenRefused('notAllowed');
    given(...running, whole)
      .when(complete('import'))
      .thenEvents(completed);
    given(...running, whole, completed)
      .when(complete('import'))
      .thenNothing();
  });

  it('is there when it fails, if something is under way', () => {
    given(...running)
      .when(fail)
      .thenEvents(failed);
    given(...ready)
      .when(fail)
      .thenNothing();
    given(...running, failed)
      .when(fail)
      .thenNothing();
  });
});

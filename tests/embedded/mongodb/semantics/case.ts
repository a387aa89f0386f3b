import type { Collection, Db } from 'mongodb';
import type { Loose } from '../mongo-fixture.js';

/** Where a case runs: a new, empty collection. */
export interface Place {
  readonly db: Db;
  readonly collection: Collection<Loose>;
}

export type Expected =
  | { readonly value: unknown }
  /** An error: its code, and what its message must name. */
  | { readonly code: number; readonly names: string };

/** What MongoDB does in one situation, and the page or the file of its source that says so. */
export interface Case {
  readonly name: string;
  readonly source: string;
  readonly run: (place: Place) => Promise<unknown>;
  readonly expected: Expected;
}

export type Row = Omit<Case, 'source'>;

export interface Topic {
  readonly topic: string;
  readonly cases: readonly Case[];
}

/** The rows of a table that one source vouches for. */
export const from = (source: string, rows: readonly Row[]): readonly Case[] =>
  rows.map((row) => ({ ...row, source }));

/** A page of MongoDB's manual. */
export const manual = (page: string): string => `https://www.mongodb.com/docs/manual/${page}/`;

/** A page of the manual about one operator, stage or command. */
export const query = (name: string): string => manual(`reference/operator/query/${name}`);
export const update = (name: string): string => manual(`reference/operator/update/${name}`);
export const aggregation = (name: string): string => manual(`reference/operator/aggregation/${name}`);
export const command = (name: string): string => manual(`reference/command/${name}`);

/** Where the manual is silent: the file of the server that decides. */
export const server = (file: string): string => `server: src/mongo/${file}`;

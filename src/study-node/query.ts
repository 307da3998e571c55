/** Questions in SQL about a study's table, answered by DuckDB in this process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, UserError, usageError } from '../text/errors.js';

/** An answer: names of columns and rows of values. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

const PACKAGE = '@duckdb/node-api';

/**
 * Answers a question about the table `results`.
 * @param parquet the table.
 * @throws UserError if DuckDB is not installed, or does not understand the question.
 */
export async function query(parquet: Uint8Array, sql: string): Promise<Answer> {
  const { DuckDBInstance } = await loadDuckDb();
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const directory = mkdtempSync(join(tmpdir(), 'sextant-query-'));
  try {
    const file = join(directory, 'results.parquet');
    writeFileSync(file, parquet);
    const source = file.replaceAll("'", "''");
    await connection.run(`create table results as select * from read_parquet('${source}')`);
    // A question reads the table and nothing else: neither files nor the network.
    await connection.run('set enable_external_access = false; set lock_configuration = true');
    const reader = await connection.runAndReadAll(sql);
    return { columns: reader.columnNames(), rows: reader.getRowsJson() };
  } catch (error) {
    throw usageError(`the query failed: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Loaded only here: it is large, and an optional dependency. */
async function loadDuckDb(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api');
  } catch {
    throw new UserError(`queries need the package ${PACKAGE}: npm install ${PACKAGE}`, EXIT.FILE);
  }
}

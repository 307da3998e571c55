/** The store of results: whole files or none, equal ones once, unequal ones reported. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Store } from '../../src/study-node/store.js';
import { UserError } from '../../src/text/errors.js';
import { temporaryDirectory } from '../project.js';

const ID = 'ab'.repeat(32);

describe('a store', () => {
  it('keeps an entry under its id', () => {
    const store = new Store(join(temporaryDirectory(), 'store'));
    expect(store.ids('results')).toEqual(new Set());
    expect(store.read('results', ID)).toBeUndefined();
    store.put('results', ID, 'text');
    store.put('results', ID, 'text');
    expect(store.ids('results')).toEqual(new Set([ID]));
    expect(store.read('results', ID)?.toString()).toBe('text');
    expect(readdirSync(join(store.directory, 'partial'))).toEqual([]);
  });

  it('reports two results for one id, and keeps both', () => {
    const store = new Store(temporaryDirectory());
    store.put('results', ID, 'one');
    let message = '';
    try {
      store.put('results', ID, 'two');
    } catch (error) {
      if (error instanceof UserError) message = error.message;
    }
    expect(message).toMatch(/a second simulation of this point gave another result/);
    const other = /compare it with (.*)$/.exec(message)![1]!;
    expect(readFileSync(other, 'utf8')).toBe('two');
    expect(store.read('results', ID)?.toString()).toBe('one');
  });

  it('removes what ended processes of this machine left, and nothing else', () => {
    const store = new Store(temporaryDirectory());
    const folder = join(store.directory, 'partial');
    mkdirSync(folder);
    const running = `${hostname()}-${process.pid}-0-${ID}`;
    const elsewhere = `another-host-99999999-0-${ID}`;
    for (const name of [running, elsewhere, `${hostname()}-99999999-0-${ID}`])
      writeFileSync(join(folder, name), '');
    store.removeLeftovers();
    expect(readdirSync(folder).sort()).toEqual([running, elsewhere].sort());
  });

  it('says which file cannot be written', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'store'), '');
    expect(() => new Store(join(directory, 'store')).put('results', ID, 'x')).toThrow(UserError);
  });
});

/** Studies on disk, for tests. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a study file into a directory, and returns the directory. */
export function writeStudy(directory: string, text: string): string {
  writeFileSync(join(directory, 'study.yaml'), text);
  return directory;
}

/** The results of a study's store: texts by their names. */
export function resultsOf(directory: string): Record<string, string> {
  const results = join(directory, 'store', 'results');
  return Object.fromEntries(
    resultNames(directory).map((name) => [name, readFileSync(join(results, name), 'utf8')]),
  );
}

/** The names of a store's results, in order. */
export function resultNames(directory: string): string[] {
  const results = join(directory, 'store', 'results');
  if (!existsSync(results)) return [];
  const files = readdirSync(results, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.json')).sort();
}

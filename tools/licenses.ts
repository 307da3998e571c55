/** The licences of the packages that a bundle contains. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Names, versions and licence texts of packages, for the file that goes with a bundle.
 * @param modules paths of all modules in the bundle.
 */
export function licenseTexts(modules: readonly string[]): string {
  const folders = modules.flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort().map(licenseText).join('\n');
}

function licenseText(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license: string;
  };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  return `${name} ${version}: ${license}\n${text}`;
}

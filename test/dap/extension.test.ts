/** The package of the extension of VS Code holds what its manifest names. */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { packExtension } from '../../tools/vsix.js';

describe('the extension of VS Code', () => {
  it('is packed with all files that it names', () => {
    const files = unzipSync(packExtension());
    const manifest = JSON.parse(strFromU8(files['extension/package.json']!)) as {
      main: string;
      contributes: { grammars: { path: string }[]; languages: { configuration: string }[] };
    };
    const { grammars, languages } = manifest.contributes;
    const named = [manifest.main, ...grammars.map((g) => g.path), ...languages.map((l) => l.configuration)];
    for (const path of named) expect(Object.keys(files)).toContain(`extension/${path.replace('./', '')}`);
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['extension.vsixmanifest', '[Content_Types].xml']),
    );
    for (const file of ['extension/grammar.json', 'extension/language.json'])
      expect(() => JSON.parse(strFromU8(files[file]!)) as unknown).not.toThrow();
  });
});

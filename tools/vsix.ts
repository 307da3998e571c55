/**
 * Packs the extension of VS Code (editors/vscode) as `out/sextant-debug.vsix`: a zip file with a manifest, which the editor
 * installs with "Install from VSIX".
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { writeWhole } from '../src/files/output.js';
import { packagePath } from '../src/files/package-root.js';

interface Manifest {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly version: string;
  readonly publisher: string;
  readonly engines: { readonly vscode: string };
}

const CONTENT_TYPES = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension=".json" ContentType="application/json"/><Default Extension=".js" ContentType="application/javascript"/><Default Extension=".vsixmanifest" ContentType="text/xml"/></Types>
`;

const manifestOf = ({ name, displayName, description, version, publisher, engines }: Manifest): string =>
  `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${name}" Version="${version}" Publisher="${publisher}"/>
    <DisplayName>${displayName}</DisplayName>
    <Description xml:space="preserve">${description}</Description>
    <Properties><Property Id="Microsoft.VisualStudio.Code.Engine" Value="${engines.vscode}"/></Properties>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets><Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/></Assets>
</PackageManifest>
`;

/** The bytes of the package. The same sources give the same bytes. */
export function packExtension(): Uint8Array {
  const directory = packagePath('editors', 'vscode');
  const files: Zippable = {};
  for (const file of readdirSync(directory).sort())
    files[`extension/${file}`] = readFileSync(packagePath('editors', 'vscode', file));
  const manifest = JSON.parse(
    readFileSync(packagePath('editors', 'vscode', 'package.json'), 'utf8'),
  ) as Manifest;
  return zipSync(
    {
      'extension.vsixmanifest': strToU8(manifestOf(manifest)),
      '[Content_Types].xml': strToU8(CONTENT_TYPES),
      ...files,
    },
    { mtime: new Date(1980, 0, 1) },
  );
}

/** Where the package is written. */
export const VSIX_FILE = packagePath('out', 'sextant-debug.vsix');

if (process.argv[1]?.endsWith('vsix.ts') === true) {
  mkdirSync(packagePath('out'), { recursive: true });
  writeWhole(VSIX_FILE, packExtension());
}

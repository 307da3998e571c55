/** The library's surface: each export has a docstring, and each type that an export's declaration names is exported. */
import { relative } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectPath } from '../project.js';

/** A program of the declaration files of the library, as `npm run declarations` writes them, held in memory. */
function declarations(): ts.Program {
  const config = projectPath('tsconfig.declarations.json');
  const parsed = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, (file) => ts.sys.readFile(file)).config,
    ts.sys,
    projectPath('.'),
  );
  const options = { ...parsed.options, noCheck: true, outDir: projectPath('dist/types') };
  const files = new Map<string, string>();
  ts.createProgram(parsed.fileNames, options).emit(undefined, (file, text) => files.set(file, text));
  const host = ts.createCompilerHost(options);
  const onDisk = host.readFile.bind(host);
  host.readFile = (file) => files.get(file) ?? onDisk(file);
  host.directoryExists = () => true;
  host.fileExists = (file) => files.has(file) || ts.sys.fileExists(file);
  const entries = [...files.keys()].filter((file) => file.includes('/types/src/library/'));
  return ts.createProgram(entries, options, host);
}

interface Export {
  readonly name: string;
  readonly symbol: ts.Symbol;
}

describe('the library', () => {
  let checker: ts.TypeChecker;
  let exported: Export[] = [];
  const resolved = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

  beforeAll(() => {
    const program = declarations();
    checker = program.getTypeChecker();
    const modules = program.getRootFileNames().map((file) => program.getSourceFile(file)!);
    const symbols = modules.flatMap((m) => checker.getExportsOfModule(checker.getSymbolAtLocation(m)!));
    exported = symbols.map((symbol) => ({ name: symbol.name, symbol: resolved(symbol) }));
  });

  it('documents every export', () => {
    const bare = exported.filter(({ symbol }) => symbol.getDocumentationComment(checker).length === 0);
    expect([...new Set(bare.map(({ name, symbol }) => `${name} (${fileOf(symbol)})`))].sort()).toEqual([]);
  });

  it('exports every type that an exported declaration names', () => {
    const known = new Set(exported.map(({ symbol }) => symbol));
    const missing = new Set<string>();
    const visit = (node: ts.Node, from: string): void => {
      if (ts.isIdentifier(node) && ts.isPartOfTypeNode(node)) {
        const found = checker.getSymbolAtLocation(node);
        const symbol = found && resolved(found);
        if (symbol && isOurs(symbol) && !known.has(symbol))
          missing.add(`${symbol.name} (${fileOf(symbol)}), named by ${from}`);
      }
      ts.forEachChild(node, (child) => visit(child, from));
    };
    for (const { name, symbol } of exported)
      for (const declaration of symbol.declarations ?? []) visit(declaration, name);
    expect([...missing].sort()).toEqual([]);
  });
});

/** Whether a symbol is a type or value of a module of the project: not a type parameter, nor a member of something. */
function isOurs(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations ?? [];
  if (!declaration || ts.isTypeParameterDeclaration(declaration)) return false;
  const module = ts.isVariableDeclaration(declaration)
    ? declaration.parent.parent.parent
    : declaration.parent;
  return ts.isSourceFile(module) && module.fileName.includes('/dist/types/');
}

const fileOf = ({ declarations = [] }: ts.Symbol): string =>
  relative(projectPath('dist/types'), declarations[0]?.getSourceFile().fileName ?? '').replace(
    '.d.ts',
    '.ts',
  );

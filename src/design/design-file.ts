/** Design files: YAML that names a chip and gives the parameters in which it differs from the public design. */
import { DataError, readObject, type Members } from '../text/members.js';
import { readYaml, YamlError, type Located } from '../text/yaml.js';
import { DesignError } from './parameters.js';
import { readParameters, type GivenParameters } from './read-design.js';

const FORMAT = 'sextant-design';
const FORMAT_VERSION = 1;

/** Characters of the largest file that is read. */
export const MAX_DESIGN_BYTES = 1 << 16;

/** The contents of a design file. */
export interface DesignFile {
  readonly name: string;
  readonly description: string;
  readonly parameters: GivenParameters;
}

/**
 * Reads a design file.
 * @param file its name, for messages.
 * @throws DesignError with file and line for anything wrong with it.
 */
export function readDesignFile(text: string, file: string): DesignFile {
  const document = readDocument(text, file);
  try {
    return readObject(document.data, designOfMembers);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DesignError(`${file}:${document.lineOf(error.path)}: ${error.message}`);
  }
}

function readDocument(text: string, file: string): Located {
  try {
    return readYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new DesignError(`${file}:${error.line}: not valid YAML: ${error.message}`);
  }
}

/** A name that reports can print: one line, without control characters. */
const NAME = /^[^\p{C}]{1,80}$/u;

function readName(members: Members): string {
  const name = members.line('name');
  if (NAME.test(name)) return name;
  throw members.wrong('name', 'at most 80 characters in one line are needed');
}

function designOfMembers(members: Members): DesignFile {
  members.exactly('format', FORMAT);
  members.exactly('version', FORMAT_VERSION, '; it is for another version of sextant');
  return {
    name: readName(members),
    description: members.has('description') ? members.text('description') : '',
    parameters: members.object('parameters', readParameters),
  };
}

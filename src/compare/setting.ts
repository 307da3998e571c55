/**
 * Settings of one of two runs: `KAPPA=48` takes the place of what the program writes to that register;
 * `wrec[5][17]=-3@sample=30` is stored once, at that position.
 */
import { REFERENCE, type Design } from '../design/design.js';
import { parseRegisterSetting, parseValue, type RegisterSetting } from '../host/register-settings.js';
import { registerNamed } from '../isa/registers.js';
import { parsePosition } from '../position/position.js';
import { STORED_VALUES, storedValueNamed } from '../signals/stored-value.js';
import { SelectionError } from '../text/selection-error.js';
import { Intervention } from './intervention.js';

export type Setting = Intervention | RegisterSetting;

const SET = /^([^=@]+)=([^@]+)(?:@(.+))?$/;

/** Reads `NAME=VALUE@POSITION` or `REGISTER=VALUE` of a chip. @throws SelectionError */
export function parseSetting(text: string, design: Design = REFERENCE): Setting {
  const [, name = '', value = '', at] = SET.exec(text) ?? [];
  const stored = storedValueNamed(name, design);
  if (!stored)
    throw new SelectionError(
      `'${text}' sets nothing: give REGISTER=VALUE or NAME=VALUE@POSITION, where NAME is ${STORED_VALUES}`,
    );
  const content = parseValue(text, value, stored);
  if (at !== undefined) return Intervention.set(text, stored, content, parsePosition(at));
  if (registerNamed(design, name)) return parseRegisterSetting(text, design);
  throw new SelectionError(`'${text}': a value in a memory is set at a position, as in ${text}@sample=1`);
}

/**
 * Settings of one of two runs: `KAPPA=48` is written wherever the program writes that register,
 * `wrec[5][17]=-3@sample=30` is put there at that point.
 */
import { parseRegisterSetting, parseValue, type RegisterSetting } from '../host/register-settings.js';
import { registerNamed } from '../isa/registers.js';
import { parsePosition } from '../position/position.js';
import { SelectionError } from '../text/selection-error.js';
import { Intervention } from './intervention.js';
import { PLACES, placeNamed } from './place.js';

export type Setting = Intervention | RegisterSetting;

const SET = /^([^=@]+)=([^@]+)(?:@(.+))?$/;

/** Reads `PLACE=VALUE@POSITION` or `REGISTER=VALUE`. @throws SelectionError saying what is needed. */
export function parseSetting(text: string): Setting {
  const [, name = '', value = '', at] = SET.exec(text) ?? [];
  const place = placeNamed(name);
  if (!place)
    throw new SelectionError(
      `'${text}' sets nothing: REGISTER=VALUE or PLACE=VALUE@POSITION; PLACE is ${PLACES}`,
    );
  if (at !== undefined) return Intervention.set(text, place, parseValue(text, value, place), parsePosition(at));
  if (registerNamed(name)) return parseRegisterSetting(text);
  throw new SelectionError(`'${text}': the program writes its memories; say when, as in ${text}@sample=1`);
}
